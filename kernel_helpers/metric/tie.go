package metric

import "slices"

// tied reports whether the order of equal similarities may decide an answer: the label of the nearest
// neighbour, or a vote of one of the sizes.
func (q LabelledQuery) tied(sizes []int) bool {
	return q.tiedAt(1) || slices.ContainsFunc(sizes, q.tiedAt)
}

// tiedAt reports whether the order of equal similarities decides which labels the first k neighbours have: a
// run of them goes on after place k and holds more than one label. Of a run that goes on after the last
// neighbour not all labels are known, so it counts.
func (q LabelledQuery) tiedAt(k int) bool {
	from, to := k-1, k
	for from > 0 && q.Neighbours[from-1].Similarity == q.Neighbours[k-1].Similarity {
		from--
	}
	for to < len(q.Neighbours) && q.Neighbours[to].Similarity == q.Neighbours[k-1].Similarity {
		to++
	}
	if to == len(q.Neighbours) && q.Tied {
		return true
	}
	run := q.Neighbours[from:to]
	return to > k && slices.ContainsFunc(run, func(n Neighbour) bool { return n.Label != run[0].Label })
}
