// Package ort runs models with ONNX Runtime: it fills the interfaces of package engine. It needs the
// runtime's shared library on the machine (see [FindLibrary]) and a C compiler only to build.
//
//	e, err := ort.Open(ort.Options{})
//	defer e.Close()
//	m, err := e.Load(ctx, engine.ModelSpec{...})
//	err = m.Embed(ctx, pixels, out)
//
// On the CPU each Embed call computes on one core and several calls run at once, so that a vector does
// not depend on the number of threads.
package ort

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
)

// Options choose the runtime and where it computes. The zero value is the CPU, all of it.
type Options struct {
	Library string // path of libonnxruntime; "" = FindLibrary
	Device  string // "cpu" or "cuda"; "" = cpu
	Threads int    // CPU cores to use; 0 = all that the process may use
}

// Engine runs models on one device. It is safe for use by several goroutines.
type Engine struct {
	device  string
	threads int
	closed  atomic.Bool
}

var _ engine.Backend = (*Engine)(nil)

var errClosed = errors.New("the engine is closed")

// Open loads the runtime and makes sure that the device works. It can be called many times in a process,
// always with the same library.
func Open(opts Options) (*Engine, error) {
	if opts.Device == "" {
		opts.Device = "cpu"
	}
	if opts.Device != "cpu" && opts.Device != "cuda" {
		return nil, fmt.Errorf("opening device %q: unknown; say cpu or cuda", opts.Device)
	}
	if opts.Threads <= 0 {
		opts.Threads = runtime.GOMAXPROCS(0)
	}
	if opts.Library == "" {
		path, _, err := FindLibrary()
		if err != nil {
			return nil, err
		}
		opts.Library = path
	}
	if err := initialize(opts.Library); err != nil {
		return nil, err
	}
	e := &Engine{device: opts.Device, threads: opts.Threads}
	o, err := e.sessionOptions()
	if err != nil {
		return nil, err
	}
	o.Destroy()
	return e, nil
}

// Runtime offers this package under the name "ort".
func Runtime() engine.Runtime {
	return engine.Runtime{Name: "ort", Open: func(device string) (engine.Backend, error) { return Open(Options{Device: device}) }}
}

// Version is the version of the runtime library, such as 1.24.1.
func (e *Engine) Version() string { return onnx.GetVersion() }

// Identity names the runtime, its version and the device, such as "onnxruntime 1.24.1 cpu".
func (e *Engine) Identity() string { return "onnxruntime " + e.Version() + " " + e.device }

// Devices lists what this machine can compute on with the loaded library: "cpu", and "cuda" if it works.
func (e *Engine) Devices() []string {
	devices := []string{"cpu"}
	gpu := &Engine{device: "cuda", threads: e.threads}
	if o, err := gpu.sessionOptions(); err == nil {
		o.Destroy()
		devices = append(devices, "cuda")
	}
	return devices
}

// Close ends the engine: Load and Scorer fail from now on. Models and scorers that are open stay usable
// until they are closed themselves. Closing twice is allowed.
func (e *Engine) Close() error {
	e.closed.Store(true)
	return nil
}

// sessionOptions are the settings of every session on the engine's device.
func (e *Engine) sessionOptions() (*onnx.SessionOptions, error) {
	o, err := onnx.NewSessionOptions()
	if err != nil {
		return nil, fmt.Errorf("preparing ONNX Runtime: %w", err)
	}
	err = errors.Join(
		o.SetIntraOpNumThreads(1),
		o.SetInterOpNumThreads(1),
		o.SetLogSeverityLevel(onnx.LoggingLevelError),
	)
	if err == nil && e.device == "cuda" {
		err = appendCUDA(o)
	}
	if err != nil {
		o.Destroy()
		return nil, err
	}
	return o, nil
}

// appendCUDA asks for the GPU. TensorFloat-32, which drops 13 bits of every factor, stays off: vectors
// and similarities are float32.
func appendCUDA(o *onnx.SessionOptions) error {
	cuda, err := onnx.NewCUDAProviderOptions()
	if err == nil {
		defer cuda.Destroy()
		err = errors.Join(cuda.Update(map[string]string{"use_tf32": "0"}), o.AppendExecutionProviderCUDA(cuda))
	}
	if err == nil {
		return nil
	}
	return fmt.Errorf("opening device cuda with ONNX Runtime %s (%s): %s. %s",
		onnx.GetVersion(), library(), strings.TrimSpace(err.Error()), cudaAdvice(library()))
}

// cudaAdvice is the next step for a user whose GPU cannot be used.
func cudaAdvice(library string) string {
	dir := filepath.Dir(library)
	if found, _ := fs.Glob(os.DirFS(dir), "libonnxruntime_providers_cuda.*"); len(found) == 0 {
		return "This library has no CUDA provider: set $" + LibraryVariable + " to the library of the Python package onnxruntime-gpu, or use -device cpu"
	}
	packages := filepath.Join(dir, "..", "..")
	if folders, _ := fs.Glob(os.DirFS(packages), "nvidia/*/lib"); len(folders) > 0 {
		for i, folder := range folders {
			folders[i] = filepath.Join(packages, folder)
		}
		return "If it cannot find NVIDIA's libraries: export LD_LIBRARY_PATH=" + strings.Join(folders, ":") + ", or use -device cpu"
	}
	return "Install NVIDIA's driver, CUDA and cuDNN (pip install 'onnxruntime-gpu[cuda,cudnn]'), or use -device cpu"
}
