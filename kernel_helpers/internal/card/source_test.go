package card

import (
	"path/filepath"
	"testing"
)

func TestParseSource(t *testing.T) {
	for _, c := range []struct {
		text string
		want Source
	}{
		{"dir:.", Source{"dir", "."}},
		{"file:a b/items.csv", Source{"file", "a b/items.csv"}},
		{"kaggle:owner/slug", Source{"kaggle", "owner/slug"}},
		{"hf:org/name@rev", Source{"hf", "org/name@rev"}},
		{"https://a.b/c.zip", Source{"https", "https://a.b/c.zip"}},
		{"manual: ask the author", Source{"manual", " ask the author"}},
	} {
		if got, err := ParseSource(c.text); err != nil || got != c.want {
			t.Errorf("ParseSource(%q) = %+v, %v; want %+v", c.text, got, err, c.want)
		}
	}
	for _, bad := range []string{"", "images", "ftp://a", "dir:", "file: ", `C:\images`} {
		if got, err := ParseSource(bad); err == nil {
			t.Errorf("ParseSource(%q) = %+v, want an error", bad, got)
		}
	}
}

func TestResolve(t *testing.T) {
	t.Setenv("HOME", "/home/ann")
	for rest, want := range map[string]string{
		".":        "sets/birds",
		"../x/a b": "sets/x/a b",
		"/data/x/": "/data/x",
		"~/x":      "/home/ann/x",
		"~":        "/home/ann",
		"~x":       "sets/birds/~x",
	} {
		got, err := Source{Scheme: "dir", Rest: rest}.Resolve(filepath.Join("sets", "birds", "dataset.yaml"))
		if err != nil || got != filepath.FromSlash(want) {
			t.Errorf("Resolve(%q) = %q, %v; want %q", rest, got, err, want)
		}
	}
}

func TestByHand(t *testing.T) {
	for text, want := range map[string]string{
		"kaggle:o/s":    "get it from https://www.kaggle.com/datasets/o/s",
		"hf:o/n@v1":     "get it from Hugging Face, repository o/n, revision v1",
		"hf:o/n":        "get it from Hugging Face, repository o/n",
		"https://a.b/c": "get it from https://a.b/c",
		"manual: ask":   "follow its instructions: ask",
	} {
		s, err := ParseSource(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.ByHand(); got != want || s.Local() {
			t.Errorf("ByHand of %q = %q, want %q", text, got, want)
		}
	}
}
