package experiment

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

func TestTextTower(t *testing.T) {
	testdata, err := filepath.Abs(filepath.Join("..", "onnxgraph", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	card := zoo.Card{Name: "clip", Path: filepath.Join(testdata, "clip.yaml"), Dim: 7, Text: zoo.Text{
		Weights: "file:text_clip.safetensors", Architecture: architecture.Spec{Kind: "text", Heads: 2, Eps: 1e-5}, Context: 9}}
	tower, err := TextTower(card)
	if err != nil {
		t.Fatal(err)
	}
	if g, err := tower.Graph(); err != nil || g.Inputs[0].Name != "text" || g.Inputs[0].Shape[1].Size != 9 {
		t.Errorf("Graph = %+v, %v; want an input of 9 ids", g.Inputs, err)
	}
	card.Text.Weights = "file:none"
	if _, err := TextTower(card); err == nil || !strings.Contains(err.Error(), "finding weights of clip text: there is no file") {
		t.Errorf("without weights: %v", err)
	}
	card.Text = zoo.Text{}
	if _, err := TextTower(card); err == nil || !strings.Contains(err.Error(), "clip.yaml has no `text`") {
		t.Errorf("without a text: %v", err)
	}
}
