package dataset

import (
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

// Item is one image of a data set: a file, or a part of one.
type Item struct {
	ID     string        // slash path relative to the data folder, for a part of a file with its place in it; unique in the set
	Path   string        // where the file is; Read reads the image
	Label  string        // "" only for a gallery image that is relevant to no query
	Role   Role          // what the image is used for
	Digest digest.SHA256 // of the image's bytes
	part   part          // of the file at Path; nil = all of it
}

// Problem is an image that is not among the items, and why, in words for a person.
type Problem struct {
	Item   string // as the ID of an item
	Reason string
}

// Warning is a doubt about the set as a whole: data, shown wherever its results are.
type Warning struct {
	Code string // "unseen-class" or "one-class"
	Text string // one sentence
	N    int    // how many images it concerns
}

// Set is a data set whose files were listed and hashed.
type Set struct {
	Card     Card
	Dir      string           // the data folder
	Items    []Item           // sorted by ID, as UTF-8 bytes
	Captions map[int][]string // of some images, by their position in Items: what they show, in words
	Problems []Problem        // sorted by Item
	Warnings []Warning
}

// Fingerprint is the digest of all item ids with their files' digests: equal for equal content, wherever
// the data folder lies. A file that could not be read is not an item, so the fingerprint changes when it
// becomes readable.
func (s *Set) Fingerprint() digest.SHA256 {
	fields := make([]string, 0, 1+2*len(s.Items))
	fields = append(fields, "vfm items 1")
	for _, it := range s.Items {
		fields = append(fields, it.ID, it.Digest.String())
	}
	return digest.Fields(fields...)
}

// Truth is the digest of what answers are compared with: the task, each item's role, id and label, and the captions
// where there are any.
func (s *Set) Truth() digest.SHA256 {
	fields := make([]string, 0, 2+3*len(s.Items))
	fields = append(fields, "vfm truth 1", string(s.Card.Task))
	for _, it := range s.Items {
		fields = append(fields, string(it.Role), it.ID, it.Label)
	}
	for i, it := range s.Items {
		for _, caption := range s.Captions[i] {
			fields = append(fields, "vfm caption 1", it.ID, caption)
		}
	}
	return digest.Fields(fields...)
}

// Index returns the positions in Items of all items with role r, ascending.
func (s *Set) Index(r Role) []int {
	var index []int
	for i, it := range s.Items {
		if it.Role == r {
			index = append(index, i)
		}
	}
	return index
}

// Queries returns the positions of the items that ask: test, query, or with leave-one-out the gallery.
func (s *Set) Queries() []int {
	switch {
	case s.Card.Task == Classification:
		return s.Index(Test)
	case s.LeaveOneOut():
		return s.Index(Gallery)
	}
	return s.Index(Query)
}

// Gallery returns the positions of the items that are searched: train or gallery.
func (s *Set) Gallery() []int {
	if s.Card.Task == Classification {
		return s.Index(Train)
	}
	return s.Index(Gallery)
}

// LeaveOneOut reports whether each gallery image searches all the others, itself removed.
func (s *Set) LeaveOneOut() bool { return s.Card.LeaveOneOut() }

// Classes returns the distinct labels, sorted as UTF-8 bytes. The empty label of a distractor is none.
func (s *Set) Classes() []string { return classes(s.Items) }

func classes(items []Item) []string {
	seen := map[string]bool{"": true}
	var labels []string
	for _, it := range items {
		if !seen[it.Label] {
			seen[it.Label] = true
			labels = append(labels, it.Label)
		}
	}
	slices.SortFunc(labels, strings.Compare)
	return labels
}
