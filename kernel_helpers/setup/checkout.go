package setup

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Checkout is a working copy of vfm and the places in it that set-up fills.
type Checkout struct {
	Root string // absolute path of its top folder
}

// Here returns the checkout of the working folder, or else the one that the program itself lies in.
func Here() Checkout { return Checkout{Root: suite.Root()} }

// Setup installs what is missing and tells out about it. With once it leaves out optional parts that could not
// be installed before. Two set-ups of one checkout wait for each other.
func (c Checkout) Setup(ctx context.Context, out io.Writer, once bool) error {
	if err := makeFolder(c.tools()); err != nil {
		return err
	}
	lock := flock.New(c.tools("setup.lock"))
	if _, err := lock.TryLockContext(ctx, 200*time.Millisecond); err != nil {
		return fmt.Errorf("waiting for another set-up: %w", err)
	}
	defer lock.Unlock()
	log, err := c.newLog(out)
	if err != nil {
		return err
	}
	defer log.Close()
	return Install(ctx, c.Parts(), log, &failures{path: c.tools("failed.json"), heed: once})
}

// Parts lists everything, in the order of installation.
func (c Checkout) Parts() []Part {
	index := &pythonIndex{Checkout: c}
	return []Part{
		c.goPart(),
		c.compilerPart(),
		c.toolPart(gonb),
		c.toolPart(goimports),
		c.toolPart(gopls),
		c.jupyterPart(index),
		c.kernelPart(),
		c.enginePart(index),
		c.jpegPart(),
		c.chartPart(),
		c.cachePart(),
		c.browserPart(),
	}
}

// bin returns the path of a program that set-up builds.
func (c Checkout) bin(name string) string { return filepath.Join(c.Root, "bin", name) }

// venv returns a path in the Python environment that set-up makes.
func (c Checkout) venv(elem ...string) string {
	return filepath.Join(append([]string{c.Root, ".venv"}, elem...)...)
}

// tools returns a path in the folder for everything else.
func (c Checkout) tools(elem ...string) string {
	return filepath.Join(append([]string{c.Root, ".tools"}, elem...)...)
}

// Env returns the environment for Jupyter: the process's own, with this checkout's kernel before others.
// The user's own Jupyter settings and kernels stay as they are.
func (c Checkout) Env() []string {
	path := c.tools("jupyter")
	if old := os.Getenv("JUPYTER_PATH"); old != "" {
		path += string(filepath.ListSeparator) + old
	}
	return replaceEnv(os.Environ(), "JUPYTER_PATH", path)
}

// replaceEnv returns env with one variable set.
func replaceEnv(env []string, name, value string) []string {
	var out []string
	for _, v := range env {
		if !strings.HasPrefix(v, name+"=") {
			out = append(out, v)
		}
	}
	return append(out, name+"="+value)
}

func makeFolder(path string) error {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return fmt.Errorf("making folder %s: %w", path, err)
	}
	return nil
}

// exists reports whether path is a file or a folder.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
