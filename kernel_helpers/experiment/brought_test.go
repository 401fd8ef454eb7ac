package experiment

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

// timmTensors reads the shapes that timm's models have, which zoo/testdata/check_cards.py writes.
func timmTensors(t *testing.T) map[string]map[string][]int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "zoo", "testdata", "tensors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var packed map[string]map[string][]int
	if err := json.Unmarshal(text, &packed); err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile(`^(.*\.?blocks\.)0-(\d+)(\..*)$`) // a name for as many blocks as are alike
	models := map[string]map[string][]int{}
	for model, tensors := range packed {
		models[model] = map[string][]int{}
		for name, shape := range tensors {
			m := blocks.FindStringSubmatch(name)
			if m == nil {
				models[model][name] = shape
				continue
			}
			last, err := strconv.Atoi(m[2])
			if err != nil {
				t.Fatal(err)
			}
			for i := range last + 1 {
				models[model][m[1]+strconv.Itoa(i)+m[3]] = shape
			}
		}
	}
	return models
}

// hollow writes a safetensors file whose tensors are a hole in the file: all zero, and none of the disk.
func hollow(t *testing.T, tensors map[string][]int) string {
	t.Helper()
	header, size := map[string]any{}, 0
	for name, shape := range tensors {
		n := 4
		for _, d := range shape {
			n *= d
		}
		header[name] = map[string]any{"dtype": "F32", "shape": shape, "data_offsets": [2]int{size, size + n}}
		size += n
	}
	text, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := binary.Write(&file, binary.LittleEndian, uint64(len(text))); err != nil {
		t.Fatal(err)
	}
	file.Write(text)
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := os.WriteFile(path, file.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, int64(file.Len()+size)); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestModelsThatVFMBrings builds the graph of every card that vfm brings, from the tensors that timm's model
// has: none is missing, none is one too many, and the embedding is as long as the card says.
func TestModelsThatVFMBrings(t *testing.T) {
	cards, err := suite.Models()
	if err != nil {
		t.Fatal(err)
	}
	cards = slices.DeleteFunc(cards, func(c zoo.Card) bool { return strings.HasPrefix(c.Weights, "file:") }) // vfm's own, run by other tests
	tensors := timmTensors(t)
	if len(cards) != len(tensors) {
		t.Errorf("%d cards and the tensors of %d models; run zoo/testdata/check_cards.py --write", len(cards), len(tensors))
	}
	for _, card := range cards {
		t.Run(card.Name, func(t *testing.T) {
			if card.License == "" || card.TrainedOn == "" || card.Family == "" || card.Title == card.Name {
				t.Errorf("the card %s lacks a family, title, licence or training data", card.Path)
			}
			if got := millions(tensors[card.Name]); got != card.Parameters {
				t.Errorf("the card says %s parameters, the tensors have %s", card.Parameters, got)
			}
			c := contender{card: card, path: hollow(t, tensors[card.Name])}
			if err := c.checkTower(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestModelsInTheRepository builds the graphs of the cards whose weights lie beside them, those of texts too.
func TestModelsInTheRepository(t *testing.T) {
	cards, err := suite.Models()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, card := range cards {
		if !strings.HasPrefix(card.Weights, "file:") || card.Format != zoo.Safetensors {
			continue
		}
		found++
		t.Run(card.Name, func(t *testing.T) {
			path, err := card.WeightsPath()
			if err != nil {
				t.Fatal(err)
			}
			c := contender{card: card, path: path}
			if err := c.checkTower(); err != nil {
				t.Error(err)
			}
			file, err := safetensors.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			tensors := map[string][]int{}
			for _, x := range file.Tensors() {
				tensors[x.Name] = x.Shape
			}
			if got := millions(tensors); got != card.Parameters {
				t.Errorf("the card says %s parameters, the tensors have %s", card.Parameters, got)
			}
			if !card.HasText() {
				return
			}
			tower, err := TextTower(card)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := tower.Graph(); err != nil {
				t.Error(err)
			}
		})
	}
	if found == 0 {
		t.Error("there is none")
	}
}

// millions counts the values of tensors, with three digits.
func millions(tensors map[string][]int) string {
	total := 0
	for _, shape := range tensors {
		n := 1
		for _, d := range shape {
			n *= d
		}
		total += n
	}
	m := float64(total) / 1e6
	switch {
	case m < 10:
		return fmt.Sprintf("%.2fM", m)
	case m < 100:
		return fmt.Sprintf("%.1fM", m)
	}
	return fmt.Sprintf("%.0fM", m)
}

// TestLargestGraph builds and writes the graph of ViT-H/14, 2.5 GB of weights: they pass through no memory.
func TestLargestGraph(t *testing.T) {
	card, err := zoo.ReadCard(filepath.Join("..", "zoo", "cards", "clip-vit-h14.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c := contender{card: card, path: hollow(t, timmTensors(t)[card.Name])}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	started := time.Now()
	g, err := c.tower().Graph()
	if err != nil {
		t.Fatal(err)
	}
	model, err := g.Encode()
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(started)
	runtime.ReadMemStats(&after)
	used := after.TotalAlloc - before.TotalAlloc // all that was ever asked for: more than was held at once
	t.Logf("%v, %d bytes of memory, a graph of %d bytes", took, used, len(model))
	if took > 20*time.Second || used > 1<<28 {
		t.Errorf("it took %v and %d bytes", took, used)
	}
}
