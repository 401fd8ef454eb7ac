package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
)

// The networks whose graphs are measured. Their names are timm's.
var (
	vitB = onnxgraph.Tower{Model: "vit_base_patch14_dinov2", Size: 224, Dim: 768,
		Architecture: architecture.Spec{Kind: architecture.ViT, Heads: 12, Eps: 1e-6}}
	convNeXtB = onnxgraph.Tower{Model: "convnext_base", Size: 224, Dim: 1024,
		Architecture: architecture.Spec{Kind: architecture.ConvNeXt, Eps: 1e-6}}
)

// towerBench is images per second of a graph of package onnxgraph, beside timm's model on PyTorch, eager or
// compiled. Both have the same random weights, which the peer draws, all cores, and images that are ready.
func towerBench(mode string, tower onnxgraph.Tower) func(context.Context) (Row, error) {
	return func(ctx context.Context) (Row, error) {
		const n = 16
		row := Row{PeerName: "PyTorch " + mode, Unit: "images/s", Goal: "≥ 1.3"}
		if mode != "eager" {
			row.Goal = "–"
		}
		dir, err := os.MkdirTemp("", "vfm-bench-")
		if err != nil {
			return row, err
		}
		defer os.RemoveAll(dir)
		tower.Location = "weights.safetensors"
		tower.Weights = filepath.Join(dir, tower.Location)
		p, err := startPeer("torch_tower.py", mode, tower.Model, fmt.Sprint(tower.Size), fmt.Sprint(n), fmt.Sprint(runtime.GOMAXPROCS(0)), tower.Weights)
		if err != nil {
			return row, err // without the peer there are no weights
		}
		defer p.stop()
		row.PeerName = p.name
		alone, closeEngine, err := openTower(ctx, tower, dir, n)
		if err != nil {
			return row, err
		}
		defer closeEngine()
		ours, peer, err := compare(ctx, alone, p)
		if err != nil {
			return row, err
		}
		return row.rate(n, ours, peer), nil
	}
}

// openTower writes the tower's graph beside its weights and returns a step that embeds n images with it.
func openTower(ctx context.Context, tower onnxgraph.Tower, dir string, n int) (step, func(), error) {
	g, err := tower.Graph()
	if err != nil {
		return nil, nil, err
	}
	text, err := g.Encode()
	if err != nil {
		return nil, nil, err
	}
	path := filepath.Join(dir, "model.onnx")
	if err := os.WriteFile(path, text, 0o644); err != nil {
		return nil, nil, err
	}
	return engineAlone(ctx, ort.Runtime(), engine.ModelSpec{Name: tower.Model, Path: path,
		Input:  engine.Input{Name: onnxgraph.TowerInput, Layout: "NCHW", Height: tower.Size, Width: tower.Size},
		Output: engine.Output{Name: onnxgraph.TowerOutput, Dim: tower.Dim}}, n)
}
