package suite

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/internal/checkout"
)

// Default is the suite that vfm brings, which needs neither a network nor images of the user: it is taken where
// none is named.
const Default = "sampler"

// fileName is the suite file in a suite's folder.
const fileName = "suite.yaml"

// Root returns the checkout of vfm that holds the working folder, else the one that holds the program, else
// the working folder.
func Root() string { return orWorkingFolder(checkout.Root()) }

func orWorkingFolder(root string) string {
	if root != "" {
		return root
	}
	wd, err := os.Getwd()
	if err != nil {
		return "."
	}
	return wd
}

// Read finds and reads a suite. It is named by its file, its folder, or as NAME for
// Root()/reports/NAME/suite.yaml. Paths are relative to the working folder or to Root(). An empty name
// means $VFM_SUITE, and without it Default.
func Read(nameOrPath string) (*Suite, error) {
	if nameOrPath == "" {
		nameOrPath = os.Getenv("VFM_SUITE")
	}
	if nameOrPath == "" {
		return readDefault()
	}
	var tried []string
	for _, path := range candidates(nameOrPath) {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return ReadFile(path)
		}
		tried = append(tried, path)
	}
	known := builtIn()
	return nil, fmt.Errorf("finding suite %q: none at %s%s; name a suite file, its folder, or a suite under reports/ (%s)",
		nameOrPath, strings.Join(tried, ", "), didYouMean(nameOrPath, known), list(known))
}

// readDefault reads the suite that is meant where none is named: always the one that vfm brings, whatever the
// working folder holds.
func readDefault() (*Suite, error) {
	path := filepath.Join(Root(), "reports", Default, fileName)
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("finding the suite: none was named, and vfm's own is not at %s; name one with -suite or in $VFM_SUITE: a suite file, its folder, or a suite under reports/ (%s)", path, list(builtIn()))
	}
	return ReadFile(path)
}

// candidates are the files that a suite's name or path may mean, the likeliest first.
func candidates(s string) []string {
	root := Root()
	var paths []string
	add := func(path string) {
		if !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	if !strings.ContainsAny(s, `/\`) {
		add(filepath.Join(root, "reports", s, fileName))
	}
	for _, base := range []string{"", root} {
		path := filepath.Join(base, s)
		if filepath.IsAbs(s) {
			path = filepath.Clean(s)
		}
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			path = filepath.Join(path, fileName)
		}
		add(path)
	}
	return paths
}

// builtIn lists the suites under Root()/reports, sorted.
func builtIn() []string {
	found, err := fs.Glob(os.DirFS(Root()), "reports/*/"+fileName)
	if err != nil {
		return nil
	}
	for i, name := range found {
		found[i] = path.Base(path.Dir(name))
	}
	slices.Sort(found)
	return found
}

// didYouMean is the end of a sentence about a name that was not found.
func didYouMean(name string, known []string) string {
	if near := card.Nearest(name, known); len(near) > 0 {
		return "; did you mean " + strings.Join(near, " or ") + "?"
	}
	return ""
}

func list(names []string) string {
	if len(names) == 0 {
		return "there are none"
	}
	return strings.Join(names, ", ")
}
