package xla

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/gobackend"
	goxla "github.com/gomlx/go-xla/compute/xla"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/engine/pjrt"
)

// openBackend opens GoMLX's backend for the device and names it for the engine's identity.
func openBackend(device string) (compute.Backend, string, error) {
	plugin, err := pjrt.Find(device)
	switch {
	case err == nil:
		return openPlugin(device, plugin)
	case !errors.Is(err, pjrt.ErrNone):
		return nil, "", err
	case device == "cpu":
		return openGo()
	case os.Getenv(pjrt.BackendVariable) != "":
		return nil, "", fmt.Errorf("opening device %s with GoMLX: $%s says go, which is for the CPU: unset it", device, pjrt.BackendVariable)
	}
	return nil, "", fmt.Errorf("opening device %s with GoMLX: there is no PJRT plugin for it. Install one: %s; or name one in $%s=xla:/path, or use -device cpu",
		device, pjrt.Advice(device), pjrt.BackendVariable)
}

// openGo opens the backend in Go. One operation runs at a time: in GoMLX's default setting large products
// that are ready together wait for each other for ever when it is built with GOEXPERIMENT=simd.
func openGo() (compute.Backend, string, error) {
	backend, err := gobackend.New("ops_sequential")
	if err != nil {
		return nil, "", fmt.Errorf("opening GoMLX's backend in Go: %w", err)
	}
	name := "go"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "GOEXPERIMENT" && strings.Contains(s.Value, "simd") {
				name = "go-simd" // adds in another order
			}
		}
	}
	return backend, name + " " + computeVersion, nil
}

// openPlugin opens XLA.
func openPlugin(device, plugin string) (compute.Backend, string, error) {
	sum, err := digest.File(context.Background(), plugin)
	if err != nil {
		return nil, "", fmt.Errorf("reading PJRT plugin: %w", err)
	}
	goxla.EnableAutoInstall(false)
	options := ",tf32=false,shared_buffers"
	if device == "cuda" {
		setCUDAFolder(plugin)
		options = ",tf32=false,noshared_buffers"
	}
	backend, err := goxla.New(plugin + options)
	if err != nil {
		return nil, "", fmt.Errorf("opening device %s with the PJRT plugin %s: %s. Install another: %s; or set $%s to xla:/path of another%s",
			device, plugin, reason(err), pjrt.Advice(device), pjrt.BackendVariable, map[string]string{"cpu": " or to go, which needs none"}[device])
	}
	if backend.NumDevices() == 0 {
		backend.Finalize()
		return nil, "", fmt.Errorf("opening device %s with the PJRT plugin %s: it finds no device; use -device cpu", device, plugin)
	}
	if found := backend.DeviceDescription(0); strings.Contains(strings.ToLower(found), "cpu") != (device == "cpu") {
		backend.Finalize()
		return nil, "", fmt.Errorf("opening device %s with the PJRT plugin %s: its device is %s: choose another -device, or another plugin in $%s",
			device, plugin, found, pjrt.BackendVariable)
	}
	return backend, "xla " + goxlaVersion + " " + sum.String()[:12], nil
}

// setCUDAFolder tells XLA where NVIDIA's compiler is that JAX's packages bring, and go-xla not to look for it
// where it is not. It changes the environment, which XLA reads when it is first loaded.
func setCUDAFolder(plugin string) {
	packages := filepath.Join(filepath.Dir(plugin), "..", "..")
	for _, name := range []string{"cu13", "cuda_nvcc"} {
		dir := filepath.Join(packages, "nvidia", name)
		if _, err := os.Stat(dir); err != nil {
			continue
		}
		os.Setenv("GOPJRT_CUDA_CHECKS", "0")
		if flags := os.Getenv("XLA_FLAGS"); !strings.Contains(flags, "xla_gpu_cuda_data_dir") {
			os.Setenv("XLA_FLAGS", strings.TrimSpace(flags+" --xla_gpu_cuda_data_dir="+dir))
		}
		return
	}
}

// reason shortens an error of GoMLX to the innermost.
func reason(err error) string {
	text := err.Error()
	if strings.Contains(text, "Unexpected option name") {
		return "it is newer than go-xla " + goxlaVersion + " knows (" + text[strings.LastIndex(text, "PJRT error"):] + ")"
	}
	return text
}
