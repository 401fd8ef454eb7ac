package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/markdown"
	"github.com/vfm-go/vfm/kernel_helpers/points"
)

// writeMarkdown writes the report for a README or a model card: who won, the points, the best models with
// their intervals, and every doubt.
func (d *Document) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", markdown.Text(d.Title))
	if d.Notes != "" {
		for line := range strings.SplitSeq(strings.TrimSpace(d.Notes), "\n") {
			fmt.Fprintf(&b, "%s\n", markdown.Text(line))
		}
		b.WriteString("\n")
	}
	for _, text := range []string{d.Verdict, d.Doubt, d.Gaps} {
		if text != "" {
			fmt.Fprintf(&b, "%s\n\n", markdown.Text(text))
		}
	}
	d.markdownPoints(&b)
	d.markdownBest(&b)
	d.markdownClean(&b)
	d.markdownDoubts(&b)
	d.markdownMethod(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// markdownPoints writes the points of each family on each data set.
func (d *Document) markdownPoints(b *strings.Builder) {
	head, rule, sum := "| Data set |", "| --- |", "| **All** |"
	for _, f := range d.Points.Families {
		head, rule, sum = head+" "+markdown.Text(f.Name)+" |", rule+" ---: |", sum+fmt.Sprintf(" **%d** |", f.Points)
	}
	fmt.Fprintf(b, "## Points\n\n%s\n%s\n", head, rule)
	for _, set := range d.Points.Datasets {
		fmt.Fprintf(b, "| %s |", markdown.Text(d.dataset(set.Name).Title))
		for _, f := range d.Points.Families {
			fmt.Fprintf(b, " %s |", markdownPlace(set, f.Name))
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(b, "%s\n\n≈ marks families that are not separable from one on a neighbouring place; – stands for no result.\n\n", sum)
}

// markdownPlace is a cell of the points: the first place is bold.
func markdownPlace(set points.DatasetPlaces, family string) string {
	i := slices.IndexFunc(set.Places, func(p points.Place) bool { return p.Family == family })
	if i < 0 {
		return "–"
	}
	text := fmt.Sprint(set.Places[i].Points)
	if set.Places[i].Position == 1 {
		text = "**" + text + "**"
	}
	if set.Open(family) {
		text += " ≈"
	}
	return text
}

// markdownBest writes the best model of each family on each data set.
func (d *Document) markdownBest(b *strings.Builder) {
	b.WriteString("## Best model of each family\n\n| Data set | Metric | Family | Model | Score, % | 95 % interval | Queries |\n| --- | --- | --- | --- | ---: | ---: | ---: |\n")
	for _, set := range d.Points.Datasets {
		for _, p := range set.Places {
			fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s to %s | %d |\n", markdown.Text(d.dataset(set.Name).Title), markdown.Text(set.Metric), markdown.Text(p.Family),
				markdown.Text(d.title(p.Model)), percent(p.Value), percent(p.Low), percent(p.High), d.result(p.Model, set.Name).N)
		}
	}
	b.WriteString("\n")
}

// markdownClean writes the scores without leaked queries, where there are any.
func (d *Document) markdownClean(b *strings.Builder) {
	var rows strings.Builder
	for _, set := range d.Datasets {
		if set.Duplicates == nil {
			continue
		}
		for _, c := range set.Duplicates.Clean {
			official := d.result(c.Model, set.Name).Score()
			fmt.Fprintf(&rows, "| %s | %s | %s | %s | %s to %s | %d |\n", markdown.Text(set.Title), markdown.Text(d.title(c.Model)),
				percent(official.Value), percent(c.Value), percent(c.Low), percent(c.High), c.N)
		}
	}
	if rows.Len() > 0 {
		fmt.Fprintf(b, "## Without leaked queries\n\nA query is leaked when the images that are searched hold the same picture again.\n\n"+
			"| Data set | Model | Official score, %% | Clean score, %% | 95 %% interval | Queries left |\n| --- | --- | ---: | ---: | ---: | ---: |\n%s\n", rows.String())
	}
}

// markdownDoubts writes what to know of the numbers, data set by data set.
func (d *Document) markdownDoubts(b *strings.Builder) {
	b.WriteString("## What to know of the numbers\n\n")
	for _, set := range d.Datasets {
		fmt.Fprintf(b, "- %s\n", markdown.Text(set.Title))
		for _, text := range set.Places {
			fmt.Fprintf(b, "  - %s\n", markdown.Text(text))
		}
		for _, w := range set.Warnings {
			text := markdown.Text(w.Text)
			if w.Command != "" {
				text += " " + markdown.Code(w.Command)
			}
			fmt.Fprintf(b, "  - ⚠ %s\n", text)
		}
		if n := len(set.Skipped); n > 0 {
			fmt.Fprintf(b, "  - ⚠ %s skipped for every model.\n", count(n, "file was", "files were"))
		}
	}
	for _, u := range d.Unreadable {
		fmt.Fprintf(b, "- ⚠ %s cannot be read: %s\n", markdown.Text(u.Path), markdown.Text(u.Reason))
	}
	for _, l := range d.Points.Unlisted {
		fmt.Fprintf(b, "- ⚠ The suite does not name %s on %s, so it takes no part.\n", markdown.Text(l.Model), markdown.Text(l.Dataset))
	}
	b.WriteString("\n")
}

// markdownMethod defines the headline metrics and says where the numbers come from.
func (d *Document) markdownMethod(b *strings.Builder) {
	b.WriteString("## Method\n\n")
	for _, m := range d.Metrics {
		if m.Headline {
			fmt.Fprintf(b, "- %s: %s\n", markdown.Text(m.Name), markdown.Text(m.Definition))
		}
	}
	b.WriteString("- Intervals hold 95 %; places are compared by paired tests on the same queries, Holm-corrected over all pairs of models of a data set.\n")
	var made []string
	for _, r := range d.Results {
		p := r.Provenance
		text := fmt.Sprintf("vfm %s, %s, %s on %s", p.VFM, p.Engine, p.Precision, p.Host)
		if !slices.Contains(made, text) {
			made = append(made, text)
			fmt.Fprintf(b, "- Computed by %s.\n", markdown.Text(text))
		}
	}
}
