package safetensors

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/x448/float16"
)

// Floating reports whether the tensor is F32, F16 or BF16.
func (t Tensor) Floating() bool { return t.DType == "F32" || t.DType == "F16" || t.DType == "BF16" }

// Conversion is a file that is not written yet: the tensors of another one, those that are [Tensor.Floating] in one
// dtype, the others as they are. Equal files give equal bytes.
type Conversion struct {
	file    *File
	header  []byte
	tensors []Tensor // as they are written
	place   map[string]int
	same    bool
}

// Convert plans the conversion to F32 or F16. It reads and writes nothing; the file must stay open.
func (f *File) Convert(dtype string) (*Conversion, error) {
	if dtype != "F32" && dtype != "F16" {
		return nil, fmt.Errorf("converting %s: dtype %q is neither F32 nor F16", f.path, dtype)
	}
	c := &Conversion{file: f, place: map[string]int{}, same: true}
	at := 0
	for i, t := range f.tensors {
		size := t.end - t.begin
		if t.Floating() && t.DType != dtype {
			size = size / sizes[t.DType] * sizes[dtype]
			t.DType, c.same = dtype, false
		}
		t.begin, t.end = at, at+size
		at = t.end
		c.tensors = append(c.tensors, t)
		c.place[t.Name] = i
	}
	var err error
	if c.header, err = headerText(c.tensors, f.metadata); err != nil {
		return nil, fmt.Errorf("converting %s: %w", f.path, err)
	}
	return c, nil
}

// Same reports whether the file has the dtype already. It can be used as it is, and Span is the file's own.
func (c *Conversion) Same() bool { return c.same }

// Size is how many bytes WriteTo writes.
func (c *Conversion) Size() int64 {
	if c.same {
		return int64(len(c.file.mapped))
	}
	size := len(c.header)
	for _, t := range c.tensors {
		size += t.end - t.begin
	}
	return int64(size)
}

// Span returns which bytes of the converted file are those of a tensor of the original.
func (c *Conversion) Span(t Tensor) (offset, length int64) {
	if c.same {
		return c.file.Span(t)
	}
	t = c.tensors[c.place[t.Name]]
	return int64(len(c.header) + t.begin), int64(t.end - t.begin)
}

// block is how many values are converted at once.
const block = 1 << 14

// WriteTo writes the converted file, some values at a time. A value that F16 cannot hold is an error.
func (c *Conversion) WriteTo(w io.Writer) (int64, error) {
	if c.same {
		n, err := w.Write(c.file.mapped)
		return int64(n), err
	}
	written, err := w.Write(c.header)
	total := int64(written)
	for i, t := range c.file.tensors {
		if err != nil {
			break
		}
		var n int64
		n, err = c.writeTensor(w, t, c.tensors[i].DType)
		total += n
	}
	if err != nil {
		return total, fmt.Errorf("converting %s: %w", c.file.path, err)
	}
	return total, nil
}

func (c *Conversion) writeTensor(w io.Writer, t Tensor, dtype string) (total int64, err error) {
	data := c.file.data[t.begin:t.end]
	if t.DType == dtype {
		n, err := w.Write(data)
		return int64(n), err
	}
	step := block * sizes[t.DType]
	values, bytes := make([]float32, 0, block), make([]byte, 0, 4*block)
	for from := 0; from < len(data); from += step {
		values = decode(values[:0], data[from:min(from+step, len(data))], t.DType)
		if bytes, err = encode(bytes[:0], values, dtype); err != nil {
			return total, fmt.Errorf("tensor %q: %w", t.Name, err)
		}
		n, err := w.Write(bytes)
		total += int64(n)
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// decode appends the values of little-endian data to dst.
func decode(dst []float32, data []byte, dtype string) []float32 {
	if dtype == "F32" {
		return append(dst, floats(data)...)
	}
	for ; len(data) > 0; data = data[2:] {
		bits := binary.LittleEndian.Uint16(data)
		if dtype == "BF16" {
			dst = append(dst, math.Float32frombits(uint32(bits)<<16))
		} else {
			dst = append(dst, float16.Frombits(bits).Float32())
		}
	}
	return dst
}

// encode appends values to dst in F32, or in F16, rounded to the nearest.
func encode(dst []byte, values []float32, dtype string) ([]byte, error) {
	for _, x := range values {
		if dtype == "F32" {
			dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(x))
			continue
		}
		half := float16.Fromfloat32(x)
		if half.IsInf(0) && !math.IsInf(float64(x), 0) {
			return dst, fmt.Errorf("%v is beyond the largest number of float16, 65504; compute in float32", x)
		}
		dst = binary.LittleEndian.AppendUint16(dst, half.Bits())
	}
	return dst, nil
}
