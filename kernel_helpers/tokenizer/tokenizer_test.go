package tokenizer

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
)

// hardCase is a string with what open_clip 3.3.0 and ftfy 6.3.1 make of it: cleaned, with CLIP's merges, and with those
// of testdata/small.merges.txt in a context of 16. The ids end with the end of the text.
type hardCase struct {
	Text, Clean string
	IDs, Small  []int64
}

func hardCases(t *testing.T) (cases []hardCase) {
	data, err := os.ReadFile("testdata/hard.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	return cases
}

func read(t *testing.T, path string) *Tokenizer {
	tok, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func checkIDs(t *testing.T, tok *Tokenizer, text string, context int, want []int64) {
	t.Helper()
	padded := make([]int64, context)
	copy(padded, want)
	if got := tok.Encode(text, context); !slices.Equal(got, padded) {
		t.Errorf("Encode(%q, %d) = %v, want %v and zeros", text, context, got, want)
	}
}

func TestClean(t *testing.T) {
	for _, c := range hardCases(t) {
		if got := clean(c.Text); got != c.Clean {
			t.Errorf("clean(%q) = %q, want %q", c.Text, got, c.Clean)
		}
	}
}

func TestSmall(t *testing.T) {
	tok := read(t, "testdata/small.merges.txt")
	for _, c := range hardCases(t) {
		checkIDs(t, tok, c.Text, 16, c.Small)
	}
}

// TestPublished needs CLIP's own merges, which are 1.3 MB and not committed: the file that VFM_CLIP_MERGES names, or
// that of open_clip_torch in the Python that .ci/run makes for checking.
func TestPublished(t *testing.T) {
	path := os.Getenv("VFM_CLIP_MERGES")
	if path == "" {
		found, _ := filepath.Glob("../../.tools/ci/lib/python*/site-packages/open_clip/bpe_simple_vocab_16e6.txt.gz")
		if len(found) == 0 {
			t.Skip("CLIP's merges are not here; name their file in VFM_CLIP_MERGES")
		}
		path = found[0]
	}
	tok := read(t, path)
	if tok.Size() != 49408 {
		t.Errorf("Size = %d, want 49408", tok.Size())
	}
	for _, c := range hardCases(t) {
		checkIDs(t, tok, c.Text, 77, c.IDs)
	}
	checkIDs(t, tok, "a photo of a café", 77, []int64{49406, 320, 1125, 539, 320, 15304, 49407})
}

func TestContext(t *testing.T) {
	tok := Learn(slices.Values([]string(nil)), 0)
	start, end := int64(512), int64(513)
	a, last := tok.ids["a"], tok.ids["c</w>"]
	for context, want := range map[int][]int64{1: {end}, 2: {start, end}, 3: {start, a, end}, 5: {start, a, tok.ids["b"], last, end}, 7: {start, a, tok.ids["b"], last, end}} {
		checkIDs(t, tok, "ABC", context, want)
	}
}

var corpus = []string{
	"a small red striped star on grass", "a big blue circle on bricks", `a green house, the word "cup"`, "two stars and a circle",
	"a striped blue star", "the red house on grass", "a photo of a café", "naïve café", "a dotted circle", "a dotted star on bricks",
}

func TestLearn(t *testing.T) {
	tok := Learn(slices.Values(corpus), 30)
	var out bytes.Buffer
	if err := tok.Write(&out); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/small.merges.txt", out.Bytes())
	if tok.Size() != 512+30+2 {
		t.Errorf("Size = %d, want 544", tok.Size())
	}
	again := slices.Clone(corpus)
	slices.Reverse(again)
	if other := Learn(slices.Values(again), 30); !slices.Equal(other.merges, tok.merges) {
		t.Errorf("in another order: %v, want %v", other.merges, tok.merges)
	}
	if all := Learn(slices.Values(corpus), 1000); len(all.merges) != 40 {
		t.Errorf("%d merges of ten captions; want the 40 of pairs seen twice", len(all.merges))
	}
}

func TestReadErrors(t *testing.T) {
	for content, want := range map[string]string{
		"":                         "holds no merges",
		"#version\na b\nab\n":      "line 3 is not a merge",
		"#version\na b\nabc d</w>": "line 3 is not a merge",
		"\x1f\x8bnot packed":       "unpacking",
	} {
		path := filepath.Join(t.TempDir(), "merges.txt")
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(path); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("Read of %q: %v; want it to name the file and say %q", content, err, want)
		}
	}
	if _, err := Read("testdata/none"); err == nil || !strings.Contains(err.Error(), "testdata/none") {
		t.Errorf("without a file: %v", err)
	}
}

// FuzzEncode: whatever the text, the ids are in range, begin and end as they must, and are zero after that.
func FuzzEncode(f *testing.F) {
	tok, err := Read("testdata/small.merges.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range append(corpus, "&#99999999999;", "\xff\xfe", "&ampx;&#x;", "\x1b[0m", "ſ'ſ<ſtart_of_text>") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ids := tok.Encode(text, 20)
		end := slices.Index(ids, int64(tok.Size()-1))
		if ids[0] != int64(tok.Size()-2) || end < 0 {
			t.Fatalf("Encode(%q) = %v", text, ids)
		}
		for _, id := range ids {
			if id < 0 || id >= int64(tok.Size()) {
				t.Fatalf("Encode(%q) = %v", text, ids)
			}
		}
	})
}
