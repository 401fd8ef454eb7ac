package experiment

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Version is vfm's own.
const Version = "0.1.0"

// provenance is all that a second run needs to get the same numbers, except for the times.
func (r *session) provenance(p pair) result.Provenance {
	key := r.key(p)
	device := r.o.Device
	if device == "" {
		device = Devices()[0]
	}
	return result.Provenance{
		Key: key.Digest(), Weights: key.Weights, Graph: key.Graph, Preprocess: key.Preprocess, Decoder: key.Decoder,
		Fingerprint: key.Fingerprint, Engine: key.Engine, Precision: key.Precision,
		Truth: p.truth, Device: device,
		VFM: Version, Commit: commit(suite.Root()), Go: runtime.Version(), Host: host(),
	}
}

// commit returns the git commit that this program was built from, or else that of the checkout at root: a
// notebook's cells are built from the checkout, but know nothing of it. "" = not known.
func commit(root string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value
			}
		}
	}
	if _, err := os.Stat(filepath.Join(root, "kernel_helpers")); err != nil {
		return "" // some other repository that vfm was started in
	}
	head, err := os.ReadFile(filepath.Join(root, ".git", "HEAD"))
	if err != nil {
		return ""
	}
	ref, symbolic := strings.CutPrefix(strings.TrimSpace(string(head)), "ref: ")
	if !symbolic {
		return ref
	}
	if id, err := os.ReadFile(filepath.Join(root, ".git", filepath.FromSlash(ref))); err == nil {
		return strings.TrimSpace(string(id))
	}
	packed, err := os.ReadFile(filepath.Join(root, ".git", "packed-refs"))
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(packed)) {
		if id, name, ok := strings.Cut(strings.TrimSpace(line), " "); ok && name == ref {
			return id
		}
	}
	return ""
}

// host describes the machine: processor, cores, operating system, and GPUs where NVIDIA's driver lists them.
func host() string {
	cpu := runtime.GOARCH
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if name := field(text, "model name"); name != "" {
			cpu = name
		}
	}
	description := fmt.Sprintf("%s, %s, %s", cpu, plural(runtime.NumCPU(), "core", "cores"), system())
	gpus, _ := filepath.Glob("/proc/driver/nvidia/gpus/*/information")
	for _, path := range gpus {
		if text, err := os.ReadFile(path); err == nil {
			description += ", " + field(text, "Model")
		}
	}
	return description
}

// system names the operating system, with its release where /etc/os-release tells.
func system() string {
	text, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return runtime.GOOS
	}
	for line := range bytes.Lines(text) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(string(line)), "PRETTY_NAME="); ok {
			return runtime.GOOS + " (" + strings.Trim(name, `"'`) + ")"
		}
	}
	return runtime.GOOS
}

// field returns the first value of a "name : value" line.
func field(text []byte, name string) string {
	for line := range bytes.Lines(text) {
		if key, value, ok := strings.Cut(string(line), ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
