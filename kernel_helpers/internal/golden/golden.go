// Package golden compares what a test made with a file in testdata. Only tests import it: it defines the
// flag -update, which writes the files anew.
//
//	golden.Check(t, "testdata/table.txt", got) // go test ./kernel_helpers/points -update
package golden

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// Check fails the test, with a diff, if got is not what the file at path holds. With -update it writes got there.
func Check(t testing.TB, path string, got []byte) {
	t.Helper()
	if *update {
		if err := write(path, got); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("there is no golden file %s; make it with: go test -update", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("not what %s holds (- wanted, + got; if it is right: go test -update)\n%s", path, Diff(want, got))
	}
}

func write(path string, got []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, got, 0o644)
}

const (
	contextLines = 2  // equal lines shown around the change
	shownLines   = 30 // changed lines shown of each side
)

// Diff describes how got differs from want: the stretch of lines between the first and the last
// difference. Content that is not text is described by its first differing byte.
func Diff(want, got []byte) string {
	if !utf8.Valid(want) || !utf8.Valid(got) {
		return fmt.Sprintf("first differing byte %d; wanted %d bytes, got %d", commonPrefix(want, got), len(want), len(got))
	}
	w, g := lines(want), lines(got)
	head := commonPrefix(w, g)
	tail := 0
	for tail < min(len(w), len(g))-head && w[len(w)-1-tail] == g[len(g)-1-tail] {
		tail++
	}
	var b strings.Builder
	from := max(0, head-contextLines)
	fmt.Fprintf(&b, "@@ line %d @@\n", from+1)
	show(&b, "  ", w[from:head])
	show(&b, "- ", w[head:len(w)-tail])
	show(&b, "+ ", g[head:len(g)-tail])
	show(&b, "  ", w[len(w)-tail:min(len(w), len(w)-tail+contextLines)])
	return b.String()
}

// lines splits after each newline, so that a missing last newline is a difference.
func lines(b []byte) []string { return strings.SplitAfter(string(b), "\n") }

func show(b *strings.Builder, mark string, lines []string) {
	for i, line := range lines {
		if i == shownLines {
			fmt.Fprintf(b, "%s… %d more lines\n", mark, len(lines)-i)
			return
		}
		text, ended := strings.CutSuffix(line, "\n")
		if !ended && text == "" {
			continue
		}
		b.WriteString(mark + text)
		if !ended {
			b.WriteString(" (no newline at the end)")
		}
		b.WriteString("\n")
	}
}

func commonPrefix[T comparable](a, b []T) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}
