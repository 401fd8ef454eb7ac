package experiment

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

const towerCard = `name: one
weights: file:one.safetensors
format: safetensors
architecture: {kind: vit, heads: 3, eps: 1e-6}
input: {size: 16, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25]}
dim: 12
`

// towerSuite is testSuite with a small ViT as its first model, on ONNX Runtime.
func towerSuite(t *testing.T) (*suite.Suite, Options) {
	t.Helper()
	if _, _, err := ort.FindLibrary(); err != nil {
		t.Skip("no ONNX Runtime on this machine: run `make setup`")
	}
	s, o := testSuite(t)
	o.Runtimes, o.Models = nil, []string{"one"}
	writeTower(t, s, towerCard)
	return s, o
}

// writeTower replaces the card of the first model, and puts weights beside it.
func writeTower(t *testing.T, s *suite.Suite, card string) {
	t.Helper()
	weights, err := os.ReadFile(filepath.Join("..", "onnxgraph", "testdata", "vit_dinov2.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(filepath.Dir(s.Path), "models")
	for name, text := range map[string][]byte{"one.yaml": []byte(card), "one.safetensors": weights} {
		path := filepath.Join(dir, name)
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// vectorsOf returns the vectors of one model on one data set.
func vectorsOf(t *testing.T, s *suite.Suite, o Options, model, data string) matrix.Rows {
	t.Helper()
	o.Models, o.Datasets = []string{model}, []string{data}
	r, err := newSession(t.Context(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.close)
	p, err := r.only(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.unload)
	store, err := r.embed(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store.Rows()
}

func TestRunTower(t *testing.T) {
	s, o := towerSuite(t)
	records := mustRun(t, s, o)
	if len(records) != 2 || records[0].N != 15 {
		t.Fatalf("records %+v", records)
	}
	if want := "vfm tower 2 kind=vit heads=3 eps=1e-06 activation=gelu pooling=token position=timm projection=false"; records[0].Provenance.Graph != want {
		t.Errorf("graph %q, want %q", records[0].Provenance.Graph, want)
	}
	rows := vectorsOf(t, s, o, "one", "copies")
	var sum float64
	for _, x := range rows.Row(0) {
		sum += float64(x) * float64(x)
	}
	if rows.Dim != 12 || math.Abs(sum-1) > 1e-5 {
		t.Errorf("a vector of %d values, length² %v", rows.Dim, sum)
	}
	built, err := filepath.Glob(filepath.Join(o.Cache, "graphs", "*", "*.onnx"))
	if err != nil || len(built) != 1 {
		t.Fatalf("graphs %q, %v; want one for both data sets", built, err)
	}
	if info, err := os.Stat(built[0]); err != nil || info.Size() > 16<<10 {
		t.Errorf("the graph has %d bytes (%v), too many to be without weights", info.Size(), err)
	}

	writeTower(t, s, strings.Replace(towerCard, "eps: 1e-6", "eps: 1e-2", 1))
	if again := mustRun(t, s, o); again[0].Provenance.Key == records[0].Provenance.Key {
		t.Error("another architecture has the same vectors")
	}
}

func TestRunTowerInFloat16(t *testing.T) {
	s, o := towerSuite(t)
	whole := mustRun(t, s, o)
	rows := vectorsOf(t, s, o, "one", "copies")
	o.Precision = "fp16"
	half := mustRun(t, s, o)
	if p := half[0].Provenance; p.Precision != "float16" || p.Key == whole[0].Provenance.Key || whole[0].Provenance.Precision != "float32" {
		t.Errorf("provenance %+v, want float16 and another key", p)
	}
	rounded := vectorsOf(t, s, o, "one", "copies")
	var sum float64
	for i, x := range rounded.Row(0) {
		sum += math.Pow(float64(x)-float64(rows.Row(0)[i]), 2)
	}
	if d := math.Sqrt(sum); d == 0 || d > 5e-3 {
		t.Errorf("vectors of length 1 differ by %v", d)
	}
	sizes := map[int64]int{}
	files, err := filepath.Glob(filepath.Join(o.Cache, "graphs", "*", weightsName))
	for _, path := range files {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		sizes[info.Size()]++
	}
	if err != nil || len(sizes) != 2 {
		t.Errorf("weights %q of sizes %v (%v), want those of the card and a converted file", files, sizes, err)
	}
}

func TestFloat16OfAReadyGraphIsAnError(t *testing.T) {
	s, o := testSuite(t)
	o.Precision = "fp16"
	_, err := Run(t.Context(), s, o)
	if err == nil || !strings.Contains(err.Error(), "precision fp16 needs weights in safetensors") || !strings.Contains(err.Error(), "one.yaml") {
		t.Errorf("error %v", err)
	}
}

func TestTowerThatDoesNotFitEndsTheRunAtOnce(t *testing.T) {
	s, o := towerSuite(t)
	writeTower(t, s, towerCard+"sha256: "+strings.Repeat("0", 64)+"\n")
	if _, err := Run(t.Context(), s, o); err == nil || !strings.Contains(err.Error(), "verifying weights of one") {
		t.Errorf("other weights than the card's: %v", err)
	}
	writeTower(t, s, strings.Replace(towerCard, "kind: vit, heads: 3", "kind: convnext", 1))
	_, err := Run(t.Context(), s, o)
	if err == nil || !strings.Contains(err.Error(), `tensor "stem.0.weight" is missing`) || !strings.Contains(err.Error(), "one.yaml") {
		t.Errorf("error %v, want one that names the tensor and the card", err)
	}
	if graphs, _ := filepath.Glob(filepath.Join(o.Cache, "graphs", "*", "*.onnx")); len(graphs) != 0 {
		t.Errorf("graphs %q were built", graphs)
	}
}
