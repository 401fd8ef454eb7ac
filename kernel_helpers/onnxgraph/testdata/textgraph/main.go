// Textgraph writes the .onnx file of a model card's text tower, for full_size_text.py:
//
//	go run ./kernel_helpers/onnxgraph/testdata/textgraph models/clip.yaml model.onnx
package main

import (
	"log"
	"os"

	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: textgraph CARD OUT")
	}
	if err := write(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func write(path, out string) error {
	card, err := zoo.ReadCard(path)
	if err != nil {
		return err
	}
	tower, err := experiment.TextTower(card)
	if err != nil {
		return err
	}
	graph, err := tower.Graph()
	if err != nil {
		return err
	}
	model, err := graph.Encode()
	if err != nil {
		return err
	}
	return os.WriteFile(out, model, 0o644)
}
