//go:build !linux

package headless

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// processesNaming lists the processes that have path in their command line.
func processesNaming(path string) []*os.Process {
	list, err := exec.Command("ps", "-A", "-ww", "-o", "pid=,args=").Output()
	if err != nil {
		return nil
	}
	var found []*os.Process
	for line := range strings.Lines(string(list)) {
		pid, args, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.Atoi(pid)
		if err != nil || n == os.Getpid() || !strings.Contains(args, path) {
			continue
		}
		if p, err := os.FindProcess(n); err == nil {
			found = append(found, p)
		}
	}
	return found
}
