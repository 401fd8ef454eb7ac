package experiment

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// fakeEngine runs a model that needs no runtime: the mean colour of the picture, and where it is brightest.
type fakeEngine struct {
	batch, parallel int
	open            atomic.Int32 // models in memory
	loads           atomic.Int32
	calls           atomic.Int32
	before          func(call int32) error // called at the start of each Embed; may be nil
}

func (e *fakeEngine) Identity() string { return "fake 1" }
func (e *fakeEngine) Close() error     { return nil }

// runtimes offers this engine alone.
func (e *fakeEngine) runtimes() []engine.Runtime {
	return []engine.Runtime{{Name: "fake", Open: func(string) (engine.Backend, error) { return e, nil }}}
}

func (e *fakeEngine) Load(ctx context.Context, spec engine.ModelSpec) (engine.Model, error) {
	e.loads.Add(1)
	if n := e.open.Add(1); n > 1 {
		return nil, fmt.Errorf("%d models are in memory", n)
	}
	return &fakeModel{e, spec}, nil
}

func (e *fakeEngine) Scorer(dim int) (engine.Scorer, error) { return fakeScorer{}, nil }

type fakeModel struct {
	e    *fakeEngine
	spec engine.ModelSpec
}

func (m *fakeModel) Batch() int    { return m.e.batch }
func (m *fakeModel) Parallel() int { return m.e.parallel }
func (m *fakeModel) Close() error  { m.e.open.Add(-1); return nil }

func (m *fakeModel) Embed(ctx context.Context, pixels []float32, out matrix.Rows) error {
	if call := m.e.calls.Add(1); m.e.before != nil {
		if err := m.e.before(call); err != nil {
			return err
		}
	}
	plane := m.spec.Input.Height * m.spec.Input.Width
	for i := range out.N {
		row := out.Row(i)
		clear(row)
		for c := range 3 {
			for _, x := range pixels[(3*i+c)*plane : (3*i+c+1)*plane] {
				row[c] += x / float32(plane)
			}
		}
		// The model's name has a part in it, so that two models differ.
		row[3] = 0.1 * float32(len(m.spec.Name)%5)
	}
	return ctx.Err()
}

// fakeScorer is the definition, in float32.
type fakeScorer struct{}

func (fakeScorer) Close() error { return nil }

func (fakeScorer) Scores(ctx context.Context, q, g matrix.Rows, out []float32) error {
	for i := range q.N {
		for j := range g.N {
			out[i*g.N+j] = float32(matrix.Dot(q.Row(i), g.Row(j)))
		}
	}
	return ctx.Err()
}

// testSuite writes a suite with a classification and a retrieval set of tiny pictures, and two families of
// one and two models. Among the pictures are some that cannot be read.
func testSuite(t testing.TB) (*suite.Suite, Options) {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("suite.yaml", "name: tiny\ntitle: Tiny\ndatasets: [colours, copies]\nfamilies:\n  A: [one]\n  B: [two, three3]\n  Empty: []\n")
	for _, m := range []string{"one", "two", "three3"} {
		write("models/"+m+".yaml", "name: "+m+"\nweights: file:"+m+".onnx\ninput: {name: x, size: 8, mean: [0, 0, 0], std: [1, 1, 1]}\noutput: {name: y}\ndim: 4\nlicense: none\nparameters: 1k\n")
		write("models/"+m+".onnx", "weights of "+m)
	}
	write("colours/dataset.yaml", "name: colours\ntask: classification\nlicense: none\nsource: dir:.\nlayout: folders\nsplits: {train: train, test: test}\n")
	write("copies/dataset.yaml", "name: copies\ntask: retrieval\nlicense: none\nsource: dir:.\nlayout: folders\nsplits: {gallery: all}\n")
	base := map[string]color.RGBA{"blue": {20, 30, 200, 255}, "green": {30, 180, 40, 255}, "red": {210, 20, 30, 255}}
	for label, c := range base {
		for i := range 13 {
			split := "train"
			if i%3 == 0 {
				split = "test"
			}
			writePicture(t, filepath.Join(dir, "colours", split, label, fmt.Sprintf("%02d.png", i)), c, i*7)
			writePicture(t, filepath.Join(dir, "copies", "all", label, fmt.Sprintf("%02d.png", i)), c, i*11)
		}
	}
	write("colours/train/red/empty.png", "")
	write("colours/test/red/text.jpg", "this is not a picture")
	s, err := suite.Read(filepath.Join(dir, "suite.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	e := &fakeEngine{batch: 4, parallel: 2}
	return s, Options{Out: filepath.Join(dir, "out"), Cache: filepath.Join(dir, "cache"), Runtimes: e.runtimes()}
}

// writePicture writes a 12 × 9 picture of one colour with a gradient that seed sets.
func writePicture(t testing.TB, path string, c color.RGBA, seed int) {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 12, 9))
	for y := range 9 {
		for x := range 12 {
			p := c
			p.R += uint8((x*seed + y) % 40)
			p.B += uint8((y*seed + 3*x) % 50)
			img.Set(x, y, p)
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}

// withEngine returns o with another fake engine, and that engine.
func withEngine(o Options, batch, parallel int) (Options, *fakeEngine) {
	e := &fakeEngine{batch: batch, parallel: parallel}
	o.Runtimes = e.runtimes()
	return o, e
}
