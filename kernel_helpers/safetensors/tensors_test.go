package safetensors

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestWriteTensors writes several tensors of different ranks and reads them again.
func TestWriteTensors(t *testing.T) {
	list := []Values{
		{"b.weight", []int{2, 1, 2}, []float32{1, -0.5, 1.0 / 3, 65504}},
		{"a", []int{3}, []float32{0, 2, 1e-3}},
		{"empty", []int{0, 4}, nil},
	}
	for dtype, within := range map[string]float32{"F32": 0, "F16": 1.0 / 2048} {
		var buf bytes.Buffer
		if err := Write(&buf, dtype, list, map[string]string{"key": "text"}); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "w.safetensors")
		if err := os.WriteFile(path, buf.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		f, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if got := f.Metadata()["key"]; got != "text" {
			t.Errorf("%s: metadata are %q", dtype, got)
		}
		found := 0
		for _, x := range f.Tensors() {
			i := slices.IndexFunc(list, func(v Values) bool { return v.Name == x.Name })
			if i < 0 || x.DType != dtype || !slices.Equal(x.Shape, list[i].Shape) {
				t.Fatalf("%s: the file has %+v", dtype, x)
			}
			found++
			got, err := f.Values(x)
			if err != nil {
				t.Fatal(err)
			}
			for k, want := range list[i].Data {
				if d := got[k] - want; max(d, -d) > within*max(want, -want) {
					t.Errorf("%s: %s has %v, want %v", dtype, x.Name, got, list[i].Data)
				}
			}
		}
		if found != len(list) {
			t.Errorf("%s: the file has %d tensors, want %d", dtype, found, len(list))
		}
	}
}

func TestWriteTensorsErrors(t *testing.T) {
	for want, c := range map[string]struct {
		dtype string
		v     Values
	}{
		`"a": it has 2 values, its shape [3] asks for 3`: {"F32", Values{"a", []int{3}, make([]float32, 2)}},
		"it must be F32 or F16":                          {"F64", Values{"a", []int{1}, make([]float32, 1)}},
		"beyond the largest number of float16":           {"F16", Values{"a", []int{1}, []float32{1e6}}},
		"the format's own":                               {"F32", Values{"__metadata__", []int{1}, make([]float32, 1)}},
	} {
		if err := Write(&bytes.Buffer{}, c.dtype, []Values{c.v}, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, want one with %q", err, want)
		}
	}
}
