package safetensors

import (
	"bytes"
	"encoding/binary"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// converted opens what the conversion of a file to dtype writes.
func converted(t *testing.T, f *File, dtype string) (*Conversion, *File) {
	t.Helper()
	c, err := f.Convert(dtype)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if n, err := c.WriteTo(&b); err != nil || n != int64(b.Len()) || n != c.Size() {
		t.Fatalf("WriteTo = %d of %d bytes, planned %d, %v", n, b.Len(), c.Size(), err)
	}
	return c, opened(t, b.Bytes())
}

func opened(t *testing.T, content []byte) *File {
	t.Helper()
	f, err := Open(save(t, content))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestConvert(t *testing.T) {
	m := numbers(3, block/2+1) // eighths, the largest beyond 2048: float16 has to round
	whole := opened(t, written(t, "x", m, map[string]string{"model": "m"}))
	c, half := converted(t, whole, "F16")
	if tensors := half.Tensors(); c.Same() || len(tensors) != 1 || tensors[0].DType != "F16" || !reflect.DeepEqual(half.Metadata(), whole.Metadata()) {
		t.Fatalf("Same %t, tensors %+v, metadata %v", c.Same(), tensors, half.Metadata())
	}
	offset, length := c.Span(whole.Tensors()[0])
	if o, l := half.Span(half.Tensors()[0]); o != offset || l != length || l != int64(2*len(m.Data)) {
		t.Errorf("planned at %d, %d bytes; written at %d, %d bytes", offset, length, o, l)
	}
	got, err := half.Values(half.Tensors()[0])
	if err != nil || len(got) != len(m.Data) {
		t.Fatalf("%d values, %v", len(got), err)
	}
	for i, want := range m.Data {
		if math.Abs(float64(got[i]-want)) > math.Abs(float64(want))/2048 {
			t.Fatalf("value %d is %v, want %v", i, got[i], want)
		}
	}
	again, back := converted(t, half, "F32")
	if again.Same() {
		t.Error("float16 is float32")
	}
	if rows, err := back.Rows("x"); err != nil || !reflect.DeepEqual(rows.Data, got) {
		t.Errorf("float32 of float16 has other values (%v)", err)
	}
}

func TestConvertWhatIsThereAlready(t *testing.T) {
	content := written(t, "x", numbers(2, 3), nil)
	whole := opened(t, content)
	c, same := converted(t, whole, "F32")
	if !c.Same() || !bytes.Equal(same.mapped, content) {
		t.Error("a file of the dtype has other bytes")
	}
	tensor := whole.Tensors()[0]
	o, l := whole.Span(tensor)
	if offset, length := c.Span(tensor); offset != o || length != l {
		t.Errorf("Span = %d, %d; want %d, %d", offset, length, o, l)
	}
}

func TestConvertOtherTypes(t *testing.T) {
	f, err := Open("testdata/python.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, half := converted(t, f, "F16")
	for i, tensor := range half.Tensors() {
		before := f.Tensors()[i]
		if before.Floating() && tensor.DType != "F16" || !before.Floating() && !bytes.Equal(half.data[tensor.begin:tensor.end], f.data[before.begin:before.end]) {
			t.Errorf("%+v became %+v", before, tensor)
		}
	}
	if _, err := f.Convert("F64"); err == nil {
		t.Error("float64 is written")
	}
}

func TestConvertBFloat16(t *testing.T) {
	header := `{"x":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}} `
	content := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	content = append(append(content, header...), 0x80, 0x3f, 0x40, 0xc0) // 1, -3
	_, whole := converted(t, opened(t, content), "F32")
	if got, err := whole.Values(whole.Tensors()[0]); err != nil || !reflect.DeepEqual(got, []float32{1, -3}) {
		t.Errorf("values %v, %v", got, err)
	}
}

func TestConvertBeyondFloat16(t *testing.T) {
	m := matrix.Rows{N: 1, Dim: 3, Data: []float32{65504, float32(math.Inf(1)), 1e-9}}
	converted(t, opened(t, written(t, "x", m, nil)), "F16") // all can be written
	m.Data[2] = -65520
	c, err := opened(t, written(t, "big", m, nil)).Convert("F16")
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.WriteTo(&bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), `tensor "big": -65520 is beyond`) {
		t.Errorf("error %v, want one that names the tensor and the value", err)
	}
}
