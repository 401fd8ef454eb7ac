package atomicfile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// check compares the file's content, and that nothing else lies in its folder.
func check(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("the file holds %q, %v; want %q", got, err, want)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v; want the file alone", entries, err)
	}
}

func TestWriteMakesAndReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "folder", "a.json")
	for _, want := range []string{"first", "second, longer", ""} {
		if err := WriteBytes(path, []byte(want)); err != nil {
			t.Fatal(err)
		}
		check(t, path, want)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&0o444 != 0o444 {
		t.Errorf("mode %v, %v; want a file that others can read", info.Mode(), err)
	}
}

func TestErrorLeavesTheOldFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.json")
	if err := WriteBytes(path, []byte("old")); err != nil {
		t.Fatal(err)
	}
	half := errors.New("no more data")
	err := Write(path, func(w io.Writer) error {
		io.WriteString(w, "half of the n")
		return half
	})
	if !errors.Is(err, half) || !strings.Contains(err.Error(), "writing "+path) {
		t.Errorf("Write = %v, want the error of fill with the path", err)
	}
	check(t, path, "old")
}

func TestReaderSeesOldUntilTheEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.json")
	if err := WriteBytes(path, []byte("old")); err != nil {
		t.Fatal(err)
	}
	err := Write(path, func(w io.Writer) error {
		io.WriteString(w, "new")
		if got, err := os.ReadFile(path); err != nil || string(got) != "old" {
			t.Errorf("while it is written the file holds %q, %v", got, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	check(t, path, "new")
}

func TestManyWriters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.json")
	want := strings.Repeat("same content ", 1000)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if err := WriteBytes(path, []byte(want)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	check(t, path, want)
}

func TestWriteErrors(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := WriteBytes(file, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := WriteBytes(filepath.Join(file, "a"), nil); err == nil || !strings.Contains(err.Error(), "making folder for ") {
		t.Errorf("a file as folder: %v", err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "folder", "inner"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := WriteBytes(filepath.Join(dir, "folder"), nil); err == nil {
		t.Error("a folder is replaced by a file")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("after an error the folder holds %v, %v; want no temporary file", entries, err)
	}
}
