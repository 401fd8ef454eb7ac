// Package safetensors reads and writes the safetensors format: a JSON header that names tensors, then their
// bytes, little-endian. Files are mapped, not loaded, so that a tensor costs memory only where it is read.
// Python reads the same files with safetensors.numpy. Both ends assume a little-endian machine.
//
//	err := safetensors.WriteRows(w, "embeddings", rows, map[string]string{"model": "mobilenetv2"})
//	f, err := safetensors.Open("part-00000.safetensors")
//	defer f.Close()
//	rows, err := f.Rows("embeddings") // [n, dim], not copied
package safetensors

import (
	"fmt"
	"os"
	"unsafe"

	"github.com/edsrzf/mmap-go"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// File is an open safetensors file. Its methods may be called from several goroutines, but not after Close.
type File struct {
	path     string
	mapped   mmap.MMap
	data     []byte // the tensors' bytes, a part of mapped
	dataAt   int    // where data begin in the file
	tensors  []Tensor
	metadata map[string]string
}

// Open maps a file and checks its whole header. Its error names the file and what is wrong with it.
func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening safetensors file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("opening safetensors file: %w", err)
	}
	if !info.Mode().IsRegular() || info.Size() < lengthBytes {
		return nil, fmt.Errorf("opening %s: it is too short or no file; a safetensors file begins with %d bytes that give the length of its header", path, lengthBytes)
	}
	mapped, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("mapping %s: %w", path, err)
	}
	h, err := parse(mapped)
	if err != nil {
		mapped.Unmap()
		return nil, fmt.Errorf("reading header of %s: %w; write or get the file again", path, err)
	}
	return &File{path: path, mapped: mapped, data: mapped[h.dataAt:], dataAt: h.dataAt, tensors: h.tensors, metadata: h.metadata}, nil
}

// Tensors returns what the file holds, in the order of the bytes.
func (f *File) Tensors() []Tensor { return f.tensors }

// Metadata returns the file's free text, or nil.
func (f *File) Metadata() map[string]string { return f.metadata }

// Rows returns a tensor F32 [n, dim] as a view of the file: do not write to it, nor use it after Close.
// Another dtype or number of dimensions is an error. Only a foreign file whose data are not aligned to 4
// bytes is copied.
func (f *File) Rows(name string) (matrix.Rows, error) {
	for _, t := range f.tensors {
		if t.Name != name {
			continue
		}
		if t.DType != "F32" || len(t.Shape) != 2 {
			return matrix.Rows{}, fmt.Errorf("reading %s: tensor %q is %s %v, not F32 [n, dim]", f.path, name, t.DType, t.Shape)
		}
		return matrix.Rows{N: t.Shape[0], Dim: t.Shape[1], Data: floats(f.data[t.begin:t.end])}, nil
	}
	names := make([]string, len(f.tensors))
	for i, t := range f.tensors {
		names[i] = t.Name
	}
	return matrix.Rows{}, fmt.Errorf("reading %s: it has no tensor %q, only %q", f.path, name, names)
}

// Span returns which bytes of the file are the tensor's.
func (f *File) Span(t Tensor) (offset, length int64) {
	return int64(f.dataAt + t.begin), int64(t.end - t.begin)
}

// Values returns a copy of a tensor F32, F16 or BF16 of any shape. Another dtype is an error.
func (f *File) Values(t Tensor) ([]float32, error) {
	if !t.Floating() {
		return nil, fmt.Errorf("reading %s: tensor %q is %s, not F32, F16 or BF16", f.path, t.Name, t.DType)
	}
	return decode(nil, f.data[t.begin:t.end], t.DType), nil
}

// Close unmaps the file. Closing twice does nothing.
func (f *File) Close() error {
	if f.mapped == nil {
		return nil
	}
	err := f.mapped.Unmap() // sets mapped to nil
	f.data = nil
	if err != nil {
		return fmt.Errorf("closing %s: %w", f.path, err)
	}
	return nil
}

// floats returns b as float32: the same memory where its address allows that, else a copy.
func floats(b []byte) []float32 {
	const size = int(unsafe.Sizeof(float32(0)))
	n := len(b) / size
	if n == 0 {
		return nil
	}
	if uintptr(unsafe.Pointer(&b[0]))%unsafe.Alignof(float32(0)) == 0 {
		return unsafe.Slice((*float32)(unsafe.Pointer(&b[0])), n)
	}
	out := make([]float32, n)
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&out[0])), n*size), b)
	return out
}
