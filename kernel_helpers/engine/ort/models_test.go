package ort

import "testing"

// open opens the CPU, or skips where the machine has no ONNX Runtime.
func open(t testing.TB, opts Options) *Engine {
	t.Helper()
	if opts.Library == "" {
		path, _, err := FindLibrary()
		if err != nil {
			t.Skip("no ONNX Runtime on this machine: run `make setup`")
		}
		opts.Library = path
	}
	e, err := Open(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}
