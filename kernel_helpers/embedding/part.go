package embedding

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
)

// PartItems is the number of images in a part; the last part of a data set may have fewer.
const PartItems = 512

// tensorName is the name of the one tensor in a file of vectors.
const tensorName = "vectors"

// castagnoli is the checksum that processors compute in hardware.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Range is the images From … To-1 of the data set, the content of part number Part.
type Range struct{ Part, From, To int }

// Skip is an image without a vector.
type Skip struct {
	Item   int    `json:"item"` // position in the data set
	Reason string `json:"reason"`
	// Lost marks an image that was there when the data set was read and could not be read again. It is
	// skipped in this run only: the next Open asks for its part again.
	Lost bool `json:"lost,omitempty"`
}

// Part is the outcome for one Range: a row for each image that was not skipped, in order.
type Part struct {
	Range      Range
	Rows       matrix.Rows // [To-From-len(Skipped), dim]; WritePart normalises them in place
	Skipped    []Skip      // in order
	Rotated    int         // images with an EXIF rotation
	Seconds    float64     // what the part took
	PeakMemory int64       // of the process while it was made, bytes
}

// partInfo is what a part's file says of itself, beside the vectors.
type partInfo struct {
	From       int     `json:"from"`
	To         int     `json:"to"`
	Skipped    []Skip  `json:"skipped"`
	Zeros      int     `json:"zeros"`
	Rotated    int     `json:"rotated"`
	Seconds    float64 `json:"seconds"`
	PeakMemory int64   `json:"peak_memory_bytes"`
	Checksum   uint32  `json:"crc32c"` // see checksum
}

func (p partInfo) rows() int { return p.To - p.From - len(p.Skipped) }

func (p partInfo) lost() bool {
	for _, s := range p.Skipped {
		if s.Lost {
			return true
		}
	}
	return false
}

func (s *Store) partPath(part int) string {
	return filepath.Join(s.dir, fmt.Sprintf("part-%05d.safetensors", part))
}

// WritePart normalises the rows of p and stores them. The part exists entirely or not at all.
func (s *Store) WritePart(p Part) error {
	want := p.Range.To - p.Range.From - len(p.Skipped)
	if p.Rows.N != want || p.Rows.Dim != s.dim {
		return fmt.Errorf("storing part %d: it has [%d, %d] vectors instead of [%d, %d]", p.Range.Part, p.Rows.N, p.Rows.Dim, want, s.dim)
	}
	info := partInfo{
		From: p.Range.From, To: p.Range.To, Skipped: p.Skipped, Rotated: p.Rotated,
		Zeros: p.Rows.Normalize(), Seconds: p.Seconds, PeakMemory: p.PeakMemory,
	}
	var err error
	if info.Checksum, err = checksum(p.Rows); err != nil {
		return fmt.Errorf("storing part %d: %w", p.Range.Part, err)
	}
	text, err := json.Marshal(info)
	if err != nil {
		return fmt.Errorf("storing part %d: %w", p.Range.Part, err)
	}
	err = atomicfile.Write(s.partPath(p.Range.Part), func(w io.Writer) error {
		return safetensors.WriteRows(w, tensorName, p.Rows, map[string]string{"part": string(text)})
	})
	if err != nil {
		return err
	}
	s.parts[p.Range.Part] = &info
	return nil
}

// readPart checks the stored part r completely. A part that is not as WritePart left it is removed, so
// that it is made again; nil without an error means that the part is missing.
func (s *Store) readPart(r Range) (*partInfo, error) {
	path := s.partPath(r.Part)
	if _, err := os.Stat(path); err != nil {
		return nil, nil
	}
	info, err := checkPart(path, r, s.dim)
	if err != nil || info.lost() {
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("removing a part that must be made again: %w", err)
		}
		return nil, nil
	}
	return info, nil
}

// checkPart compares the file with what it says of itself and with what is expected of it.
func checkPart(path string, r Range, dim int) (*partInfo, error) {
	f, err := safetensors.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var info partInfo
	if err := json.Unmarshal([]byte(f.Metadata()["part"]), &info); err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	rows, err := f.Rows(tensorName)
	if err != nil {
		return nil, err
	}
	if info.From != r.From || info.To != r.To || rows.N != info.rows() || rows.Dim != dim {
		return nil, fmt.Errorf("reading %s: it has [%d, %d] vectors of images %d to %d, which is not this part", path, rows.N, rows.Dim, info.From, info.To)
	}
	sum, err := checksum(rows)
	if err == nil && sum != info.Checksum {
		err = fmt.Errorf("reading %s: its checksum does not match its content", path)
	}
	return &info, err
}

// checksum is that of the vectors' file without its metadata, which hold the checksum.
func checksum(rows matrix.Rows) (uint32, error) {
	sum := crc32.New(castagnoli)
	err := safetensors.WriteRows(sum, tensorName, rows, nil)
	return sum.Sum32(), err
}
