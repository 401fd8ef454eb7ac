package nb_test

import (
	"os"

	"github.com/vfm-go/vfm/kernel_helpers/nb"
)

// In a notebook each of these lines is a cell, and shows a table. Elsewhere they print it.
func Example() {
	os.Setenv("VFM_SUITE", "testdata/tiny/suite.yaml")

	nb.Models("ImageNet")
	nb.Embed("DINO")
	// Output:
	// Model       Trained on   Parameters         Input    Embedding  Licence
	// Tiny model  ImageNet-1k        1.2M  224 × 224 px  512 numbers  Apache-2.0
	// The suite “A tiny suite” has no model in the family DINO, so there is nothing to do here.
}
