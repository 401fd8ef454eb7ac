package nb

import (
	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
)

// runtimes are the engines of this cell, a program of its own; empty = ONNX Runtime.
var runtimes []engine.Runtime

// UseEngine has the steps that follow in this cell run models with another engine. Its package is linked into
// this cell alone, which takes longer to build:
//
//	import "github.com/vfm-go/vfm/kernel_helpers/engine/xla"
//
//	nb.UseEngine(xla.Runtime())
//	nb.Score("DINO")
func UseEngine(r engine.Runtime) { runtimes = []engine.Runtime{r} }

// openEngine opens the engine of this cell. It returns what to call it, and the devices it could use.
func openEngine(device string) (e engine.Backend, name string, devices []string, err error) {
	if len(runtimes) > 0 {
		if e, err = runtimes[0].Open(device); err != nil {
			return nil, "", nil, err
		}
		return e, e.Identity(), []string{device}, nil
	}
	o, err := ort.Open(ort.Options{Device: device})
	if err != nil {
		return nil, "", nil, err
	}
	return o, "ONNX Runtime " + o.Version(), o.Devices(), nil
}
