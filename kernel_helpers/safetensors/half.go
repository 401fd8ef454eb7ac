package safetensors

import (
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/x448/float16"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// HalfRows is a tensor F16 [N, Dim] in a mapped file. It takes half the space of matrix.Rows, and is read some rows at a
// time. It is valid until the file is closed.
type HalfRows struct {
	N, Dim int
	data   []byte
}

// Half returns a tensor F16 [n, dim]. Another dtype or number of dimensions is an error.
func (f *File) Half(name string) (HalfRows, error) {
	for _, t := range f.tensors {
		if t.Name == name && t.DType == "F16" && len(t.Shape) == 2 {
			return HalfRows{t.Shape[0], t.Shape[1], f.data[t.begin:t.end]}, nil
		}
	}
	return HalfRows{}, fmt.Errorf("reading %s: it has no tensor %q that is F16 [n, dim]", f.path, name)
}

// Select returns a copy of the named rows, [len(index), Dim].
func (h HalfRows) Select(index []int) matrix.Rows {
	out, table := matrix.New(len(index), h.Dim), halves()
	for i, from := range index {
		row, data := out.Row(i), h.data[2*from*h.Dim:2*(from+1)*h.Dim]
		for j := range row {
			row[j] = table[binary.LittleEndian.Uint16(data[2*j:])]
		}
	}
	return out
}

// halves are the values of all numbers in float16: looking them up takes a tenth of the time of computing them.
var halves = sync.OnceValue(func() *[1 << 16]float32 {
	var all [1 << 16]float32
	for i := range all {
		all[i] = float16.Frombits(uint16(i)).Float32()
	}
	return &all
})
