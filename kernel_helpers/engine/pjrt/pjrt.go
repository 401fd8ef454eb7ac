// Package pjrt finds the PJRT plugins of this machine, the libraries through which XLA computes on a device.
// It loads none of them: package engine/xla does.
package pjrt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/checkout"
	"github.com/vfm-go/vfm/kernel_helpers/internal/python"
)

// BackendVariable is GoMLX's own environment variable. Of its values vfm takes "xla:" with the path of a
// plugin, and "go" for GoMLX's backend in Go.
const BackendVariable = "GOMLX_BACKEND"

// ErrNone is returned by Find where no plugin is to be used: none is here, or $GOMLX_BACKEND says go.
var ErrNone = errors.New("no PJRT plugin")

// Find returns the first plugin for the device, "cpu" or "cuda", of: $GOMLX_BACKEND; a Python package of the
// checkout's .venv, or of the Python that `python3` or `jupyter` on the PATH belongs to, for cuda that of JAX;
// the folders of go-xla's installer. The error is ErrNone, or says what is wrong with $GOMLX_BACKEND. Whether
// a plugin works is known when it is loaded.
func Find(device string) (string, error) {
	if backend := os.Getenv(BackendVariable); backend != "" {
		return fromVariable(backend)
	}
	for _, dir := range packageFolders() {
		if file := first(dir, inPackages[device]); file != "" {
			return file, nil
		}
	}
	for _, dir := range installerFolders() {
		if file := first(dir, installed[device]); file != "" {
			return file, nil
		}
	}
	return "", ErrNone
}

// Advice is how to get a plugin for the device.
func Advice(device string) string {
	if device == "cuda" {
		return `.venv/bin/pip install "jax[cuda13]" (jax[cuda12] for a driver older than 580)`
	}
	return ".venv/bin/pip install " + cpuPackage
}

// cpuPackage is a Python package that has a plugin for the CPU inside: the build of XLA by the ZML project,
// as it is. JAX's own packages for the CPU have none.
const cpuPackage = "fastatomstruct-xla-cpu==2026.6.23"

// Patterns of plugins below a folder of Python packages, and below one of go-xla's installer, best first.
var (
	inPackages = map[string][]string{
		"cpu":  {"*/libpjrt_cpu.so"},
		"cuda": {"jax_plugins/xla_cuda13/xla_cuda_plugin.so", "jax_plugins/xla_cuda12/xla_cuda_plugin.so"},
	}
	installed = map[string][]string{
		"cpu":  {"pjrt_c_api_cpu_*plugin.so", "pjrt_c_api_cpu_*plugin.dylib"},
		"cuda": {"nvidia/pjrt_c_api_cuda_plugin.so"},
	}
)

// fromVariable reads the value of $GOMLX_BACKEND.
func fromVariable(value string) (string, error) {
	name, plugin, _ := strings.Cut(value, ":")
	if name == "go" {
		return "", ErrNone
	}
	if name != "xla" || !filepath.IsAbs(plugin) || strings.Contains(plugin, ",") {
		return "", fmt.Errorf("$%s is %q: write xla: and the absolute path of a PJRT plugin without options, or go, or unset it", BackendVariable, value)
	}
	if info, err := os.Stat(plugin); err != nil || info.IsDir() {
		return "", fmt.Errorf("$%s names %s, which is not a file: correct it, or unset it", BackendVariable, plugin)
	}
	return plugin, nil
}

// packageFolders are where Python packages may lie.
func packageFolders() []string {
	var dirs []string
	if root := checkout.Root(); root != "" {
		venvs, _ := fs.Glob(os.DirFS(root), ".venv/lib/python*/site-packages")
		for _, dir := range venvs {
			dirs = append(dirs, filepath.Join(root, dir))
		}
	}
	for _, program := range []string{"python3", "jupyter"} {
		_, list := python.Ask(program, "import sys; print('\\n'.join(p for p in sys.path if p.endswith('-packages')))")
		for dir := range strings.Lines(list) {
			dirs = append(dirs, strings.TrimRight(dir, "\r\n"))
		}
	}
	return dirs
}

// installerFolders are where go-xla's installer puts plugins.
func installerFolders() []string {
	dirs := []string{"/usr/local/lib/go-xla"}
	if home, err := os.UserHomeDir(); err == nil {
		dirs = append([]string{
			filepath.Join(home, ".local", "lib", "go-xla"),
			filepath.Join(home, "Library", "Application Support", "go-xla"),
		}, dirs...)
	}
	return dirs
}

// first is the first file below dir, itself no pattern, that fits a pattern.
func first(dir string, patterns []string) string {
	for _, pattern := range patterns {
		if files, _ := fs.Glob(os.DirFS(dir), path.Clean(pattern)); len(files) > 0 {
			return filepath.Join(dir, files[len(files)-1])
		}
	}
	return ""
}
