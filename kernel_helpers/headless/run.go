package headless

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
)

//go:embed nbconvert.py
var nbconvertTemplate string

// nbconvertConfig has nbconvert judge cells by the expressions by which Faults does.
var nbconvertConfig = strings.NewReplacer("{{failing}}", failing.String(), "{{hidden}}", hidden.String()).Replace(nbconvertTemplate)

// patience is how long the processes of a run get to stop by themselves once it is cancelled.
const patience = 3 * time.Second

// Options say by what and where to notebooks are run.
type Options struct {
	Jupyter string                // the program jupyter
	Env     []string              // environment of Jupyter and the cells; nil = the process's own
	Out     string                // the executed notebooks go to this folder
	OnCell  func(cell, cells int) // called when a cell starts, 1-based; may be nil
}

// Run executes one notebook in its own folder and writes it with its outputs to Out, under its own name,
// also when a cell fails; the cells after a failed one are left out. It returns the cells that failed or
// were not executed. An error means that the notebook could not be run at all. When ctx ends, all
// processes of the run are stopped.
func Run(ctx context.Context, o Options, notebook string) ([]Fault, error) {
	faults, err := run(ctx, o, notebook)
	if err != nil {
		return nil, fmt.Errorf("running notebook %s: %w", notebook, err)
	}
	return faults, nil
}

func run(ctx context.Context, o Options, notebook string) ([]Fault, error) {
	source, err := Read(notebook)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("there is no such file; name an .ipynb file, such as notebooks/40_report.ipynb")
	}
	if err != nil {
		return nil, err
	}
	if o.Out, err = filepath.Abs(o.Out); err != nil {
		return nil, err
	}
	result := filepath.Join(o.Out, filepath.Base(notebook))
	if same(result, notebook) {
		return nil, fmt.Errorf("its outputs would replace it; choose another folder than %s", o.Out)
	}
	if err := os.Remove(result); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("removing the outputs of an earlier run: %w", err)
	}
	scratch, err := newScratch()
	if err != nil {
		return nil, err
	}
	defer scratch.remove()
	if err := os.WriteFile(scratch.config(), []byte(nbconvertConfig), 0o644); err != nil {
		return nil, err
	}
	if err := o.nbconvert(ctx, scratch, notebook, len(source.Cells)); err != nil {
		return nil, err
	}
	executed, err := Read(result)
	return executed.Faults(), err
}

// nbconvert runs Jupyter's nbconvert.
func (o Options) nbconvert(ctx context.Context, s scratch, notebook string, cells int) error {
	cmd := exec.CommandContext(ctx, o.Jupyter, "nbconvert", "--config", s.config(),
		"--to", "notebook", "--execute", "--allow-errors", "--ExecutePreprocessor.timeout=-1",
		"--output-dir", o.Out, "--output", filepath.Base(notebook), notebook)
	cmd.Env = o.Env
	if cmd.Env == nil {
		cmd.Env = os.Environ()
	}
	cmd.Env = append(cmd.Env, "TMPDIR="+s.dir)
	cmd.Cancel = func() error { s.stop(); return nil }
	cmd.WaitDelay = patience
	follower := &follower{onCell: func(cell int) {
		if o.OnCell != nil {
			o.OnCell(cell, cells)
		}
	}}
	cmd.Stderr = follower
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		log := filepath.Join(o.Out, strings.TrimSuffix(filepath.Base(notebook), filepath.Ext(notebook))+".log")
		if err := atomicfile.WriteBytes(log, []byte(follower.kept.String())); err != nil {
			return err
		}
		return fmt.Errorf("jupyter nbconvert: %w: %s (all of it in %s)", err, follower.lastLine(), log)
	}
	return nil
}

// same reports whether two paths name one file.
func same(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}
