package experiment

import (
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

// TextTower is what the graph of a card's text model is built from. Its weights have to be here; beside the
// .onnx file they go by the tower's Location.
func TextTower(c zoo.Card) (onnxgraph.TextTower, error) {
	if !c.HasText() {
		return onnxgraph.TextTower{}, fmt.Errorf("building the text graph of %s: %s has no `text`; choose a model with a text tower, such as CLIP", c.Name, c.Path)
	}
	path, err := c.TextCard().WeightsPath()
	if err != nil {
		return onnxgraph.TextTower{}, err
	}
	return onnxgraph.TextTower{
		Model: c.Name, Card: c.Path, Weights: path, Location: weightsName,
		Architecture: c.Text.Architecture, Context: c.Text.Context, Dim: c.Dim,
	}, nil
}
