package points

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// entry is a result that takes part in the ranking of a data set.
type entry struct {
	family string
	record result.Record
	value  float64 // of the headline metric
}

// entries sorts the models of the suite, in its order, into those with a result that can be ranked on the
// data set, those whose result is stale, and those without one.
func (in Input) entries(dataset string) (found []entry, stale, missing []Outdated) {
	reference := in.reference(dataset)
	for _, family := range in.Families {
		for _, model := range family.Models {
			out := Outdated{Family: family.Name, Model: model, Dataset: dataset, Command: in.command(model, dataset)}
			r := in.record(model, dataset)
			if r == nil {
				out.Reason = "there is no result"
				missing = append(missing, out)
				continue
			}
			if out.Reason = in.staleReason(*r, reference); out.Reason != "" {
				stale = append(stale, out)
				continue
			}
			found = append(found, entry{family.Name, *r, r.Score().Value})
		}
	}
	return found, stale, missing
}

// reference returns the result that the others must match: of those made on the current data, or of all
// where that is not known, the one finished last (of equal times, the first in the suite's order).
// Baselines decide only where no family has a result. Without one, no result was made on the current data.
func (in Input) reference(dataset string) result.Record {
	var models []string
	for _, f := range in.Families {
		models = append(models, f.Models...)
	}
	last := in.last(models, dataset)
	if last == nil {
		last = in.last(in.Baselines, dataset)
	}
	if last == nil {
		return result.Record{}
	}
	return *last
}

// last returns the result of one of the models on current data that was finished last, the first of equal
// times; nil without any.
func (in Input) last(models []string, dataset string) *result.Record {
	var last *result.Record
	for _, model := range models {
		r := in.record(model, dataset)
		if r == nil || in.dataReason(*r) != "" {
			continue
		}
		if last == nil || r.Provenance.Finished.After(last.Provenance.Finished) {
			last = r
		}
	}
	return last
}

// staleReason says why r cannot be ranked beside the reference, or "".
func (in Input) staleReason(r, reference result.Record) string {
	if reason := in.dataReason(r); reason != "" {
		return reason
	}
	a, b := r.Provenance, reference.Provenance
	switch {
	case a.Fingerprint != b.Fingerprint:
		return fmt.Sprintf("it was made on other images than the result of %s", reference.Model)
	case a.Truth != b.Truth:
		return fmt.Sprintf("it was made with other labels or splits than the result of %s", reference.Model)
	case r.Task != reference.Task || r.Headline != reference.Headline:
		return fmt.Sprintf("it is ranked by %s, the result of %s by %s", r.Headline, reference.Model, reference.Headline)
	case r.N != reference.N || r.Gallery != reference.Gallery:
		return fmt.Sprintf("it has %d queries in %d images, the result of %s has %d in %d",
			r.N, r.Gallery, reference.Model, reference.N, reference.Gallery)
	case r.Score().Name == "":
		return fmt.Sprintf("it has no value of its headline metric %q", r.Headline)
	}
	return ""
}

// dataReason says how the data set has changed since r was made, or "".
func (in Input) dataReason(r result.Record) string {
	now, known := in.Current[r.Dataset]
	switch {
	case known && r.Provenance.Fingerprint != now.Fingerprint:
		return "the images of the data set have changed since"
	case known && r.Provenance.Truth != now.Truth:
		return "the labels or splits of the data set have changed since"
	}
	return ""
}

func (in Input) record(model, dataset string) *result.Record {
	for i, r := range in.Records {
		if r.Model == model && r.Dataset == dataset {
			return &in.Records[i]
		}
	}
	return nil
}

// unlisted returns the results whose model or data set the suite does not name.
func (in Input) unlisted() []Listed {
	out := []Listed{}
	for _, r := range in.Records {
		named := slices.Contains(in.Baselines, r.Model) ||
			slices.ContainsFunc(in.Families, func(f Family) bool { return slices.Contains(f.Models, r.Model) })
		if !named || !slices.Contains(in.Datasets, r.Dataset) {
			out = append(out, Listed{r.Model, r.Dataset})
		}
	}
	return out
}

// command returns the command line that makes the result, in the checkout.
func (in Input) command(model, dataset string) string {
	out := ""
	if in.Out != "" {
		out = " -out " + quote(in.Out)
	}
	return fmt.Sprintf("bin/vfm run -suite %s -model %s -dataset %s%s", quote(in.Suite), quote(model), quote(dataset), out)
}

// quote makes a word safe in a POSIX shell.
func quote(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./:@%+=,", r)
	}
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool { return !plain(r) }) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
