package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/engine/pjrt"
	"github.com/vfm-go/vfm/kernel_helpers/engine/xla"
	"github.com/vfm-go/vfm/kernel_helpers/setup"
)

// gomlxPart is what -engine xla would compute with. It is no part of package setup, which the notebooks link.
func gomlxPart() setup.Part {
	return setup.Part{Name: "GoMLX", Find: func(context.Context) setup.Finding {
		var lines []string
		var problem error
		for _, device := range []string{"cuda", "cpu"} {
			plugin, err := pjrt.Find(device)
			if errors.Is(err, pjrt.ErrNone) {
				continue
			}
			if err != nil {
				return setup.Finding{What: err.Error()}
			}
			e, err := xla.Open(device)
			if err != nil {
				problem = err // with $GOMLX_BACKEND one plugin is tried for both devices
				continue
			}
			lines = append(lines, e.Identity()+" ("+plugin+")")
			e.Close()
		}
		switch {
		case len(lines) > 0:
			return setup.Finding{OK: true, What: strings.Join(lines, "; ")}
		case problem != nil:
			return setup.Finding{What: problem.Error()}
		}
		what := "there is no PJRT plugin: -engine xla computes in Go, many times as slowly as ONNX Runtime"
		if os.Getenv(pjrt.BackendVariable) != "" {
			return setup.Finding{What: what, Mend: "unset " + pjrt.BackendVariable}
		}
		return setup.Finding{What: what, Mend: pjrt.Advice("cpu") + ", or for an NVIDIA GPU " + pjrt.Advice("cuda")}
	}}
}
