package embedding

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

const testDim = 3

var testKey = Key{Weights: digest.Of([]byte("weights")), Graph: "onnx", Preprocess: "size=8", Decoder: "d 1",
	Fingerprint: digest.Of([]byte("set")), Engine: "fake 1", Precision: "float32"}

func testIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("class/%05d,\"x\".png", i)
	}
	return ids
}

// testPart makes the vectors of a range: image i is skipped if i%7 == 3 and the zero vector if i%100 == 50.
func testPart(r Range) Part {
	p := Part{Range: r, Rotated: 1, Seconds: 0.5, PeakMemory: int64(1000 + r.Part)}
	var data []float32
	for i := r.From; i < r.To; i++ {
		switch {
		case i%7 == 3:
			p.Skipped = append(p.Skipped, Skip{Item: i, Reason: fmt.Sprintf("reason %d", i)})
		case i%100 == 50:
			data = append(data, 0, 0, 0)
		default:
			data = append(data, float32(i), 1, -2)
		}
	}
	p.Rows = matrix.Rows{N: len(data) / testDim, Dim: testDim, Data: data}
	return p
}

func open(t *testing.T, cache string, n int) *Store {
	t.Helper()
	s, err := Open(t.Context(), cache, testKey, testIDs(n), testDim, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func fill(t *testing.T, s *Store) {
	t.Helper()
	for _, r := range s.Missing() {
		if err := s.WritePart(testPart(r)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Finish(); err != nil {
		t.Fatal(err)
	}
}

func parts(s *Store) []int {
	var numbers []int
	for _, r := range s.Missing() {
		numbers = append(numbers, r.Part)
	}
	return numbers
}

func TestFinishedStore(t *testing.T) {
	for _, n := range []int{0, 1, PartItems - 1, PartItems, PartItems + 1, 3*PartItems + 17} {
		cache := t.TempDir()
		fill(t, open(t, cache, n))
		s := open(t, cache, n)
		if !s.Finished() || len(s.Missing()) != 0 {
			t.Fatalf("n=%d: opened again, the store is not finished", n)
		}
		rows, items := s.Rows(), s.Items()
		if rows.N != len(items) || rows.N != s.Info().Rows {
			t.Fatalf("n=%d: %d rows, %d items, info says %d", n, rows.N, len(items), s.Info().Rows)
		}
		zeros := 0
		for r, i := range items {
			want := testPart(Range{From: i, To: i + 1}).Rows
			zeros += want.Normalize()
			if !slices.Equal(rows.Row(r), want.Row(0)) {
				t.Fatalf("n=%d: row %d is %v, image %d has %v", n, r, rows.Row(r), i, want.Row(0))
			}
		}
		if s.Info().Zeros != zeros || len(items)+len(s.Info().Skipped) != n {
			t.Errorf("n=%d: %d zero vectors and %d skipped, want %d and %d", n, s.Info().Zeros, len(s.Info().Skipped), zeros, n-len(items))
		}
		if left := s.names(partNames, temporaryNames); len(left) != 0 {
			t.Errorf("n=%d: parts were left: %v", n, left)
		}
	}
}

func TestInfoAddsUpParts(t *testing.T) {
	s := open(t, t.TempDir(), 2*PartItems)
	fill(t, s)
	got := s.Info()
	if got.Seconds != 1 || got.Rotated != 2 || got.PeakMemory != 1001 || got.ImagesPerSecond != float64(got.Rows) {
		t.Errorf("got %+v, want 1 second, 2 rotated, peak 1001, %d images/s", got, got.Rows)
	}
}

func TestItemsTable(t *testing.T) {
	s := open(t, t.TempDir(), 5)
	fill(t, s)
	got, err := os.ReadFile(filepath.Join(s.dir, itemsName))
	if err != nil {
		t.Fatal(err)
	}
	want := `row,id,status,reason
0,"class/00000,""x"".png",embedded,
1,"class/00001,""x"".png",embedded,
2,"class/00002,""x"".png",embedded,
,"class/00003,""x"".png",skipped,reason 3
3,"class/00004,""x"".png",embedded,
`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestItemsTableIsSafe: a file name is neither a formula nor a line end of the table.
func TestItemsTableIsSafe(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir(), testKey, []string{"=1+1.png", "a\rb.png"}, testDim, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.WritePart(Part{Range: s.Missing()[0], Rows: matrix.New(1, testDim), Skipped: []Skip{{Item: 1, Reason: "@x"}}})
	if err == nil {
		err = s.Finish()
	}
	got, _ := os.ReadFile(s.path(itemsName))
	if want := "row,id,status,reason\n0,'=1+1.png,embedded,\n,\"'\"\"a\\rb.png\"\"\",skipped,'@x\n"; err != nil || string(got) != want {
		t.Errorf("got\n%s (%v), want\n%s", got, err, want)
	}
}

// TestBracketsInTheCache: the path of the cache is no pattern.
func TestBracketsInTheCache(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "cache [1]"), 10)
	if err := os.WriteFile(s.path(".x.tmp"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	fill(t, s)
	if left := s.names(partNames, temporaryNames); len(left) != 0 || exists(s.path(".x.tmp")) || exists(s.partPath(0)) {
		t.Errorf("%v were left", left)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// TestLeftoversAreForOneProcess: a second process leaves to the first what the first is removing.
func TestLeftoversAreForOneProcess(t *testing.T) {
	cache := t.TempDir()
	first := open(t, cache, 10)
	fill(t, first)
	if err := os.WriteFile(first.partPath(0), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := first.acquire(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if open(t, cache, 10); !exists(first.partPath(0)) {
		t.Error("a part was removed while another process held the lock")
	}
	first.release()
	if open(t, cache, 10); exists(first.partPath(0)) {
		t.Error("a part was left when the lock was free")
	}
}

func TestDamagedPartIsMissing(t *testing.T) {
	damages := map[string]func([]byte) []byte{
		"cut short": func(b []byte) []byte { return b[:len(b)/2] },
		"empty":     func(b []byte) []byte { return nil },
		"one bit":   func(b []byte) []byte { b[len(b)-5] ^= 1; return b },
		"longer":    func(b []byte) []byte { return append(b, 0, 0, 0, 0) },
		"zeros":     func(b []byte) []byte { clear(b); return b },
	}
	for name, damage := range damages {
		cache := t.TempDir()
		s := open(t, cache, 4*PartItems)
		for _, r := range s.Missing()[:3] {
			if err := s.WritePart(testPart(r)); err != nil {
				t.Fatal(err)
			}
		}
		s.Close()
		alter(t, s.partPath(1), damage)
		if got, want := parts(open(t, cache, 4*PartItems)), []int{1, 3}; !slices.Equal(got, want) {
			t.Errorf("%s: parts %v are missing, want %v", name, got, want)
		}
	}
}

func TestDamagedVectorsAreMadeAgain(t *testing.T) {
	for name, file := range map[string]string{"vectors": vectorsName, "info": infoName} {
		cache := t.TempDir()
		s := open(t, cache, PartItems+1)
		fill(t, s)
		want := contents(t, s.dir)
		s.Close()
		alter(t, s.path(file), func(b []byte) []byte { b[len(b)/2] ^= 1; return b[:len(b)-3] })
		again := open(t, cache, PartItems+1)
		if again.Finished() {
			t.Errorf("%s: the damage was not noticed", name)
			continue
		}
		fill(t, again)
		if got := contents(t, s.dir); got != want {
			t.Errorf("%s: made again, the files differ", name)
		}
	}
}

// TestKilledInFinish makes every state that a kill during Finish can leave.
func TestKilledInFinish(t *testing.T) {
	cache, n := t.TempDir(), 2*PartItems
	s := open(t, cache, n)
	for _, r := range s.Missing() {
		if err := s.WritePart(testPart(r)); err != nil {
			t.Fatal(err)
		}
	}
	part := map[int][]byte{}
	for i := range 2 {
		part[i], _ = os.ReadFile(s.partPath(i))
	}
	if err := s.Finish(); err != nil {
		t.Fatal(err)
	}
	s.Close()
	want := contents(t, s.dir)
	for name, restore := range map[string]func(){
		"before the items":      func() { os.Remove(s.path(infoName)); os.Remove(s.path(itemsName)) },
		"before the info":       func() { os.Remove(s.path(infoName)) },
		"half the parts are":    func() { os.Remove(s.partPath(0)) },
		"all the parts are":     func() {},
		"a temporary file left": func() { os.WriteFile(s.path(".vectors.safetensors.123.tmp"), []byte("half"), 0o644) },
	} {
		for i, b := range part {
			if err := os.WriteFile(s.partPath(i), b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		restore()
		again := open(t, cache, n)
		if len(again.Missing()) != 0 {
			t.Errorf("%s: parts %v are missing", name, parts(again))
		}
		fill(t, again)
		if got := contents(t, s.dir); got != want {
			t.Errorf("%s: the files differ", name)
		}
		if left := s.names(partNames, temporaryNames); len(left) != 0 {
			t.Errorf("%s: %v were left", name, left)
		}
		again.Close()
	}
}

func TestLostImagesAreForThisRunOnly(t *testing.T) {
	cache, n := t.TempDir(), 3*PartItems
	s := open(t, cache, n)
	for _, r := range s.Missing() {
		p := testPart(r)
		if r.Part == 1 {
			p.Skipped[0].Lost = true
		}
		if err := s.WritePart(p); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Finish(); err != nil {
		t.Fatal(err)
	}
	if s.Rows().N != s.Info().Rows {
		t.Errorf("the vectors are not there in the run that made them")
	}
	s.Close()
	if got := parts(open(t, cache, n)); !slices.Equal(got, []int{1}) {
		t.Errorf("the next run makes parts %v again, want 1 only", got)
	}
}

func TestSecondProcessWaits(t *testing.T) {
	cache := t.TempDir()
	first := open(t, cache, 10)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	waited := false
	if _, err := Open(ctx, cache, testKey, testIDs(10), testDim, func() { waited = true }); !errors.Is(err, context.DeadlineExceeded) || !waited {
		t.Errorf("while the first works, the second got %v (told to wait: %v)", err, waited)
	}
	second := make(chan *Store)
	go func() {
		s, err := Open(t.Context(), cache, testKey, testIDs(10), testDim, nil)
		if err != nil {
			t.Error(err)
		}
		second <- s
	}()
	fill(t, first)
	s := <-second
	if s == nil || !s.Finished() {
		t.Fatal("after the first has finished, the second does not find its work")
	}
	s.Close()
}

func TestFinishedStoreInReadOnlyCache(t *testing.T) {
	cache := t.TempDir()
	s := open(t, cache, 10)
	fill(t, s)
	s.Close()
	if err := os.Remove(s.path(lockName)); err != nil {
		t.Fatal(err)
	}
	open(t, cache, 10)
	if _, err := os.Stat(s.path(lockName)); err == nil {
		t.Error("opening finished vectors wrote a lock file")
	}
}

func TestPartOfWrongShape(t *testing.T) {
	s := open(t, t.TempDir(), 10)
	err := s.WritePart(Part{Range: s.Missing()[0], Rows: matrix.New(9, testDim)})
	if err == nil || !strings.Contains(err.Error(), "[9, 3]") {
		t.Errorf("got %v, want an error that names [9, 3]", err)
	}
	if err := s.Finish(); err == nil {
		t.Error("a store with a missing part could be finished")
	}
}

func alter(t *testing.T, path string, change func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, change(bytes.Clone(b)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// contents joins what a reader of the folder gets: the vectors, the items and the key.
func contents(t testing.TB, dir string) string {
	t.Helper()
	var all []string
	for _, name := range []string{vectorsName, itemsName, keyName} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(b))
	}
	return strings.Join(all, "\x00")
}
