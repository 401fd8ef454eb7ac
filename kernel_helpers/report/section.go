package report

import (
	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/points"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// section is one data set.
type section struct {
	ID, Name, Title string
	TaskName        string
	Facts           []string // counts, in words
	Description     string
	License         string
	Citation        string
	Metric          definition
	Sheet           *sheet // of its samples and galleries
	Samples         []*tile
	Chart           *figure
	Models          []modelRow
	ZeroShot        []zeroShotRow
	Words           byWords
	Matrix          *matrix
	Details         details
	Places          []string // sentences on the places of the families
	Notes           []note   // doubts, shown where the numbers are
	Skipped         int      // files
	Galleries       []gallery
	Leaks           *leaks
	Why             *why
	Retrieval       bool
}

func (e *evidence) section(a *album, d points.DatasetPlaces) (section, error) {
	name, id := d.Name, e.Anchors[d.Name]
	card := e.Cards[name]
	ranked := e.ranked(name)
	pictures := a.sheet(id, name, a.answers)
	s := section{
		ID: id, Name: name, Title: e.datasetTitle(name), Description: card.Description, License: card.License, Citation: card.Citation,
		Sheet: pictures, Samples: pictures.samples(e.Sets[name]), Models: e.modelRows(ranked, d), Matrix: e.matrix(ranked, d), ZeroShot: e.zeroShotRows(ranked), Words: e.byWords(ranked), Details: e.details(ranked),
		Places: append(e.separability(d), e.absent(d)...), Skipped: len(skipped(ranked)),
	}
	task, facts := e.facts(name, ranked)
	s.TaskName, s.Facts, s.Retrieval = taskName(task), facts, task == dataset.Retrieval
	if len(ranked) > 0 {
		s.Metric = definition{d.Metric, metric.Definition(d.Metric), true}
		c, err := e.modelChart(id, s.Title, ranked, d)
		if err != nil {
			return section{}, err
		}
		s.Chart = &c
	}
	var err error
	if s.Why, err = e.why(a, d, ranked); err != nil {
		return section{}, err
	}
	if s.Why != nil {
		s.Leaks = e.leaks(s.Why.Sheet, id, ranked)
	}
	s.Notes = e.notes(d, ranked)
	for _, place := range d.Places {
		if e.Brief {
			break
		}
		r := e.Ranked[pair{place.Model, name}]
		r.Family = place.Family
		s.Galleries = append(s.Galleries, e.examples(pictures, r))
	}
	return s, nil
}

// facts returns a data set's task and its counts, from the images where they can be read, else from a result.
func (e *evidence) facts(name string, ranked []result.Record) (task dataset.Task, facts []string) {
	set := e.Sets[name]
	switch {
	case set == nil && len(ranked) == 0:
		return e.Cards[name].Task, nil
	case set == nil:
		r := ranked[0]
		return dataset.Task(r.Task), []string{count(r.N, "query", "queries"), count(r.Gallery, "image", "images") + " searched"}
	}
	task, facts = set.Card.Task, []string{count(len(set.Classes()), "class", "classes")}
	gallery, queries := len(set.Gallery()), len(set.Queries())
	switch {
	case set.LeaveOneOut():
		facts = append(facts, count(gallery, "image", "images")+", each searching all the others")
	case task == dataset.Retrieval:
		facts = append(facts, count(gallery, "gallery image", "gallery images"), count(queries, "query", "queries"))
	default:
		facts = append(facts, count(gallery, "training image", "training images"), count(queries, "test image", "test images"))
	}
	return task, facts
}

// taskName is what the page calls a task.
func taskName(t dataset.Task) string {
	switch t {
	case dataset.Classification:
		return "Classification"
	case dataset.Retrieval:
		return "Image search"
	}
	return "Unknown task"
}
