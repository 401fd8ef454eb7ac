package world

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"runtime"
	"sync"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
)

// pictureDigest is a short digest of a picture's bytes.
func pictureDigest(im *image.RGBA) string {
	return fmt.Sprintf("%x", sha256.Sum256(im.Pix))[:16]
}

func TestScenesAreTheSameBytes(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the digests are those of amd64: other architectures fuse multiplications and additions")
	}
	var got bytes.Buffer
	for _, seed := range []uint64{1, 2} {
		for i := range 24 {
			s := New(seed, i)
			fmt.Fprintf(&got, "%d %2d %s %s\n", seed, i, pictureDigest(s.Draw(64)), s.Caption())
		}
	}
	fmt.Fprintf(&got, "32 pixels %s\n96 pixels %s\n", pictureDigest(New(1, 0).Draw(32)), pictureDigest(New(1, 0).Draw(96)))
	golden.Check(t, "testdata/scenes.txt", got.Bytes())
}

// TestScenesInAnyOrder draws the same scenes one after the other, and all at once in reverse order.
func TestScenesInAnyOrder(t *testing.T) {
	var want []string
	for i := range 40 {
		want = append(want, pictureDigest(New(3, i).Draw(64)))
	}
	got := make([]string, len(want))
	var group sync.WaitGroup
	for i := len(want) - 1; i >= 0; i-- {
		group.Go(func() { got[i] = pictureDigest(New(3, i).Draw(64)) })
	}
	group.Wait()
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("scene %d drawn beside others is %s, alone %s", i, got[i], want[i])
		}
	}
}
