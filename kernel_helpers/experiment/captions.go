package experiment

import (
	"context"
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// captioned is the different captions of a data set's images as vectors.
type captioned struct {
	images [][]int // of each caption the images that have it, by their place in set.Items
	key    embedding.Key
	store  *embedding.Store
}

// embedCaptions embeds the captions of all data sets that a model is asked about, if it reads texts and the engine runs
// it.
func (r *session) embedCaptions(ctx context.Context, c *contender) error {
	c.captions = map[*contest]*captioned{}
	if _, runs := r.backend.(engine.TextLoader); !runs || c.reader == nil {
		return nil
	}
	for _, d := range r.contests {
		texts, images := captionsOf(d.set)
		if len(texts) == 0 {
			continue
		}
		if err := c.reader.read(ctx); err != nil {
			return err
		}
		store, err := r.embedSentences(ctx, pair{c, d}, c.reader, texts)
		if err != nil {
			return err
		}
		c.captions[d] = &captioned{images, r.sentenceKey(c.reader, texts), store}
	}
	return nil
}

func (c *contender) closeCaptions() {
	for _, all := range c.captions {
		all.store.Close()
	}
}

// captionsOf returns the different captions of the images that captions search, in the order of the images, and the
// images of each.
func captionsOf(set *dataset.Set) (texts []string, images [][]int) {
	at := map[string]int{}
	for _, i := range set.Index(set.DescribedRole()) {
		for _, text := range set.Captions[i] {
			k, seen := at[text]
			if !seen {
				k, at[text] = len(texts), len(texts)
				texts, images = append(texts, text), append(images, nil)
			}
			images[k] = append(images[k], i)
		}
	}
	return texts, images
}

// addCaptions adds how well a model that reads texts finds images by their captions.
func (r *session) addCaptions(ctx context.Context, p pair, t *trial, out *outcome) error {
	if p.reader == nil || len(p.set.Captions) == 0 {
		return nil
	}
	c := p.captions[p.contest]
	if c == nil {
		out.warnings = append(out.warnings, metric.Warning{Code: "no-captions", Text: fmt.Sprintf(
			"The engine %s runs no text models, so that the search by captions was left out; -engine ort has it.", r.backend.Identity())})
		return nil
	}
	described, err := t.described(ctx, p, r.results)
	if err != nil {
		return err
	}
	defer described.close()
	queries, stored, ties, err := described.rank(ctx, c)
	if err != nil || len(queries) == 0 { // the described images could not be read
		return err
	}
	found, err := metric.FindByCaption(queries, ties)
	out.captions = &stored
	out.metrics, out.warnings = append(out.metrics, found.Metrics...), append(out.warnings, found.Warnings...)
	return err
}

// described returns the images that captions search as the gallery of a trial without queries.
func (t *trial) described(ctx context.Context, p pair, dir string) (*trial, error) {
	d := &trial{gallery: t.gallery, rows: t.rows, galleryRows: t.galleryRows, block: t.block, options: t.options}
	if p.set.DescribedRole() != dataset.Test {
		return d, nil
	}
	d.gallery = t.queries
	return d, d.setGallery(ctx, t.queryRows, dir)
}

// rank lets captions search the gallery. Those of images that could not be read are left out.
func (t *trial) rank(ctx context.Context, c *captioned) (queries []metric.RankedQuery, stored result.Captions, ties int, err error) {
	row, has := map[int]int{}, map[int]bool{}
	for g, item := range t.gallery {
		row[item] = g
	}
	var asked []int // captions, each its row in the store
	var relevant [][]int
	for k, images := range c.images {
		var rows []int
		for _, item := range present(images, row) {
			rows, has[item] = append(rows, row[item]), true
		}
		if len(rows) > 0 {
			asked, relevant = append(asked, k), append(relevant, rows)
		}
	}
	for from := 0; from < len(asked); from += t.block {
		to := min(from+t.block, len(asked))
		found, err := knn.RelevantRanks(ctx, c.store.Rows().Select(asked[from:to]), t.galleryRows, func(q int) []int { return relevant[from+q] }, nil, t.options)
		if err != nil {
			return nil, stored, 0, fmt.Errorf("searching by captions: %w", err)
		}
		ties += found.Ties
		for _, ranks := range found.Ranks {
			queries = append(queries, metric.RankedQuery{Ranks: ranks, Relevant: len(ranks), Gallery: len(t.gallery)})
		}
	}
	stored = result.Captions{Texts: len(asked), Described: len(has), Searched: len(t.gallery), Key: c.key.Digest(), Weights: c.key.Weights, Graph: c.key.Graph, Tokenizer: c.key.Preprocess}
	return queries, stored, ties, nil
}
