package setup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
)

// onnxruntimeNode is the npm package that has ONNX Runtime's library inside.
var onnxruntimeNode = npmPackage{"onnxruntime-node", "1.30.0"}

// enginePart is ONNX Runtime's library, found as engine/ort finds it.
func (c Checkout) enginePart(index *pythonIndex) Part {
	return Part{Name: "ONNX Runtime", Needed: true, Find: findEngine,
		Install: func(ctx context.Context, log *Log) (Finding, error) {
			if os.Getenv(ort.LibraryVariable) != "" {
				return findEngine(ctx), nil // a person chose; their choice is not replaced
			}
			f, err := c.installEngine(ctx, log, index, findEngine)
			f.Mend = "set " + ort.LibraryVariable + " to the path of a libonnxruntime.so of version " + ort.MinVersion + " or newer"
			return f, err
		},
	}
}

// installEngine gets the library from the Python index, or from npm where the index has none that find can
// load. Jupyter stays in .venv if it is there.
func (c Checkout) installEngine(ctx context.Context, log *Log, index *pythonIndex, find func(context.Context) Finding) (Finding, error) {
	_, list := split(requirements())
	if exists(c.venvProgram("jupyter")) {
		list = requirements()
	}
	pypiErr := index.install(ctx, log, list)
	if pypiErr == nil {
		f := find(ctx)
		if f.OK {
			return f, nil
		}
		pypiErr = errors.New(f.What)
		// It would be found before that of npm.
		if err := log.Run(ctx, nil, c.venvPython(), "-m", "pip", "uninstall", "--yes", onnxruntimePackage); err != nil {
			return Finding{}, err
		}
	}
	if ctx.Err() != nil {
		return Finding{}, ctx.Err()
	}
	log.Say("%v", pypiErr)
	log.Say("taking the npm package %s instead", onnxruntimeNode)
	if err := onnxruntimeNode.install(ctx, log, c); err != nil {
		return Finding{}, fmt.Errorf("%w; before that, %w", err, pypiErr)
	}
	return find(ctx), nil
}

// findEngine loads the library, to say its version and devices.
func findEngine(context.Context) Finding {
	mend := "make setup"
	if os.Getenv(ort.LibraryVariable) != "" {
		mend = "unset " + ort.LibraryVariable + " && make setup"
	}
	path, _, err := ort.FindLibrary()
	if err != nil {
		return Finding{What: firstSentence(err), Mend: mend}
	}
	engine, err := ort.Open(ort.Options{Library: path})
	if err != nil {
		return Finding{What: err.Error(), Mend: mend}
	}
	defer engine.Close()
	devices := strings.Join(engine.Devices(), ", ")
	return Finding{OK: true, What: fmt.Sprintf("%s, devices: %s (%s)", engine.Version(), devices, path)}
}

// firstSentence shortens an error that goes on to list places.
func firstSentence(err error) string {
	text, _, _ := strings.Cut(err.Error(), ". ")
	return text
}
