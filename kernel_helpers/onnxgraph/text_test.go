package onnxgraph

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
)

// clipText is the tower of testdata/text_clip.safetensors.
var clipText = TextTower{Model: "clip", Card: "models/clip.yaml", Weights: "testdata/text_clip.safetensors", Location: "w",
	Architecture: architecture.Spec{Kind: "text", Heads: 2, Eps: 1e-5}, Context: 9, Dim: 7}

// changeText is change for the weights of a text tower.
func changeText(t *testing.T, tower TextTower, edit func(header map[string]map[string]any)) TextTower {
	t.Helper()
	tower.Weights = change(t, Tower{Weights: tower.Weights}, edit).Weights
	return tower
}

func TestTextErrors(t *testing.T) {
	last := clipText
	last.Architecture.Pooling, last.Context = architecture.PoolLast, 8
	for _, c := range []struct {
		name  string
		tower TextTower
		edit  func(map[string]map[string]any)
		want  string
	}{
		{"surplus", clipText, func(h map[string]map[string]any) {
			h["zzz"] = map[string]any{"dtype": "F32", "shape": []int{0}, "data_offsets": []int{0, 0}}
		},
			`tensor "zzz" [0] has no place in the architecture kind=text heads=2 eps=1e-05 activation=gelu pooling=argmax position= projection=false mask=causal; correct the card's architecture, or take weights in open_clip's naming`},
		{"timm's names", func() TextTower { w := clipText; w.Weights = "testdata/vit_clip.safetensors"; return w }(), nil,
			`tensor "positional_embedding" is missing, expected F32 with 2 dimensions; is the file of this architecture, in open_clip's naming?`},
		{"no blocks", clipText, func(h map[string]map[string]any) {
			for name := range h {
				if strings.HasPrefix(name, "transformer.") {
					h["visual.no."+name] = h[name]
					delete(h, name)
				}
			}
		}, `tensor "transformer.resblocks.0.ln_1.weight" is missing, expected F32 [16]`},
		{"dim", func() TextTower { w := clipText; w.Dim = 8; return w }(), nil, "a text's embedding has 7 values, an image's 8"},
		{"heads", func() TextTower { w := clipText; w.Architecture.Heads = 3; return w }(), nil, "the width 16 cannot be shared by 3 heads; correct `heads` under text.architecture"},
		{"context", func() TextTower { w := clipText; w.Context = 77; return w }(), nil, "context is 77, the model has 9 positions; write `context: 9` under text"},
		{"no context", func() TextTower { w := clipText; w.Context = 0; return w }(), nil, "context is 0, the model has 9 positions"},
		{"short, to the last", last, nil, "context is 8, the model has 9 positions"},
		{"kind", func() TextTower { w := clipText; w.Architecture.Kind = "vit"; return w }(), nil, `kind is "vit"; that of a text must be text`},
		{"architecture", func() TextTower { w := clipText; w.Architecture.Mask = "x"; return w }(), nil, `text.architecture: mask is "x"`},
		{"no file", func() TextTower { w := clipText; w.Weights = "testdata/none"; return w }(), nil, "no such file"},
	} {
		tower := c.tower
		if c.edit != nil {
			tower = changeText(t, tower, c.edit)
		}
		_, err := tower.Graph()
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "clip (card models/clip.yaml)") {
			t.Errorf("%s: error %v, want it to hold %q and the card", c.name, err, c.want)
		}
	}
	images := Tower{Weights: clipText.Weights, Architecture: clipText.Architecture, Size: 16, Dim: 7}
	if _, err := images.Graph(); err == nil || !strings.Contains(err.Error(), "kind text reads no images") {
		t.Errorf("a text in the place of images: %v", err)
	}
}

// TestTextWeights checks that all but the mask, the unit matrix and scalars stay where they are, and that equal
// towers give equal bytes.
func TestTextWeights(t *testing.T) {
	g, err := clipText.Graph()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range g.Weights {
		if w.External.Location == "" && len(w.Data) > 1 && w.Name != "mask" && w.Name != "unit" {
			t.Errorf("%s is in the model itself", w.Name)
		}
	}
	first, err := g.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := clipText.Graph()
	if err != nil {
		t.Fatal(err)
	}
	if second, err := again.Encode(); err != nil || !bytes.Equal(first, second) {
		t.Errorf("the same tower has other bytes (%v)", err)
	}
}

// TestEveryTextTensorMatters renames each tensor of each text tower, and then gives it another shape: either is
// an error, but not with what belongs to images.
func TestEveryTextTensorMatters(t *testing.T) {
	content, err := os.ReadFile("testdata/text_cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name, Weights string
		Architecture  architecture.Spec
		Context       int
		Embeddings    [][]float32
	}
	if err := json.Unmarshal(content, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		tower := TextTower{Model: c.Name, Weights: filepath.Join("testdata", c.Weights), Location: "w",
			Architecture: c.Architecture, Context: c.Context, Dim: len(c.Embeddings[0])}
		var names []string
		changeText(t, tower, func(h map[string]map[string]any) {
			for name := range h {
				names = append(names, name)
			}
		})
		for _, name := range names {
			if name == "__metadata__" {
				continue
			}
			leftOut := strings.HasPrefix(name, "vis") || strings.HasPrefix(name, "logit_")
			renamed := changeText(t, tower, func(h map[string]map[string]any) { h[name+"_"] = h[name]; delete(h, name) })
			if _, err := renamed.Graph(); (err == nil) != leftOut || err != nil && !strings.Contains(err.Error(), "tensor") {
				t.Errorf("%s without %s: error %v", c.Name, name, err)
			}
			reshaped := changeText(t, tower, func(h map[string]map[string]any) {
				h[name]["shape"] = append([]any{1}, h[name]["shape"].([]any)...)
			})
			if _, err := reshaped.Graph(); (err == nil) != leftOut || err != nil && !strings.Contains(err.Error(), name) {
				t.Errorf("%s with another shape of %s: error %v", c.Name, name, err)
			}
		}
	}
}
