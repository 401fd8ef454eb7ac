package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/markdown"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// writeModelCard writes what a model card on the Hugging Face hub says of a model's results: the block
// `model-index` of its metadata, between the lines that a card has around it, and below it the same as a
// table. The hub's form is that of modelcard.md in huggingface/hub-docs. Values are 0 … 1. The interval and
// the number of queries, for which it has no keys, are arguments of the metric.
func (d *Document) writeModelCard(w io.Writer, m DocumentModel) error {
	var b strings.Builder
	fmt.Fprintf(&b, "---\nmodel-index:\n- name: %s\n  results:\n", yaml(m.Title))
	for _, r := range d.Results {
		if r.Model == m.Name {
			d.modelIndex(&b, r)
		}
	}
	b.WriteString("---\n\n")
	d.modelTable(&b, m)
	_, err := io.WriteString(w, b.String())
	return err
}

// modelIndex writes one entry of the results.
func (d *Document) modelIndex(b *strings.Builder, r result.Record) {
	set := d.dataset(r.Dataset)
	fmt.Fprintf(b, "  - task:\n      type: %s\n      name: %s\n", hubTask(r.Task), yaml(protocol(r.Task)))
	fmt.Fprintf(b, "    dataset:\n      type: %s\n      name: %s\n      revision: %s\n", yaml(hubDataset(set)), yaml(set.Title), yaml(r.Provenance.Fingerprint.String()))
	b.WriteString("    metrics:\n")
	for _, m := range r.Metrics {
		fmt.Fprintf(b, "    - type: %s\n      value: %s\n      name: %s\n", yaml(hubMetric(m.Name)), decimal(m.Value), yaml(m.Name))
		n, _ := asked(r, m.Name)
		fmt.Fprintf(b, "      args:\n        low: %s\n        high: %s\n        confidence: 0.95\n        n: %d\n", decimal(m.Low), decimal(m.High), n)
	}
}

// modelTable writes the headline metric on every data set as Markdown.
func (d *Document) modelTable(b *strings.Builder, m DocumentModel) {
	fmt.Fprintf(b, "## Results of %s\n\n", markdown.Text(m.Title))
	b.WriteString("| Data set | Metric | Score, % | 95 % interval | Queries | Gallery |\n| --- | --- | ---: | ---: | ---: | ---: |\n")
	for _, r := range d.Results {
		if r.Model == m.Name {
			s := r.Score()
			fmt.Fprintf(b, "| %s | %s | %s | %s to %s | %d | %d |\n", markdown.Text(d.dataset(r.Dataset).Title), markdown.Text(s.Name), percent(s.Value), percent(s.Low), percent(s.High), r.N, r.Gallery)
		}
	}
	fmt.Fprintf(b, "\nMeasured by [vfm](https://github.com/vfm-go/vfm) in the suite %s: frozen embeddings, exact nearest neighbours, nothing trained.\n\n", markdown.Text(d.Title))
	for _, x := range d.Metrics {
		if x.Headline {
			fmt.Fprintf(b, "- %s: %s\n", markdown.Text(x.Name), markdown.Text(x.Definition))
		}
	}
}

// protocol says in words how a task is scored.
func protocol(task string) string {
	if task == result.Retrieval {
		return "Image search by nearest embeddings"
	}
	return "Classification by nearest embeddings"
}

// hubTask is the hub's identifier of a task. It has none for image search by images: the task of the
// embeddings stands for it.
func hubTask(task string) string {
	if task == result.Retrieval {
		return "image-feature-extraction"
	}
	return "image-classification"
}

// hubDataset is the identifier of a data set: ORG/NAME for one of the hub, else the name of its card.
func hubDataset(set DocumentDataset) string {
	rest, ok := strings.CutPrefix(set.Source, "hf:")
	if !ok {
		return set.Name
	}
	repo, _, _ := strings.Cut(rest, "@")
	return repo
}

// hubMetric is the hub's identifier of a metric, where it has one; the metric's own name tells apart those
// that share it.
func hubMetric(name string) string {
	switch kind, _, _ := strings.Cut(name, "-"); kind {
	case "knn", "majority":
		return "accuracy"
	case "balanced":
		return "balanced_accuracy"
	}
	return name
}

// yaml writes a text from data as a double-quoted YAML scalar, whose escapes are those of Go.
func yaml(text string) string { return strconv.Quote(visible.Text(text)) }
