// Package embedding keeps the vectors of one (model, data set) on disk, by a key of everything that can
// change them. Work is stored in parts of PartItems images: a part that exists is complete, so a process
// killed at any moment loses at most the part it was making. When all parts are there they are joined into
// one file that Python reads too (safetensors.numpy.load_file), with items.csv saying which image each row is.
//
//	s, err := embedding.Open(ctx, cache, key, ids, 768, nil)
//	defer s.Close()
//	for _, r := range s.Missing() {
//		err = s.WritePart(embedding.Part{Range: r, Rows: vectorsOf(ids[r.From:r.To])})
//	}
//	err = s.Finish()
//	rows := s.Rows() // mapped, L2-normalised, row i is image s.Items()[i]
//
// It knows nothing of models or images: package experiment makes the vectors.
package embedding

import (
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

// Key is everything that can change a vector, and nothing else: not the labels, not the path of a file,
// not the name of the model.
type Key struct {
	Weights     digest.SHA256 `json:"weights"`     // of the weights file
	Graph       string        `json:"graph"`       // graph builder and output reduction; see experiment
	Preprocess  string        `json:"preprocess"`  // images.Spec, canonical
	Decoder     string        `json:"decoder"`     // images.Decoder, with its version
	Fingerprint digest.SHA256 `json:"fingerprint"` // of the data set: item ids and file digests
	Engine      string        `json:"engine"`      // engine.Identity
	Precision   string        `json:"precision"`   // such as "float32"
}

// Digest names the folder of the vectors.
func (k Key) Digest() digest.SHA256 {
	return digest.Fields(k.Weights.String(), k.Graph, k.Preprocess, k.Decoder,
		k.Fingerprint.String(), k.Engine, k.Precision)
}

// Dir returns the folder of the key's vectors: CACHE/embeddings/<2 digits>/<64 digits>.
func (k Key) Dir(cache string) string {
	name := k.Digest().String()
	return filepath.Join(cache, "embeddings", name[:2], name)
}
