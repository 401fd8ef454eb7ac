package safetensors

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

func TestHalf(t *testing.T) {
	rows := matrix.Rows{N: 3, Dim: 2, Data: []float32{1, -0.5, 0.333, 1e-3, 0, 65504}}
	var b bytes.Buffer
	one := func(yield func(matrix.Rows, error) bool) {
		_ = yield(rows.Slice(0, 1), nil) && yield(rows.Slice(1, 3), nil)
	}
	if err := WriteHalf(&b, "v", 3, 2, one, nil); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "half.safetensors")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h, err := f.Half("v")
	if err != nil || h.N != 3 || h.Dim != 2 {
		t.Fatalf("%d rows, %v", h.N, err)
	}
	got := h.Select([]int{2, 0, 1})
	for i, from := range []int{2, 0, 1} {
		for j, x := range rows.Row(from) {
			if y := got.Row(i)[j]; math.Abs(float64(x-y)) > math.Abs(float64(x))*0x1p-11 {
				t.Errorf("row %d, place %d: %v, want %v", from, j, y, x)
			}
		}
	}
	if _, err := f.Half("w"); err == nil {
		t.Error("a tensor that is not there is no error")
	}
	if _, err := f.Rows("v"); err == nil {
		t.Error("F16 was read as F32")
	}
	rows.Data[0] = 70000
	if err := WriteHalf(&b, "v", 3, 2, one, nil); err == nil {
		t.Error("a value beyond float16 is no error")
	}
}
