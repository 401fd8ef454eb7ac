package ort

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	onnx "github.com/yalue/onnxruntime_go"
)

// loaded is the runtime of this process. ONNX Runtime has one environment in a process, shared by all
// engines; it stays until the process ends, because unloading the library under running threads is not safe.
var loaded struct {
	sync.Mutex
	library string
}

// initialize loads the library once. Asking for the same library again is free; for another is an error.
func initialize(library string) error {
	if real, err := filepath.EvalSymlinks(library); err == nil {
		library = real
	}
	loaded.Lock()
	defer loaded.Unlock()
	if loaded.library == library {
		return nil
	}
	if loaded.library != "" {
		return fmt.Errorf("loading ONNX Runtime from %s: this process already runs %s; start a new one to change it", library, loaded.library)
	}
	onnx.SetSharedLibraryPath(library)
	if err := onnx.InitializeEnvironment(onnx.WithLogLevelError()); err != nil {
		return fmt.Errorf("loading ONNX Runtime from %s: %s. Run `make setup`, or set $%s to the libonnxruntime.so of version %s or newer",
			library, reason(err), LibraryVariable, MinVersion)
	}
	loaded.library = library
	return nil
}

// reason says in plain words why the library could not be used.
func reason(err error) string {
	text := err.Error()
	switch {
	case strings.Contains(text, "setting ORT API base"):
		return "it is older than " + MinVersion
	case strings.Contains(text, "OrtGetApiBase"):
		return "it is a library, but not ONNX Runtime"
	}
	if i := strings.LastIndex(text, `": `); i >= 0 {
		text = text[i+3:] // the system's own words
	}
	return text
}

// library is the path of the library that runs.
func library() string {
	loaded.Lock()
	defer loaded.Unlock()
	return loaded.library
}
