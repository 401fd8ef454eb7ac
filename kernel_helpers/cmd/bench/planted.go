package main

import (
	"context"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// What planted copies are measured with: drawn scenes, of so many pixels a side.
const (
	plantedScenes, plantedSide = 300, 160
)

// plantedBench is the share of copies that curate finds in a pool of drawn scenes, beside imagededup on the same files.
func plantedBench(ctx context.Context) (Row, error) {
	row := Row{PeerName: "imagededup PHash", Unit: "of the copies found", Goal: "≥ 1"}
	dir, err := os.MkdirTemp("", "vfm-bench-")
	if err != nil {
		return row, err
	}
	defer os.RemoveAll(dir)
	planted, err := plantScenes(ctx, dir)
	if err != nil {
		return row, err
	}
	flat := filepath.Join(dir, "flat")
	if err := flatten(planted, flat); err != nil {
		return row, err
	}
	row.Goal = fmt.Sprintf("≥ 1; precision %.3f", planted.All.Precision())
	recall, precision, missing := plantedPeer(flat, &row)
	if missing == nil {
		row.Goal += fmt.Sprintf(", the peer's %.3f", precision)
	}
	return row.rates(planted.All.Recall().Value, recall), missing
}

// plantScenes draws a pool, plants copies of all of it, and lets curate find them.
func plantScenes(ctx context.Context, dir string) (*curate.Planted, error) {
	pool := filepath.Join(dir, "pool")
	for i := range plantedScenes {
		err := atomicfile.Write(filepath.Join(pool, fmt.Sprintf("%05d.png", i)), func(w io.Writer) error {
			return png.Encode(w, world.New(79, i).Draw(plantedSide))
		})
		if err != nil {
			return nil, err
		}
	}
	s, err := suite.Read(suite.Default)
	if err != nil {
		return nil, err
	}
	from := curate.Sources{Model: "micro-clip", Seeds: []string{"world-birds"}, Pool: pool}
	out, err := curate.Run(ctx, s, experiment.Options{Cache: filepath.Join(dir, "cache")}, from, curate.Settings{Planted: plantedScenes})
	if err != nil {
		return nil, err
	}
	return out.Planted, nil
}

// flatten links the originals and their copies into one folder, as N-original and N-KIND.
func flatten(p *curate.Planted, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	number := map[string]int{}
	for _, c := range p.Copies {
		n, known := number[c.Original.ID]
		if !known {
			n = len(number)
			number[c.Original.ID] = n
			if err := os.Link(c.Original.Path, filepath.Join(dir, fmt.Sprintf("%d-original%s", n, filepath.Ext(c.Original.Path)))); err != nil {
				return err
			}
		}
		kind := slices.IndexFunc(p.Kinds, func(k curate.PlantedKind) bool { return k.Kind == c.Kind })
		if err := os.Link(c.Path, filepath.Join(dir, fmt.Sprintf("%d-%d%s", n, kind, filepath.Ext(c.Path)))); err != nil {
			return err
		}
	}
	return nil
}

// plantedPeer asks the peer for the recall and the precision on a folder.
func plantedPeer(flat string, row *Row) (recall, precision float64, err error) {
	p, err := startPeer("imagededup_phash.py", flat)
	if err != nil {
		return 0, 0, err
	}
	defer p.stop()
	row.PeerName = p.name
	if recall, err = p.round(); err == nil {
		precision, err = p.round()
	}
	return recall, precision, err
}
