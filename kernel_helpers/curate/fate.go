package curate

import (
	"cmp"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
)

// Reason is why an image of the pool is not in the new set.
type Reason string

// The reasons, in the order in which they are looked for.
const (
	Unreadable Reason = "unreadable" // it is no picture or cannot be read
	Leaked     Reason = "leak"       // it, or a duplicate of it, is an image of a test
	Known      Reason = "seed"       // it, or a duplicate of it, is an image of the seeds
	SameBytes  Reason = "bytes"      // another image has the same bytes
	SamePixels Reason = "pixels"     // another image has the same pixels
	NearSame   Reason = "near"       // another image is the same picture, altered
	Far        Reason = "far"        // no seed asked for it
	Capped     Reason = "cap"        // a seed asked for it, but its set has brought as many as it may
)

// Edge says that two images are the same picture. Numbers from the size of the pool on are images of tests and seeds.
type Edge struct {
	A, B int
	By   Reason // SameBytes, SamePixels or NearSame
}

// Fate is what becomes of an image: Reason "" = it may be retrieved.
type Fate struct {
	Reason Reason
	Of     int // the image that it is a duplicate of; -1 = none
}

// Fates decides for each image of a pool, 0 … len(worth)-1. worth ranks what it is worth, and kinds what each image beyond
// the pool makes of its duplicates: Leaked or Known. Images that a chain of edges connects are one component. One that
// holds an image of a test goes entirely, else one that holds a seed does; of any other the image that is worth most
// stays, the lowest of several.
func Fates(worth []int, kinds []Reason, edges []Edge) []Fate {
	n := len(worth)
	groups := duplicate.NewGroups(n + len(kinds))
	for _, e := range edges {
		groups.Join(e.A, e.B)
	}
	fates := make([]Fate, n)
	for i := range fates {
		fates[i].Of = -1
	}
	direct := neighboursOf(edges)
	for _, group := range groups.Several() {
		chosen, reason := choose(group, worth, kinds)
		for _, i := range group {
			if i >= n || i == chosen {
				continue
			}
			of, by := chosen, nearest(direct[i], chosen)
			if reason != "" { // name the image that it touches itself, if there is one
				of = touching(direct[i], chosen, n, kinds, reason)
				by = reason
			}
			fates[i] = Fate{by, of}
		}
	}
	return fates
}

// choose returns the image that stands for a group, and why the whole group goes, "" where one stays.
func choose(group, worth []int, kinds []Reason) (int, Reason) {
	for _, reason := range []Reason{Leaked, Known} {
		for _, i := range group {
			if i >= len(worth) && kinds[i-len(worth)] == reason {
				return i, reason
			}
		}
	}
	return slices.MaxFunc(group, func(a, b int) int { return cmp.Or(cmp.Compare(worth[a], worth[b]), cmp.Compare(b, a)) }), ""
}

// neighboursOf lists the edges of each image.
func neighboursOf(edges []Edge) map[int][]Edge {
	of := map[int][]Edge{}
	for _, e := range edges {
		of[e.A] = append(of[e.A], e)
		of[e.B] = append(of[e.B], Edge{e.B, e.A, e.By})
	}
	return of
}

// nearest says how an image is the same as the chosen one: by their edge, or else NearSame, through others.
func nearest(edges []Edge, chosen int) Reason {
	best := NearSame
	for _, e := range edges {
		if e.B == chosen && (e.By == SameBytes || best == NearSame) {
			best = e.By
		}
	}
	return best
}

func touching(edges []Edge, chosen, n int, kinds []Reason, reason Reason) int {
	for _, e := range edges {
		if e.B >= n && kinds[e.B-n] == reason {
			return e.B
		}
	}
	return chosen
}
