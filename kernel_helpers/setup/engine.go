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
			if err := c.installEngine(ctx, log, index); err != nil {
				mend := "set " + ort.LibraryVariable + " to the path of a libonnxruntime.so of version " + ort.MinVersion + " or newer"
				return Finding{Mend: mend}, err
			}
			return findEngine(ctx), nil
		},
	}
}

// installEngine gets the library from the Python index, or else from npm.
func (c Checkout) installEngine(ctx context.Context, log *Log, index *pythonIndex) error {
	_, engine := split(requirements())
	if index.failed == nil {
		log.Say("making .venv with the package onnxruntime, for its library")
	}
	pypiErr := index.install(ctx, log, engine)
	if pypiErr == nil || ctx.Err() != nil {
		return pypiErr
	}
	log.Say("%v", pypiErr)
	log.Say("taking the npm package %s instead", onnxruntimeNode)
	if err := onnxruntimeNode.install(ctx, log, c); err != nil {
		return errors.Join(pypiErr, err)
	}
	return nil
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
