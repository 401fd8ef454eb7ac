package safetensors_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
)

func Example() {
	dir, err := os.MkdirTemp("", "vfm")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "rows.safetensors")
	w, err := os.Create(path)
	if err != nil {
		log.Fatal(err)
	}
	rows := matrix.Rows{N: 2, Dim: 2, Data: []float32{1, 2, 3, 4}}
	if err := safetensors.WriteRows(w, "rows", rows, map[string]string{"model": "tiny"}); err != nil {
		log.Fatal(err)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}

	f, err := safetensors.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	mapped, err := f.Rows("rows")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(mapped.N, mapped.Dim, mapped.Row(1), f.Metadata())
	// Output: 2 2 [3 4] map[model:tiny]
}
