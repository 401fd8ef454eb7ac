package safetensors

import (
	"fmt"
	"io"
)

// Values is a tensor in memory, its values in row-major order.
type Values struct {
	Name  string
	Shape []int
	Data  []float32
}

// Write writes tensors of any shapes to one file, all in the same dtype, F32 or F16, in the order of the list.
// Values are rounded to the nearest of F16; one that it cannot hold is an error. Equal arguments give equal bytes.
func Write(w io.Writer, dtype string, list []Values, metadata map[string]string) error {
	if dtype != "F32" && dtype != "F16" {
		return fmt.Errorf("writing tensors: dtype is %q; it must be F32 or F16", dtype)
	}
	tensors, at := make([]Tensor, len(list)), 0
	for i, v := range list {
		count := 1
		for _, d := range v.Shape {
			count *= d
		}
		if count != len(v.Data) {
			return fmt.Errorf("writing tensor %q: it has %d values, its shape %v asks for %d", v.Name, len(v.Data), v.Shape, count)
		}
		tensors[i] = Tensor{Name: v.Name, DType: dtype, Shape: v.Shape, begin: at, end: at + count*sizes[dtype]}
		at = tensors[i].end
	}
	text, err := headerText(tensors, metadata)
	if err != nil {
		return fmt.Errorf("writing tensors: %w", err)
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	for _, v := range list {
		if err := writeAs(w, dtype, v.Data); err != nil {
			return fmt.Errorf("writing tensor %q: %w", v.Name, err)
		}
	}
	return nil
}

// writeAs writes values in a dtype, some at a time.
func writeAs(w io.Writer, dtype string, data []float32) error {
	buf := make([]byte, 0, block*sizes[dtype])
	for from := 0; from < len(data); from += block {
		var err error
		if buf, err = encode(buf[:0], data[from:min(from+block, len(data))], dtype); err != nil {
			return err
		}
		if _, err := w.Write(buf); err != nil {
			return err
		}
	}
	return nil
}
