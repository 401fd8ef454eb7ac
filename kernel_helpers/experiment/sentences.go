package experiment

import (
	"context"
	"errors"
	"fmt"
	"math"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
	"github.com/vfm-go/vfm/kernel_helpers/tokenizer"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

// reader is the text model beside a contender's model of images.
type reader struct {
	contender        // its card is the text's
	merges    string // path of the tokenizer's file
	tokens    digest.SHA256
	tokenizer tokenizer.Encoder // nil = not read yet
}

// newReader finds the files of a card's text model; nil if it has none that vfm can use, or if a file that has to
// be downloaded is not here.
func newReader(c *contender) (*reader, error) {
	if !c.card.HasText() || c.card.Text.Tokenizer == "" {
		return nil, nil
	}
	weights, here, err := textFile(c.card.TextCard())
	if !here {
		return nil, err
	}
	merges, here, err := textFile(c.card.TokenizerCard())
	if !here {
		return nil, err
	}
	text := contender{family: c.family, card: c.card.TextCard(), path: weights, half: c.half, context: c.card.Text.Context}
	return &reader{contender: text, merges: merges}, text.checkTower()
}

// textFile returns where a file of a text model lies. One that was not downloaded yet is no error: whoever wants it
// says so.
func textFile(c zoo.Card) (path string, here bool, err error) {
	path, err = c.WeightsPath()
	if errors.Is(err, shelf.ErrAbsent) {
		return "", false, nil
	}
	return path, err == nil, err
}

// read hashes the weights and reads the tokenizer, once.
func (t *reader) read(ctx context.Context) error {
	if err := t.readWeights(ctx); err != nil || t.tokenizer != nil {
		return err
	}
	var err error
	if t.tokens, err = digest.File(ctx, t.merges); err != nil {
		return fmt.Errorf("reading the tokenizer of %s: %w", t.card.Name, err)
	}
	t.tokenizer, err = tokenizer.Open(t.merges)
	return err
}

// key is everything that can change the vectors of sentences.
func (r *session) sentenceKey(t *reader, sentences []string) embedding.Key {
	return embedding.Key{
		Weights:     t.weights.digest,
		Graph:       t.graph(),
		Preprocess:  fmt.Sprintf("%s merges=%s context=%d", tokenizer.Version, t.tokens, t.context),
		Decoder:     "text",
		Fingerprint: digest.Fields(append([]string{"vfm sentences 1"}, sentences...)...),
		Engine:      r.backend.Identity(),
		Precision:   t.precision(),
	}
}

// embedSentences returns the finished vectors of sentences, no two alike, from the cache as far as they are there.
func (r *session) embedSentences(ctx context.Context, p pair, t *reader, sentences []string) (*embedding.Store, error) {
	p = pair{&t.contender, p.contest}
	store, err := embedding.Open(ctx, r.cache, r.sentenceKey(t, sentences), sentences, t.card.Dim, func() { r.emit(p.event(PhaseWait)) })
	if err != nil || store.Finished() {
		return store, err
	}
	if err := r.fillSentences(ctx, p, t, store, sentences); err != nil {
		store.Close()
		return nil, fmt.Errorf("embedding the sentences of %s with %s: %w", p.set.Card.Name, t.card.Name, err)
	}
	return store, nil
}

func (r *session) fillSentences(ctx context.Context, p pair, t *reader, store *embedding.Store, sentences []string) error {
	model, err := r.loadText(ctx, p, t)
	if err != nil {
		return err
	}
	defer model.Close()
	for _, rng := range store.Missing() {
		part, err := t.embedPart(ctx, model, rng, sentences)
		if err != nil {
			return err
		}
		if err := store.WritePart(part); err != nil {
			return err
		}
	}
	return store.Finish()
}

// loadText brings a text model into memory.
func (r *session) loadText(ctx context.Context, p pair, t *reader) (engine.TextModel, error) {
	loader, ok := r.backend.(engine.TextLoader)
	if !ok {
		return nil, fmt.Errorf("the engine %s runs no text models; use -engine ort", r.backend.Identity())
	}
	r.emit(p.event(PhaseLoad))
	path, err := r.graphFile(ctx, p)
	if err != nil {
		return nil, err
	}
	return loader.LoadText(ctx, engine.TextSpec{Name: t.card.Name, Path: path, Input: onnxgraph.TextInput,
		Output: onnxgraph.TowerOutput, Context: t.context, Dim: t.card.Dim})
}

// embedPart embeds the sentences of a range, several batches at once. What the last batch lacks is empty texts.
func (t *reader) embedPart(ctx context.Context, model engine.TextModel, rng embedding.Range, sentences []string) (embedding.Part, error) {
	rows := matrix.New(rng.To-rng.From, t.card.Dim)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(model.Parallel())
	size := model.Batch()
	for from := 0; from < rows.N; from += size {
		texts := sentences[rng.From+from : min(rng.From+from+size, rng.To)]
		g.Go(func() error {
			ids := make([]int64, size*t.context)
			for i := range size {
				text := ""
				if i < len(texts) {
					text = texts[i]
				}
				copy(ids[i*t.context:], t.tokenizer.Encode(text, t.context))
			}
			out := matrix.New(size, t.card.Dim)
			if err := model.Embed(ctx, ids, out); err != nil {
				return err
			}
			copy(rows.Data[from*rows.Dim:], out.Data[:len(texts)*rows.Dim])
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return embedding.Part{}, err
	}
	for i := range rows.N {
		if norm := matrix.Norm(rows.Row(i)); math.IsNaN(norm) || math.IsInf(norm, 0) {
			return embedding.Part{}, fmt.Errorf("the vector of %q is not finite: check the text's weights", sentences[rng.From+i])
		}
	}
	return embedding.Part{Range: rng, Rows: rows, PeakMemory: peakMemory()}, nil
}

// distinct returns the different texts in their order, and the place of each among them.
func distinct(texts []string) ([]string, map[string]int) {
	var list []string
	at := map[string]int{}
	for _, text := range texts {
		if _, seen := at[text]; !seen {
			at[text] = len(list)
			list = append(list, text)
		}
	}
	return list, at
}
