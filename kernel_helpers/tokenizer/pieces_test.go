package tokenizer

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestPieces reads the hard strings as sentencepiece 0.2.2 and open_clip 3.3.0 do: testdata/pieces.py.
func TestPieces(t *testing.T) {
	p, err := ReadPieces("testdata/pieces.model")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("testdata/pieces.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Text, Clean string
		IDs         []int64
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 100 {
		t.Errorf("only %d strings", len(cases))
	}
	for _, c := range cases {
		if got := canonical(c.Text); got != c.Clean {
			t.Errorf("canonical(%q) = %q, want %q", c.Text, got, c.Clean)
		}
		whole := append(slices.Clone(c.IDs), 1, 0, 0)
		if got := p.Encode(c.Text, len(whole)); !slices.Equal(got, whole) {
			t.Errorf("Encode(%q) = %v, want %v", c.Text, got, whole)
		}
		if n := len(c.IDs); n > 3 {
			cut := append(slices.Clone(c.IDs[:3]), 1)
			if got := p.Encode(c.Text, 4); !slices.Equal(got, cut) {
				t.Errorf("Encode(%q, 4) = %v, want %v", c.Text, got, cut)
			}
		}
	}
	if got := p.Encode("a photo", 1); !slices.Equal(got, []int64{1}) {
		t.Errorf("in a context of 1: %v", got)
	}
}

// TestOpen chooses by the file.
func TestOpen(t *testing.T) {
	merges, err := Open("testdata/small.merges.txt")
	if _, ok := merges.(*Tokenizer); err != nil || !ok {
		t.Errorf("merges: %T, %v", merges, err)
	}
	pieces, err := Open("testdata/pieces.model")
	if _, ok := pieces.(*Pieces); err != nil || !ok {
		t.Errorf("pieces: %T, %v", pieces, err)
	}
	model, err := os.ReadFile("testdata/pieces.model")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, c := range map[string]struct{ data, want string }{
		"unigram.model": {strings.Replace(string(model), "\x18\x02 \xbc\x05", "\x18\x01 \xbc\x05", 1), "UNIGRAM not supported; take a SentencePiece model of byte-pair encoding"},
		"broken.model":  {"\x0a\xff", "broken.model: unable to unmarshal"},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(c.data), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := Open(filepath.Join(dir, "none.model")); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("no file: %v", err)
	}
}
