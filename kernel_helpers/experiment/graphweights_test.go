package experiment

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

// towerContender is the model of towerCard, in float16 if half, with its weights hashed.
func towerContender(t *testing.T, half bool) *contender {
	t.Helper()
	s, _ := testSuite(t)
	writeTower(t, s, towerCard)
	card, err := s.Model("one")
	if err != nil {
		t.Fatal(err)
	}
	path, err := card.WeightsPath()
	if err != nil {
		t.Fatal(err)
	}
	c := &contender{card: card, path: path, half: half}
	if err := c.readWeights(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

// files lists a folder's files, without the lock.
func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.Name() != "lock" {
			names = append(names, e.Name())
		}
	}
	return names
}

func notWaiting() { panic("there is nobody to wait for") }

// ending is a context that ends when it was asked so many times whether it has ended.
type ending struct {
	context.Context
	left *int
}

func (e ending) Err() error {
	if *e.left--; *e.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestInterruptedGraphLeavesNothing ends the context at each place where it is looked at.
func TestInterruptedGraphLeavesNothing(t *testing.T) {
	for _, half := range []bool{true, false} {
		c, stops := towerContender(t, half), 0
		for ; ; stops++ {
			dir, left := filepath.Join(t.TempDir(), "graph"), stops
			err := c.makeGraph(ending{t.Context(), &left}, filepath.Join(dir, "g.onnx"), notWaiting)
			if err == nil {
				break
			}
			if got := files(t, dir); !errors.Is(err, context.Canceled) || slices.Contains(got, "g.onnx") || len(got) > 1 || len(got) == 1 && got[0] != weightsName {
				t.Fatalf("stopped at place %d: %v, files %q", stops, err, got)
			}
		}
		if stops < 2 || half && stops < 10 {
			t.Errorf("half %t: the context was looked at %d times", half, stops)
		}
	}
}

func TestGraphsOfOneModelShareTheirWeights(t *testing.T) {
	c, dir := towerContender(t, true), filepath.Join(t.TempDir(), "graph")
	for _, path := range []string{"a.onnx", "b.onnx", "a.onnx"} {
		if err := c.makeGraph(t.Context(), filepath.Join(dir, path), notWaiting); err != nil {
			t.Fatal(err)
		}
		c.card.Input.Size *= 2
	}
	if got := files(t, dir); !slices.Equal(got, []string{"a.onnx", "b.onnx", weightsName}) {
		t.Errorf("files %q", got)
	}
	a, errA := os.ReadFile(filepath.Join(dir, "a.onnx"))
	b, errB := os.ReadFile(filepath.Join(dir, "b.onnx"))
	if err := errors.Join(errA, errB); err != nil || bytes.Equal(a, b) {
		t.Errorf("two sizes have the same graph (%v)", err)
	}
}

// TestGraphIsMadeByOneProcess also looks that only the holder of the lock removes what is half written.
func TestGraphIsMadeByOneProcess(t *testing.T) {
	c, dir := towerContender(t, true), t.TempDir()
	path, half := filepath.Join(dir, "g.onnx"), "."+weightsName+".123.tmp"
	if err := os.WriteFile(filepath.Join(dir, half), []byte("half"), 0o644); err != nil {
		t.Fatal(err)
	}
	other := flock.New(filepath.Join(dir, "lock"))
	if held, err := other.TryLock(); err != nil || !held {
		t.Fatal(held, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	waited := false
	err := c.makeGraph(ctx, path, func() { waited = true })
	if got := files(t, dir); !errors.Is(err, context.DeadlineExceeded) || !waited || !slices.Equal(got, []string{half}) {
		t.Errorf("error %v, waited %t, files %q", err, waited, got)
	}
	if err := other.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := c.makeGraph(t.Context(), path, notWaiting); err != nil {
		t.Fatal(err)
	}
	if got := files(t, dir); !slices.Equal(got, []string{"g.onnx", weightsName}) {
		t.Errorf("files %q", got)
	}
	if err := os.Remove(filepath.Join(dir, "lock")); err != nil {
		t.Fatal(err)
	}
	if err := c.makeGraph(t.Context(), path, notWaiting); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "lock")); err == nil {
		t.Error("a graph that is there was locked")
	}
}

// TestReplacedWeightsMakeNoGraph puts other weights in the place of those that were hashed.
func TestReplacedWeightsMakeNoGraph(t *testing.T) {
	for _, half := range []bool{true, false} {
		c, dir := towerContender(t, half), filepath.Join(t.TempDir(), "graph")
		whole, err := os.ReadFile(c.path)
		if err != nil {
			t.Fatal(err)
		}
		put := func(content []byte) {
			t.Helper()
			if err := errors.Join(os.Remove(c.path), os.WriteFile(c.path, content, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		other := bytes.Clone(whole)
		other[len(other)-4] ^= 1
		replaced := func(path string, want ...string) {
			t.Helper()
			put(other)
			err := c.makeGraph(t.Context(), filepath.Join(dir, path), notWaiting)
			if err == nil || !strings.Contains(err.Error(), c.path+" was replaced while vfm ran") {
				t.Errorf("half %t: error %v", half, err)
			}
			if got := files(t, dir); !slices.Equal(got, want) {
				t.Errorf("half %t: files %q, want %q", half, got, want)
			}
			put(whole)
		}
		replaced("a.onnx")
		if err := c.makeGraph(t.Context(), filepath.Join(dir, "a.onnx"), notWaiting); err != nil {
			t.Fatal(err)
		}
		replaced("b.onnx", "a.onnx", weightsName)
	}
}

func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "large")
	says := func(err error, want string) {
		t.Helper()
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("error %v", err)
		}
		for _, w := range []string{path, want, " needed, ", " are free", "VFM_CACHE"} {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("error %q does not say %q", err, w)
			}
		}
	}
	says(writeLarge(t.Context(), path, 1<<62, func(io.Writer) error { t.Error("writing was tried"); return nil }), "4.6 EB are")
	says(writeLarge(t.Context(), path, 2_000_000, func(w io.Writer) error { return &os.PathError{Op: "write", Path: path, Err: syscall.ENOSPC} }), "2.0 MB are")
	if err := writeLarge(t.Context(), path, 3, func(w io.Writer) error { return io.ErrShortWrite }); !errors.Is(err, io.ErrShortWrite) || strings.Contains(err.Error(), "VFM_CACHE") {
		t.Errorf("another error: %v", err)
	}
	if got := files(t, dir); len(got) != 0 {
		t.Errorf("files %q were left", got)
	}
}

func TestShareWeights(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from"), filepath.Join(dir, "cache", "to")
	put := func(path, text string) {
		t.Helper()
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	share := func(from, want string) {
		t.Helper()
		if err := shareWeights(t.Context(), from, to, weights{digest.Of([]byte(want)), int64(len(want))}); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(to); err != nil || string(got) != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
	put(from, "weights")
	share(from, "weights")
	share(from, "weights")
	put(from, "other weights") // to still is the old file
	share(from, "other weights")
	put(to, "half a copy")
	share(from, "other weights")
	put(to, "other weights") // a copy of another disk
	share(from, "other weights")
	if err := os.Symlink(from, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	put(to, "")
	share(filepath.Join(dir, "link"), "other weights")
	if info, err := os.Lstat(to); err != nil || !info.Mode().IsRegular() {
		t.Errorf("a runtime would not follow %v (%v)", info.Mode(), err)
	}
}

func TestCopyWeights(t *testing.T) {
	dir := t.TempDir()
	from, to, text := filepath.Join(dir, "from"), filepath.Join(dir, "cache", "to"), []byte("weights")
	if err := os.WriteFile(from, text, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := copyWeights(ended, from, to, weights{digest.Of(text), 7}); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	if err := copyWeights(t.Context(), from, to, weights{digest.Of([]byte("others")), 7}); err == nil || !strings.Contains(err.Error(), from+" was replaced") {
		t.Errorf("other weights: %v", err)
	}
	if got := files(t, filepath.Dir(to)); len(got) != 0 {
		t.Errorf("files %q were left", got)
	}
	if err := copyWeights(t.Context(), from, to, weights{digest.Of(text), 7}); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(to); err != nil || !bytes.Equal(got, text) {
		t.Errorf("got %q, %v", got, err)
	}
}
