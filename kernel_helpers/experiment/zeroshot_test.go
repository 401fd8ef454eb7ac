package experiment

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
	"github.com/vfm-go/vfm/kernel_helpers/tokenizer"
)

// readingEngine is a fakeEngine that reads texts too: a sentence has the colours that it names.
type readingEngine struct {
	*fakeEngine
	texts atomic.Int32 // texts read
}

func (e *readingEngine) LoadText(ctx context.Context, spec engine.TextSpec) (engine.TextModel, error) {
	if n := e.open.Add(1); n > 1 {
		return nil, fmt.Errorf("%d models are in memory", n)
	}
	tok, err := tokenizer.Read(merges)
	if err != nil {
		return nil, err
	}
	return &readingModel{e, spec, tok}, nil
}

type readingModel struct {
	e    *readingEngine
	spec engine.TextSpec
	tok  *tokenizer.Tokenizer
}

func (m *readingModel) Batch() int    { return 3 }
func (m *readingModel) Parallel() int { return 2 }
func (m *readingModel) Close() error  { m.e.open.Add(-1); return nil }

func (m *readingModel) Embed(ctx context.Context, ids []int64, out matrix.Rows) error {
	for i := range out.N {
		m.e.texts.Add(1)
		words := fmt.Sprint(ids[i*m.spec.Context : (i+1)*m.spec.Context])
		for c, colour := range []string{"red", "green", "blue"} {
			whole := m.tok.Encode(colour, 20)
			inner := fmt.Sprint(whole[1:slices.Index(whole, int64(m.tok.Size()-1))])
			if strings.Contains(words, inner[1:len(inner)-1]) {
				out.Row(i)[c] = 1
			}
		}
		out.Row(i)[3] = 0.01
	}
	return ctx.Err()
}

var merges = filepath.Join("..", "tokenizer", "testdata", "small.merges.txt")

// zeroShotSuite gives the model one of the test suite a text model, and the colours words.
func zeroShotSuite(t *testing.T, prompts string) (s *suite.Suite, o Options, e *readingEngine) {
	t.Helper()
	s, o = testSuite(t)
	dir := filepath.Dir(s.Path)
	tensors := map[string][]int{
		"token_embedding.weight": {544, 4}, "positional_embedding": {20, 4}, "ln_final.weight": {4}, "ln_final.bias": {4}, "text_projection": {4, 4},
	}
	for name, shape := range map[string][]int{
		"ln_1.weight": {4}, "ln_1.bias": {4}, "attn.in_proj_weight": {12, 4}, "attn.in_proj_bias": {12}, "attn.out_proj.weight": {4, 4}, "attn.out_proj.bias": {4},
		"ln_2.weight": {4}, "ln_2.bias": {4}, "mlp.c_fc.weight": {8, 4}, "mlp.c_fc.bias": {8}, "mlp.c_proj.weight": {4, 8}, "mlp.c_proj.bias": {4},
	} {
		tensors["transformer.resblocks.0."+name] = shape
	}
	absolute, err := filepath.Abs(merges)
	if err != nil {
		t.Fatal(err)
	}
	appendTo(t, filepath.Join(dir, "models", "one.yaml"), "text: {weights: file:"+hollow(t, tensors)+", architecture: {kind: text, heads: 2, eps: 1e-5}, context: 20, tokenizer: file:"+absolute+"}\n")
	appendTo(t, filepath.Join(dir, "colours", "dataset.yaml"), prompts)
	e = &readingEngine{fakeEngine: &fakeEngine{batch: 4, parallel: 2}}
	o.Runtimes = []engine.Runtime{{Name: "fake", Open: func(string) (engine.Backend, error) { return e, nil }}}
	return s, o, e
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	old, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, append(old, text...), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestZeroShot(t *testing.T) {
	// The second template names blue, so that each class has a part of it; the third names no class.
	s, o, e := zeroShotSuite(t, "prompts:\n  templates: ['a {} picture', 'a {} on blue', 'xyz{}xyz']\n  classes: {green: dark green}\n")
	records := mustRun(t, s, o)
	z := records[0].ZeroShot
	if z == nil {
		t.Fatal("there is no zero-shot outcome")
	}
	if m := records[0].Metric("zero-shot"); m.Value != 1 || m.Low >= 1 {
		t.Errorf("zero-shot of plain colours is %+v", m)
	}
	if want := []result.Prompt{{Label: "blue", Words: "blue"}, {Label: "green", Words: "dark green"}, {Label: "red", Words: "red"}}; !slices.Equal(z.Prompts, want) {
		t.Errorf("prompts %v, want %v", z.Prompts, want)
	}
	if len(z.Templates) != 3 || z.Templates[0].Value != 1 || z.Templates[2].Value >= 0.5 || z.Mean >= 1 || z.Deviation <= 0 || len(z.Classes) != 3 {
		t.Errorf("outcome %+v", z)
	}
	for _, r := range records[1:] {
		if r.ZeroShot != nil || r.Metric("zero-shot").Name != "" {
			t.Errorf("%s on %s has a zero-shot outcome", r.Model, r.Dataset)
		}
	}
	before := e.texts.Load()
	if before != 9 {
		t.Errorf("%d texts were read, want 9 in 3 batches", before)
	}
	first := outcomeOf(t, o.Out)
	mustRun(t, s, o)
	if again := outcomeOf(t, o.Out); again != first || e.texts.Load() != before {
		t.Errorf("a second run read %d texts and gave\n%s\nwant\n%s", e.texts.Load()-before, again, first)
	}
}

func TestZeroShotNeedsWordsOfClasses(t *testing.T) {
	s, o, _ := zeroShotSuite(t, "prompts: {classes: {gren: green}}\n")
	_, err := Run(t.Context(), s, o)
	if err == nil || !strings.Contains(err.Error(), `prompts.classes has words for "gren"`) || !strings.Contains(err.Error(), "did you mean green or red?") {
		t.Errorf("words for no class: %v", err)
	}
}

func TestZeroShotWithAnEngineThatReadsNothing(t *testing.T) {
	s, o, _ := zeroShotSuite(t, "")
	o.Runtimes = (&fakeEngine{batch: 4, parallel: 2}).runtimes()
	records := mustRun(t, s, o)
	if r := records[0]; r.ZeroShot != nil || !slices.Contains(codes(r), "no-zero-shot") {
		t.Errorf("zero-shot %v, warnings %q", r.ZeroShot, codes(r))
	}
}

// TestZeroShotLeavesOutWhatIsElsewhere: a text model that would have to be downloaded does not stop a run.
func TestZeroShotLeavesOutWhatIsElsewhere(t *testing.T) {
	s, o := testSuite(t)
	appendTo(t, filepath.Join(filepath.Dir(s.Path), "models", "one.yaml"), "text: {weights: hf:a/b@main/c.safetensors, architecture: {kind: text, heads: 2, eps: 1e-5}, context: 20, tokenizer: hf:a/b@main/merges.txt}\n")
	t.Setenv("VFM_CACHE", t.TempDir())
	if r := mustRun(t, s, o)[0]; r.ZeroShot != nil || slices.Contains(codes(r), "no-zero-shot") {
		t.Errorf("zero-shot %v, warnings %q", r.ZeroShot, codes(r))
	}
}

func TestNearestToWords(t *testing.T) {
	s, o, e := zeroShotSuite(t, "")
	answers, err := NearestToWords(t.Context(), s, o, "one", "copies", []string{"a blue thing", "Red!", "red", "green", "blue"}, 13)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"blue", "red", "red", "green", "blue"} {
		if len(answers[i].Matches) != 13 {
			t.Fatalf("%q has %d matches", answers[i].Text, len(answers[i].Matches))
		}
		for _, m := range answers[i].Matches {
			if m.Item.Label != want {
				t.Errorf("%q finds %s", answers[i].Text, m.Item.ID)
			}
		}
	}
	if n := e.texts.Load(); n != 6 || e.open.Load() != 0 {
		t.Errorf("%d texts were read in batches of 3, and %d models are open", n, e.open.Load())
	}
	_, err = NearestToWords(t.Context(), s, o, "two", "copies", []string{"red"}, 1)
	if err == nil || !strings.Contains(err.Error(), "model two reads no texts") {
		t.Errorf("a model of images only: %v", err)
	}
}

func TestCutOffs(t *testing.T) {
	s, o, _ := zeroShotSuite(t, "")
	found, err := CutOffs(t.Context(), s, o, "one", "colours", Wanted{Precision: 1, Around: 2})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 3 {
		t.Fatalf("%d cut-offs", len(found))
	}
	for _, c := range found {
		label := c.Prompt.Label
		if !c.Found || c.Train.N != 8 || c.Train.Right != 8 || c.Train.Relevant != 8 {
			t.Errorf("%s on the training images: %+v", label, c.Train)
		}
		if c.Test.Threshold != c.Train.Threshold || c.Test.Right != c.Test.N || c.Test.Relevant != 5 || len(c.Curve) == 0 || c.Curve[len(c.Curve)-1].N != 15 {
			t.Errorf("%s on the test images: %+v, curve %v", label, c.Test, c.Curve)
		}
		if len(c.Above) != 2 || len(c.Below) != 2 || c.Above[1].Similarity < c.Test.Threshold || c.Below[0].Similarity >= c.Test.Threshold || c.Above[0].Similarity < c.Above[1].Similarity {
			t.Errorf("%s: above %v, below %v of %v", label, c.Above, c.Below, c.Test.Threshold)
		}
		for _, m := range c.Above {
			if m.Item.Label != label || m.Item.Role != "test" {
				t.Errorf("%s takes %s", label, m.Item.ID)
			}
		}
	}
	one, err := CutOffs(t.Context(), s, o, "one", "colours", Wanted{Classes: []string{"red"}})
	if err != nil || len(one) != 1 || one[0].Prompt.Label != "red" {
		t.Errorf("of one class: %v, %v", one, err)
	}
	for want, err := range map[string]error{
		`there is no class "rde"; did you mean red?`: second(CutOffs(t.Context(), s, o, "one", "colours", Wanted{Classes: []string{"rde"}})),
		"its task is retrieval":                      second(CutOffs(t.Context(), s, o, "one", "copies", Wanted{})),
		"model two reads no texts":                   second(CutOffs(t.Context(), s, o, "two", "colours", Wanted{})),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

func second[T any](_ T, err error) error { return err }
