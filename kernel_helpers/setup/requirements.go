package setup

import (
	_ "embed"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

//go:embed requirements.txt
var requirementsFile string

// onnxruntimePackage is the Python package whose library is used.
const onnxruntimePackage = "onnxruntime"

// requirement is one pinned Python package.
type requirement struct{ name, version string }

func (r requirement) String() string { return r.name + "==" + r.version }

// requirements lists the pinned Python packages.
func requirements() []requirement { return parseRequirements(requirementsFile) }

// parseRequirements reads lines NAME==VERSION. Comments and blank lines are left out.
func parseRequirements(text string) []requirement {
	var list []requirement
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		if name, version, pinned := strings.Cut(strings.TrimSpace(line), "=="); pinned {
			list = append(list, requirement{name, version})
		}
	}
	return list
}

// split parts ONNX Runtime from the packages of Jupyter.
func split(list []requirement) (jupyter, runtime []requirement) {
	for _, r := range list {
		if r.name == onnxruntimePackage {
			runtime = append(runtime, r)
		} else {
			jupyter = append(jupyter, r)
		}
	}
	return jupyter, runtime
}

// digestOf names a list of packages, to tell whether an environment holds just these.
func digestOf(list []requirement) string {
	var text strings.Builder
	for _, r := range list {
		text.WriteString(r.String() + "\n")
	}
	return digest.Of([]byte(text.String())).String()
}
