package train

import (
	"fmt"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
)

// embedBatch is how many inputs are embedded at once.
const embedBatch = 50

// embedImages returns the embeddings of pictures of the network's size, [n, dim], as the exported model has them:
// projected where the network has a projection.
func embedImages(backend compute.Backend, n Net, weights []safetensors.Values, pictures []picture) (matrix.Rows, error) {
	return embed(backend, weights, len(pictures), func(from, to int) part {
		p := n.pixels(embedBatch, n.Size)
		for i, picture := range pictures[from:to] {
			n.put(p, i, picture.view(window{0, 0, float64(picture.size), float64(picture.size)}, n.Size, false), n.Size)
		}
		return p
	}, func(w nodes, x *graph.Node) *graph.Node {
		if x = n.embed(w, x); n.Output > 0 {
			x = n.project(w, x)
		}
		return x
	})
}

// embedTexts returns the embeddings of texts given as ids, [n, Output].
func embedTexts(backend compute.Backend, t Text, weights []safetensors.Values, texts [][]int64) (matrix.Rows, error) {
	return embed(backend, weights, len(texts), func(from, to int) part {
		p := part{dims: []int{embedBatch, t.Context}, ids: make([]int32, embedBatch*t.Context)}
		for i, ids := range texts[from:to] {
			for k, id := range ids {
				p.ids[i*t.Context+k] = int32(id)
			}
		}
		return p
	}, t.embed)
}

// embed runs a tower on n inputs, a batch at a time; the last is filled up.
func embed(backend compute.Backend, weights []safetensors.Values, n int, batch func(from, to int) part, tower func(nodes, *graph.Node) *graph.Node) (matrix.Rows, error) {
	store := model.NewStore()
	defer store.Finalize()
	for _, v := range weights {
		store.VariableWithValue(studentScope+v.Name, tensors.FromFlatDataAndDimensions(v.Data, v.Shape...))
	}
	exec, err := model.NewExec(backend, store, func(_ *model.Scope, x *graph.Node) *graph.Node {
		w := nodes{}
		for v := range store.IterVariables() {
			if name, ok := strings.CutPrefix(v.Path(), studentScope); ok {
				w[name] = v.NodeValue(x.Graph())
			}
		}
		return tower(w, x)
	})
	if err != nil {
		return matrix.Rows{}, fmt.Errorf("building a tower: %w", err)
	}
	defer exec.Finalize()
	var out matrix.Rows
	for from := 0; from < n; from += embedBatch {
		to := min(from+embedBatch, n)
		result, err := exec.Call1(batch(from, to).tensor())
		if err != nil {
			return matrix.Rows{}, err
		}
		if from == 0 {
			out = matrix.New(n, result.Shape().Dim(1))
		}
		data, err := tensors.CopyFlatData[float32](result)
		if err != nil {
			return matrix.Rows{}, err
		}
		copy(out.Data[from*out.Dim:to*out.Dim], data)
		result.FinalizeAll()
	}
	return out, nil
}
