package ort

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	onnx "github.com/yalue/onnxruntime_go"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
)

// TestFusions looks at what ONNX Runtime makes of the towers: attention, LayerNorm and each activation are one
// operator, convolutions have the runtime's own layout, and a ConvNeXt has no transposition left. `go test -run Fusions -v` lists the operators.
func TestFusions(t *testing.T) {
	e := open(t, Options{Threads: 1})
	vit := architecture.Spec{Kind: architecture.ViT, Heads: 3, Eps: 1e-6}
	quick, siglip := vit, vit
	quick.Activation, quick.Projection = architecture.QuickGELU, true
	siglip.Activation, siglip.Pooling = architecture.TanhGELU, architecture.PoolMap
	for _, c := range []struct {
		weights string
		spec    architecture.Spec
		size    int
		dim     int
		want    map[string]int
		never   string
	}{
		{"vit_dinov2", vit, 16, 12, map[string]int{"MultiHeadAttention": 1, "LayerNormalization": 5, "Gelu": 2, "Softmax": 1}, "Erf Div ReduceMean"},
		{"vit_quick", quick, 16, 7, map[string]int{"MultiHeadAttention": 1, "LayerNormalization": 6, "QuickGelu": 2}, "Sigmoid"},
		{"vit_siglip", siglip, 16, 12, map[string]int{"MultiHeadAttention": 2, "LayerNormalization": 6, "FastGelu": 3, "Softmax": 1}, "Tanh Pow"},
		{"", architecture.Spec{Kind: architecture.ConvNeXt, Eps: 1e-6}, 64, 128, map[string]int{"nchwc.Conv": 8, "LayerNormalization": 9, "Gelu": 4}, "Erf Div Transpose Conv"},
	} {
		name := c.weights
		tower := onnxgraph.Tower{Model: name, Weights: filepath.Join(towers, name+".safetensors"), Location: "w",
			Architecture: c.spec, Size: c.size, Dim: c.dim}
		if name == "" {
			if runtime.GOARCH != "amd64" {
				continue // other processors have layouts of their own
			}
			name, tower.Weights = "convnext", writeConvNeXt(t, 16, 32, 64, 128)
		}
		ops := optimised(t, e, tower)
		var list []string
		for _, op := range slices.Sorted(maps.Keys(ops)) {
			list = append(list, fmt.Sprintf("%s %d", op, ops[op]))
		}
		t.Logf("%s: %s", name, strings.Join(list, ", "))
		for op, n := range c.want {
			if ops[op] != n {
				t.Errorf("%s: %d × %s, want %d", name, ops[op], op, n)
			}
		}
		for op := range strings.FieldsSeq(c.never) {
			if ops[op] != 0 {
				t.Errorf("%s: %d × %s, want it fused", name, ops[op], op)
			}
		}
	}
}

// optimised counts the operators that the runtime is left with after all of its optimisations.
func optimised(t *testing.T, e *Engine, tower onnxgraph.Tower) map[string]int {
	t.Helper()
	g, err := tower.Graph()
	if err != nil {
		t.Fatal(err)
	}
	text, err := g.Encode()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(convert(t, tower))
	path, result := filepath.Join(dir, "model.onnx"), filepath.Join(dir, "optimised.onnx")
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	options, err := e.sessionOptions()
	if err != nil {
		t.Fatal(err)
	}
	defer options.Destroy()
	if err := options.SetOptimizedModelFilePath(result); err != nil {
		t.Fatal(err)
	}
	session, err := onnx.NewDynamicAdvancedSession(path, []string{onnxgraph.TowerInput}, []string{onnxgraph.TowerOutput}, options)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Destroy()
	model, err := os.ReadFile(result)
	if err != nil {
		t.Fatal(err)
	}
	return operators(model)
}

// operators counts the nodes of a model by operator; one of the runtime's own layout is "nchwc." and its name.
func operators(model []byte) map[string]int {
	const graph, node, op, domain = 7, 1, 4, 7 // fields of onnx.proto
	ops := map[string]int{}
	for _, g := range fields(model, graph) {
		for _, n := range fields(g, node) {
			name := string(slices.Concat(fields(n, op)...))
			if strings.HasSuffix(string(slices.Concat(fields(n, domain)...)), ".nchwc") {
				name = "nchwc." + name
			}
			ops[name]++
		}
	}
	return ops
}

// fields returns the values of a message's fields of bytes that have the number.
func fields(message []byte, number protowire.Number) (values [][]byte) {
	for len(message) > 0 {
		found, kind, n := protowire.ConsumeField(message)
		if n < 0 {
			return values
		}
		if found == number && kind == protowire.BytesType {
			_, _, tag := protowire.ConsumeTag(message)
			value, _ := protowire.ConsumeBytes(message[tag:])
			values = append(values, value)
		}
		message = message[n:]
	}
	return values
}

// writeConvNeXt writes a ConvNeXt of one block a stage whose weights are all zero, and returns the path. The runtime
// has its layout for widths that are a multiple of 16 only, and the other small models have narrower ones.
func writeConvNeXt(t *testing.T, dims ...int) string {
	t.Helper()
	header, at := map[string]any{}, 0
	add := func(name string, shape ...int) {
		size := 4
		for _, n := range shape {
			size *= n
		}
		header[name] = map[string]any{"dtype": "F32", "shape": shape, "data_offsets": []int{at, at + size}}
		at += size
	}
	layer := func(name string, shape ...int) { add(name+".weight", shape...); add(name+".bias", shape[0]) }
	layer("stem.0", dims[0], 3, 4, 4)
	layer("stem.1", dims[0])
	for s, dim := range dims {
		if s > 0 {
			layer(fmt.Sprintf("stages.%d.downsample.0", s), dims[s-1])
			layer(fmt.Sprintf("stages.%d.downsample.1", s), dim, dims[s-1], 2, 2)
		}
		block := fmt.Sprintf("stages.%d.blocks.0.", s)
		layer(block+"conv_dw", dim, 1, 7, 7)
		layer(block+"norm", dim)
		layer(block+"mlp.fc1", 4*dim, dim)
		layer(block+"mlp.fc2", dim, 4*dim)
		add(block+"gamma", dim)
	}
	layer("head.norm", dims[len(dims)-1])
	text, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	file := append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...)
	path := filepath.Join(t.TempDir(), "convnext.safetensors")
	if err := os.WriteFile(path, append(file, make([]byte, at)...), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
