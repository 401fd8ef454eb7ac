package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// shared returns the folder of real photographs and models that lies beside the checkout, or where
// $VFM_SHARED says.
func shared() (string, error) {
	dir := os.Getenv("VFM_SHARED")
	if dir == "" {
		dir = filepath.Join(suite.Root(), "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "photos", "suite.yaml")); err != nil {
		return "", errors.New("no photographs: set VFM_SHARED to a folder that holds photos/suite.yaml")
	}
	return filepath.Abs(dir)
}

// photographs returns the paths of the fruits, sorted.
func photographs() ([]string, error) {
	dir, err := shared()
	if err != nil {
		return nil, err
	}
	found, err := filepath.Glob(filepath.Join(dir, "photos", "fruits", "train", "*", "*.jpg"))
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("no photographs in %s", dir)
	}
	slices.Sort(found)
	return found, err
}

// preprocessBench is reading 500 × 375 JPEG files into a model's input on one core, beside Pillow. The
// files are photographs that Pillow scales to that size.
func preprocessBench(ctx context.Context) (Row, error) {
	row := Row{PeerName: "Pillow", Unit: "images/s, 1 core", Goal: "≥ 1.6"}
	photos, err := photographs()
	if err != nil {
		return row, err
	}
	dir, err := os.MkdirTemp("", "vfm-bench-")
	if err != nil {
		return row, err
	}
	defer os.RemoveAll(dir)
	photos = photos[:min(len(photos), 200)]
	p, err := startPeer("pillow_preprocess.py", append([]string{dir}, photos...)...)
	if err != nil {
		return row, err // without the peer there are no files of that size
	}
	defer p.stop()
	row.PeerName = p.name
	var files [][]byte
	for i := range photos {
		data, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("%d.jpg", i)))
		if err != nil {
			return row, err
		}
		files = append(files, data)
	}
	spec := images.Spec{Size: 224, Resize: 256, Interpolation: "bilinear",
		Mean: [3]float32{0.485, 0.456, 0.406}, Std: [3]float32{0.229, 0.224, 0.225}}
	pre, err := spec.Preprocessor()
	if err != nil {
		return row, err
	}
	tensor := make([]float32, pre.Len())
	ours, peer, err := compare(ctx, func(context.Context) error {
		for _, data := range files {
			pic, err := images.Decode("photo.jpg", data)
			if err != nil {
				return err
			}
			pre.Into(tensor, pic)
		}
		return nil
	}, p)
	if err != nil {
		return row, err
	}
	return row.rate(float64(len(files)), ours, peer), nil
}
