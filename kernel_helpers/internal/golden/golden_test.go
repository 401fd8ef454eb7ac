package golden

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDiff(t *testing.T) {
	tests := []struct{ name, want, got, diff string }{
		{"one line", "a\nb\nc\n", "a\nx\nc\n", "@@ line 1 @@\n  a\n- b\n+ x\n  c\n"},
		{"added", "a\nb\n", "a\nnew\nb\n", "@@ line 1 @@\n  a\n+ new\n  b\n"},
		{"removed repeated", "a\na\na\n", "a\na\n", "@@ line 1 @@\n  a\n  a\n- a\n"},
		{"last newline", "a\nb\n", "a\nb", "@@ line 1 @@\n  a\n- b\n+ b (no newline at the end)\n"},
		{"context is short", "1\n2\n3\n4\nold\n6\n7\n8\n", "1\n2\n3\n4\nnew\n6\n7\n8\n", "@@ line 3 @@\n  3\n  4\n- old\n+ new\n  6\n  7\n"},
		{"empty", "", "a\n", "@@ line 1 @@\n+ a\n"},
		{"not text", "a\xff", "a\xfe\x00", "first differing byte 1; wanted 2 bytes, got 3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Diff([]byte(tt.want), []byte(tt.got)); got != tt.diff {
				t.Errorf("got\n%s\nwant\n%s", got, tt.diff)
			}
		})
	}
}

func TestDiffIsCut(t *testing.T) {
	long := strings.Repeat("x\n", 500)
	if got := Diff([]byte("a\n"), []byte(long)); !strings.Contains(got, "+ … 470 more lines") {
		t.Errorf("a long diff is not cut:\n%s", got)
	}
}

// recorder is a test that may fail without failing this one. It runs Check in a goroutine of its own,
// because Fatal ends it.
type recorder struct {
	testing.TB
	failed string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) { r.failed = format }

func TestCheck(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sub", "got.txt")
	*update = true
	Check(t, path, []byte("text\n"))
	*update = false
	Check(t, path, []byte("text\n"))
	if b, err := os.ReadFile(path); err != nil || string(b) != "text\n" {
		t.Errorf("file holds %q, %v", b, err)
	}
	r := &recorder{TB: t}
	Check(r, path, []byte("other\n"))
	if !strings.Contains(r.failed, "wanted") {
		t.Error("a difference was not reported")
	}
}
