package main

import (
	"archive/tar"
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// syntheticSide is the side of the pictures that synthetic models are given, pixels.
const syntheticSide = 24

// syntheticSuite is a suite whose pictures and models are made up, for what depends on their number only. Models
// multiply the pixels by random numbers: the more of them, the better.
type syntheticSuite struct {
	name     string
	families int
	models   []int // of the first model of each family, the second, …: numbers in its vectors
	sets     []syntheticSet
	probes   int
}

// syntheticSet is a data set of pictures in which a class is a pattern of colours, and an image the pattern with noise.
type syntheticSet struct {
	name           string
	retrieval      bool // each image of train searches the others; test is 0
	classes        int
	train, test    int // images of each class
	side           int // of a picture, pixels
	spread, copied float64
}

// family returns the name of family f, and model that of its model i.
func (s syntheticSuite) family(f int) string   { return fmt.Sprintf("Family %c", 'A'+f) }
func (s syntheticSuite) model(f, i int) string { return fmt.Sprintf("model-%c%d", 'a'+f, i+1) }

// write makes the suite in a folder.
func (s syntheticSuite) write(dir string) (*suite.Suite, error) {
	var names, families []string
	for i, set := range s.sets {
		if err := set.write(filepath.Join(dir, set.name), uint64(i)); err != nil {
			return nil, err
		}
		names = append(names, set.name)
	}
	for f := range s.families {
		var models []string
		for i, dim := range s.models {
			models = append(models, s.model(f, i))
			if err := s.writeModel(filepath.Join(dir, "models"), f, i, dim); err != nil {
				return nil, err
			}
		}
		families = append(families, fmt.Sprintf("  %s: [%s]\n", s.family(f), strings.Join(models, ", ")))
	}
	text := fmt.Sprintf("name: %s\ntitle: Made-up pictures and models\ndatasets: [%s]\nprobes: %d\nfamilies:\n%s",
		s.name, strings.Join(names, ", "), s.probes, strings.Join(families, ""))
	path := filepath.Join(dir, "suite.yaml")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		return nil, err
	}
	return suite.Read(path)
}

// writeModel writes a model's graph and card.
func (s syntheticSuite) writeModel(dir string, f, i, dim int) error {
	const pixels = 3 * syntheticSide * syntheticSide
	weights := onnxgraph.Weight{Name: "w", Shape: []int64{pixels, int64(dim)}, Data: units(pixels, dim, uint64(1+f*len(s.models)+i)).Data}
	batch := onnxgraph.Any("n")
	g := onnxgraph.Graph{
		Name:    "projection",
		Inputs:  []onnxgraph.Value{{Name: "x", Shape: []onnxgraph.Dim{batch, onnxgraph.Fixed(3), onnxgraph.Fixed(syntheticSide), onnxgraph.Fixed(syntheticSide)}}},
		Outputs: []onnxgraph.Value{{Name: "y", Shape: []onnxgraph.Dim{batch, onnxgraph.Fixed(dim)}}},
		Weights: []onnxgraph.Weight{weights},
		Nodes: []onnxgraph.Node{
			{Op: "Flatten", Inputs: []string{"x"}, Outputs: []string{"flat"}},
			{Op: "MatMul", Inputs: []string{"flat", "w"}, Outputs: []string{"y"}},
		},
	}
	model, err := g.Encode()
	if err != nil {
		return err
	}
	name := s.model(f, i)
	card := fmt.Sprintf("name: %s\ntitle: Random projection %d of family %c\ntrained_on: nothing\nlicense: none\nparameters: %dk\nweights: file:%s.onnx\n"+
		"input: {name: x, size: %d, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}\noutput: {name: y}\ndim: %d\n", name, i+1, 'A'+f, pixels*dim/1000, name, syntheticSide, dim)
	if err := atomicfile.WriteBytes(filepath.Join(dir, name+".yaml"), []byte(card)); err != nil {
		return err
	}
	return atomicfile.WriteBytes(filepath.Join(dir, name+".onnx"), model)
}

// write makes the card and the tar files of a data set; those that are there stay.
func (s syntheticSet) write(dir string, seed uint64) error {
	if _, err := os.Stat(filepath.Join(dir, "dataset.yaml")); err == nil {
		return nil
	}
	task, splits := "classification", "{train: train.tar, test: test.tar}"
	if s.retrieval {
		task, splits = "retrieval", "{gallery: train.tar}"
	}
	card := fmt.Sprintf("name: %s\ntitle: Made-up pictures, %d classes\ntask: %s\ndescription: Patterns of colours with noise.\nlicense: none\nsource: dir:.\nlayout: webdataset\nsplits: %s\n",
		s.name, s.classes, task, splits)
	err := atomicfile.Write(filepath.Join(dir, "train.tar"), func(w io.Writer) error { return s.writeTar(w, seed, 1, s.train) })
	if err == nil && !s.retrieval {
		err = atomicfile.Write(filepath.Join(dir, "test.tar"), func(w io.Writer) error { return s.writeTar(w, seed, 2, s.test) })
	}
	if err != nil {
		return err
	}
	return atomicfile.WriteBytes(filepath.Join(dir, "dataset.yaml"), []byte(card))
}

// writeTar writes n pictures of each class; a share of them, copied, is the first of the class again.
func (s syntheticSet) writeTar(w io.Writer, seed, split uint64, n int) error {
	archive := tar.NewWriter(w)
	random := rand.New(rand.NewPCG(seed, split))
	for class := range s.classes {
		pattern := grid{}
		pattern.add(rand.New(rand.NewPCG(seed, 100+uint64(class))), 1) // the same for all splits
		for i := range n {
			from := random
			if i == 0 || random.Float64() < s.copied {
				from = rand.New(rand.NewPCG(seed, 1e6+uint64(class)))
			}
			noisy := pattern
			noisy.add(from, s.spread)
			var picture bytes.Buffer
			if err := jpeg.Encode(&picture, noisy.draw(s.side, from), &jpeg.Options{Quality: 85}); err != nil {
				return err
			}
			key := fmt.Sprintf("%s-%03d-%05d", s.name, class, i)
			if err := put(archive, key+".jpg", picture.Bytes()); err != nil {
				return err
			}
			if err := put(archive, key+".cls", []byte(className(class))); err != nil {
				return err
			}
		}
	}
	return archive.Close()
}

func put(archive *tar.Writer, name string, data []byte) error {
	if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(data))}); err != nil {
		return err
	}
	_, err := archive.Write(data)
	return err
}

// className names a class with as many letters as names of species have.
func className(class int) string {
	where := []string{"Northern", "Southern", "Eastern", "Western", "Common", "Greater", "Lesser", "Mountain", "Island", "Painted"}
	mark := []string{"red-bellied", "white-winged", "black-crowned", "long-tailed", "yellow-throated", "spotted", "striped", "blue-footed", "bare-faced", "tufted"}
	kind := []string{"woodpecker", "oystercatcher", "flycatcher", "kingfisher", "hummingbird", "sandpiper", "cormorant", "nuthatch", "tanager", "owl"}
	return fmt.Sprintf("%s %s %s", where[class/10%10], mark[class/100%10], kind[class%10])
}

// grid is a pattern of cells × cells colours.
type grid [cells * cells * 3]float64

const cells = 6

// add adds noise of a standard deviation to all colours.
func (g *grid) add(r *rand.Rand, deviation float64) {
	for i := range g {
		g[i] += deviation * r.NormFloat64()
	}
}

// draw paints the pattern, its cells in fields with a grain as photographs have.
func (g *grid) draw(side int, r *rand.Rand) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			cell := 3 * (y*cells/side*cells + x*cells/side)
			grain := float64(r.Uint64()&31) - 16
			at := m.PixOffset(x, y)
			for c := range 3 {
				m.Pix[at+c] = uint8(min(255, max(0, 128+40*g[cell+c]+grain)))
			}
			m.Pix[at+3] = 255
		}
	}
	return m
}
