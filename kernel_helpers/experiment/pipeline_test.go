package experiment

import (
	"context"
	"errors"
	"fmt"
	"image/color"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// spyModel keeps a copy of every batch that it is given.
type spyModel struct {
	batch   int
	mu      sync.Mutex
	batches map[string]bool
	fail    func(pixels []float32, out matrix.Rows) error
}

func (m *spyModel) Batch() int    { return m.batch }
func (m *spyModel) Parallel() int { return 3 }
func (m *spyModel) Close() error  { return nil }

func (m *spyModel) Embed(ctx context.Context, pixels []float32, out matrix.Rows) error {
	m.mu.Lock()
	m.batches[fmt.Sprint(pixels)] = true
	m.mu.Unlock()
	n := len(pixels) / m.batch
	for i := range m.batch {
		copy(out.Row(i), pixels[i*n:(i+1)*n])
	}
	if m.fail != nil {
		return m.fail(pixels, out)
	}
	return ctx.Err()
}

// testFiles writes n pictures of one pixel each, of which every fifth is no picture.
func testFiles(t *testing.T, n int) fileSource {
	t.Helper()
	dir := t.TempDir()
	var s fileSource
	for i := range n {
		path := filepath.Join(dir, fmt.Sprintf("%03d.png", i))
		if i%5 == 4 {
			if err := os.WriteFile(path, []byte("no picture"), 0o644); err != nil {
				t.Fatal(err)
			}
		} else {
			writePicture(t, path, color.RGBA{uint8(i), 100, 7, 255}, 0)
		}
		s.paths = append(s.paths, path)
	}
	return s
}

func testPipeline(m *spyModel, s source) pipeline {
	return pipeline{model: m, spec: images.Spec{Name: "x", Size: 1, Std: [3]float32{1, 1, 1}}, dim: 3, source: s}
}

// ranges cuts n images into parts.
func ranges(n, size int) []embedding.Range {
	var all []embedding.Range
	for from := 0; from < n; from += size {
		all = append(all, embedding.Range{Part: len(all), From: from, To: min(from+size, n)})
	}
	return all
}

// TestBatchesAreFixed: whichever parts a run makes, a batch has the same content, with zeros for the
// skipped and the missing.
func TestBatchesAreFixed(t *testing.T) {
	const n, part, batch = 47, 12, 4
	files := testFiles(t, n)
	run := func(todo []embedding.Range) (map[string]bool, map[int]embedding.Part) {
		m := &spyModel{batch: batch, batches: map[string]bool{}}
		parts := map[int]embedding.Part{}
		last := 0
		err := testPipeline(m, files).run(t.Context(), todo, func(p embedding.Part) error { parts[p.Range.Part] = p; return nil }, func(done int) { last = done })
		if err != nil {
			t.Fatal(err)
		}
		want := 0
		for _, r := range todo {
			want += r.To - r.From
		}
		if last != want || len(parts) != len(todo) {
			t.Errorf("%d images of %d were reported, %d parts of %d", last, want, len(parts), len(todo))
		}
		return m.batches, parts
	}
	all := ranges(n, part)
	batches, parts := run(all)
	if want := 3 + 3 + 3 + 3; len(batches) != want {
		t.Errorf("%d batches, want %d", len(batches), want)
	}
	for _, p := range parts {
		row := 0
		for i := p.Range.From; i < p.Range.To; i++ {
			if i%5 == 4 {
				continue
			}
			if got, want := p.Rows.Row(row)[0], float32(i+4)/255; math.Abs(float64(got-want)) > 1e-6 {
				t.Errorf("image %d has the vector %v, want %v", i, got, want)
			}
			row++
		}
		for _, s := range p.Skipped {
			if s.Item%5 != 4 || !strings.Contains(s.Reason, "text") {
				t.Errorf("skipped %+v", s)
			}
		}
		if row != p.Rows.N || row+len(p.Skipped) != p.Range.To-p.Range.From {
			t.Errorf("part %d: %d rows and %d skipped", p.Range.Part, p.Rows.N, len(p.Skipped))
		}
	}
	some, _ := run([]embedding.Range{all[2], all[0]})
	for b := range some {
		if !batches[b] {
			t.Error("a run of some parts had a batch that the run of all parts had not")
		}
	}
}

func TestPipelineErrors(t *testing.T) {
	files := testFiles(t, 30)
	broken := errors.New("broken")
	cases := map[string]struct {
		fail  func(pixels []float32, out matrix.Rows) error
		write error
		want  string
	}{
		"the model fails":          {fail: func([]float32, matrix.Rows) error { return broken }, want: "embedding images"},
		"a vector is not a number": {fail: func(_ []float32, out matrix.Rows) error { out.Row(0)[1] = float32(math.NaN()); return nil }, want: "not finite"},
		"a part cannot be stored":  {write: errors.New("the disk is full"), want: "the disk is full"},
	}
	for name, c := range cases {
		m := &spyModel{batch: 4, batches: map[string]bool{}, fail: c.fail}
		err := testPipeline(m, files).run(t.Context(), ranges(30, 8), func(embedding.Part) error { return c.write }, func(int) {})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
}

func TestPipelineStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	m := &spyModel{batch: 4, batches: map[string]bool{}}
	var written []int
	err := testPipeline(m, testFiles(t, 60)).run(ctx, ranges(60, 8), func(p embedding.Part) error {
		written = append(written, p.Range.Part)
		cancel()
		return nil
	}, func(int) {})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if len(written) == 0 || len(written) == 8 {
		t.Errorf("parts written: %v; want some and not all", written)
	}
}

// TestCompletePartsAreWritten stops the run at the moment when the only part is complete.
func TestCompletePartsAreWritten(t *testing.T) {
	files := testFiles(t, 8)
	for range 30 {
		ctx, cancel := context.WithCancel(t.Context())
		m := &spyModel{batch: 4, batches: map[string]bool{}}
		written := 0
		testPipeline(m, files).run(ctx, ranges(8, 8), func(embedding.Part) error { written++; return nil }, func(done int) {
			if done == 8 {
				cancel()
			}
		})
		if written != 1 {
			t.Fatal("a part that was complete was not written")
		}
	}
}

func TestHighWater(t *testing.T) {
	if got := highWater([]byte("Name:\tvfm\nVmPeak:\t  99 kB\nVmHWM:\t    1234 kB\n")); got != 1234*1024 {
		t.Errorf("got %d", got)
	}
	if got := highWater([]byte("nothing")); got != 0 {
		t.Errorf("got %d without the line", got)
	}
	if peakMemory() <= 0 {
		t.Error("the peak memory of this process is not known")
	}
}

func TestCommit(t *testing.T) {
	git := func(dir string, args ...string) string {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=Ada", "-c", "user.email=ada@example.org"}, args...)...)
		out, err := cmd.Output()
		if err != nil {
			t.Skipf("git %q: %v", args, err)
		}
		return strings.TrimSpace(string(out))
	}
	root := t.TempDir()
	inside := filepath.Join(root, "vfm")
	path := filepath.Join(inside, "x.go")
	if err := errors.Join(os.Mkdir(inside, 0o755), os.WriteFile(path, []byte("1"), 0o644)); err != nil {
		t.Fatal(err)
	}
	git(root, "init", "-q")
	git(root, "add", ".")
	git(root, "commit", "-q", "-m", "x")
	git(root, "tag", "v1")
	id := git(root, "rev-parse", "HEAD")
	check := func(dir, want string) {
		t.Helper()
		if got := commit(dir); got != want {
			t.Errorf("commit of %s is %q, want %q", dir, got, want)
		}
	}
	check(root, id)
	check(inside, "") // a checkout without history in another repository
	check("", "")
	if err := os.WriteFile(path, []byte("22"), 0o644); err != nil {
		t.Fatal(err)
	}
	check(root, id+"-dirty")
}
