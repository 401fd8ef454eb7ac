package experiment

import (
	"context"
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// head is the classes of a data set as vectors of their sentences.
type head struct {
	prompts   []dataset.Prompt // in the order of the classes
	templates []string
	key       embedding.Key
	store     *embedding.Store
	at        map[string]int // row of each sentence
}

// newHead embeds the sentences of a data set: each class in each template.
func (r *session) newHead(ctx context.Context, p pair, t *reader) (*head, error) {
	prompts, templates, err := p.set.Prompts()
	if err != nil {
		return nil, err
	}
	var sentences []string
	for _, template := range templates {
		for _, prompt := range prompts {
			sentences = append(sentences, prompt.Sentence(template))
		}
	}
	h := &head{prompts: prompts, templates: templates}
	sentences, h.at = distinct(sentences)
	h.key = r.sentenceKey(t, sentences)
	h.store, err = r.embedSentences(ctx, p, t, sentences)
	return h, err
}

// heads embeds the sentences of all classifications that a model is asked about, if it reads texts and the engine
// runs it.
func (r *session) heads(ctx context.Context, c *contender) (map[*contest]*head, error) {
	if _, runs := r.backend.(engine.TextLoader); !runs || c.reader == nil {
		return nil, nil
	}
	all := map[*contest]*head{}
	for _, d := range r.contests {
		if d.set.Card.Task != dataset.Classification {
			continue
		}
		if err := c.reader.read(ctx); err != nil {
			return all, err
		}
		h, err := r.newHead(ctx, pair{c, d}, c.reader)
		if err != nil {
			return all, err
		}
		all[d] = h
	}
	return all, nil
}

// addZeroShot adds what a model that reads texts makes of the classes' words.
func (r *session) addZeroShot(ctx context.Context, p pair, t *trial, out *outcome) error {
	if p.reader == nil {
		return nil
	}
	h := p.heads[p.contest]
	if h == nil {
		out.warnings = append(out.warnings, metric.Warning{Code: "no-zero-shot", Text: fmt.Sprintf(
			"The engine %s runs no text models, so that %s was left out; -engine ort has it.", r.backend.Identity(), metric.ZeroShotName)})
		return nil
	}
	z, named, err := t.zeroShot(ctx, p, h)
	if err != nil {
		return err
	}
	out.zeroShot = &z
	out.metrics, out.warnings = append(out.metrics, named.Metric), append(out.warnings, named.Warnings...)
	return nil
}

// classes returns a vector for each class, [classes, dim]: the mean of its sentences in the templates, each of length
// 1, and itself of length 1 (https://github.com/mlfoundations/open_clip/blob/main/src/open_clip/zero_shot_classifier.py).
func (h *head) classes(templates ...string) matrix.Rows {
	rows := h.store.Rows()
	vectors := matrix.New(len(h.prompts), rows.Dim)
	sum := make([]float64, rows.Dim)
	for c, prompt := range h.prompts {
		clear(sum)
		for _, template := range templates {
			for i, x := range rows.Row(h.at[prompt.Sentence(template)]) {
				sum[i] += float64(x)
			}
		}
		row := vectors.Row(c)
		for i, x := range sum {
			row[i] = float32(x / float64(len(templates)))
		}
	}
	vectors.Normalize()
	return vectors
}

// zeroShot names the class of each query by the nearest of the classes' vectors; of equally near ones by the first.
func (t *trial) zeroShot(ctx context.Context, p pair, h *head) (result.ZeroShot, metric.ZeroShot, error) {
	labels, class := classIndex(p.set)
	truth := make([]int, len(t.queries))
	for q, item := range t.queries {
		truth[q] = class[p.set.Items[item].Label]
	}
	predicted, ties, err := t.name(ctx, h.classes(h.templates...))
	if err != nil {
		return result.ZeroShot{}, metric.ZeroShot{}, err
	}
	outcome := metric.NameClasses(truth, predicted, labels, ties)
	z := result.ZeroShot{Key: h.key.Digest(), Weights: h.key.Weights, Graph: h.key.Graph, Tokenizer: h.key.Preprocess}
	for _, c := range outcome.Classes {
		z.Classes = append(z.Classes, result.Class(c))
	}
	for _, prompt := range h.prompts {
		z.Prompts = append(z.Prompts, result.Prompt(prompt))
	}
	for _, template := range h.templates {
		predicted, _, err := t.name(ctx, h.classes(template))
		if err != nil {
			return result.ZeroShot{}, metric.ZeroShot{}, err
		}
		z.Templates = append(z.Templates, result.Template{Text: template, Value: metric.Accuracy(truth, predicted)})
	}
	z.Mean, z.Deviation = z.Spread()
	return z, outcome, nil
}

// name returns for each query the class whose vector is nearest, and how many queries have two of them.
func (t *trial) name(ctx context.Context, classes matrix.Rows) (predicted []int, ties int, err error) {
	err = t.blocks(func(_ int, queries matrix.Rows, _ []int) error {
		found, err := knn.Search(ctx, queries, classes, 1, nil, t.options)
		if err != nil {
			return err
		}
		for i, near := range found.Neighbours {
			predicted = append(predicted, near[0].Index)
			if found.Tied[i] {
				ties++
			}
		}
		return nil
	})
	return predicted, ties, err
}
