package experiment

import (
	"context"
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Answer is what was found for one image file, or for words.
type Answer struct {
	Path    string  // of the file; "" in a search for words
	Text    string  // the words
	Problem string  // why the file could not be read; "" = it was
	Matches []Match // nearest first
}

// Match is an image of a data set that is near to a file.
type Match struct {
	Item       dataset.Item
	Similarity float64 // cosine, -1 … 1
}

// Nearest finds for each image file the k most similar images among all of a data set, by the embeddings
// of one model. It embeds the data set if that was not done; the files are embedded anew each time.
func Nearest(ctx context.Context, s *suite.Suite, o Options, model, datasetName string, paths []string, k int) ([]Answer, error) {
	o.Models, o.Datasets = []string{model}, []string{datasetName}
	r, err := newSession(ctx, s, o)
	if err != nil {
		return nil, err
	}
	defer r.close()
	p, err := r.only(ctx)
	if err != nil {
		return nil, err
	}
	defer p.unload()
	return r.nearest(ctx, p, paths, k)
}

func (r *session) nearest(ctx context.Context, p pair, paths []string, k int) ([]Answer, error) {
	store, err := r.embed(ctx, p)
	defer r.putAway(p, store)
	if err != nil {
		return nil, err
	}
	answers := make([]Answer, len(paths))
	for i, path := range paths {
		answers[i].Path = path
	}
	queries, readable, err := r.embedFiles(ctx, p, answers)
	if err != nil {
		return answers, err
	}
	return answers, r.match(ctx, p, store, queries, readable, answers, k)
}

// match finds the k most similar images of each query, a row for the answer of that number.
func (r *session) match(ctx context.Context, p pair, store *embedding.Store, queries matrix.Rows, rows []int, answers []Answer, k int) error {
	if queries.N == 0 || store.Rows().N == 0 {
		return nil
	}
	scorer, err := r.backend.Scorer(p.card.Dim)
	if err != nil {
		return err
	}
	defer scorer.Close()
	found, err := knn.Search(ctx, queries, store.Rows(), k, nil, knn.Options{Scorer: scorer})
	if err != nil {
		return fmt.Errorf("searching %s: %w", p.set.Card.Name, err)
	}
	items := store.Items()
	for q, a := range rows {
		for _, n := range found.Neighbours[q] {
			answers[a].Matches = append(answers[a].Matches, Match{p.set.Items[items[n.Index]], n.Similarity})
		}
	}
	return nil
}

// embedFiles returns the vectors [n, dim] of the answers' files, and which answer each row is for. Answers
// whose file cannot be read get their Problem.
func (r *session) embedFiles(ctx context.Context, p pair, answers []Answer) (matrix.Rows, []int, error) {
	if err := r.load(ctx, p); err != nil {
		return matrix.Rows{}, nil, err
	}
	paths := make([]string, len(answers))
	for i, a := range answers {
		paths[i] = a.Path
	}
	part, err := embedAll(ctx, p.contender, fileSource{paths}, len(paths))
	if err != nil {
		return matrix.Rows{}, nil, fmt.Errorf("embedding with %s: %w", p.card.Name, err)
	}
	for _, s := range part.Skipped {
		answers[s.Item].Problem = s.Reason
	}
	var readable []int
	for i, a := range answers {
		if a.Problem == "" {
			readable = append(readable, i)
		}
	}
	return part.Rows, readable, nil
}

// embedAll makes the vectors of n images with a model that is loaded, as a store would have them, and keeps none.
func embedAll(ctx context.Context, c *contender, from source, n int) (whole embedding.Part, err error) {
	line := pipeline{model: c.model, spec: c.card.Input, dim: c.card.Dim, source: from}
	ranges := embedding.Ranges(n)
	parts := make([]embedding.Part, len(ranges))
	err = line.run(ctx, ranges, func(p embedding.Part) error {
		parts[p.Range.Part] = p
		return nil
	}, func(int) {})
	whole.Rows.Dim = c.card.Dim
	for _, p := range parts {
		whole.Rows.Data = append(whole.Rows.Data, p.Rows.Data...)
		whole.Rows.N += p.Rows.N
		whole.Skipped = append(whole.Skipped, p.Skipped...)
	}
	whole.Rows.Normalize()
	return whole, err
}
