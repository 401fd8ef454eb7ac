// Package checkout finds the working copy of vfm, whose folders hold the suites, the data sets' cards and
// what set-up installed. It is the same wherever a program of it is started.
//
//	script := filepath.Join(checkout.Root(), ".tools", "node_modules", "echarts")
package checkout

import (
	"bytes"
	"os"
	"path/filepath"
)

// Root returns the top folder of the checkout that holds the working folder, else of the one that holds
// the running program, else "".
func Root() string {
	if root := Working(); root != "" {
		return root
	}
	program, err := os.Executable()
	if err != nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(program); err == nil {
		program = real
	}
	return holding(filepath.Dir(program))
}

// Working returns the top folder of the checkout that holds the working folder, or "".
func Working() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return holding(dir)
}

// holding returns the checkout at or above dir, or "".
func holding(dir string) string {
	for ; !is(dir); dir = filepath.Dir(dir) {
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
	return dir
}

// is reports whether dir is the top folder of vfm's own module.
func is(dir string) bool {
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if line, _, _ := bytes.Cut(mod, []byte("\n")); err != nil || string(bytes.TrimSpace(line)) != "module github.com/vfm-go/vfm" {
		return false
	}
	info, err := os.Stat(filepath.Join(dir, "kernel_helpers"))
	return err == nil && info.IsDir()
}
