package zoo

import (
	"path/filepath"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
)

// TestPixels writes the graph of the card pixels anew: with -update into the file that vfm brings.
func TestPixels(t *testing.T) {
	c, err := ReadCard(filepath.Join("cards", "pixels.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	n, side := onnxgraph.Any("n"), onnxgraph.Fixed(c.Input.Size)
	if want := 3 * c.Input.Size * c.Input.Size; c.Dim != want {
		t.Errorf("dim is %d, want %d", c.Dim, want)
	}
	graph := onnxgraph.Graph{
		Name:    c.Name,
		Inputs:  []onnxgraph.Value{{Name: c.Input.Name, Shape: []onnxgraph.Dim{n, onnxgraph.Fixed(3), side, side}}},
		Outputs: []onnxgraph.Value{{Name: c.Output.Name, Shape: []onnxgraph.Dim{n, onnxgraph.Fixed(c.Dim)}}},
		Nodes:   []onnxgraph.Node{{Op: "Flatten", Inputs: []string{c.Input.Name}, Outputs: []string{c.Output.Name}}},
	}
	model, err := graph.Encode()
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, filepath.Join("weights", "pixels.onnx"), model)
}
