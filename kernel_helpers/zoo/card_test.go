package zoo

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

const goodCard = `name: net
family: ImageNet
title: A net
trained_on: nothing
license: Apache-2.0
parameters: 1.10M
weights: file:net.onnx
format: onnx
input: {name: pixels, size: 224, resize: 256, interpolation: bilinear, crop: center, mean: [0.5, 0.25, 0], std: [1, 2, 3], layout: NCHW}
output: {name: embedding}
dim: 512
note: the only one
`

// write writes a card, with old replaced by new, and weights beside it.
func write(t *testing.T, old, new string) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "net.yaml")
	if err := os.WriteFile(path, []byte(strings.Replace(goodCard, old, new, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "net.onnx"), []byte("weights"), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadCard(t *testing.T) {
	path := write(t, "", "")
	got, err := ReadCard(path)
	want := Card{
		Name: "net", Family: "ImageNet", Title: "A net", TrainedOn: "nothing", License: "Apache-2.0", Parameters: "1.10M", Note: "the only one",
		Weights: "file:net.onnx", Format: ONNX, Output: Output{Name: "embedding"}, Dim: 512, Path: path,
		Input: images.Spec{Name: "pixels", Size: 224, Resize: 256, Interpolation: "bilinear", Crop: "center",
			Mean: [3]float32{0.5, 0.25, 0}, Std: [3]float32{1, 2, 3}, Layout: "NCHW"},
	}
	if err != nil || got != want {
		t.Errorf("ReadCard = %+v, %v; want %+v", got, err, want)
	}
}

func TestReadCardDefaults(t *testing.T) {
	path := write(t, goodCard, "name: net\nweights: file:net.onnx\ninput: {name: x, size: 64, mean: [0, 0, 0], std: [1, 1, 1]}\noutput: {name: y, pooling: token}\ndim: 8\n")
	got, err := ReadCard(path)
	if err != nil || got.Title != "net" || got.Format != ONNX || got.Family != "" || got.Output.Token != 0 {
		t.Errorf("ReadCard = %+v, %v; want title and format filled in", got, err)
	}
}

func TestReadCardErrors(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"name: net", "name: ../net", `:1: the name "../net" begins or ends with a dot`},
		{"title: A net", "tittle: A net", `:3: unknown key "tittle"; did you mean title?`},
		{"weights: file:net.onnx", "", ":1: weights: the source is missing"},
		{"file:net.onnx", "net.onnx", `:7: weights: the source "net.onnx" has no known kind`},
		{"file:net.onnx", "hf:org/name@v1", ":7: weights: the source \"hf:org/name@v1\" names no file; write `hf:ORG/NAME@REVISION/PATH`"},
		{"format: onnx", "format: pickle", `:8: format "pickle" is not read by this version, which reads onnx and safetensors; export the model`},
		{"format: onnx", "format: onnx\narchitecture: {kind: vit, heads: 3, eps: 1e-6}", ":9: an architecture goes with `format: safetensors`"},
		{"file:net.onnx", "file:net.safetensors", ":7: the weights are a .safetensors file; add `format: safetensors`"},
		{"format: onnx", "architecture: ViT-B", ":8: architecture should hold lines of `key: value`"},
		{"format: onnx", "sha256: abc", ":8: sha256: a SHA-256 has 64 hexadecimal digits"},
		{"name: pixels, ", "", ":9: the input has no name"},
		{"size: 224", "size: 0", ":9: input: size is 0"},
		{"size: 224", "sise: 224", `:9: unknown key "sise"; did you mean size?`},
		{"mean: [0.5, 0.25, 0]", "mean: [0.5, 0.25]", ":9: input.mean has 2 values; give 3"},
		{"mean: [0.5, 0.25, 0]", "mean: [0.5, 0.25, 0, 1]", ":9: input.mean has 4 values; give 3"},
		{"std: [1, 2, 3], ", "", ":9: input: std is"},
		{"interpolation: bilinear", "interpolation: nearest", `:9: input: interpolation is "nearest"`},
		{"output: {name: embedding}", "", ":1: the output has no name"},
		{"{name: embedding}", "{name: y, pooling: max}", `:10: pooling is "max"; write "token" or "mean"`},
		{"{name: embedding}", "{name: y, pooling: token, token: -1}", ":10: token is -1"},
		{"{name: embedding}", "{name: y, pooling: mean, token: 1}", `:10: token 1 is named but pooling is "mean"`},
		{"dim: 512", "", ":1: dim is 0; write the length of the embedding"},
		{"dim: 512", "dim: -3", ":11: dim is -3"},
		{"dim: 512", "dim: 5.5", `:11: dim is "5.5"; write a whole number`},
	} {
		path := write(t, c.old, c.new)
		_, err := ReadCard(path)
		if err == nil || !strings.HasPrefix(err.Error(), path+":") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("with %q: error %v, want %q", c.new, err, path+c.want)
		}
	}
}

// TestDownloadedWeights puts a file where package fetch does.
func TestDownloadedWeights(t *testing.T) {
	t.Setenv("VFM_CACHE", t.TempDir())
	c, err := ReadCard(write(t, "file:net.onnx", "hf:org/name@v1/net.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	source, err := card.ParseSource(c.Weights)
	if err != nil {
		t.Fatal(err)
	}
	s, err := shelf.Open()
	if err != nil {
		t.Fatal(err)
	}
	want, err := s.FilePath(source)
	if err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.WriteBytes(want, []byte("weights")); err != nil {
		t.Fatal(err)
	}
	d := digest.Of([]byte("weights"))
	if err := s.Record(source, shelf.Entry{Size: 7, SHA256: d}); err != nil {
		t.Fatal(err)
	}
	if got, err := c.WeightsPath(); err != nil || got != want {
		t.Errorf("WeightsPath = %s, %v; want %s", got, err, want)
	}
	if err := c.Verify(d); err != nil {
		t.Error(err)
	}
	if err := c.Verify(digest.Of(nil)); err == nil || !strings.Contains(err.Error(), d.String()+" was downloaded; remove the file") {
		t.Errorf("a damaged download: %v", err)
	}
	c.SHA256 = digest.Of(nil).String()
	if got, err := c.WeightsPath(); err == nil || !strings.Contains(err.Error(), "the card says "+c.SHA256) {
		t.Errorf("another digest on the card: %s, %v", got, err)
	}
}

const towerCard = `name: tower
weights: file:tower.safetensors
format: safetensors
architecture: {kind: vit, heads: 3, eps: 1e-6, position: meta}
input: {size: 224, mean: [0, 0, 0], std: [1, 1, 1]}
dim: 192
`

func TestReadTowerCard(t *testing.T) {
	got, err := ReadCard(write(t, goodCard, towerCard))
	want := architecture.Spec{Kind: "vit", Heads: 3, Eps: 1e-6, Position: "meta"}
	if err != nil || got.Format != Safetensors || got.Architecture != want {
		t.Errorf("ReadCard = %+v, %v; want the architecture %+v", got, err, want)
	}
	for _, c := range []struct{ old, new, want string }{
		{"architecture: {kind: vit, heads: 3, eps: 1e-6, position: meta}\n", "", ":1: architecture: the kind is missing"},
		{"heads: 3", "head: 3", `:4: unknown key "head"; did you mean heads?`},
		{"heads: 3, ", "", ":4: architecture: heads is 0"},
		{"position: meta", "position: jax", `:4: architecture: position is "jax"`},
		{"size: 224", "size: 224, name: image", ":5: a card with format safetensors names no input"},
		{"size: 224", "size: 224, layout: NHWC", `:5: layout is "NHWC"`},
		{"dim: 192", "output: {name: y}\ndim: 192", ":6: a card with format safetensors has no output"},
	} {
		path := write(t, goodCard, strings.Replace(towerCard, c.old, c.new, 1))
		_, err := ReadCard(path)
		if err == nil || !strings.HasPrefix(err.Error(), path+c.want) {
			t.Errorf("with %q: error %v, want %q", c.new, err, path+c.want)
		}
	}
}

func TestWeightsPath(t *testing.T) {
	t.Setenv("VFM_CACHE", t.TempDir())
	card, err := ReadCard(write(t, "", ""))
	if err != nil {
		t.Fatal(err)
	}
	path, err := card.WeightsPath()
	if err != nil || path != filepath.Join(filepath.Dir(card.Path), "net.onnx") {
		t.Errorf("WeightsPath = %q, %v", path, err)
	}
	for weights, want := range map[string]string{
		"file:none.onnx":     "there is no file",
		"file:.":             "is not a file",
		"file:net.onnx/x":    "correct `weights` in",
		"dir:.":              "weights are one file; write `weights: file:PATH`",
		"hf:org/name/c.onnx": "it is not downloaded yet; run `vfm fetch -suite …`",
		"https://a.b/c.onnx": "it is not downloaded yet; run `vfm fetch -suite …`",
		"kaggle:a/b":         "vfm does not download them; get it from https://www.kaggle.com/datasets/a/b, then write `weights: file:PATH`",
		"manual: ask":        "follow its instructions: ask",
	} {
		card.Weights = weights
		if _, err := card.WeightsPath(); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), card.Path) {
			t.Errorf("weights %s: error %v, want it to hold %q", weights, err, want)
		}
	}
}

func TestVerify(t *testing.T) {
	right, wrong := digest.Of([]byte("weights")), digest.Of([]byte("other"))
	if err := (Card{Name: "net"}).Verify(wrong); err != nil {
		t.Errorf("a card without sha256: %v", err)
	}
	card := Card{Name: "net", Path: "net.yaml", SHA256: strings.ToUpper(right.String())}
	if err := card.Verify(right); err != nil {
		t.Errorf("the right file: %v", err)
	}
	if err := card.Verify(wrong); err == nil || !strings.Contains(err.Error(), wrong.String()) || !strings.Contains(err.Error(), "net.yaml says "+right.String()) {
		t.Errorf("the wrong file: %v", err)
	}
}

func TestRealCards(t *testing.T) {
	shared := os.Getenv("VFM_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	dir := filepath.Join(shared, "photos", "models")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the real model cards are not there: %v", err)
	}
	for name, dim := range map[string]int{"mobilenetv2": 1280, "squeezenet1.1": 512, "siglip2-so400m-student": 512} {
		card, err := ReadCard(filepath.Join(dir, name+".yaml"))
		if err != nil || card.Name != name || card.Dim != dim {
			t.Errorf("%s: %+v, %v", name, card, err)
		}
		if _, err := card.WeightsPath(); err != nil {
			t.Error(err)
		}
	}
}
