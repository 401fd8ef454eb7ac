package safetensors

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"iter"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// WriteRows writes a file with one tensor F32 [m.N, m.Dim] and free text. Equal arguments give equal bytes.
// The header is padded with spaces so that the data begin at a multiple of 8 bytes.
func WriteRows(w io.Writer, name string, m matrix.Rows, metadata map[string]string) error {
	block := func(yield func(matrix.Rows, error) bool) { yield(m, nil) }
	return WriteBlocks(w, name, m.N, m.Dim, block, metadata)
}

// WriteBlocks is WriteRows for a tensor F32 [n, dim] that is not in memory at once: blocks yields its rows in
// order, some at a time, and the first error ends the writing.
func WriteBlocks(w io.Writer, name string, n, dim int, blocks iter.Seq2[matrix.Rows, error], metadata map[string]string) error {
	return writeBlocksAs(w, "F32", name, n, dim, blocks, metadata)
}

// WriteHalf is WriteBlocks for a tensor F16, which File.Half reads: values are rounded to the nearest, and take half the
// space. A value that F16 cannot hold is an error.
func WriteHalf(w io.Writer, name string, n, dim int, blocks iter.Seq2[matrix.Rows, error], metadata map[string]string) error {
	return writeBlocksAs(w, "F16", name, n, dim, blocks, metadata)
}

func writeBlocksAs(w io.Writer, dtype, name string, n, dim int, blocks iter.Seq2[matrix.Rows, error], metadata map[string]string) error {
	if err := writeBlocks(w, dtype, name, n, dim, blocks, metadata); err != nil {
		return fmt.Errorf("writing tensor %q: %w", name, err)
	}
	return nil
}

func writeBlocks(w io.Writer, dtype, name string, n, dim int, blocks iter.Seq2[matrix.Rows, error], metadata map[string]string) error {
	text, err := headerText([]Tensor{{Name: name, DType: dtype, Shape: []int{n, dim}, end: sizes[dtype] * n * dim}}, metadata)
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	written := 0
	for m, err := range blocks {
		if err != nil {
			return err
		}
		if m.Dim != dim || len(m.Data) != m.N*m.Dim {
			return fmt.Errorf("a block of %d values is not %d rows of %d", len(m.Data), m.N, dim)
		}
		if err := writeAs(w, dtype, m.Data); err != nil {
			return err
		}
		written += m.N
	}
	if written != n {
		return fmt.Errorf("the blocks have %d rows instead of %d", written, n)
	}
	return nil
}

// headerText returns the length and the JSON header, padded.
func headerText(tensors []Tensor, metadata map[string]string) ([]byte, error) {
	type entry struct {
		DType   string `json:"dtype"`
		Shape   []int  `json:"shape"`
		Offsets [2]int `json:"data_offsets"`
	}
	entries := map[string]any{}
	for _, t := range tensors {
		if t.Name == metadataKey {
			return nil, fmt.Errorf("the name %q is the format's own; choose another", t.Name)
		}
		entries[t.Name] = entry{t.DType, t.Shape, [2]int{t.begin, t.end}}
	}
	if len(metadata) > 0 {
		entries[metadataKey] = metadata
	}
	text, err := json.Marshal(entries) // keys sorted
	if err != nil {
		return nil, err
	}
	if over := len(text) % 8; over != 0 {
		text = append(text, bytes.Repeat([]byte(" "), 8-over)...)
	}
	if len(text) > maxHeader {
		return nil, fmt.Errorf("the metadata take %d bytes, more than the format's limit of %d", len(text), maxHeader)
	}
	return append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...), nil
}
