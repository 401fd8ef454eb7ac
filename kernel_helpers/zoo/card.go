// Package zoo reads model cards: where the weights are, which input they expect and which output is the
// embedding. It runs no model and downloads nothing: package fetch does.
//
//	card, err := zoo.ReadCard("models/mobilenetv2.yaml")
//	path, err := card.WeightsPath()
//	pre, err := card.Input.Preprocessor()
package zoo

import (
	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
)

// ONNX is the one format of weights that this version reads.
const ONNX = "onnx"

// Card is what a model's YAML file says.
type Card struct {
	Name         string      `yaml:"name"`
	Family       string      `yaml:"family"`     // as suites name it; "" = whichever family a suite puts it in
	Title        string      `yaml:"title"`      // "" = Name
	TrainedOn    string      `yaml:"trained_on"` // in words
	License      string      `yaml:"license"`
	Parameters   string      `yaml:"parameters"`   // in words, such as 3.5M
	Weights      string      `yaml:"weights"`      // file:PATH relative to the card, hf:ORG/NAME@REVISION/PATH or https://…
	SHA256       string      `yaml:"sha256"`       // of the weights file, 64 hexadecimal digits; "" = as it was at the first download, or for file: not checked
	Format       string      `yaml:"format"`       // ONNX; "" = ONNX
	Architecture string      `yaml:"architecture"` // in words; an ONNX file brings its own graph
	Input        images.Spec `yaml:"input"`
	Output       Output      `yaml:"output"`
	Dim          int         `yaml:"dim"` // length of the embedding
	Path         string      `yaml:"-"`   // of the card itself
}

// Output says which output of the graph is the embedding: [n, Dim], or [n, tokens, Dim] reduced as Pooling says.
type Output struct {
	Name    string `yaml:"name"`
	Pooling string `yaml:"pooling"` // "" for [n, Dim]; "token" or "mean" for [n, tokens, Dim]
	Token   int    `yaml:"token"`   // which token, with pooling "token"; 0 is the class token of most models
}

// ReadCard reads and checks a card. Its errors begin with path:line and say what to change.
func ReadCard(path string) (Card, error) {
	var c Card
	doc, err := card.Read(path, &c)
	if err != nil {
		return Card{}, err
	}
	c.Path = path
	if c.Format == "" {
		c.Format = ONNX
	}
	if c.Title == "" {
		c.Title = c.Name
	}
	if err := c.validate(doc); err != nil {
		return Card{}, err
	}
	return c, nil
}

func (c Card) validate(doc *card.Document) error {
	if err := card.CheckName(c.Name); err != nil {
		return doc.Errorf("name", "%w", err)
	}
	source, err := card.ParseSource(c.Weights)
	if err == nil {
		err = source.CheckRemote(true)
	}
	if err != nil {
		return doc.Errorf("weights", "weights: %w", err)
	}
	if c.SHA256 != "" {
		if _, err := digest.Parse(c.SHA256); err != nil {
			return doc.Errorf("sha256", "sha256: %w; write what `sha256sum` prints, or remove the line", err)
		}
	}
	if c.Format != ONNX {
		return doc.Errorf("format", "format %q is not read by this version, which reads %s; export the model to a .onnx file", c.Format, ONNX)
	}
	if c.Input.Name == "" {
		return doc.Errorf("input", "the input has no name; add `name:` with the name of the graph's image input")
	}
	if err := c.Input.Validate(); err != nil {
		return doc.Errorf("input", "input: %w", err)
	}
	if c.Dim <= 0 {
		return doc.Errorf("dim", "dim is %d; write the length of the embedding", c.Dim)
	}
	return c.validateOutput(doc)
}

func (c Card) validateOutput(doc *card.Document) error {
	switch o := c.Output; {
	case o.Name == "":
		return doc.Errorf("output", "the output has no name; add `output: {name: NAME}` with the name of the graph's output")
	case o.Pooling != "" && o.Pooling != "token" && o.Pooling != "mean":
		return doc.Errorf("output.pooling", "pooling is %q; write \"token\" or \"mean\", or nothing for an output [n, dim]", o.Pooling)
	case o.Token < 0:
		return doc.Errorf("output.token", "token is %d; the first token is 0", o.Token)
	case o.Token != 0 && o.Pooling != "token":
		return doc.Errorf("output.token", "token %d is named but pooling is %q; write `pooling: token`, or remove the token", o.Token, o.Pooling)
	}
	return nil
}
