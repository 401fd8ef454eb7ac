package experiment

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

const leakySuite = `name: leaky
title: Leaky
datasets: [scenes, album]
families: {A: [one], B: [two]}
`

const leakyCard = "name: %s\ntitle: T\ntask: %s\ndescription: d\nlicense: CC0\nsource: dir:.\nlayout: folders\nsplits: {%s}\n"

// plantedSuite has drawn scenes with copies among the other split's, in the same split, and one in two classes.
func plantedSuite(t *testing.T) (*suite.Suite, Options) {
	t.Helper()
	s, o := testSuite(t)
	dir := filepath.Dir(s.Path)
	write := func(name string, data []byte) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("suite.yaml", []byte(leakySuite))
	write("scenes/dataset.yaml", fmt.Appendf(nil, leakyCard, "scenes", "classification", "train: train, test: test"))
	write("album/dataset.yaml", fmt.Appendf(nil, leakyCard, "album", "retrieval", "gallery: all"))
	scene := func(i int) *image.RGBA { return world.New(5, i).Draw(96) }
	for i := range 12 {
		class := []string{"a", "b"}[i%2]
		write(fmt.Sprintf("scenes/train/%s/%02d.png", class, i), pngOf(t, scene(i)))
		write(fmt.Sprintf("scenes/test/%s/%02d.png", class, i), pngOf(t, scene(100+i)))
		write(fmt.Sprintf("album/all/%s/%02d.png", class, i), pngOf(t, scene(200+i)))
	}
	write("scenes/test/a/bytes.png", pngOf(t, scene(0)))
	write("scenes/test/a/pixels.png", append(pngOf(t, scene(2)), "a tail that no decoder reads"...))
	write("scenes/test/b/saved.jpg", jpegOf(t, scene(3)))
	write("scenes/test/a/mirrored.png", pngOf(t, mirror(scene(5)))) // of class b
	write("scenes/train/b/again.jpg", jpegOf(t, scene(7)))
	write("scenes/train/a/white.png", pngOf(t, white(90)))
	write("scenes/test/a/white.png", pngOf(t, white(80)))
	write("album/all/a/copy.jpg", jpegOf(t, scene(202)))
	s, err := suite.Read(filepath.Join(dir, "suite.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return s, o
}

func pngOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 70}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func mirror(m *image.RGBA) *image.RGBA {
	out := image.NewRGBA(m.Rect)
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			out.SetRGBA(m.Rect.Dx()-1-x, y, m.RGBAAt(x, y))
		}
	}
	return out
}

func white(side int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			m.SetRGBA(x, y, color.RGBA{255, 255, 255, 255})
		}
	}
	return m
}

func storedDuplicates(t *testing.T, o Options, r result.Record) result.Duplicates {
	t.Helper()
	d, err := result.ReadDuplicates(filepath.Join(o.Out, "results"), r)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func twinsOf(twins []result.Twin) []string {
	var all []string
	for _, t := range twins {
		text := t.Item + " = " + t.Same + " by " + t.By
		if t.Mirrored {
			text += ", mirrored"
		}
		all = append(all, text)
	}
	return all
}

func TestDuplicates(t *testing.T) {
	s, o := plantedSuite(t)
	records := mustRun(t, s, o)
	d := storedDuplicates(t, o, records[0])
	want := []string{
		"test/a/bytes.png = train/a/00.png by bytes",
		"test/a/mirrored.png = train/b/05.png by hash, mirrored",
		"test/a/pixels.png = train/a/02.png by pixels",
		"test/b/saved.jpg = train/b/03.png by hash",
	}
	if got := twinsOf(d.Leaked); !slices.Equal(got, want) {
		t.Errorf("leaked:\n%s", strings.Join(got, "\n"))
	}
	if got := twinsOf(d.Within); !slices.Equal(got, []string{"train/b/again.jpg = train/b/07.png by hash"}) {
		t.Errorf("within: %q", got)
	}
	if d.Compared != 31 || d.Plain != 2 || d.Queries != 17 || d.Gallery != 14 || !slices.Equal(d.Models, []string{"one", "two"}) {
		t.Errorf("counts: %+v", d)
	}
	album := storedDuplicates(t, o, records[1])
	want = []string{"all/a/02.png = all/a/copy.jpg by hash", "all/a/copy.jpg = all/a/02.png by hash"}
	if got := twinsOf(album.Leaked); !slices.Equal(got, want) || len(album.Within) != 0 {
		t.Errorf("leave one out: leaked %q, within %v", got, album.Within)
	}
}

// TestLookAlikes has drawn X-ray films, of which many pairs resemble each other, and one that was saved again.
func TestLookAlikes(t *testing.T) {
	pictures, err := world.Pictures("xray", 3)
	if err != nil {
		t.Fatal(err)
	}
	var items []dataset.Item
	dir := t.TempDir()
	add := func(name string, data []byte) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		items = append(items, dataset.Item{ID: name, Path: path, Label: "x", Role: dataset.Gallery, Digest: digest.Of(data)})
	}
	for i := range 150 {
		add(fmt.Sprintf("%03d.png", i), pngOf(t, pictures[i*len(pictures)/150].Draw()))
	}
	add("copy.jpg", jpegOf(t, pictures[0].Draw()))
	c := &contest{set: &dataset.Set{Items: items, Card: dataset.Card{Task: dataset.Retrieval}}, ids: make([]string, len(items)), lost: map[int]string{}}
	p, lost, err := (&session{}).makePrints(t.Context(), c)
	if err != nil || lost {
		t.Fatal(err)
	}
	f := newTwinFinder(c, p)
	all := duplicate.Candidates(f.prints, f.skip)
	found, err := f.settle(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	some := found.Pairs()
	if err := f.find(t.Context(), some, result.ByHash); err != nil {
		t.Fatal(err)
	}
	if f.from != duplicate.SureFrom || len(some) >= len(all.Pairs()) {
		t.Errorf("%d of %d candidates are left, the same from %v on", len(some), len(all.Pairs()), f.from)
	}
	if got := f.groups.Several(); len(got) != 1 || !slices.Equal(got[0], []int{0, 150}) {
		t.Errorf("the same picture: %v", got)
	}
}

// TestCleanScores counts the right answers, and averages the precisions, of the queries that are left.
func TestCleanScores(t *testing.T) {
	s, o := plantedSuite(t)
	for _, r := range mustRun(t, s, o) {
		d := storedDuplicates(t, o, r)
		queries, err := result.ReadQueries(result.QueriesPath(filepath.Join(o.Out, "results"), r.Model, r.Dataset))
		if err != nil {
			t.Fatal(err)
		}
		var sum float64
		n, right := 0, 0
		for _, q := range queries {
			if slices.ContainsFunc(d.Leaked, func(t result.Twin) bool { return t.Item == q.Item }) {
				continue
			}
			n++
			if q.Correct {
				right++
			}
			sum += q.AP
		}
		got, ok := d.Clean(r)
		want := float64(right) / float64(n)
		if r.Task == result.Retrieval {
			want = sum / float64(n)
		} else if i := metric.Wilson(right, n); got.Low != i.Low || got.High != i.High {
			t.Errorf("%s on %s: interval %v … %v, want %v", r.Model, r.Dataset, got.Low, got.High, i)
		}
		if !ok || got.N != n || math.Abs(got.Value-want) > 1e-12 || got.Low > got.Value || got.High < got.Value {
			t.Errorf("%s on %s: %+v, want %v over %d queries", r.Model, r.Dataset, got, want, n)
		}
	}
}

// TestDuplicatesAreTheSame whatever the threads, the order in which models are run, and what the cache holds.
func TestDuplicatesAreTheSame(t *testing.T) {
	s, o := plantedSuite(t)
	mustRun(t, s, o)
	read := func(o Options) string {
		var all string
		for _, name := range s.Datasets {
			text, err := os.ReadFile(result.DuplicatesPath(filepath.Join(o.Out, "results"), name))
			if err != nil {
				t.Fatal(err)
			}
			all += string(text)
		}
		return all
	}
	want := read(o)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	runtime.GOMAXPROCS(7)
	other := o
	other.Out, other.Cache = t.TempDir(), t.TempDir()
	other.Families = []string{"B"}
	mustRun(t, s, other)
	other.Families = []string{"A"}
	mustRun(t, s, other)
	if got := read(other); got != want {
		t.Errorf("another order and other threads:\n%s\nwant\n%s", got, want)
	}
	prints, _ := filepath.Glob(filepath.Join(o.Cache, "prints", "*", "*"))
	if len(prints) != 2 {
		t.Fatalf("the cache holds prints of %d data sets", len(prints))
	}
	for _, path := range prints { // damaged ones are made again
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)/2] ^= 1
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	mustRun(t, s, o)
	if got := read(o); got != want {
		t.Error("damaged prints changed what was found")
	}
}
