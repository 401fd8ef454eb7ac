package setup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
)

// oldestPython is the oldest minor version of Python 3 that the pinned packages run on.
const oldestPython = 11

// stampName is the file in .venv that says which packages set-up put there. It is written first as
// "incomplete", so that an environment cut off half-way is known and made anew.
const stampName = "vfm-packages"

// venvHolds reports whether .venv holds exactly the listed packages.
func (c Checkout) venvHolds(list []requirement) bool {
	stamp, err := os.ReadFile(c.venv(stampName))
	return err == nil && strings.TrimSpace(string(stamp)) == digestOf(list) && exists(c.venvPython())
}

func (c Checkout) venvPython() string { return c.venvProgram("python") }

// venvProgram returns the path of a program of .venv.
func (c Checkout) venvProgram(name string) string {
	if runtime.GOOS == "windows" {
		return c.venv("Scripts", name+".exe")
	}
	return c.venv("bin", name)
}

// pythonIndex gets packages from the Python index into .venv. Neither what has failed nor what is done is
// tried again by the same set-up.
type pythonIndex struct {
	Checkout
	failed error
	holds  []requirement // what it put into .venv
}

// install makes .venv with the listed packages.
func (p *pythonIndex) install(ctx context.Context, log *Log, list []requirement) error {
	if p.failed != nil || slices.Equal(p.holds, list) {
		return p.failed
	}
	log.Say("making .venv with %d pinned Python packages", len(list))
	if p.failed = p.makeVenv(ctx, log, list); p.failed == nil {
		p.holds = list
	}
	return p.failed
}

func (c Checkout) makeVenv(ctx context.Context, log *Log, list []requirement) error {
	python, err := findPython(ctx)
	if err != nil {
		return err
	}
	if err := ensureVenvModule(ctx, log, python); err != nil {
		return err
	}
	if err := c.emptyVenv(); err != nil {
		return err
	}
	if err := log.Run(ctx, nil, python, "-m", "venv", c.venv()); err != nil {
		return err
	}
	jupyter, engine := split(list)
	if err := c.pip(ctx, log, jupyter); err != nil {
		return err
	}
	// Only the library inside the package is used, so numpy and the like may stay away.
	if err := c.pip(ctx, log, engine, "--no-deps"); err != nil {
		return err
	}
	return atomicfile.WriteBytes(c.venv(stampName), []byte(digestOf(list)+"\n"))
}

// emptyVenv leaves nothing in .venv but the stamp, which says "incomplete". A .venv without a stamp is a
// person's own and stays as it is.
func (c Checkout) emptyVenv() error {
	entries, err := os.ReadDir(c.venv())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("making a Python environment: %w", err)
	}
	if len(entries) > 0 && !exists(c.venv(stampName)) {
		return fmt.Errorf("making a Python environment: %s is not of set-up's making and stays as it is; "+
			"move it away, or install kernel_helpers/setup/requirements.txt in it and activate it, then make setup", c.venv())
	}
	if err := makeFolder(c.venv()); err != nil {
		return err
	}
	if err := os.WriteFile(c.venv(stampName), []byte("incomplete\n"), 0o644); err != nil {
		return fmt.Errorf("making a Python environment: %w", err)
	}
	for _, entry := range entries {
		if entry.Name() != stampName {
			if err := os.RemoveAll(c.venv(entry.Name())); err != nil {
				return fmt.Errorf("making a Python environment: %w", err)
			}
		}
	}
	return nil
}

// pip installs the listed packages into .venv.
func (c Checkout) pip(ctx context.Context, log *Log, list []requirement, flags ...string) error {
	if len(list) == 0 {
		return nil
	}
	args := []string{"-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--retries", "2"}
	args = append(args, flags...)
	for _, r := range list {
		args = append(args, r.String())
	}
	return log.Run(ctx, nil, c.venvPython(), args...)
}

// findPython returns a Python on the PATH that is new enough.
func findPython(ctx context.Context) (string, error) {
	names := []string{"python3"}
	for minor := 14; minor >= oldestPython; minor-- {
		names = append(names, fmt.Sprintf("python3.%d", minor))
	}
	found := "there is none on the PATH"
	for _, name := range names {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		var minor int
		out, err := output(ctx, path, "-c", "import sys; print(sys.version_info[1])")
		if err == nil {
			_, err = fmt.Sscan(out, &minor)
		}
		if err == nil && minor >= oldestPython {
			return path, nil
		}
		found = fmt.Sprintf("%s is 3.%d", path, minor)
	}
	return "", fmt.Errorf("finding Python 3.%d or newer: %s", oldestPython, found)
}

// ensureVenvModule sees that python can make environments; Debian has that in a package of its own.
func ensureVenvModule(ctx context.Context, log *Log, python string) error {
	if _, err := output(ctx, python, "-c", "import venv, ensurepip"); err == nil {
		return nil
	}
	log.Say("%s lacks the module venv", python)
	if err := installDebian(ctx, log, "python3-venv"); err != nil {
		return fmt.Errorf("making a Python environment: %w", err)
	}
	if out, err := output(ctx, python, "-c", "import venv, ensurepip"); err != nil {
		return fmt.Errorf("making a Python environment with %s: %w: %s", python, err, lastError([]byte(out)))
	}
	return nil
}

// output runs a short command and returns what it printed, trimmed.
func output(ctx context.Context, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	out, err := run(ctx, nil, name, args...)
	if err != nil {
		return string(out), fmt.Errorf("running %s: %w", filepath.Base(name), err)
	}
	return strings.TrimSpace(string(out)), nil
}
