// Package duplicate finds images that are the same picture again: the same bytes, the same pixels, or nearly
// the same, as after saving, resizing, cutting the edges, brightening, mirroring or printing a mark on it.
//
//	maker, err := duplicate.NewMaker()
//	sketches[i] = *maker.Sketch(pic)
//	for _, p := range duplicate.Candidates(prints, skip).Pairs() {
//		if m := duplicate.Compare(&sketches[p.A], &sketches[p.B]); m.Same() {
//			groups.Join(p.A, p.B)
//		}
//	}
//
// A hash is cheap to compare but says little: of pictures that are alike only in outline many have near hashes.
// So hashes and embeddings name candidates, and Compare, which lays one picture over the other, decides.
// Hashes are computed in integers, searches are exact up to a number of candidates for each image, which Found tells, and the
// order is fixed, so that the same images give the same answer whatever the number of threads. The package reads no files and knows nothing of data sets.
package duplicate

import "cmp"

// Version counts the changes of this package that can change a hash or a decision.
const Version = 2

// Pair is two images by their numbers, A < B.
type Pair struct{ A, B int }

// compare sorts pairs by A, then B.
func (p Pair) compare(q Pair) int { return cmp.Or(cmp.Compare(p.A, q.A), cmp.Compare(p.B, q.B)) }
