package headless

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// follower reads what nbconvert and the kernel print on standard error: it reports the cells that start,
// as nbconvert.py tells them, and keeps the rest without the kernel's own log.
type follower struct {
	onCell  func(cell int)
	partial []byte // a line without its end
	kept    strings.Builder
}

// kernelLog is a line of the kernel's log, such as "I1123 12:55:39.950697   27875 main.go:187] …".
var kernelLog = regexp.MustCompile(`^[IWEF][0-9]{4} [0-9:.]+ `)

// Write takes the next bytes.
func (f *follower) Write(p []byte) (int, error) {
	f.partial = append(f.partial, p...)
	for {
		line, rest, whole := bytes.Cut(f.partial, []byte("\n"))
		if !whole {
			return len(p), nil
		}
		f.line(string(line))
		f.partial = rest
	}
}

func (f *follower) line(line string) {
	var cell int
	if n, _ := fmt.Sscanf(line, "vfm-cell %d", &cell); n == 1 {
		f.onCell(cell)
	} else if !kernelLog.MatchString(line) {
		f.kept.WriteString(line + "\n")
	}
}

// lastLine returns the last line that was kept; of an error in Python, it says what the error is.
func (f *follower) lastLine() string {
	lines := strings.Split(strings.TrimSpace(plain(f.kept.String())), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
