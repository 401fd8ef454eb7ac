package result

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
)

// DuplicatesVersion is the version that WriteDuplicates stores. ReadDuplicates accepts every version from 1 on.
const DuplicatesVersion = 1

// Duplicates says which images of a data set are the same picture again, and what the scores are without the queries
// that this gives away. A query is leaked if the images that are searched hold the same picture once more: the same
// bytes, the same pixels, or nearly the same. It is left out whatever the label of the other, and nothing else changes.
type Duplicates struct {
	Version     int           `json:"duplicates"`
	Dataset     string        `json:"dataset"`
	Task        string        `json:"task"`
	Fingerprint digest.SHA256 `json:"fingerprint"` // of the data set, as in a record's provenance
	Truth       digest.SHA256 `json:"truth"`       // likewise
	Method      string        `json:"method"`      // versions of what compared the pictures and of the decoder

	// SameFrom is the similarity from which on two pictures count as the same; it is higher where the pictures of a data
	// set resemble each other.
	SameFrom float64 `json:"same_from"`

	Compared int `json:"compared"` // images that were compared
	Plain    int `json:"plain"`    // images with next to nothing on them, of which only the bytes were compared
	// Crowded images resemble so many others that only the nearest of these were compared.
	Crowded int `json:"crowded,omitempty"`
	Queries int `json:"queries"` // that were compared
	Gallery int `json:"gallery"` // likewise: images that are searched

	Leaked []Twin `json:"leaked"` // each leaked query with one image that is searched
	Within []Twin `json:"within"` // each image that its own split holds already, with the first that is the same

	// Models are those whose nearest images were compared too, sorted.
	Models []string     `json:"models"`
	Scores []CleanScore `json:"scores"` // of each of Models, if any query is leaked
}

// Twin is an image and another one that is the same picture.
type Twin struct {
	Item      string `json:"item"`
	Label     string `json:"label"`
	Split     string `json:"split"`
	Same      string `json:"same"` // the other image
	SameLabel string `json:"same_label"`
	SameSplit string `json:"same_split"`
	// By is what gave it away: ByBytes, ByPixels, ByHash or ByModel.
	By         string  `json:"by"`
	Similarity float64 `json:"similarity"`         // of the pictures when one lies on the other, 0 … 1
	Mirrored   bool    `json:"mirrored,omitempty"` // one is the mirror image of the other
	Cut        float64 `json:"cut,omitempty"`      // share of one picture that is outside of the other
}

// What gives a duplicate away.
const (
	ByBytes  = "bytes"  // the files are equal
	ByPixels = "pixels" // the decoded pixels are equal
	ByHash   = "hash"   // perceptual hashes named the two, and the pictures lie on each other
	ByModel  = "model"  // likewise, but a model named them, to which they are near neighbours
)

// CleanScore is a model's headline metric over the queries that are not leaked.
type CleanScore struct {
	Model string        `json:"model"`
	Key   digest.SHA256 `json:"key"` // of the vectors, as in the record's provenance
	N     int           `json:"n"`   // queries; 0 = none is left, and there is no score
	Metric
}

// Clean returns the clean score of a record. ok is false where there is none: no query is leaked, none is left, or
// the record is newer.
func (d Duplicates) Clean(r Record) (s CleanScore, ok bool) {
	for _, s := range d.Scores {
		if s.Model == r.Model && s.Key == r.Provenance.Key && s.Name == r.Headline && s.N > 0 {
			return s, true
		}
	}
	return CleanScore{}, false
}

// Of reports whether the duplicates are those of the data that a record was made with.
func (d Duplicates) Of(r Record) bool {
	return d.Dataset == r.Dataset && d.Fingerprint == r.Provenance.Fingerprint && d.Truth == r.Provenance.Truth
}

// DuplicatesPath returns where the duplicates of a data set are: dir/dataset.duplicates.json, beside the models' folders.
// Earlier versions stored none.
func DuplicatesPath(dir, dataset string) string {
	return filepath.Join(dir, dataset+".duplicates.json")
}

// WriteDuplicates stores the duplicates of a data set under dir, whole or not at all.
func WriteDuplicates(dir string, d Duplicates) error {
	d.Version = DuplicatesVersion
	d.Leaked, d.Within = append([]Twin{}, d.Leaked...), append([]Twin{}, d.Within...)
	d.Models, d.Scores = append([]string{}, d.Models...), append([]CleanScore{}, d.Scores...)
	path := DuplicatesPath(dir, d.Dataset)
	text, err := json.MarshalIndent(d, "", " ")
	if err == nil {
		err = d.Validate()
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return atomicfile.WriteBytes(path, append(text, '\n'))
}

// ReadDuplicates returns what is stored of the data set of a record. What is missing, or was found in other data, is an
// fs.ErrNotExist.
func ReadDuplicates(dir string, r Record) (Duplicates, error) {
	path := DuplicatesPath(dir, r.Dataset)
	text, err := os.ReadFile(path)
	if err != nil {
		return Duplicates{}, fmt.Errorf("reading duplicates: %w", err)
	}
	d, err := decode[Duplicates](duplicates, text)
	if err == nil && !d.Of(r) {
		err = fmt.Errorf("they were found in other data: %w", fs.ErrNotExist)
	}
	if err != nil {
		return Duplicates{}, fmt.Errorf("reading duplicates %s: %w", path, err)
	}
	return d, nil
}

// Validate reports the first field that no duplicates can have as it is.
func (d Duplicates) Validate() error {
	if d.Dataset == "" || d.Fingerprint.IsZero() || d.Truth.IsZero() {
		return fmt.Errorf("fields dataset, fingerprint and truth: all must be set")
	}
	if len(d.Leaked) > d.Queries {
		return fmt.Errorf("field leaked: %d of %d queries", len(d.Leaked), d.Queries)
	}
	for _, t := range append(append([]Twin{}, d.Leaked...), d.Within...) {
		if t.Item == "" || t.Same == "" || t.Item == t.Same || !share(t.Similarity) || !share(t.Cut) {
			return fmt.Errorf("fields leaked and within: %q is the same as %q with similarity %v", t.Item, t.Same, t.Similarity)
		}
	}
	for _, s := range d.Scores {
		if s.N < 0 || !share(s.Value) || !share(s.Low) || !share(s.High) || s.Low > s.High {
			return fmt.Errorf("field scores: %s has %v with interval %v … %v over %d queries", s.Model, s.Value, s.Low, s.High, s.N)
		}
	}
	return nil
}
