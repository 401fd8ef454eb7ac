package images

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// withoutTurbo runs the rest of a test as if libjpeg-turbo were not installed.
func withoutTurbo(t *testing.T) {
	t.Helper()
	t.Setenv("VFM_NO_TURBOJPEG", "1")
	before := loadTurbo
	loadTurbo = sync.OnceValue(findTurbo)
	t.Cleanup(func() { loadTurbo = before })
}

func TestDecoderInfo(t *testing.T) {
	d := Decoder()
	if d.Reference != (d.Problem == "") || d.Reference != (d.Path != "") {
		t.Errorf("contradiction: %+v", d)
	}
	if d.Reference && !strings.HasPrefix(d.String(), "libjpeg-turbo ") {
		t.Errorf("got %q", d)
	}
	withoutTurbo(t)
	d = Decoder()
	if d.Reference || d.Problem != "VFM_NO_TURBOJPEG is set" || d.Name != "go image/jpeg "+runtime.Version() {
		t.Errorf("without libjpeg-turbo: %+v", d)
	}
}

func TestWrongLibrary(t *testing.T) {
	path := filepath.Join(t.TempDir(), "libturbojpeg.so")
	if err := os.WriteFile(path, []byte("no library"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VFM_NO_TURBOJPEG", "")
	t.Setenv("TURBOJPEG_LIB", path)
	if found := findTurbo(); found.usable() || !strings.Contains(found.problem, path) {
		t.Errorf("got %+v", found)
	}
}

// TestGoDecoderIsNear decodes every test JPEG, and those inside a TIFF, with both decoders. Where chroma is
// not subsampled they differ by rounding only; elsewhere by the missing interpolation, at sharp edges of colour.
func TestGoDecoderIsNear(t *testing.T) {
	if !Decoder().Reference {
		t.Skip("needs libjpeg-turbo to compare with")
	}
	names, err := filepath.Glob("testdata/pictures/*.jpg")
	if err != nil {
		t.Fatal(err)
	}
	tiffs, err := filepath.Glob("testdata/pictures/*-jpeg*.tif")
	if err != nil {
		t.Fatal(err)
	}
	names = append(names, tiffs...)
	reference := map[string]*Picture{}
	for _, name := range names {
		if pic, err := Decode(name, read(t, filepath.Base(name))); err == nil {
			reference[name] = pic
		}
	}
	withoutTurbo(t)
	for name, want := range reference {
		got, err := Decode(name, read(t, filepath.Base(name)))
		if err != nil {
			if strings.Contains(err.Error(), "libjpeg-turbo must be installed") {
				continue // Go's decoder does not read this kind, and says so
			}
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Width != want.Width || got.Height != want.Height || got.Orientation != want.Orientation {
			t.Errorf("%s: other size or orientation", name)
			continue
		}
		if mean := meanDifference(got, want); mean > 12 {
			t.Errorf("%s: differs by %.1f levels on average", name, mean)
		}
	}
}

func meanDifference(a, b *Picture) float64 {
	sum := 0
	for i := range a.Pix {
		sum += max(int(a.Pix[i])-int(b.Pix[i]), int(b.Pix[i])-int(a.Pix[i]))
	}
	return float64(sum) / float64(len(a.Pix))
}

// TestTruncatedWithoutTurbo shows that the other decoder refuses the same files.
func TestTruncatedWithoutTurbo(t *testing.T) {
	withoutTurbo(t)
	data := read(t, "photo-420.jpg")
	for _, length := range []int{3, 100, len(data) / 2, len(data) - 200} {
		_, err := Decode("photo.jpg", data[:length])
		if err == nil || !strings.HasPrefix(err.Error(), "is a truncated JPEG") {
			t.Errorf("%d bytes: %v", length, err)
		}
	}
}

// TestMissingEnd: without its end marker a JPEG counts as truncated, unless more bytes follow its pixels.
func TestMissingEnd(t *testing.T) {
	data := read(t, "odd-444.jpg")
	if _, err := Decode("a.jpg", data[:len(data)-2]); err == nil {
		t.Error("accepted without end marker")
	}
	pic, err := Decode("a.jpg", append(data[:len(data)-2:len(data)-2], make([]byte, 64)...))
	if err != nil {
		t.Fatalf("with padding instead of an end marker: %v", err)
	}
	whole, err := Decode("a.jpg", data)
	if err != nil || string(whole.Pix) != string(pic.Pix) {
		t.Error("padding instead of the end marker changes pixels")
	}
}

// TestWarningsOfConcurrentDecoding: what libjpeg-turbo says of one file is not taken for another's.
func TestWarningsOfConcurrentDecoding(t *testing.T) {
	if !Decoder().Reference {
		t.Skip("needs libjpeg-turbo: " + Decoder().Problem)
	}
	whole := read(t, "odd-444.jpg")
	bare := whole[: len(whole)-2 : len(whole)-2]
	padded := append(bare, make([]byte, 64)...)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 200 {
				if _, err := Decode("a.jpg", bare); err == nil {
					t.Error("accepted without end marker")
				}
				if _, err := Decode("a.jpg", padded); err != nil {
					t.Errorf("with padding: %v", err)
				}
			}
		})
	}
	group.Wait()
}

// TestConcurrentDecoding uses many decompressors at once; run it with -race.
func TestConcurrentDecoding(t *testing.T) {
	data := read(t, "cmyk.jpg")
	want, err := Decode("a.jpg", data)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				if pic, err := Decode("a.jpg", data); err != nil || string(pic.Pix) != string(want.Pix) {
					t.Errorf("differs when decoded at the same time: %v", err)
				}
			}
		})
	}
	group.Wait()
}
