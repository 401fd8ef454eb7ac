package main

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
)

// needsRuntime skips a test on a machine without ONNX Runtime.
func needsRuntime(t *testing.T) {
	t.Helper()
	library, _, err := ort.FindLibrary()
	if err != nil {
		t.Skip("ONNX Runtime is not here, which make setup brings:", err)
	}
	t.Setenv("ONNXRUNTIME_LIB", library) // for tests in another folder: it is looked for in that of the checkout
}

// tinySuite writes a suite of a small convolution and two small data sets, whose names hold what has to be
// escaped, and returns the path of the suite file.
func tinySuite(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"suite.yaml":                      "name: tiny\ntitle: Tiny <suite>\ndatasets: [shapes, twins]\nfamilies:\n  A: [tiny]\n  None: []\n",
		"shapes/dataset.yaml":             "name: shapes\ntitle: Shapes & colours\ntask: classification\nlicense: CC0\nsource: dir:.\nlayout: folders\nsplits: {train: train, test: test}\n",
		"twins/dataset.yaml":              "name: twins\ntask: retrieval\nlicense: CC0\nsource: dir:.\nlayout: folders\nsplits: {gallery: all}\n",
		"models/tiny.yaml":                "name: tiny\nfamily: A\nlicense: CC0\nparameters: 240\nweights: file:tiny.onnx\ninput: {name: image, size: 8, mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2]}\noutput: {name: embedding}\ndim: 20\nnote: \"not \\e[2J much\"\n",
		"models/tiny.onnx":                patchModel(t, "image", 8, 4, 5),
		"shapes/train/<b>bold/broken.jpg": "no picture",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 80 {
		label, split := "<b>bold", "train"
		if i%2 == 0 {
			label = "esc \x1b[31m"
		}
		if i%4 < 2 {
			split = "test"
		}
		tinyPicture(t, filepath.Join(dir, "shapes", split, label, fmt.Sprintf("%02d.png", i)), i)
		tinyPicture(t, filepath.Join(dir, "twins", "all", fmt.Sprint("pair", i/2), fmt.Sprintf("%02d.png", i)), i/2*7+i%2)
	}
	return filepath.Join(dir, "suite.yaml")
}

// patchModel is a convolution of patches with fixed weights: [n, 3, size, size] to
// [n, channels·(size/patch)²].
func patchModel(t testing.TB, input string, size, patch, channels int) string {
	t.Helper()
	n, dim := onnxgraph.Any("n"), channels*(size/patch)*(size/patch)
	w := onnxgraph.Weight{Name: "w", Shape: []int64{int64(channels), 3, int64(patch), int64(patch)}}
	for i := range channels * 3 * patch * patch {
		w.Data = append(w.Data, float32(math.Sin(float64(i*i))))
	}
	g := onnxgraph.Graph{
		Name:    "patches",
		Inputs:  []onnxgraph.Value{{Name: input, Shape: []onnxgraph.Dim{n, onnxgraph.Fixed(3), onnxgraph.Fixed(size), onnxgraph.Fixed(size)}}},
		Outputs: []onnxgraph.Value{{Name: "embedding", Shape: []onnxgraph.Dim{n, onnxgraph.Fixed(dim)}}},
		Weights: []onnxgraph.Weight{w},
		Nodes: []onnxgraph.Node{
			{Op: "Conv", Inputs: []string{input, "w"}, Outputs: []string{"patches"}, Attrs: []onnxgraph.Attr{onnxgraph.Ints("strides", int64(patch), int64(patch))}},
			{Op: "Flatten", Inputs: []string{"patches"}, Outputs: []string{"embedding"}},
		},
	}
	model, err := g.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(model)
}

// tinyPicture writes a 20 × 16 pattern that seed sets.
func tinyPicture(t testing.TB, path string, seed int) {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 20, 16))
	for y := range 16 {
		for x := range 20 {
			img.Set(x, y, color.RGBA{uint8(x * seed * 3), uint8(y*seed + x), uint8(200 * (seed % 2)), 255})
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}
