package report

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// How many pairs of the same picture are shown.
const (
	leaksShown  = 6
	withinShown = 3
)

// leaks is what was found of pictures that a data set holds twice.
type leaks struct {
	ID     string
	Texts  []string // what was found
	Method string
	Leaked []twinPair // some of them
	Within []twinPair
	Scores []cleanRow
	Metric string
	Note   note // instead of all that, where nothing is stored
}

// twinPair is two images that are the same picture.
type twinPair struct {
	Left, Right twinSide
	By          string // what gave them away
	Relabelled  bool
}

// Sides are both, in the order of the page.
func (p twinPair) Sides() []twinSide { return []twinSide{p.Left, p.Right} }

type twinSide struct {
	*tile
	Split, Label string
}

// cleanRow is a model's official score beside the one without leaked queries.
type cleanRow struct {
	Family, Title string
	Official      result.Metric
	Clean         *result.CleanScore
}

// duplicates reads what is stored of a data set. A nil without an error means that nothing is, or of other data.
func (e *evidence) duplicates(ranked []result.Record) (*result.Duplicates, error) {
	if len(ranked) == 0 {
		return nil, nil
	}
	d, err := result.ReadDuplicates(e.Dir, ranked[0])
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &d, nil
}

// leaks is nil where there is no result.
func (e *evidence) leaks(s *sheet, id string, ranked []result.Record) *leaks {
	if len(ranked) == 0 {
		return nil
	}
	l := &leaks{ID: id + "-leaks", Metric: ranked[0].Headline}
	d, err := e.duplicates(ranked)
	switch {
	case err != nil:
		l.Note = note{Text: "What was found of duplicates cannot be read: " + e.words(err)}
		return l
	case d == nil:
		l.Note = note{"Nobody has looked for duplicates in these images yet. This does, with the vectors in the cache:", e.runCommand(ranked[0].Dataset)}
		return l
	}
	l.Method = fmt.Sprintf("%s compared, each mirrored too and with edges cut off: by the digests of their files, by perceptual hashes, and as near neighbours to %s.",
		count(d.Compared, "image was", "images were"), count(len(d.Models), "model", "models"))
	if d.SameFrom > 0 {
		l.Method += fmt.Sprintf(" Two pictures count as the same from a similarity of %g on, when one lies on the other.", d.SameFrom)
	}
	if d.Plain > 0 {
		l.Method += fmt.Sprintf(" Of %s with next to nothing on them only the bytes were.", count(d.Plain, "image", "images"))
	}
	if d.Crowded > 0 {
		l.Method += " " + crowdedText(*d) + "."
	}
	l.Texts = append(l.Texts, foundLeaks(*d), foundWithin(*d))
	l.Leaked = twinPairs(s, telling(d.Leaked, leaksShown))
	l.Within = twinPairs(s, telling(d.Within, withinShown))
	if len(d.Leaked) > 0 {
		l.Scores = e.cleanRows(*d, ranked)
	}
	return l
}

// runCommand is the command that makes the results of a data set anew.
func (e *evidence) runCommand(dataset string) string {
	command := fmt.Sprintf("bin/vfm run -suite %s -dataset %s", e.suitePath(), dataset)
	if out := e.otherOut(); out != "" {
		command += " -out " + out
	}
	return command
}

// foundLeaks says how many queries are leaked.
func foundLeaks(d result.Duplicates) string {
	if len(d.Leaked) == 0 {
		text := fmt.Sprintf("No leak was found: the pictures of the %s are not %s", count(d.Queries, "query", "queries"), where(d))
		if len(d.Within) == 0 {
			text += ", and no picture is there twice"
		}
		return text + "."
	}
	files, pixels := by(d.Leaked, result.ByBytes), by(d.Leaked, result.ByPixels)
	return fmt.Sprintf("%s. Equal files: %d; equal pixels: %d; nearly the same picture: %d. %s", leakedShare(d), files, pixels, len(d.Leaked)-files-pixels,
		"A query is leaked when the images that are searched hold the same picture again, whatever its label; the clean score leaves leaked queries out and changes nothing else.")
}

// leakedShare says how many queries are leaked, without a full stop.
func leakedShare(d result.Duplicates) string {
	n := len(d.Leaked)
	return fmt.Sprintf("%d of %s (%s\u00a0%%) %s again %s", n, count(d.Queries, "query", "queries"), percent(float64(n)/float64(d.Queries)),
		oneOrMore(n, "is there", "are there"), where(d))
}

// crowdedText says what was not compared, without a full stop.
func crowdedText(d result.Duplicates) string {
	return fmt.Sprintf("%s so many others that only the nearest of these were compared: a copy among them may be missed",
		count(d.Crowded, "image resembles", "images resemble"))
}

// where names the images that are searched.
func where(d result.Duplicates) string {
	if d.Task == string(dataset.Classification) {
		return "among the training images"
	}
	return "among the other images that are searched"
}

// foundWithin says how many images a split holds more than once.
func foundWithin(d result.Duplicates) string {
	bySplit := map[string]int{}
	var splits, parts []string
	for _, t := range d.Within {
		if bySplit[t.Split]++; bySplit[t.Split] == 1 {
			splits = append(splits, t.Split)
		}
	}
	slices.Sort(splits)
	for _, split := range splits {
		parts = append(parts, fmt.Sprintf("%d in %s", bySplit[split], split))
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("%s the same picture as an earlier one of the same split: %s.", count(len(d.Within), "image is", "images are"), list(parts))
}

func by(twins []result.Twin, what string) int {
	n := 0
	for _, t := range twins {
		if t.By == what {
			n++
		}
	}
	return n
}

// relabelled reports whether one picture has two labels.
func relabelled(t result.Twin) bool { return t.Label != t.SameLabel }

// telling chooses at most n pairs, each once: those with two labels first, then evenly spread, the least obvious before
// the others.
func telling(twins []result.Twin, n int) []result.Twin {
	kinds := map[string]int{result.ByModel: 0, result.ByHash: 1, result.ByPixels: 2, result.ByBytes: 3}
	ordered := slices.Clone(twins)
	slices.SortStableFunc(ordered, func(a, b result.Twin) int { return cmp.Compare(kinds[a.By], kinds[b.By]) })
	var odd, even []result.Twin
	seen := map[[2]string]bool{}
	for _, t := range ordered {
		pair := [2]string{min(t.Item, t.Same), max(t.Item, t.Same)}
		switch {
		case seen[pair]: // without query split, each of the two is a query
		case relabelled(t):
			odd = append(odd, t)
		default:
			even = append(even, t)
		}
		seen[pair] = true
	}
	odd = result.Spread(odd, n)
	return append(odd, result.Spread(even, n-len(odd))...)
}

func twinPairs(s *sheet, twins []result.Twin) []twinPair {
	var pairs []twinPair
	for _, t := range twins {
		pairs = append(pairs, twinPair{
			Left: twinSide{s.tile(t.Item), t.Split, t.Label}, Right: twinSide{s.tile(t.Same), t.SameSplit, t.SameLabel},
			By: gaveAway(t), Relabelled: relabelled(t),
		})
	}
	return pairs
}

// gaveAway says in words what gave a pair away.
func gaveAway(t result.Twin) string {
	text := ""
	switch t.By {
	case result.ByBytes:
		return "the same file"
	case result.ByPixels:
		return "the same pixels"
	case result.ByModel:
		text = "near to a model"
	default:
		text = "by its hash"
	}
	text += fmt.Sprintf(", similarity %.3f", t.Similarity)
	if t.Mirrored {
		text += ", mirrored"
	}
	if t.Cut >= 0.02 {
		text += fmt.Sprintf(", %.0f\u00a0%% cut off", 100*t.Cut)
	}
	return text
}

func (e *evidence) cleanRows(d result.Duplicates, ranked []result.Record) []cleanRow {
	var rows []cleanRow
	for _, r := range ranked {
		row := cleanRow{Family: r.Family, Title: e.title(r.Model), Official: r.Score()}
		if s, ok := d.Clean(r); ok {
			row.Clean = &s
		}
		rows = append(rows, row)
	}
	return rows
}

// leakNotes are the doubts that duplicates raise.
func (e *evidence) leakNotes(ranked []result.Record) []note {
	d, err := e.duplicates(ranked)
	if d == nil || err != nil {
		return nil
	}
	var notes []note
	if len(d.Leaked) > 0 {
		notes = append(notes, note{Text: leakedShare(*d) + ", nearly or quite the same, so that they are easy to answer; the scores without them stand under Leaks and duplicates."})
	}
	if d.Crowded > 0 {
		notes = append(notes, note{Text: crowdedText(*d) + "."})
	}
	if n := twoLabels(*d); n > 0 {
		notes = append(notes, note{Text: fmt.Sprintf("%s again under another label, so that at least one of the labels is wrong.", count(n, "picture is there", "pictures are there"))})
	}
	return notes
}

// twoLabels counts the images that are there again under another label.
func twoLabels(d result.Duplicates) int {
	n := 0
	for _, t := range slices.Concat(d.Leaked, d.Within) {
		if relabelled(t) {
			n++
		}
	}
	return n
}
