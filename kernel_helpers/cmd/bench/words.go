package main

import (
	"context"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// Size of the zero-shot head that is measured.
const (
	headClasses, headTemplates = 1000, 80
	headModel                  = "micro-clip"
)

// headBench is the seconds in which a zero-shot head is built, beside those of a second run, which takes it from the
// cache and embeds nothing.
func headBench(ctx context.Context) (Row, error) {
	row := Row{Unit: "s", Goal: "built once", PeerName: "the same from the cache"}
	dir, err := os.MkdirTemp("", "vfm-bench-")
	if err != nil {
		return row, err
	}
	defer os.RemoveAll(dir)
	run := func(templates int) (seconds float64, loads int, err error) {
		s, err := writeHead(dir, templates)
		if err != nil {
			return 0, 0, err
		}
		start := time.Now()
		err = experiment.Embed(ctx, s, experiment.Options{Cache: filepath.Join(dir, "cache"), Out: filepath.Join(dir, "out"), OnEvent: func(e experiment.Event) {
			if e.Phase == experiment.PhaseLoad {
				loads++
			}
		}})
		return time.Since(start).Seconds(), loads, err
	}
	if _, _, err := run(1); err != nil { // the images, and one sentence for each class
		return row, err
	}
	built, loads, err := run(headTemplates)
	if err != nil || loads != 1 {
		return row, firstError(err, fmt.Errorf("building the head loaded %d models, want the text's alone", loads))
	}
	again, loads, err := run(headTemplates)
	if err == nil && loads > 0 {
		err = errors.New("the second run embedded texts again")
	}
	return row.rates(built, again), err
}

// writeHead writes a suite whose data set has two pictures of each class, unless they are there, and so many templates.
func writeHead(dir string, templates int) (*suite.Suite, error) {
	for i := range 2 * headClasses {
		split := []string{"train", "test"}[i%2]
		path := filepath.Join(dir, "things", split, fmt.Sprintf("thing %04d", i/2), "1.png")
		if _, err := os.Stat(path); err == nil {
			break
		}
		if err := atomicfile.Write(path, func(w io.Writer) error { return png.Encode(w, world.New(9, i).Draw(64)) }); err != nil {
			return nil, err
		}
	}
	var list []string
	for i := range templates {
		list = append(list, fmt.Sprintf("%q", fmt.Sprintf("a photo of a {} on a plain wall, %d", i)))
	}
	for name, text := range map[string]string{
		"suite.yaml": "name: head\ntitle: Head\ndatasets: [things]\nfamilies: {CLIP: [" + headModel + "]}\n",
		"things/dataset.yaml": "name: things\ntask: classification\nlicense: none\nsource: dir:.\nsplits: {train: train, test: test}\n" +
			"prompts: {templates: [" + strings.Join(list, ", ") + "]}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	return suite.Read(filepath.Join(dir, "suite.yaml"))
}

// The text tower of CLIP ViT-L/14. What its vocabulary holds changes no time.
const (
	textWidth, textDepth, textHeads, textContext, textVocabulary = 768, 12, 12, 77, 1000
	textsMeasured                                                = 500
)

// textBench is texts per second of a text tower as large as that of CLIP ViT-L/14, with random weights.
func textBench(ctx context.Context) (Row, error) {
	row := Row{Unit: "texts/s", PeerName: "none"}
	dir, err := os.MkdirTemp("", "vfm-bench-")
	if err != nil {
		return row, err
	}
	defer os.RemoveAll(dir)
	tower := onnxgraph.TextTower{Model: "text of CLIP ViT-L/14", Weights: filepath.Join(dir, "weights.safetensors"), Location: "weights.safetensors",
		Architecture: architecture.Spec{Kind: architecture.Text, Heads: textHeads, Eps: 1e-5}, Context: textContext, Dim: textWidth}
	if err := writeTextWeights(tower.Weights); err != nil {
		return row, err
	}
	e, err := ort.Open(ort.Options{})
	if err != nil {
		return row, err
	}
	defer e.Close()
	m, err := openText(ctx, e, tower, filepath.Join(dir, "model.onnx"))
	if err != nil {
		return row, err
	}
	defer m.Close()
	if err := embedTexts(ctx, m, m.Batch()*m.Parallel()); err != nil {
		return row, err
	}
	start := time.Now()
	err = embedTexts(ctx, m, textsMeasured)
	rate := textsMeasured / time.Since(start).Seconds()
	row.Goal = fmt.Sprintf("none; %d × %d sentences at this rate: %.1f h", headClasses, headTemplates, headClasses*headTemplates/rate/3600)
	return row.rates(rate, 0), err
}

// openText writes the tower's graph beside its weights and loads it.
func openText(ctx context.Context, e *ort.Engine, tower onnxgraph.TextTower, path string) (engine.TextModel, error) {
	g, err := tower.Graph()
	if err != nil {
		return nil, err
	}
	text, err := g.Encode()
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		return nil, err
	}
	return e.LoadText(ctx, engine.TextSpec{Name: tower.Model, Path: path, Input: onnxgraph.TextInput, Output: onnxgraph.TowerOutput, Context: tower.Context, Dim: tower.Dim})
}

// embedTexts embeds n texts of random tokens, as many batches at once as keep the device busy.
func embedTexts(ctx context.Context, m engine.TextModel, n int) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(m.Parallel())
	for from := 0; from < n; from += m.Batch() {
		g.Go(func() error {
			r, ids := rand.New(rand.NewPCG(3, uint64(from))), make([]int64, m.Batch()*textContext)
			for i := range ids {
				ids[i] = r.Int64N(textVocabulary)
			}
			return m.Embed(ctx, ids, matrix.New(m.Batch(), textWidth))
		})
	}
	return g.Wait()
}

// writeTextWeights writes random weights with open_clip's names and spreads.
func writeTextWeights(path string) error {
	r := rand.New(rand.NewPCG(4, 4))
	var list []safetensors.Values
	add := func(name string, spread float64, shape ...int) {
		n := 1
		for _, d := range shape {
			n *= d
		}
		data := make([]float32, n)
		for i := range data {
			data[i] = float32(spread * r.NormFloat64())
		}
		list = append(list, safetensors.Values{Name: name, Shape: shape, Data: data})
	}
	inner := 1 / math.Sqrt(textWidth)
	add("token_embedding.weight", 0.02, textVocabulary, textWidth)
	add("positional_embedding", 0.01, textContext, textWidth)
	add("text_projection", inner, textWidth, textWidth)
	norms := []string{"ln_final"}
	for i := range textDepth {
		block := fmt.Sprintf("transformer.resblocks.%d.", i)
		add(block+"attn.in_proj_weight", inner, 3*textWidth, textWidth)
		add(block+"attn.in_proj_bias", 0.01, 3*textWidth)
		add(block+"attn.out_proj.weight", inner, textWidth, textWidth)
		add(block+"attn.out_proj.bias", 0.01, textWidth)
		add(block+"mlp.c_fc.weight", inner, 4*textWidth, textWidth)
		add(block+"mlp.c_fc.bias", 0.01, 4*textWidth)
		add(block+"mlp.c_proj.weight", inner/2, textWidth, 4*textWidth)
		add(block+"mlp.c_proj.bias", 0.01, textWidth)
		norms = append(norms, block+"ln_1", block+"ln_2")
	}
	for _, name := range norms {
		add(name+".weight", 1, textWidth)
		add(name+".bias", 0.01, textWidth)
	}
	return atomicfile.Write(path, func(w io.Writer) error { return safetensors.Write(w, "F32", list, nil) })
}
