package setup

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
)

// failures keeps, in a file, why optional parts could not be installed, so that not every run waits for them.
type failures struct {
	path string
	heed bool // false: try them again
}

// failure is an installation that did not work.
type failure struct {
	Pinned string `json:"pinned"`
	Reason string `json:"reason"`
}

// read returns the failures by the names of their parts. A file that cannot be read holds none.
func (f *failures) read() map[string]failure {
	known := map[string]failure{}
	if data, err := os.ReadFile(f.path); err == nil {
		_ = json.Unmarshal(data, &known)
	}
	return known
}

// of returns why a part is not to be tried again, or "".
func (f *failures) of(p Part) string {
	if past, ok := f.read()[p.Name]; ok && f.heed && !p.Needed && past.Pinned == p.Pinned {
		return past.Reason
	}
	return ""
}

// keep remembers how the installation of a part ended.
func (f *failures) keep(p Part, got Finding) error {
	known := f.read()
	delete(known, p.Name)
	if !got.OK && !p.Needed {
		known[p.Name] = failure{p.Pinned, oneLine(got.What)}
	}
	if len(known) == 0 {
		if err := os.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing the list of failed parts: %w", err)
		}
		return nil
	}
	data, err := json.MarshalIndent(known, "", "  ")
	if err != nil {
		return err
	}
	return atomicfile.WriteBytes(f.path, append(data, '\n'))
}
