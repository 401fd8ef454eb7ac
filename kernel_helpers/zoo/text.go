package zoo

import (
	"github.com/vfm-go/vfm/kernel_helpers/architecture"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
)

// Text is the text model that was trained together with that of images: a text's vector, of the card's Dim,
// can be compared with an image's.
type Text struct {
	Weights      string            `yaml:"weights"`      // as Card.Weights, of a safetensors file in open_clip's or transformers' naming; it may hold the images' model too
	SHA256       string            `yaml:"sha256"`       // as Card.SHA256
	Architecture architecture.Spec `yaml:"architecture"` // of kind text
	Context      int               `yaml:"context"`      // tokens of a text, 77 in CLIP
	Tokenizer    string            `yaml:"tokenizer"`    // as Card.Weights, of the merges of CLIP's kind of tokenizer, or of a SentencePiece model, NAME.model; "" = another kind, which vfm cannot use
}

// HasText reports whether the card has a text model.
func (c Card) HasText() bool { return c.Text != Text{} }

// TextCard returns the text model's side of the card as a card of its own, which finds and verifies its
// weights. It has no input: texts are no images.
func (c Card) TextCard() Card {
	return Card{Name: c.Name + " text", Title: c.Title + " text", License: c.License, Weights: c.Text.Weights, SHA256: c.Text.SHA256,
		Format: Safetensors, Architecture: c.Text.Architecture, Dim: c.Dim, Path: c.Path}
}

// TokenizerCard is like TextCard for the file of the tokenizer.
func (c Card) TokenizerCard() Card {
	return Card{Name: c.Name + " tokenizer", Title: c.Title + " tokenizer", License: c.License, Weights: c.Text.Tokenizer, Path: c.Path}
}

func (c Card) validateText(doc *card.Document) error {
	if !c.HasText() {
		return nil
	}
	if err := validateWeights(doc, "text.", c.Text.Weights, c.Text.SHA256); err != nil {
		return err
	}
	if c.Text.Tokenizer != "" {
		source, err := card.ParseSource(c.Text.Tokenizer)
		if err == nil {
			err = source.CheckRemote(true)
		}
		if err != nil {
			return doc.Errorf("text.tokenizer", "text.tokenizer: %w", err)
		}
	}
	switch spec := c.Text.Architecture; {
	case spec.Kind != architecture.Text:
		return doc.Errorf("text.architecture", "text.architecture: kind is %q; write `architecture: {kind: text, heads: N, eps: 1e-5}`", spec.Kind)
	case c.Text.Context < 1:
		return doc.Errorf("text.context", "text.context is %d; write the number of tokens that a text has, 77 in CLIP", c.Text.Context)
	}
	if err := c.Text.Architecture.Validate(); err != nil {
		return doc.Errorf("text.architecture", "text.architecture: %w", err)
	}
	return nil
}
