package nb

import (
	"errors"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
)

func TestUseEngineIsTheOnlyOneOfTheCell(t *testing.T) {
	defer func(before []engine.Runtime) { runtimes = before }(runtimes)
	if got := new(session).options("DINO").Engines(); !slices.Equal(got, []string{"ort"}) {
		t.Errorf("engines %v before, want ort alone", got)
	}
	broken := errors.New("opening device cpu: none")
	UseEngine(engine.Runtime{Name: "other", Open: func(string) (engine.Backend, error) { return nil, broken }})
	if got := new(session).options("DINO").Engines(); !slices.Equal(got, []string{"other"}) {
		t.Errorf("engines %v after UseEngine, want other alone", got)
	}
	if _, _, _, err := openEngine("cpu"); !errors.Is(err, broken) {
		t.Errorf("got %v, want the error of the engine of the cell", err)
	}
}
