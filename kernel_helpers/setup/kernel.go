package setup

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
)

// KernelName is the name under which notebooks ask for the Go kernel.
const KernelName = "gonb"

// kernelSpec is Jupyter's description of a kernel, kernel.json.
// https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs
type kernelSpec struct {
	Argv          []string          `json:"argv"`
	DisplayName   string            `json:"display_name"`
	Language      string            `json:"language"`
	InterruptMode string            `json:"interrupt_mode"`
	Env           map[string]string `json:"env"`
}

// kernel describes gonb as `gonb --install` does, with three differences: it is the program in bin, its
// cells import the packages of this checkout, and compile errors come as text, which every page and a
// headless run can show.
func (c Checkout) kernel(goFolder string) kernelSpec {
	path := []string{c.bin(""), "${PATH}", goFolder}
	for _, i := range []int{0, 2} {
		path[i] = strings.ReplaceAll(path[i], "$", "$$") // Jupyter fills in ${NAME}
	}
	return kernelSpec{
		Argv:          []string{c.bin(gonb.name), "--kernel", "{connection_file}", "--raw_error", "--go_work=" + c.Root},
		DisplayName:   "Go (gonb)",
		Language:      "go",
		InterruptMode: "message",
		Env: map[string]string{
			"PATH":   strings.Join(path, string(filepath.ListSeparator)),
			"GOWORK": "", // the kernel writes a go.work of its own, which GOWORK=off would forbid
		},
	}
}

// kernelPart is the description of the kernel, in a place that only vfm's commands tell Jupyter about.
func (c Checkout) kernelPart() Part {
	path := c.tools("jupyter", "kernels", KernelName, "kernel.json")
	describe := func() ([]byte, error) {
		goProgram, err := exec.LookPath("go")
		if err != nil {
			return nil, fmt.Errorf("finding go: %w", err)
		}
		spec, err := json.MarshalIndent(c.kernel(filepath.Dir(goProgram)), "", "  ")
		return append(spec, '\n'), err
	}
	find := func(context.Context) Finding {
		want, err := describe()
		if err != nil {
			return Finding{What: err.Error(), Mend: "put go on the PATH"}
		}
		got, err := os.ReadFile(path)
		if err != nil {
			return Finding{What: "the kernel of this checkout is not described yet", Mend: "make setup"}
		}
		if !bytes.Equal(got, want) {
			return Finding{What: "the description of the kernel is of another checkout or version", Mend: "make setup"}
		}
		return Finding{OK: true, What: fmt.Sprintf("%s %s for this checkout, %s", KernelName, gonb.version, path)}
	}
	return Part{Name: "kernel", Needed: true, Find: find,
		Install: func(ctx context.Context, _ *Log) (Finding, error) {
			spec, err := describe()
			if err == nil {
				err = atomicfile.WriteBytes(path, spec)
			}
			if err != nil {
				return Finding{Mend: "make setup"}, err
			}
			return find(ctx), nil
		},
		Probe: func(ctx context.Context) error {
			_, err := output(ctx, c.bin(gonb.name), "-V")
			return err
		},
	}
}
