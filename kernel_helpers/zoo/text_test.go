package zoo

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

const textBlock = `text:
  weights: file:clip.safetensors
  architecture: {kind: text, heads: 12, eps: 1e-5}
  context: 77
  tokenizer: file:merges.txt
`

func TestReadText(t *testing.T) {
	path := write(t, goodCard, towerCard+textBlock)
	got, err := ReadCard(path)
	want := Text{Weights: "file:clip.safetensors", Architecture: architecture.Spec{Kind: "text", Heads: 12, Eps: 1e-5}, Context: 77, Tokenizer: "file:merges.txt"}
	if err != nil || got.Text != want || !got.HasText() {
		t.Fatalf("ReadCard = %+v, %v; want the text %+v", got, err, want)
	}
	text := got.TextCard()
	if _, err := text.WeightsPath(); err == nil || !strings.Contains(err.Error(), "finding weights of tower text: there is no file") {
		t.Errorf("without weights: %v", err)
	}
	file := filepath.Join(filepath.Dir(path), "clip.safetensors")
	if err := os.WriteFile(file, []byte("weights"), 0o644); err != nil {
		t.Fatal(err)
	}
	if p, err := text.WeightsPath(); err != nil || p != file {
		t.Errorf("WeightsPath = %s, %v; want %s", p, err, file)
	}
	if _, err := got.TokenizerCard().WeightsPath(); err == nil || !strings.Contains(err.Error(), "finding weights of tower tokenizer: there is no file") {
		t.Errorf("without merges: %v", err)
	}
	got.Text.SHA256 = digest.Of(nil).String()
	if err := got.TextCard().Verify(digest.Of([]byte("weights"))); err == nil || !strings.Contains(err.Error(), "verifying weights of tower text") {
		t.Errorf("another digest on the card: %v", err)
	}
}

func TestReadTextErrors(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"  weights: file:clip.safetensors\n", "", ":7: text.weights: the source is missing"},
		{"file:clip.safetensors", "hf:org/name@v1", ":8: text.weights: the source \"hf:org/name@v1\" names no file"},
		{"  context: 77", "  sha256: abc", ":10: text.sha256: a SHA-256 has 64 hexadecimal digits"},
		{"context: 77", "contekst: 77", `:10: unknown key "contekst"; did you mean context?`},
		{"  context: 77\n", "", ":7: text.context is 0; write the number of tokens"},
		{"file:merges.txt", "merges.txt", ":11: text.tokenizer: the source \"merges.txt\" has no known kind"},
		{"kind: text", "kind: vit", `:9: text.architecture: kind is "vit"; write`},
		{"heads: 12, ", "", ":9: text.architecture: heads is 0"},
		{"eps: 1e-5", "eps: 1e-5, mask: some", `:9: text.architecture: mask is "some"`},
	} {
		path := write(t, goodCard, towerCard+strings.Replace(textBlock, c.old, c.new, 1))
		_, err := ReadCard(path)
		if err == nil || !strings.HasPrefix(err.Error(), path+c.want) {
			t.Errorf("with %q: error %v, want %q", c.new, err, path+c.want)
		}
	}
	path := write(t, goodCard, strings.Replace(towerCard, "{kind: vit, heads: 3, eps: 1e-6, position: meta}", "{kind: text, heads: 3, eps: 1e-5}", 1))
	if _, err := ReadCard(path); err == nil || !strings.HasPrefix(err.Error(), path+":4: kind text reads no images; put this architecture under `text`") {
		t.Errorf("a text in the place of images: %v", err)
	}
}
