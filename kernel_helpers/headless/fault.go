package headless

import (
	"fmt"
	"regexp"
	"strings"
)

// Fault is a cell that did not do its work.
type Fault struct {
	Cell    int    // 1-based, among all cells
	Source  string // first line of code that is not a kernel command
	Message string // what went wrong, lines
}

func (f Fault) String() string {
	return fmt.Sprintf("cell %d, %s:\n%s", f.Cell, f.Source, indent(f.Message))
}

// failing is what the kernel writes on standard error when a cell's program or shell command ends badly, as a
// line of its own; what the Go runtime writes when a program breaks; and the answer to an unknown command.
// nbconvert.py uses this expression and hidden too; both mean the same to Python.
var failing = regexp.MustCompile(`(?m)^(exit status [0-9]+$|signal: .+$|panic: |fatal error: |"%.*" unknown or not implemented yet\.)`)

// Faults returns the cells of an executed notebook that failed or were not executed, in order.
func (n Notebook) Faults() []Fault {
	var faults []Fault
	for i, c := range n.Cells {
		if c.Type != "code" || strings.TrimSpace(string(c.Source)) == "" {
			continue
		}
		if message := c.fault(); message != "" {
			faults = append(faults, Fault{Cell: i + 1, Source: plain(c.headline()), Message: message})
		}
	}
	return faults
}

// fault says what went wrong in a code cell; "" if nothing did.
func (c Cell) fault() string {
	var stderr strings.Builder
	for _, o := range c.Outputs {
		switch {
		case o.Type == "error":
			return plain(o.ErrorName + ": " + o.Error)
		case o.Type == "stream" && o.Stream == "stderr":
			stderr.WriteString(string(o.Text))
		}
	}
	if failing.MatchString(hidden.ReplaceAllString(stderr.String(), "")) {
		return plain(stderr.String())
	}
	if c.ExecutionCount == nil {
		return notExecuted
	}
	return ""
}

// notExecuted is the message of a cell that a run never came to.
const notExecuted = "it was not executed"

// headline picks the line of a cell that tells most: the first that is code.
func (c Cell) headline() string {
	first := ""
	for line := range strings.Lines(string(c.Source)) {
		line = strings.TrimSpace(line)
		if first == "" {
			first = line
		}
		if line != "" && !strings.HasPrefix(line, "%") && !strings.HasPrefix(line, "import ") && !strings.HasPrefix(line, "//") {
			return line
		}
	}
	return first
}

// hidden are the terminal's colour and cursor commands, and control characters but for tabs and line ends.
var hidden = regexp.MustCompile(`\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]`)

// plain removes what is hidden, so that an output cannot forge lines or colours where it is printed, and
// keeps the last lines of a long text.
func plain(s string) string {
	const most = 30
	lines := strings.Split(strings.Trim(hidden.ReplaceAllString(s, ""), "\n"), "\n")
	if len(lines) > most {
		lines = append([]string{"…"}, lines[len(lines)-most:]...)
	}
	return strings.Join(lines, "\n")
}

func indent(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") }
