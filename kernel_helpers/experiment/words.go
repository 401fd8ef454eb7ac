package experiment

import (
	"context"
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

// NearestToWords finds for each text the k most similar images among all of a data set, by the embeddings of one model
// that reads texts. Its text model is downloaded if it is not here. It embeds
// the data set if that was not done; the texts are embedded anew each time.
func NearestToWords(ctx context.Context, s *suite.Suite, o Options, model, datasetName string, texts []string, k int) ([]Answer, error) {
	o.Models, o.Datasets, o.ZeroShot = []string{model}, []string{datasetName}, true
	r, err := newSession(ctx, s, o)
	if err != nil {
		return nil, err
	}
	defer r.close()
	p, err := r.only(ctx)
	if err != nil {
		return nil, err
	}
	if p.reader == nil {
		return nil, fmt.Errorf("searching %s for %q: %w, or name files that exist", datasetName, texts[0], noReader(p.card))
	}
	answers := make([]Answer, len(texts))
	for i, text := range texts {
		answers[i].Text = text
	}
	store, err := r.embed(ctx, p)
	defer r.putAway(p, store)
	p.unload()
	if err != nil {
		return nil, err
	}
	vectors, err := r.embedTexts(ctx, p, texts)
	if err != nil {
		return nil, err
	}
	all := make([]int, len(texts))
	for i := range all {
		all[i] = i
	}
	return answers, r.match(ctx, p, store, vectors, all, answers, k)
}

// noReader is the error for a model that would have to read texts.
func noReader(c zoo.Card) error {
	return fmt.Errorf("model %s reads no texts (%s has no `text` with a tokenizer); choose a model such as CLIP", c.Name, c.Path)
}

// embedTexts returns the vectors of texts, [n, dim].
func (r *session) embedTexts(ctx context.Context, p pair, texts []string) (matrix.Rows, error) {
	if err := p.reader.read(ctx); err != nil {
		return matrix.Rows{}, err
	}
	model, err := r.loadText(ctx, pair{&p.reader.contender, p.contest}, p.reader)
	if err != nil {
		return matrix.Rows{}, err
	}
	defer model.Close()
	part, err := p.reader.embedPart(ctx, model, embedding.Range{To: len(texts)}, texts)
	if err != nil {
		return matrix.Rows{}, fmt.Errorf("embedding with %s: %w", p.reader.card.Name, err)
	}
	part.Rows.Normalize()
	return part.Rows, nil
}
