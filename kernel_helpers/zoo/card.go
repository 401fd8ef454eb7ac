// Package zoo reads model cards: where the weights are, which input they expect and which output is the
// embedding. It runs no model and downloads nothing: package fetch does.
//
//	card, err := zoo.ReadCard("models/mobilenetv2.yaml")
//	path, err := card.WeightsPath()
//	pre, err := card.Input.Preprocessor()
package zoo

import (
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
)

// The formats of weights.
const (
	ONNX        = "onnx"        // a whole graph with its weights
	Safetensors = "safetensors" // weights in timm's naming; the graph is built from them and the card's architecture
)

// Card is what a model's YAML file says.
type Card struct {
	Name         string            `yaml:"name"`
	Family       string            `yaml:"family"`     // as suites name it; "" = whichever family a suite puts it in
	Title        string            `yaml:"title"`      // "" = Name
	TrainedOn    string            `yaml:"trained_on"` // in words
	License      string            `yaml:"license"`
	Parameters   string            `yaml:"parameters"`   // in words, such as 3.5M
	Note         string            `yaml:"note"`         // what a reader of a comparison should know, such as why just these weights
	Weights      string            `yaml:"weights"`      // file:PATH relative to the card, hf:ORG/NAME@REVISION/PATH or https://…
	SHA256       string            `yaml:"sha256"`       // of the weights file, 64 hexadecimal digits; "" = as it was at the first download, or for file: not checked
	Format       string            `yaml:"format"`       // ONNX or Safetensors; "" = ONNX
	Architecture architecture.Spec `yaml:"architecture"` // with Safetensors only
	Input        images.Spec       `yaml:"input"`        // with Safetensors without a name: the builder knows it
	Output       Output            `yaml:"output"`       // with ONNX only
	Dim          int               `yaml:"dim"`          // length of the embedding
	Text         Text              `yaml:"text"`         // the text model beside that of images; zero = none
	Path         string            `yaml:"-"`            // of the card itself
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
	if err := validateWeights(doc, "", c.Weights, c.SHA256); err != nil {
		return err
	}
	if c.Format != ONNX && c.Format != Safetensors {
		return doc.Errorf("format", "format %q is not read by this version, which reads %s and %s; export the model to a .onnx file", c.Format, ONNX, Safetensors)
	}
	if err := c.Input.Validate(); err != nil {
		return doc.Errorf("input", "input: %w", err)
	}
	if c.Dim <= 0 {
		return doc.Errorf("dim", "dim is %d; write the length of the embedding", c.Dim)
	}
	if err := c.validateText(doc); err != nil {
		return err
	}
	if c.Format == Safetensors {
		return c.validateTower(doc)
	}
	return c.validateGraph(doc)
}

// validateWeights checks a source of weights and its digest, whose keys begin with block.
func validateWeights(doc *card.Document, block, weights, sha256 string) error {
	source, err := card.ParseSource(weights)
	if err == nil {
		err = source.CheckRemote(true)
	}
	if err != nil {
		return doc.Errorf(block+"weights", "%sweights: %w", block, err)
	}
	if sha256 != "" {
		if _, err := digest.Parse(sha256); err != nil {
			return doc.Errorf(block+"sha256", "%ssha256: %w; write what `sha256sum` prints, or remove the line", block, err)
		}
	}
	return nil
}

// validateTower checks what belongs to weights without a graph.
func (c Card) validateTower(doc *card.Document) error {
	if err := c.Architecture.Validate(); err != nil {
		return doc.Errorf("architecture", "architecture: %w", err)
	}
	switch {
	case c.Architecture.Kind == architecture.Text:
		return doc.Errorf("architecture.kind", "kind text reads no images; put this architecture under `text`")
	case c.Input.Name != "":
		return doc.Errorf("input.name", "a card with format %s names no input; remove `name`, vfm builds the graph itself", Safetensors)
	case c.Input.WithDefaults().Layout != "NCHW":
		return doc.Errorf("input.layout", "layout is %q; a graph that vfm builds takes NCHW, so remove the layout", c.Input.Layout)
	case c.Output != Output{}:
		return doc.Errorf("output", "a card with format %s has no output; remove it: `pooling` and `projection` under architecture say what the embedding is", Safetensors)
	}
	return nil
}

// validateGraph checks what belongs to a ready graph.
func (c Card) validateGraph(doc *card.Document) error {
	if strings.HasSuffix(c.Weights, "."+Safetensors) {
		return doc.Errorf("weights", "the weights are a .%s file; add `format: %s` and an `architecture`", Safetensors, Safetensors)
	}
	if c.Architecture != (architecture.Spec{}) {
		return doc.Errorf("architecture", "an architecture goes with `format: %s`; remove it, an .onnx file brings its own graph", Safetensors)
	}
	if c.Input.Name == "" {
		return doc.Errorf("input", "the input has no name; add `name:` with the name of the graph's image input")
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
