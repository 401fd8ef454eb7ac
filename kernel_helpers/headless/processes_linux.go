package headless

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
)

// processesNaming lists the processes that have path in their command line.
func processesNaming(path string) []*os.Process {
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	var found []*os.Process
	for _, file := range files {
		line, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(line, []byte(path)) {
			continue // another user's, or gone
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil || pid == os.Getpid() {
			continue
		}
		if p, err := os.FindProcess(pid); err == nil {
			found = append(found, p)
		}
	}
	return found
}
