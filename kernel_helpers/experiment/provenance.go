package experiment

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/checkout"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// Version is vfm's own.
const Version = "0.1.0"

// provenance is all that a second run needs to get the same numbers, except for the times.
func (r *session) provenance(p pair) result.Provenance {
	key := r.key(p)
	return result.Provenance{
		Key: key.Digest(), Weights: key.Weights, Graph: key.Graph, Preprocess: key.Preprocess, Decoder: key.Decoder,
		Fingerprint: key.Fingerprint, Engine: key.Engine, Precision: key.Precision,
		Truth: p.truth, Device: r.o.device(),
		VFM: Version, Commit: commit(checkout.Root()), Go: runtime.Version(), Host: host(),
	}
}

// commit returns the git commit that this program was built from, or else that of the checkout at root: a
// notebook's cells are built from the checkout, but know nothing of it. "-dirty" follows if files were
// changed since; "" = not known.
func commit(root string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		values := map[string]string{}
		for _, s := range info.Settings {
			values[s.Key] = s.Value
		}
		if id := values["vcs.revision"]; id != "" {
			if values["vcs.modified"] == "true" {
				id += "-dirty"
			}
			return id
		}
	}
	if _, err := os.Stat(filepath.Join(root, ".git")); root == "" || err != nil {
		return "" // git would look in the folders above, which are not vfm's
	}
	out, err := exec.Command("git", "-C", root, "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
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
