package report

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// hostile is a name that breaks a page which does not escape it.
const hostile = `</script><img src=x onerror=alert(1)>`

// fixture is a suite in a folder of its own: two data sets of generated pictures, three families of which
// one has no models, and hand-made results.
type fixture struct {
	*testing.T
	Suite *suite.Suite
	Out   string
	Home  string // the package's folder; the tests run in another
}

const suiteFile = `name: fixture
title: "Shapes & colours <b>"
datasets: [shapes, twins]
families:
  CLIP: [clip-a]
  DINO: []
  ImageNet: [net-a, net-b]
`

const cardFile = `name: %s
title: "%s"
task: %s
description: Generated pictures.
license: CC0
source: dir:.
layout: folders
splits: {%s}
`

const modelFile = `name: %s
title: "%s"
trained_on: nothing
license: Apache-2.0
parameters: 1.2M
weights: file:%[1]s.onnx
input: {name: input, size: 8, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}
output: {name: embedding}
dim: 4
`

func newFixture(t *testing.T) *fixture {
	t.Helper()
	home, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Setenv("VFM_ECHARTS", filepath.Join(dir, "none.js"))
	t.Chdir(dir) // so that paths in commands are the same everywhere
	f := &fixture{T: t, Out: filepath.Join(dir, "out"), Home: home}
	f.write("suite.yaml", suiteFile)
	f.write("shapes/dataset.yaml", fmt.Sprintf(cardFile, "shapes", "Shapes", "classification", "train: train, test: test"))
	f.write("twins/dataset.yaml", fmt.Sprintf(cardFile, "twins", hostile, "retrieval", "gallery: all"))
	f.write("models/clip-a.yaml", fmt.Sprintf(modelFile, "clip-a", "CLIP <A>")+"note: <b>Taken</b> for want of another.\n")
	f.write("models/net-a.yaml", fmt.Sprintf(modelFile, "net-a", "Net A"))
	f.write("models/net-b.yaml", fmt.Sprintf(modelFile, "net-b", "שם ארוך מאוד של רשת עצבית"))
	for i, label := range []string{"bar", "dot", "a_very_long_label_that_goes_on_and_on_without_a_space_to_break_at"} {
		for n := range 4 {
			f.picture(fmt.Sprintf("shapes/train/%s/%d.png", label, n), i, n)
			f.picture(fmt.Sprintf("shapes/test/%s/%d.png", label, n+4), i, n+4)
			f.picture(fmt.Sprintf("twins/all/%s/%d.png", label, n), i, n+8)
		}
	}
	s, err := suite.Read("suite.yaml")
	f.check(err)
	f.Suite = s
	return f
}

func (f *fixture) check(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

func (f *fixture) write(path, text string) {
	f.Helper()
	f.check(os.MkdirAll(filepath.Dir(path), 0o755))
	f.check(os.WriteFile(path, []byte(text), 0o644))
}

// picture draws a bar or a disc whose place and colour depend on n.
func (f *fixture) picture(path string, kind, n int) {
	f.Helper()
	const side = 64
	m := image.NewRGBA(image.Rect(0, 0, side+8*n, side))
	for y := range side {
		for x := range side + 8*n {
			c := color.RGBA{230, 226, uint8(255 - 12*n), 255}
			dx, dy := float64(x-24-2*n), float64(y-side/2)
			if kind == 0 && math.Abs(dx) < 7 || kind != 0 && math.Hypot(dx, dy*float64(kind)) < 20 {
				c = color.RGBA{uint8(70 * kind), uint8(20 * n), 120, 255}
			}
			m.Set(x, y, c)
		}
	}
	f.check(os.MkdirAll(filepath.Dir(path), 0o755))
	file, err := os.Create(path)
	f.check(err)
	defer file.Close()
	f.check(png.Encode(file, m))
}

func (f *fixture) open(name string) *dataset.Set {
	f.Helper()
	card, err := f.Suite.Dataset(name)
	f.check(err)
	set, err := card.Open(f.Context())
	f.check(err)
	return set
}

// results stores a result of every model on every data set.
func (f *fixture) results() {
	f.Helper()
	for i, model := range []string{"clip-a", "net-a", "net-b"} {
		if model == "clip-a" {
			f.result(model, "shapes", 10-i, reads)
		} else {
			f.result(model, "shapes", 10-i)
		}
		f.result(model, "twins", 8+i)
	}
}

// reads makes the outcome one of a model that reads texts.
func reads(r *result.Record) {
	r.Metrics = append(r.Metrics, result.Metric{Name: "zero-shot", Value: 0.5, Low: 0.25, High: 0.75})
	r.ZeroShot = &result.ZeroShot{Templates: []result.Template{{Text: "a {}", Value: 0.25}, {Text: "{}", Value: 0.5}}, Mean: 0.375, Deviation: 0.1768}
	r.ZeroShot.Classes = []result.Class{{Label: "bar", N: 4, Value: 0.75}, {Label: hostile, N: 8, Value: 0}}
	r.Classes = []result.Class{{Label: "bar", N: 4, Value: 1}}
	r.Captions = &result.Captions{Texts: 20, Described: 10, Searched: 12}
	for i, name := range metric.CaptionNames() {
		v := 0.25 + 0.125*float64(i)
		r.Metrics = append(r.Metrics, result.Metric{Name: name, Value: v, Low: v - 0.1, High: v + 0.1})
	}
}

// result stores the outcome of a model that answers the first right queries of twelve rightly.
func (f *fixture) result(model, name string, right int, change ...func(*result.Record)) {
	f.Helper()
	set := f.open(name)
	var queries []result.Query
	gallery := set.Gallery()
	for n, i := range set.Queries() {
		item := set.Items[i]
		q := result.Query{Item: item.ID, Label: item.Label, Correct: n < right, AP: math.NaN()}
		for k := 0; len(q.Neighbours) < 5; k++ {
			g := set.Items[gallery[(n*5+k*7)%len(gallery)]]
			if g.ID != item.ID && (len(q.Neighbours) > 0 || (g.Label == item.Label) == q.Correct) {
				q.Neighbours = append(q.Neighbours, result.Neighbour{Item: g.ID, Label: g.Label, Similarity: 0.9 - 0.1*float64(len(q.Neighbours)) - 0.01*float64(n)})
			}
		}
		q.Predicted = q.Neighbours[0].Label
		if set.Card.Task == dataset.Retrieval {
			q.AP, q.Rank, q.Relevant = float64(right)/12, 2, 3
			if q.Correct {
				q.Rank = 1
			}
		}
		queries = append(queries, q)
	}
	r := f.record(set, model, float64(right)/12, len(queries))
	for _, c := range change {
		c(&r)
	}
	f.check(result.Write(filepath.Join(f.Out, "results"), r, queries))
}

// insight stores beside a result what explains it: numbers that depend on the model's, and all images in the map.
func (f *fixture) insight(model, name string, change ...func(*result.Insight)) {
	f.Helper()
	dir := filepath.Join(f.Out, "results")
	r, err := result.Read(result.Path(dir, model, name))
	f.check(err)
	set, v := f.open(name), r.Score().Value
	i := result.Insight{
		Model: model, Dataset: name, Key: r.Provenance.Key, Truth: r.Provenance.Truth, N: r.N, Gallery: r.Gallery,
		Similarity: result.Similarities{Of: result.OfNearest, Queries: r.N,
			Right: result.Histogram{From: 0.6, Width: 0.01, Counts: []int{1, 2, 0, 0, 0, 0, 0, 4}}, Wrong: result.Histogram{From: 0.55, Width: 0.01, Counts: []int{3, 2}}},
		Curves: []result.Curve{{Name: "knn"}, {Name: "majority"}},
		Shots:  &result.Shots{Draws: 10, Queries: r.N, Points: []result.ShotPoint{{N: 1, Mean: v / 2, SD: 0.05}, {N: 2, Mean: v / 1.5, SD: 0.03, Short: 1}}},
		Hubs: result.Hubs{K: 10, Mean: 10, Skewness: 0.5 + v, Never: 1, Limit: 11.5, Hubs: 2, Nearest: 0.25,
			Most: []result.Hub{{Item: set.Items[set.Gallery()[1]].ID, Label: "dot", Times: 12, Wrong: 7}}},
		Map: result.Map{Method: "pca", Shares: [2]float64{0.5, 0.25}, Images: len(set.Items), Labels: set.Classes()},
	}
	if r.Task == result.Retrieval {
		i.Shots, i.Similarity.Of, i.Curves = nil, result.OfPairs, []result.Curve{{Name: "hit"}}
	}
	for n, k := range []int{1, 2, 5, 10} {
		p := result.CurvePoint{K: k, Value: v * float64(10-n) / 10, Low: 0.1, High: 1}
		i.Curves[0].Points = append(i.Curves[0].Points, p)
	}
	for n, item := range set.Items {
		label := slices.Index(i.Map.Labels, item.Label)
		i.Map.Points = append(i.Map.Points, result.MapPoint{Item: item.ID, Label: label, X: 0.3*float64(label) + 0.01*float64(n%4), Y: v * float64(n%5) / 10})
	}
	for _, c := range change {
		c(&i)
	}
	f.check(result.WriteInsight(dir, i))
}

func (f *fixture) record(set *dataset.Set, model string, value float64, n int) result.Record {
	headline, other := "knn-1", "knn-5"
	if set.Card.Task == dataset.Retrieval {
		headline, other = "map", "recall@5"
	}
	card, err := f.Suite.Model(model)
	f.check(err)
	return result.Record{
		Suite: f.Suite.Name, Family: f.Suite.Family(model), Model: model, Title: card.Title,
		Dataset: set.Card.Name, Task: string(set.Card.Task), Headline: headline, N: n, Gallery: 12,
		Metrics: []result.Metric{
			{Name: headline, Value: value, Low: value - 0.1, High: min(1, value+0.1)},
			{Name: other, Value: value / 2, Low: value/2 - 0.1, High: value/2 + 0.1},
		},
		Warnings: []result.Warning{{Code: "few-queries", Text: "Only 12 queries were scored, so the numbers are rough: read the intervals.", N: 12}},
		Cost:     result.Cost{EmbedSeconds: 1.25, SearchSeconds: 0.001, ImagesPerSecond: 19.2, PeakMemory: 300 << 20, WeightsBytes: 14 << 20, Parameters: "1.2M", Images: 24},
		Provenance: result.Provenance{
			Key: digest.Of([]byte(model + set.Card.Name)), Weights: digest.Of([]byte(model)), Preprocess: card.Input.String(),
			Decoder: "libjpeg-turbo 2.1.5", Fingerprint: set.Fingerprint(), Truth: set.Truth(),
			Engine: "onnxruntime 1.24.1 cpu", Precision: "float32", Device: "cpu", VFM: "0.1", Go: "go1.26", Host: "a test",
			Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Finished: time.Date(2026, 1, 2, 3, 5, 0, 0, time.UTC),
		},
	}
}
