package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// samplerBench is the seconds in which a newcomer has all results of the sampler: its pictures drawn, embedded,
// searched and scored.
func samplerBench(ctx context.Context) (Row, error) {
	row := Row{Unit: "s", Goal: "< 40 s", PeerName: "none: an absolute bound"}
	return row.newcomer(func(dir string) (float64, error) {
		cmd, start := samplerRun(ctx, dir), time.Now()
		err := quietly(cmd)
		return time.Since(start).Seconds(), err
	})
}

// samplerMemoryBench is the peak of all that the same run has in memory, mapped files and libraries included.
func samplerMemoryBench(ctx context.Context) (Row, error) {
	row := Row{Unit: "MiB", Goal: "< 500 MiB", PeerName: "none: an absolute bound"}
	return row.newcomer(func(dir string) (float64, error) { return peakMiB(samplerRun(ctx, dir), "VmHWM:") })
}

// samplerReportBench is the seconds of make report after set-up: the notebooks in a real Jupyter, to the page. It
// writes reports/sampler, as a newcomer's does.
func samplerReportBench(ctx context.Context) (Row, error) {
	row := Row{Unit: "s", Goal: "< 120 s", PeerName: "none: an absolute bound"}
	return row.newcomer(func(dir string) (float64, error) {
		cmd, start := exec.CommandContext(ctx, "make", "-C", suite.Root(), "report", "SUITE="+suite.Default), time.Now()
		cmd.Env = append(os.Environ(), "VFM_CACHE="+filepath.Join(dir, "cache"))
		err := quietly(cmd)
		return time.Since(start).Seconds(), err
	})
}

// samplerRun is vfm run of the sampler with a cache and an output folder of its own.
func samplerRun(ctx context.Context, dir string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(suite.Root(), "bin", "vfm"), "run", "-suite", suite.Default, "-out", filepath.Join(dir, "out"))
	cmd.Dir = suite.Root()
	cmd.Env = append(os.Environ(), "VFM_CACHE="+filepath.Join(dir, "cache"))
	return cmd
}

// newcomer measures once, in an empty folder: whoever comes a second time finds a cache.
func (r Row) newcomer(measure func(dir string) (float64, error)) (Row, error) {
	dir, err := os.MkdirTemp("", "vfm-bench-")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	figure, err := measure(dir)
	if err != nil {
		return r, err
	}
	return r.rates(figure, 0), nil
}

// quietly runs a command and shows what it said if it fails.
func quietly(cmd *exec.Cmd) error {
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("running %s: %w\n%s", filepath.Base(cmd.Path), err, out)
	}
	return nil
}
