package images

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

// pillowTable is testdata/pillow.json: what Pillow made of each test picture. testdata/generate.py writes it.
type pillowTable struct {
	MadeWith    string      `json:"made_with"`
	Pictures    []pillowRow `json:"pictures"`
	Photographs []pillowRow `json:"photographs"`
}

type pillowRow struct {
	File        string
	SHA256      digest.SHA256 // of the file; photographs only
	Error       string        // Pillow does not read it
	Width       int
	Height      int
	Orientation int
	RGB         digest.SHA256
	Inputs      []pillowInput
}

type pillowInput struct {
	Size, Resize  int
	Interpolation string
	Crop          string
	Upright       bool
	Pixels        digest.SHA256
	Values        digest.SHA256
}

// spec returns the spec that the row was made by, with ImageNet's mean and deviation.
func (in pillowInput) spec() Spec {
	return Spec{Size: in.Size, Resize: in.Resize, Interpolation: in.Interpolation, Crop: in.Crop, Upright: in.Upright,
		Mean: [3]float32{0.485, 0.456, 0.406}, Std: [3]float32{0.229, 0.224, 0.225}}
}

func readPillowTable(t testing.TB) pillowTable {
	t.Helper()
	data, err := os.ReadFile("testdata/pillow.json")
	if err != nil {
		t.Fatal(err)
	}
	var table pillowTable
	if err := json.Unmarshal(data, &table); err != nil {
		t.Fatal(err)
	}
	return table
}

func TestPicturesEqualPillow(t *testing.T) {
	for _, row := range readPillowTable(t).Pictures {
		t.Run(row.File, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata/pictures", row.File))
			if err != nil {
				t.Fatal(err)
			}
			checkPillow(t, row, data)
		})
	}
}

// checkPillow compares one picture with its row.
func checkPillow(t *testing.T, row pillowRow, data []byte) {
	t.Helper()
	if ext := filepath.Ext(row.File); !Decoder().Reference && (ext == ".jpg" || strings.Contains(row.File, "jpeg")) {
		t.Skip("JPEG pixels are the reference's only with libjpeg-turbo: " + Decoder().Problem)
	}
	pic, err := Decode(row.File, data)
	if row.Error != "" {
		if err == nil {
			t.Fatalf("decoded, but Pillow says %q", row.Error)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if pic.Width != row.Width || pic.Height != row.Height || pic.Orientation != row.Orientation {
		t.Fatalf("got %d × %d, orientation %d; want %d × %d, %d",
			pic.Width, pic.Height, pic.Orientation, row.Width, row.Height, row.Orientation)
	}
	if digest.Of(pic.Pix) != row.RGB {
		t.Fatalf("pixels differ from Pillow's")
	}
	for _, in := range row.Inputs {
		p, err := in.spec().Preprocessor()
		if err != nil {
			t.Fatal(err)
		}
		if digest.Of(p.RGB(pic)) != in.Pixels {
			t.Errorf("resized pixels differ: %+v", in)
			continue
		}
		values := make([]float32, p.Len())
		p.Into(values, pic)
		if digest.Of(littleEndian(values)) != in.Values {
			t.Errorf("normalised values differ: %+v", in)
		}
	}
}

func littleEndian(values []float32) []byte {
	out := make([]byte, 0, 4*len(values))
	for _, v := range values {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
	}
	return out
}

func TestPhotographsEqualPillow(t *testing.T) {
	shared := os.Getenv("VFM_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	found := 0
	for _, row := range readPillowTable(t).Photographs {
		data, err := os.ReadFile(filepath.Join(shared, "photos", row.File))
		if err != nil || digest.Of(data) != row.SHA256 {
			continue // not here, or another picture of that name
		}
		found++
		t.Run(row.File, func(t *testing.T) { checkPillow(t, row, data) })
	}
	if found == 0 {
		t.Skipf("no photographs in %s/photos; set VFM_SHARED to the folder that holds them", shared)
	}
}
