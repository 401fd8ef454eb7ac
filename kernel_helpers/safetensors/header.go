package safetensors

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"slices"
	"unicode/utf8"
)

const (
	lengthBytes = 8         // of the header length at the start of a file
	maxHeader   = 100 << 20 // bytes; the limit of the format's own reader
	metadataKey = "__metadata__"
)

// Tensor describes one tensor of a file.
type Tensor struct {
	Name  string
	DType string // as in the file: F32, F16, …
	Shape []int  // row-major

	begin, end int // bytes within the data
}

// sizes are the dtypes and the bytes of one element.
var sizes = map[string]int{
	"BOOL": 1, "U8": 1, "I8": 1, "F8_E5M2": 1, "F8_E4M3": 1, "F8_E8M0": 1,
	"I16": 2, "U16": 2, "F16": 2, "BF16": 2,
	"I32": 4, "U32": 4, "F32": 4,
	"I64": 8, "U64": 8, "F64": 8, "C64": 8,
}

// header is what stands before the tensors' bytes.
type header struct {
	tensors  []Tensor // by begin
	metadata map[string]string
	dataAt   int // where the tensors' bytes begin in the file
}

// parse reads and checks the header of a whole file: the tensors must fill the data without holes,
// overlaps or a remainder.
func parse(file []byte) (header, error) {
	if len(file) < lengthBytes {
		return header{}, fmt.Errorf("the file has %d bytes, too few for a header", len(file))
	}
	length := binary.LittleEndian.Uint64(file)
	if length > maxHeader || length > uint64(len(file)-lengthBytes) {
		return header{}, fmt.Errorf("it should have %d bytes, more than the file or the limit of %d; the file was cut short or is no safetensors file", length, maxHeader)
	}
	h := header{dataAt: lengthBytes + int(length)}
	text := file[lengthBytes:h.dataAt]
	if !bytes.HasPrefix(text, []byte("{")) || !utf8.Valid(text) {
		return header{}, errors.New("it is not a JSON object")
	}
	if err := h.entries(text); err != nil {
		return header{}, err
	}
	return h, h.layout(len(file) - h.dataAt)
}

// entries reads the JSON object. A key that is there twice is an error, as is anything after the object but spaces.
func (h *header) entries(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("parsing JSON: %w", err)
	}
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return fmt.Errorf("parsing JSON: %w", err)
		}
		name, ok := token.(string)
		if !ok || seen[name] {
			return fmt.Errorf("the name %v is there twice or is no name", token)
		}
		seen[name] = true
		if err := h.entry(d, name); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("parsing JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON object")
	}
	return nil
}

// entry reads the value that belongs to one name.
func (h *header) entry(d *json.Decoder, name string) error {
	if name == metadataKey {
		if err := d.Decode(&h.metadata); err != nil {
			return fmt.Errorf("parsing metadata: %w", err)
		}
		return nil
	}
	var e struct {
		DType   string `json:"dtype"`
		Shape   []int  `json:"shape"`
		Offsets []int  `json:"data_offsets"`
	}
	if err := d.Decode(&e); err != nil {
		return fmt.Errorf("parsing tensor %q: %w", name, err)
	}
	if e.Shape == nil || len(e.Offsets) != 2 {
		return fmt.Errorf("tensor %q has no shape, or its data_offsets are not two numbers", name)
	}
	t := Tensor{Name: name, DType: e.DType, Shape: e.Shape, begin: e.Offsets[0], end: e.Offsets[1]}
	size, err := t.bytes()
	if err != nil {
		return err
	}
	if t.begin < 0 || t.end < t.begin || t.end-t.begin != size {
		return fmt.Errorf("tensor %q is %s %v, %d bytes, but its data_offsets are %v", name, t.DType, t.Shape, size, e.Offsets)
	}
	h.tensors = append(h.tensors, t)
	return nil
}

// bytes returns how many bytes dtype and shape ask for.
func (t Tensor) bytes() (int, error) {
	size, known := sizes[t.DType]
	if !known {
		return 0, fmt.Errorf("tensor %q has the unknown dtype %q", t.Name, t.DType)
	}
	total := uint64(size)
	for _, n := range t.Shape {
		if n < 0 {
			return 0, fmt.Errorf("tensor %q has the shape %v", t.Name, t.Shape)
		}
		high, low := bits.Mul64(total, uint64(n))
		if high != 0 || low > 1<<62 {
			return 0, fmt.Errorf("tensor %q has the shape %v, more than any file holds", t.Name, t.Shape)
		}
		total = low
	}
	return int(total), nil
}

// layout sorts the tensors by their bytes and checks that they fill the data exactly.
func (h *header) layout(data int) error {
	slices.SortFunc(h.tensors, func(a, b Tensor) int {
		if a.begin != b.begin {
			return a.begin - b.begin
		}
		return a.end - b.end // an empty tensor stands before the one that begins at the same byte
	})
	at := 0
	for _, t := range h.tensors {
		if t.begin != at {
			return fmt.Errorf("tensor %q begins at byte %d of the data, not at %d: there is a hole or an overlap", t.Name, t.begin, at)
		}
		at = t.end
	}
	if at != data {
		return fmt.Errorf("the tensors have %d bytes, the file has %d for them", at, data)
	}
	return nil
}
