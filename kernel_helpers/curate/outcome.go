package curate

import (
	"fmt"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
)

// Sources are what a data set is grown from.
type Sources struct {
	Model string   // of the suite; makes the vectors
	Seeds []string // data sets of the suite: the images of their training split or gallery are the seeds
	Tests []string // data sets of the suite whose test images must not be in the outcome; those of the seeds are always added
	Pool  string   // a folder, a card's path, or the name of a data set of the suite
}

// validate refuses a data set that has two parts to play.
func (s Sources) validate() error {
	seen := map[string]bool{}
	for _, name := range s.Seeds {
		if seen[name] {
			return fmt.Errorf("the seeds name data set %s twice; name it once", name)
		}
		seen[name] = true
	}
	switch {
	case len(s.Seeds) == 0:
		return fmt.Errorf("there are no seeds; name at least one data set")
	case seen[s.Pool] || slices.Contains(s.Tests, s.Pool):
		return fmt.Errorf("data set %s is both the pool and among the seeds or tests; name another pool", s.Pool)
	}
	return nil
}

// Ref is an image of a data set.
type Ref struct {
	Dataset string
	dataset.Item
}

// Outcome is what became of each image of the pool.
type Outcome struct {
	Sources
	Settings Settings
	Clusters int // k-means made so many; 0 = none
	Index    Index
	Pool     *dataset.Set
	Seeds    []Ref
	Kept     []KeptImage    // in the order of their ids
	Dropped  []DroppedImage // in the order of their ids
	Planted  *Planted       // what was found of planted copies; nil = none were
}

// KeptImage is an image of the new set.
type KeptImage struct {
	Item  dataset.Item
	Kept         // Image is its row; Seed counts Outcome.Seeds
	Label string // of the seed, or the name of the seed's data set where it has none
}

// DroppedImage is an image of the pool that is not in the new set.
type DroppedImage struct {
	ID     string
	Item   dataset.Item // zero if it could not be listed
	Reason Reason
	Of     *Ref   // the image that it is a duplicate of; nil = none
	Text   string // of an unreadable one
}
