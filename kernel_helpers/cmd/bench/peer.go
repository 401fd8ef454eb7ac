package main

import (
	"bufio"
	"embed"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

//go:embed peers/*.py
var peerScripts embed.FS

// peer is another program that does the same work, kept running so that both sides alternate in one
// session: it prepares its data, then times one round for every line it is sent.
type peer struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	name string
}

// startPeer runs an embedded script by the benchmark's Python and waits until it is ready. The script's
// first line of output is its name and version.
func startPeer(script string, args ...string) (*peer, error) {
	python := os.Getenv("VFM_BENCH_PYTHON")
	if python == "" {
		return nil, fmt.Errorf("no Python for the peers: run `make bench`, which prepares one")
	}
	source, err := peerScripts.ReadFile("peers/" + script)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(python, append([]string{"-c", string(source)}, args...)...)
	cmd.Stderr = os.Stderr
	// Settings that some hosts make for old OpenBLAS builds slow a current one down.
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "OPENBLAS_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", python, err)
	}
	p := &peer{cmd: cmd, in: in, out: bufio.NewReader(out)}
	if p.name, err = p.line(); err != nil {
		p.stop()
		return nil, fmt.Errorf("preparing peer %s: %w", script, err)
	}
	return p, nil
}

// round asks for one round and returns the seconds that the peer measured.
func (p *peer) round() (float64, error) {
	if _, err := fmt.Fprintln(p.in, "go"); err != nil {
		return 0, err
	}
	text, err := p.line()
	if err != nil {
		return 0, fmt.Errorf("running %s: %w", p.name, err)
	}
	return strconv.ParseFloat(text, 64)
}

func (p *peer) line() (string, error) {
	text, err := p.out.ReadString('\n')
	return strings.TrimSpace(text), err
}

func (p *peer) stop() {
	p.in.Close()
	_ = p.cmd.Wait() // its exit status tells nothing that its output did not
}
