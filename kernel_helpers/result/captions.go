package result

import "github.com/vfm-go/vfm/kernel_helpers/digest"

// Captions is a search for images by their captions, by a model with a text tower. Its outcome is among the record's
// metrics, under names that begin with "text-".
type Captions struct {
	Texts     int           `json:"texts"`     // different captions, each a query
	Described int           `json:"described"` // images that have one
	Searched  int           `json:"searched"`  // images: those of the test split or of the gallery
	Key       digest.SHA256 `json:"key"`       // of the captions' vectors
	Weights   digest.SHA256 `json:"weights"`   // of the text model
	Graph     string        `json:"graph"`
	Tokenizer string        `json:"tokenizer"` // version, merges and context
}
