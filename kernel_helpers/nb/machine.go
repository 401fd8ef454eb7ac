package nb

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

// Machine shows what the models will run on: processor, device, engine, image decoder, and where
// things are kept.
func Machine() {
	step(func(_ context.Context, s *session) error {
		device := experiment.DefaultDevice()
		e, name, devices, err := openEngine(device)
		if err != nil && device != "cpu" {
			return fmt.Errorf("%w (in a notebook, %%env %s chooses the device)", err, experiment.DeviceVariable)
		}
		if err != nil {
			return err
		}
		defer e.Close()
		cache, err := shelf.CacheDir()
		if err != nil {
			return err
		}
		t := table{columns: []column{{name: "Part"}, {name: "Found", wrap: true}}}
		t.add("Suite", s.suite.Title+" ("+s.suite.Path+")")
		t.add("Machine", amount(runtime.NumCPU(), "core", "cores")+", "+runtime.GOOS+"/"+runtime.GOARCH+", "+runtime.Version())
		t.add("Device", where(device, devices))
		t.add("Engine", name)
		t.add("JPEG decoder", decoder(images.Decoder()))
		t.add("Embeddings", cache)
		t.add("Results", s.out)
		s.show(t.display())
		return nil
	})
}

// where says which device is used and which could be.
func where(used string, found []string) string {
	if used == "cpu" && slices.Contains(found, "cuda") {
		return "cpu (a GPU is here too: put %env " + experiment.DeviceVariable + " cuda in a cell above to use it)"
	}
	return used
}

func decoder(d images.DecoderInfo) string {
	if d.Reference {
		return d.Name
	}
	return d.Name + ": " + d.Problem
}
