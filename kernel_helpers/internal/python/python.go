// Package python asks the Python of this machine where its packages are.
package python

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Ask runs a line of Python in the interpreter that program on the PATH, such as python3 or jupyter, belongs
// to. It returns the interpreter's path, "" if there is none, and what the line printed, "" if it failed.
func Ask(program, line string) (interpreter, answer string) {
	path, err := exec.LookPath(program)
	if err != nil {
		return "", ""
	}
	if program != "python3" {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
		path = filepath.Join(filepath.Dir(path), "python3")
		if _, err := os.Stat(path); err != nil {
			return "", ""
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "-c", line).Output()
	if err != nil {
		return path, ""
	}
	return path, strings.TrimSpace(string(out))
}
