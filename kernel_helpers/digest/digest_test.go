package digest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// abc is the SHA-256 of "abc", from the standard that defines it (FIPS 180-4).
const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

func TestOfAndFile(t *testing.T) {
	if got := Of([]byte("abc")).String(); got != abc {
		t.Errorf("Of(abc) = %s, want %s", got, abc)
	}
	path := filepath.Join(t.TempDir(), "abc")
	if err := os.WriteFile(path, []byte("abc"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := File(t.Context(), path); err != nil || got.String() != abc {
		t.Errorf("File = %s, %v; want %s", got, err, abc)
	}
	if _, err := File(t.Context(), path+"x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("File of no file: %v", err)
	}
	if _, err := File(t.Context(), t.TempDir()); err == nil || !strings.Contains(err.Error(), "reading ") {
		t.Errorf("File of a folder: %v", err)
	}
}

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

func TestFileEndsWithItsContext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large")
	if err := os.WriteFile(path, make([]byte, 1<<20), 0o644); err != nil {
		t.Fatal(err)
	}
	left := 3
	if d, err := File(ending{t.Context(), &left}, path); !errors.Is(err, context.Canceled) || !d.IsZero() {
		t.Errorf("File = %s, %v; want the context's error in the middle of the file", d, err)
	}
}

func TestFieldsKeepsBorders(t *testing.T) {
	seen := map[SHA256]string{}
	for _, fields := range [][]string{nil, {""}, {"", ""}, {"ab"}, {"a", "b"}, {"b", "a"}, {"ab", ""}, {"", "ab"}, {"a\x00b"}} {
		d := Fields(fields...)
		if other, twice := seen[d]; twice {
			t.Errorf("Fields(%q) is also Fields(%s)", fields, other)
		}
		seen[d] = fmt.Sprintf("%q", fields)
	}
}

func TestParse(t *testing.T) {
	for _, s := range []string{abc, strings.ToUpper(abc)} {
		if d, err := Parse(s); err != nil || d.String() != abc {
			t.Errorf("Parse(%s) = %s, %v", s, d, err)
		}
	}
	for _, s := range []string{"", abc[1:], abc + "0", "x" + abc[1:], "sha256:" + abc, " " + abc[1:]} {
		if d, err := Parse(s); err == nil {
			t.Errorf("Parse(%q) = %s, want an error", s, d)
		}
	}
}

func TestIsZero(t *testing.T) {
	if !(SHA256{}).IsZero() || Of(nil).IsZero() {
		t.Error("IsZero does not tell a digest that was never set")
	}
}

func TestJSON(t *testing.T) {
	want := Of([]byte("abc"))
	text, err := json.Marshal(map[string]SHA256{"d": want})
	if err != nil || string(text) != `{"d":"`+abc+`"}` {
		t.Errorf("Marshal = %s, %v", text, err)
	}
	var got map[string]SHA256
	if err := json.Unmarshal(text, &got); err != nil || got["d"] != want {
		t.Errorf("Unmarshal = %v, %v", got, err)
	}
	if err := json.Unmarshal([]byte(`{"d":"abc"}`), &got); err == nil {
		t.Error("a short digest is read")
	}
}

func Example() {
	fmt.Println(Of([]byte("abc")))
	fmt.Println(Fields("a", "b") == Fields("ab"))
	// Output:
	// ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
	// false
}
