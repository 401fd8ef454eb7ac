package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
)

// memoryVerb makes this program the child that memoryBench measures.
const memoryVerb = "search-memory"

// memoryBench is the peak memory of searching 100,000 × 100,000 × 1,024, beyond the mapped vectors.
func memoryBench(ctx context.Context) (Row, error) { return childMemory(ctx, memoryVerb) }

// poolMemoryBench is the peak memory of poolBench, beyond the mapped pool.
func poolMemoryBench(ctx context.Context) (Row, error) { return childMemory(ctx, poolVerb) }

// childMemory runs this program again and reads the MiB that it prints.
func childMemory(ctx context.Context, verb string) (Row, error) {
	row := Row{Unit: "MiB", Goal: "< 2048 MiB", PeerName: "none: an absolute bound"}
	self, err := os.Executable()
	if err != nil {
		return row, err
	}
	cmd := exec.CommandContext(ctx, self, verb)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return row, fmt.Errorf("searching in a process of its own: %w", err)
	}
	mib, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	return row.rates(mib, 0), err
}

// searchMemory searches mapped vectors in themselves and prints the peak of this process's memory that
// no file backs, in MiB.
func searchMemory(ctx context.Context, stdout, stderr io.Writer) int {
	const n, dim, k = 100000, 1024, 20
	peak, err := func() (float64, error) {
		dir, err := os.MkdirTemp("", "vfm-bench-")
		if err != nil {
			return 0, err
		}
		defer os.RemoveAll(dir)
		path := filepath.Join(dir, "vectors.safetensors")
		if err := writeUnits(path, n, dim); err != nil {
			return 0, err
		}
		f, err := safetensors.Open(path)
		if err != nil {
			return 0, err
		}
		defer f.Close()
		rows, err := f.Rows("embedding")
		if err != nil {
			return 0, err
		}
		stop := watchMemory(os.Getpid(), "RssAnon:") // mapped files do not count
		err = withScorer(dim, func(s engine.Scorer) error {
			_, err := knn.Search(ctx, rows, rows, k, nil, knn.Options{Scorer: s})
			return err
		})
		return stop(), err
	}()
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	fmt.Fprintln(stdout, peak)
	return 0
}

func writeUnits(path string, n, dim int) error {
	return atomicfile.Write(path, func(w io.Writer) error {
		return safetensors.WriteRows(w, "embedding", units(n, dim, 1), nil)
	})
}

// watchMemory samples a figure of /proc/PID/status until the returned function is called, which returns the
// peak in MiB.
func watchMemory(pid int, figure string) (stop func() float64) {
	done, peak := make(chan struct{}), make(chan float64)
	go func() {
		var most float64
		for {
			select {
			case <-done:
				peak <- most
				return
			case <-time.After(20 * time.Millisecond):
				most = max(most, statusMiB(pid, figure))
			}
		}
	}()
	return func() float64 { close(done); return <-peak }
}

// statusMiB reads one line of /proc/PID/status; 0 where there is none.
func statusMiB(pid int, figure string) float64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) == 3 && fields[0] == figure {
			kib, _ := strconv.ParseFloat(fields[1], 64)
			return kib / 1024
		}
	}
	return 0
}
