package experiment

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
)

// resetPeakMemory starts a new measurement of peakMemory where the system can (Linux); elsewhere the peak
// is that of the whole process.
func resetPeakMemory() {
	// "5" resets the high-water mark of resident memory (proc(5)). Where that is not allowed the mark stays.
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

// peakMemory returns the largest resident memory of this process since the reset, in bytes; 0 = not known.
func peakMemory() int64 {
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		return highWater(status)
	}
	var use syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &use) != nil {
		return 0
	}
	return use.Maxrss // bytes on macOS, the one other system that vfm builds on
}

// highWater reads VmHWM, which is in kB, from /proc/self/status.
func highWater(status []byte) int64 {
	for line := range bytes.Lines(status) {
		if fields := bytes.Fields(line); len(fields) == 3 && string(fields[0]) == "VmHWM:" {
			kilobytes, err := strconv.ParseInt(string(fields[1]), 10, 64)
			if err == nil {
				return kilobytes * 1024
			}
		}
	}
	return 0
}
