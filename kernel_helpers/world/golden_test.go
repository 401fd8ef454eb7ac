package world

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"runtime"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
)

// pictureDigest is a short digest of a picture's bytes.
func pictureDigest(im *image.RGBA) string {
	return fmt.Sprintf("%x", sha256.Sum256(im.Pix))[:16]
}

// onlyAMD64 skips what depends on the rounding of one architecture: others may multiply and add in one step.
func onlyAMD64(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the digests are those of amd64")
	}
}

func TestScenesAreTheSameBytes(t *testing.T) {
	onlyAMD64(t)
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

func TestPicturesAreTheSameBytes(t *testing.T) {
	onlyAMD64(t)
	for _, name := range Sets() {
		list, err := Pictures(name, 1001)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		for i := 0; i < len(list); i += 37 {
			fmt.Fprintf(&got, "%s %s\n", pictureDigest(list[i].Draw()), list[i].Name)
		}
		golden.Check(t, "testdata/"+name+".txt", got.Bytes())
	}
}

// TestGoroutines draws the same pictures one after the other, and many at once in reverse order.
func TestGoroutines(t *testing.T) {
	var draw []func() *image.RGBA
	for i := range 40 {
		draw = append(draw, func() *image.RGBA { return New(3, i).Draw(64) })
	}
	for _, name := range Sets() {
		list, err := Pictures(name, 1001)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 8 {
			draw = append(draw, list[i*len(list)/8].Draw)
		}
	}
	var want []string
	for _, d := range draw {
		want = append(want, pictureDigest(d()))
	}
	got := make([]string, len(draw))
	var group errgroup.Group
	for i := len(draw) - 1; i >= 0; i-- {
		group.Go(func() error { got[i] = pictureDigest(draw[i]()); return nil })
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("picture %d drawn beside others is %s, alone %s", i, got[i], want[i])
		}
	}
}
