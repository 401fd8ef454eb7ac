package setup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// errNotAllowed says that set-up may not install system packages by itself.
var errNotAllowed = errors.New("system packages can be installed only by the administrator")

// installDebian installs packages by apt-get where set-up may: as root, or by sudo without a password.
// The error of one who may not holds the command to run.
func installDebian(ctx context.Context, log *Log, packages ...string) error {
	if _, err := exec.LookPath("apt-get"); err != nil {
		return fmt.Errorf("installing %v: this system has no apt-get", packages)
	}
	var prefix []string
	if os.Geteuid() != 0 {
		if _, err := output(ctx, "sudo", "-n", "true"); err != nil {
			return fmt.Errorf("%w: %s", errNotAllowed, debianCommand(strings.Join(packages, " ")))
		}
		prefix = []string{"sudo", "-n"}
	}
	apt := func(args ...string) error {
		args = append(append(prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"), args...)
		return log.Run(ctx, nil, args[0], args[1:]...)
	}
	install := append([]string{"install", "--no-install-recommends"}, packages...)
	if err := apt(install...); err == nil || ctx.Err() != nil {
		return err
	}
	// A fresh machine has no package lists, an old one outdated ones.
	if err := apt("update"); err != nil {
		return err
	}
	return apt(install...)
}

// debianCommand is the command by which a person installs packages.
func debianCommand(packages string) string {
	if runtime.GOOS == "darwin" {
		return "brew install " + packages
	}
	return "sudo apt-get install " + packages
}
