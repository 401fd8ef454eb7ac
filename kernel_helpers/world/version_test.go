package world

import (
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

// drawnBy is the digest of testdata/drawn.txt, which holds digests of pictures, for the present Version.
var drawnBy = map[string]string{"2": "18e9226c2a5b2dcc7b6e67f38c3fe1b33c69ff3784d440e0eca7f90c62e4e017"}

// TestVersion wants another Version when pictures of the data sets have changed: -update alone would leave caches with
// the old ones. Raise Version and write its digest above.
func TestVersion(t *testing.T) {
	got, err := digest.File(t.Context(), "testdata/drawn.txt")
	if err != nil {
		t.Fatal(err)
	}
	if want := drawnBy[Version]; got.String() != want {
		t.Errorf("the pictures of version %q have the digest %s, want %s; raise Version", Version, got, want)
	}
}
