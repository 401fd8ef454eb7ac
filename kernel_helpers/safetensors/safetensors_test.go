package safetensors

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// numbers returns a matrix of values that are all different.
func numbers(n, dim int) matrix.Rows {
	m := matrix.New(n, dim)
	for i := range m.Data {
		m.Data[i] = float32(i)/8 - 3
	}
	return m
}

// save writes a file and returns its path.
func save(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.safetensors")
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func written(t *testing.T, name string, m matrix.Rows, metadata map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteRows(&b, name, m, metadata); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRoundTrip(t *testing.T) {
	metadata := map[string]string{"model": "a\"b", "zeichen": "ü</script>"}
	for _, shape := range [][2]int{{3, 4}, {1, 1}, {0, 4}, {5, 0}, {1, 1 << 15}, {1001, 33}} {
		want := numbers(shape[0], shape[1])
		if len(want.Data) == 0 {
			want.Data = nil
		}
		content := written(t, "embeddings", want, metadata)
		if again := written(t, "embeddings", want, metadata); !bytes.Equal(content, again) {
			t.Errorf("%v: two writes give different bytes", shape)
		}
		if at := len(content) - 4*len(want.Data); at%8 != 0 {
			t.Errorf("%v: the data begin at byte %d", shape, at)
		}
		f, err := Open(save(t, content))
		if err != nil {
			t.Errorf("%v: %v", shape, err)
			continue
		}
		got, err := f.Rows("embeddings")
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v: Rows differ: %v", shape, err)
		}
		if !reflect.DeepEqual(f.Metadata(), metadata) {
			t.Errorf("%v: metadata %v", shape, f.Metadata())
		}
		if err := errors.Join(f.Close(), f.Close()); err != nil {
			t.Errorf("%v: Close: %v", shape, err)
		}
	}
}

func TestSpecialValues(t *testing.T) {
	want := matrix.Rows{N: 1, Dim: 5, Data: []float32{float32(math.Inf(1)), float32(math.Copysign(0, -1)), math.SmallestNonzeroFloat32, math.MaxFloat32, float32(math.NaN())}}
	f, err := Open(save(t, written(t, "x", want, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := f.Rows("x")
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range want.Data {
		if math.Float32bits(got.Data[i]) != math.Float32bits(x) {
			t.Errorf("value %d is %v, want %v to the bit", i, got.Data[i], x)
		}
	}
}

func TestGoldenBytes(t *testing.T) {
	golden.Check(t, "testdata/vfm.safetensors", written(t, "embeddings", numbers(2, 3), map[string]string{"model": "m"}))
}

func TestReadsPythonsFile(t *testing.T) {
	f, err := Open("testdata/python.safetensors") // made by safetensors.numpy
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	shapes := map[string][]int{}
	for _, tensor := range f.Tensors() {
		shapes[tensor.DType+" "+tensor.Name] = tensor.Shape
	}
	want := map[string][]int{"F32 rows": {3, 4}, "F16 half": {2}, "I64 ids": {1, 3}, "BOOL flag": {3}, "F32 none": {0, 4}, "F64 scalar": {}}
	if !reflect.DeepEqual(shapes, want) {
		t.Errorf("tensors %v, want %v", shapes, want)
	}
	rows, err := f.Rows("rows")
	if err != nil || rows.N != 3 || rows.Dim != 4 || rows.Data[11] != 11.0/8 {
		t.Errorf("Rows = %+v, %v", rows, err)
	}
	if none, err := f.Rows("none"); err != nil || none.N != 0 || none.Dim != 4 {
		t.Errorf("Rows of none = %+v, %v", none, err)
	}
	if got := f.Metadata()["text"]; got != "<ü>" {
		t.Errorf("metadata text = %q", got)
	}
	for name, want := range map[string]string{"ids": `tensor "ids" is I64 [1 3], not F32 [n, dim]`, "nothing": `it has no tensor "nothing", only [`} {
		if _, err := f.Rows(name); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "python.safetensors") {
			t.Errorf("Rows(%s): %v, want it to hold %q", name, err, want)
		}
	}
}

func TestRowsAreNotCopiedUnlessUnaligned(t *testing.T) {
	header := `{"x":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}`
	for pad := range 8 {
		text := header + strings.Repeat(" ", pad)
		content := binary.LittleEndian.AppendUint64(nil, uint64(len(text)))
		content = append(content, text...)
		content = binary.LittleEndian.AppendUint32(content, math.Float32bits(1.5))
		content = binary.LittleEndian.AppendUint32(content, math.Float32bits(-2))
		f, err := Open(save(t, content))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := f.Rows("x")
		if err != nil || rows.Data[0] != 1.5 || rows.Data[1] != -2 {
			t.Errorf("pad %d: Rows = %+v, %v", pad, rows, err)
		}
		aligned := (len(header)+pad)%4 == 0
		if same := unsafe.Pointer(&rows.Data[0]) == unsafe.Pointer(&f.data[0]); same != aligned {
			t.Errorf("pad %d: a view of the file: %t, want %t", pad, same, aligned)
		}
		f.Close()
	}
}

func TestOpenErrors(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	for name, path := range map[string]string{"folder": t.TempDir(), "empty": save(t, nil), "cut": save(t, written(t, "x", numbers(2, 2), nil)[:60])} {
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want an error that names %s", name, err, path)
		}
	}
}

func TestWriteErrors(t *testing.T) {
	if err := WriteRows(&bytes.Buffer{}, metadataKey, numbers(1, 1), nil); err == nil {
		t.Error("a tensor named like the metadata is written")
	}
	if err := WriteRows(&bytes.Buffer{}, "x", matrix.Rows{N: 2, Dim: 2, Data: make([]float32, 3)}, nil); err == nil {
		t.Error("a matrix with too few values is written")
	}
	full := errors.New("disk full")
	for after := range 3 {
		if err := WriteRows(&limited{after, full}, "x", numbers(1, 1<<15), nil); !errors.Is(err, full) {
			t.Errorf("an error after %d writes: %v", after, err)
		}
	}
}

func TestWriteBlocks(t *testing.T) {
	m := numbers(7, 3)
	blocks := func(yield func(matrix.Rows, error) bool) {
		for from := 0; from < m.N; from += 2 {
			if !yield(m.Slice(from, min(from+2, m.N)), nil) {
				return
			}
		}
	}
	var b bytes.Buffer
	if err := WriteBlocks(&b, "x", 7, 3, blocks, nil); err != nil || !bytes.Equal(b.Bytes(), written(t, "x", m, nil)) {
		t.Errorf("WriteBlocks differs from WriteRows: %v", err)
	}
	for _, shape := range [][2]int{{6, 3}, {8, 3}, {7, 2}} {
		if err := WriteBlocks(io.Discard, "x", shape[0], shape[1], blocks, nil); err == nil {
			t.Errorf("blocks of 7 × 3 are written as %v", shape)
		}
	}
	broken := errors.New("part is gone")
	failing := func(yield func(matrix.Rows, error) bool) { yield(matrix.Rows{}, broken) }
	if err := WriteBlocks(io.Discard, "x", 7, 3, failing, nil); !errors.Is(err, broken) || !strings.Contains(err.Error(), `writing tensor "x"`) {
		t.Errorf("an error of blocks: %v", err)
	}
}

// limited is a writer that returns err after some writes.
type limited struct {
	writes int
	err    error
}

func (l *limited) Write(p []byte) (int, error) {
	if l.writes == 0 {
		return 0, l.err
	}
	l.writes--
	return len(p), nil
}
