package setup

import (
	"context"
	"fmt"
	"os/exec"
)

// npmPackage is a package of the npm registry at a pinned version.
type npmPackage struct{ name, version string }

func (p npmPackage) String() string { return p.name + "@" + p.version }

// folder is where the package lies once installed.
func (p npmPackage) folder(c Checkout) string { return c.tools("node_modules", p.name) }

// install gets the package into .tools. No script of the package is run.
func (p npmPackage) install(ctx context.Context, log *Log, c Checkout) error {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return fmt.Errorf("getting the npm package %s: there is no npm on the PATH", p)
	}
	return log.Run(ctx, nil, npm, "install", "--prefix", c.tools(), "--ignore-scripts", "--save-exact",
		"--no-audit", "--no-fund", p.String())
}
