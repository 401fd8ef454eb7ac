package onnxgraph

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
)

// dinov2 is the tower of testdata/vit_dinov2.safetensors.
var dinov2 = Tower{Model: "small", Card: "models/small.yaml", Weights: "testdata/vit_dinov2.safetensors", Location: "w",
	Architecture: architecture.Spec{Kind: "vit", Heads: 3, Eps: 1e-6}, Size: 16, Dim: 12}

// change writes the weights of t anew, with the header's entries as edit leaves them.
func change(t *testing.T, tower Tower, edit func(header map[string]map[string]any)) Tower {
	t.Helper()
	file, err := os.ReadFile(tower.Weights)
	if err != nil {
		t.Fatal(err)
	}
	length := binary.LittleEndian.Uint64(file)
	var header map[string]map[string]any
	if err := json.Unmarshal(file[8:8+length], &header); err != nil {
		t.Fatal(err)
	}
	edit(header)
	text, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	tower.Weights = filepath.Join(t.TempDir(), "changed.safetensors")
	all := append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...)
	if err := os.WriteFile(tower.Weights, append(all, file[8+length:]...), 0o644); err != nil {
		t.Fatal(err)
	}
	return tower
}

func TestTowerErrors(t *testing.T) {
	rename := func(from, to string) func(map[string]map[string]any) {
		return func(h map[string]map[string]any) { h[to] = h[from]; delete(h, from) }
	}
	set := func(name, key string, value any) func(map[string]map[string]any) {
		return func(h map[string]map[string]any) { h[name][key] = value }
	}
	convnext := dinov2
	convnext.Weights, convnext.Size = "testdata/convnext.safetensors", 64
	convnext.Architecture = architecture.Spec{Kind: "convnext", Eps: 1e-6}
	classifier := dinov2
	classifier.Weights, classifier.Dim = "testdata/vit_classifier.safetensors", 10
	pe := Tower{Weights: "testdata/eva_pe.safetensors", Size: 16, Dim: 7, Architecture: architecture.Spec{Kind: "eva", Heads: 2, Eps: 1e-5,
		Rope: "pe", Pooling: "map", PoolHeads: 4, Projection: true}}
	dinov3 := Tower{Weights: "testdata/eva_dinov3.safetensors", Size: 16, Dim: 16, Architecture: architecture.Spec{Kind: "eva", Heads: 2, Eps: 1e-5, Rope: "pe"}}
	for _, c := range []struct {
		name  string
		tower Tower
		edit  func(map[string]map[string]any)
		want  string
	}{
		{"missing", dinov2, rename("blocks.1.ls2.gamma", "x"), `tensor "blocks.1.ls2.gamma" is missing, expected F32 [12]`},
		{"no blocks", convnext, rename("stem.0.weight", "x"), `tensor "stem.0.weight" is missing, expected F32 with 4 dimensions`},
		{"other kind", Tower{Weights: dinov2.Weights, Architecture: convnext.Architecture, Size: 64, Dim: 12}, nil, `tensor "stem.0.weight" is missing`},
		{"surplus", dinov2, func(h map[string]map[string]any) {
			h["rope.freqs"] = map[string]any{"dtype": "F32", "shape": []int{0}, "data_offsets": []int{0, 0}}
			h["zzz"] = h["rope.freqs"]
		}, `tensor "rope.freqs" [0] (and 1 more) has no place in the architecture kind=vit heads=3`},
		{"shape", dinov2, set("norm.weight", "shape", []int{3, 4}), `tensor "norm.weight" has the shape [3 4], expected [12]`},
		{"width", dinov2, set("blocks.0.attn.qkv.weight", "shape", []int{12, 36}), `tensor "blocks.0.attn.qkv.weight" has the shape [12 36], expected [36 12]`},
		{"type", dinov2, set("norm.weight", "dtype", "I32"), `tensor "norm.weight" is I32 [12], expected F32 [12]`},
		{"rank", dinov2, set("patch_embed.proj.weight", "shape", []int{12, 48}), `tensor "patch_embed.proj.weight" has the shape [12 48], expected 4 dimensions`},
		{"positions", dinov2, set("pos_embed", "shape", []int{1, 12, 17}), `tensor "pos_embed" has the shape [1 12 17]`},
		{"dim", func() Tower { w := dinov2; w.Dim = 13; return w }(), nil, "the embedding has 12 values, the card says dim 13"},
		{"classifier", classifier, nil, "the embedding has 12 values, the card says dim 10; correct dim, or `projection`"},
		{"no head", func() Tower { w := dinov2; w.Architecture.Projection = true; return w }(), nil, `tensor "head.weight" is missing`},
		{"heads", func() Tower { w := dinov2; w.Architecture.Heads = 5; return w }(), nil, "the width 12 cannot be shared by 5 heads"},
		{"size", func() Tower { w := dinov2; w.Size = 18; return w }(), nil, "input.size is 18, no multiple of the patches' 4 pixels"},
		{"small", func() Tower { w := convnext; w.Size = 16; return w }(), nil, "input.size 16 is too small"},
		{"turning heads", func() Tower { w := pe; w.Architecture.Heads = 8; return w }(), nil, "heads of 16/8 = 2 values cannot turn"},
		{"pooling heads", func() Tower { w := pe; w.Architecture.PoolHeads = 5; return w }(), nil, "the width 16 cannot be shared by 5 heads; correct `pool_heads`"},
		{"no grid", dinov3, nil, `tensor "pos_embed" is missing, expected F32 [1, tokens, 16]; without it ` + "`rope: pe`"},
		{"a vit", func() Tower { w := dinov2; w.Architecture.Kind, w.Architecture.Rope = "eva", "dinov3"; return w }(), nil, `has no place in the architecture kind=eva`},
		{"an eva", func() Tower { w := dinov3; w.Architecture = dinov2.Architecture; w.Architecture.Heads = 2; return w }(), nil, `tensor "pos_embed" is missing`},
		{"architecture", func() Tower { w := dinov2; w.Architecture.Kind = "resnet"; return w }(), nil, `kind is "resnet"`},
		{"no file", func() Tower { w := dinov2; w.Weights = "testdata/none"; return w }(), nil, "no such file"},
	} {
		tower := c.tower
		tower.Model, tower.Card = "small", "models/small.yaml"
		if c.edit != nil {
			tower = change(t, tower, c.edit)
		}
		_, err := tower.Graph()
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "small (card models/small.yaml)") {
			t.Errorf("%s: error %v, want it to hold %q and the card", c.name, err, c.want)
		}
	}
}

// TestTowerWeights checks that every weight lies where the safetensors file has it, and that equal towers
// give equal bytes.
func TestTowerWeights(t *testing.T) {
	g, err := dinov2.Graph()
	if err != nil {
		t.Fatal(err)
	}
	inside := 0
	for _, w := range g.Weights {
		if w.External.Location == "" {
			inside += 4 * len(w.Data)
		} else if w.External.Location != "w" {
			t.Errorf("%s is in %s", w.Name, w.External.Location)
		}
	}
	if want := 4 * (17*12 + 4); inside > want { // positions and scalars
		t.Errorf("%d bytes of weights are in the model itself, want %d at most", inside, want)
	}
	first, err := g.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := dinov2.Graph()
	if err != nil {
		t.Fatal(err)
	}
	if second, err := again.Encode(); err != nil || !bytes.Equal(first, second) {
		t.Errorf("the same tower has other bytes (%v)", err)
	}
}

// TestEveryTensorMatters renames each tensor of each model, and then gives it another shape: either is an error.
func TestEveryTensorMatters(t *testing.T) {
	text, err := os.ReadFile("testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name, Weights string
		Architecture  architecture.Spec
		Size          int
		Embeddings    [][]float32
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, c := range cases {
		if seen[c.Weights] {
			continue
		}
		seen[c.Weights] = true
		tower := Tower{Model: c.Name, Weights: filepath.Join("testdata", c.Weights), Location: "w",
			Architecture: c.Architecture, Size: c.Size, Dim: len(c.Embeddings[0])}
		var names []string
		change(t, tower, func(h map[string]map[string]any) {
			for name := range h {
				names = append(names, name)
			}
		})
		for _, name := range names {
			leftOut := strings.HasPrefix(name, "head.") && !strings.HasPrefix(name, "head.norm") && !c.Architecture.Projection
			if name == "__metadata__" || leftOut {
				continue
			}
			renamed := change(t, tower, func(h map[string]map[string]any) { h[name+"_"] = h[name]; delete(h, name) })
			if _, err := renamed.Graph(); err == nil || !strings.Contains(err.Error(), "tensor") {
				t.Errorf("%s without %s: error %v", c.Name, name, err)
			}
			reshaped := change(t, tower, func(h map[string]map[string]any) {
				h[name]["shape"] = append([]any{1}, h[name]["shape"].([]any)...)
			})
			if _, err := reshaped.Graph(); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%s with another shape of %s: error %v", c.Name, name, err)
			}
		}
	}
}
