package setup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
)

// Versions of nbconvert. One on the PATH is taken from newEnough on. Debian's own, which is older and was
// tried, is taken from debianEnough on where the Python index cannot be reached.
const (
	newEnough    = "v7.0.0"
	debianEnough = "v6.5.0"
)

// Jupyter is the Jupyter in use.
type Jupyter struct {
	Program   string `json:"program"` // the command jupyter
	Source    string `json:"source"`  // where it came from, for people
	Nbconvert string `json:"nbconvert"`
	App       string `json:"app"` // what opens notebooks: "lab" or "notebook"
	AppNumber string `json:"app_version"`
	Launcher  string `json:"launcher"` // digest of the program, to notice that it is another one now
	Packages  string `json:"packages"` // digest of the pinned list, if it was installed from that
}

func (j Jupyter) String() string {
	app := "JupyterLab"
	if j.App == "notebook" {
		app = "Jupyter Notebook"
	}
	return fmt.Sprintf("%s %s, nbconvert %s, %s (%s)", app, j.AppNumber, j.Nbconvert, j.Source, j.Program)
}

// Jupyter returns the Jupyter that set-up chose.
func (c Checkout) Jupyter() (Jupyter, error) {
	var j Jupyter
	data, err := os.ReadFile(c.tools("jupyter.json"))
	if err == nil {
		err = json.Unmarshal(data, &j)
	}
	if err != nil {
		return j, errors.New("no Jupyter is set up; run make setup")
	}
	if launcher, err := digest.File(context.Background(), j.Program); err != nil || launcher.String() != j.Launcher {
		return j, fmt.Errorf("%s is gone or was replaced since set-up; run make setup", j.Program)
	}
	if j.Packages != "" && (j.Packages != digestOf(requirements()) || !c.venvHolds(requirements())) {
		return j, errors.New("the Python packages in .venv are not the pinned ones; run make setup")
	}
	return j, nil
}

func (c Checkout) jupyterPart(index *pythonIndex) Part {
	return Part{Name: "Jupyter", Needed: true,
		Find: func(context.Context) Finding {
			j, err := c.Jupyter()
			if err != nil {
				return Finding{What: err.Error(), Mend: "make setup"}
			}
			return Finding{OK: true, What: j.String()}
		},
		Install: func(ctx context.Context, log *Log) (Finding, error) {
			j, err := c.installJupyter(ctx, log, index)
			if err != nil {
				return Finding{Mend: debianCommand("jupyter-notebook jupyter-nbconvert") + ", then make setup"}, err
			}
			return Finding{OK: true, What: j.String()}, c.saveJupyter(j)
		},
		Probe: func(ctx context.Context) error {
			j, err := c.Jupyter()
			if err == nil {
				_, err = tryJupyter(ctx, j.Program, debianEnough)
			}
			return err
		},
	}
}

// installJupyter takes the first of: the one on the PATH, a new environment with the pinned packages,
// Debian's packages.
func (c Checkout) installJupyter(ctx context.Context, log *Log, index *pythonIndex) (Jupyter, error) {
	if path, err := exec.LookPath("jupyter"); err == nil {
		j, err := tryJupyter(ctx, path, newEnough)
		if err == nil {
			j.Source = "found on the PATH"
			return j, nil
		}
		log.Say("not taking %s: %v", path, err)
	}
	pypiErr := index.install(ctx, log, requirements())
	if pypiErr == nil {
		j, err := tryJupyter(ctx, c.venvProgram("jupyter"), newEnough)
		j.Source, j.Packages = "pinned packages in .venv", digestOf(requirements())
		return j, err
	}
	if ctx.Err() != nil {
		return Jupyter{}, ctx.Err()
	}
	log.Say("%v", pypiErr)
	log.Say("taking Debian's packages instead")
	j, err := c.debianJupyter(ctx, log)
	if err != nil {
		return Jupyter{}, fmt.Errorf("%w; before that, %w", err, pypiErr)
	}
	return j, nil
}

// debianJupyter uses Debian's packages of Jupyter, which it installs if they are not there.
func (c Checkout) debianJupyter(ctx context.Context, log *Log) (Jupyter, error) {
	const program = "/usr/bin/jupyter"
	j, err := tryJupyter(ctx, program, debianEnough)
	if err != nil {
		if err := installDebian(ctx, log, "jupyter-notebook", "jupyter-nbconvert", "jupyter-core"); err != nil {
			return j, err
		}
		j, err = tryJupyter(ctx, program, debianEnough)
	}
	j.Source = "Debian packages"
	return j, err
}

// tryJupyter asks a Jupyter for its versions. It has to have nbconvert of at least the version oldest,
// and something that opens notebooks.
func tryJupyter(ctx context.Context, program, oldest string) (Jupyter, error) {
	j := Jupyter{Program: program}
	launcher, err := digest.File(ctx, program)
	if err != nil {
		return j, fmt.Errorf("finding jupyter: %w", err)
	}
	j.Launcher = launcher.String()
	if j.Nbconvert, err = versionOf(ctx, program, "nbconvert"); err != nil {
		return j, fmt.Errorf("%s has no nbconvert", program)
	}
	if semver.Compare("v"+j.Nbconvert, oldest) < 0 {
		return j, fmt.Errorf("%s has nbconvert %s, older than %s", program, j.Nbconvert, oldest[1:])
	}
	for _, app := range []string{"lab", "notebook"} {
		if j.AppNumber, err = versionOf(ctx, program, app); err == nil {
			j.App = app
			return j, nil
		}
	}
	return j, fmt.Errorf("%s has neither JupyterLab nor Jupyter Notebook", program)
}

// versionOf returns the version of an application of Jupyter.
func versionOf(ctx context.Context, program, app string) (string, error) {
	out, err := output(ctx, program, app, "--version")
	if err != nil {
		return "", err
	}
	lines := strings.Fields(out)
	if len(lines) == 0 || !semver.IsValid("v"+lines[len(lines)-1]) {
		return "", fmt.Errorf("asking %s %s for its version: it says %q", program, app, out)
	}
	return lines[len(lines)-1], nil
}

func (c Checkout) saveJupyter(j Jupyter) error {
	data, err := json.MarshalIndent(j, "", "  ")
	if err != nil {
		return err
	}
	return atomicfile.WriteBytes(c.tools("jupyter.json"), append(data, '\n'))
}
