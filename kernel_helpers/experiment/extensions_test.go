package experiment

import (
	"bytes"
	"errors"
	"image"
	"image/gif"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/images"
)

// endings are those of image files of all kinds, read or not, and of files that lie beside them.
var endings = strings.Fields(`.jpg .jpeg .jpe .jfif .jif .png .apng .webp .gif .bmp .dib .tif .tiff .tga .ppm .pgm .pbm .pnm
	.heic .heif .avif .jxl .jp2 .j2k .ico .cur .svg .psd .exr .hdr .pcx .dds .raw .dng .cr2 .nef .pdf .txt .csv .json .npy .zip`)

// TestOneListOfEndings: the files that a data set lists as images are those whose ending the decoder knows.
func TestOneListOfEndings(t *testing.T) {
	dir := t.TempDir()
	for _, end := range endings {
		for _, name := range []string{"train/x/a" + end, "train/y/a" + end, "test/x/B" + strings.ToUpper(end)} {
			path := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	card := dataset.Card{Name: "endings", Task: dataset.Classification, Source: "dir:.", Layout: dataset.Folders,
		Splits: map[dataset.Role]string{dataset.Train: "train", dataset.Test: "test"}, Path: filepath.Join(dir, "dataset.yaml")}
	set, err := card.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, it := range set.Items {
		listed[it.ID] = true
	}
	for _, end := range endings {
		known := decoderKnows(t, end)
		for _, id := range []string{"train/x/a" + end, "test/x/B" + strings.ToUpper(end)} {
			if listed[id] != known {
				t.Errorf("%s is listed as an image: %t; the decoder knows the ending: %t", id, listed[id], known)
			}
		}
	}
}

// decoderKnows reports whether the decoder has a format with that ending: then it refuses another one there.
func decoderKnows(t *testing.T, end string) bool {
	t.Helper()
	var asPNG, asGIF bytes.Buffer
	picture := image.NewRGBA(image.Rect(0, 0, 2, 2))
	if err := errors.Join(png.Encode(&asPNG, picture), gif.Encode(&asGIF, picture, nil)); err != nil {
		t.Fatal(err)
	}
	for _, content := range []*bytes.Buffer{&asPNG, &asGIF} {
		if _, err := images.Decode("a"+end, content.Bytes()); err != nil {
			return true
		}
	}
	return false
}
