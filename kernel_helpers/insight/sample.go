package insight

import (
	"math/rand/v2"
	"slices"
)

// seed of every random draw in this package.
const seed = 20251

// Sample returns at most n of the places of labels, ascending: all of them, or else one of each label in turn,
// so that a rare label is there too. It depends on labels and n alone.
func Sample(labels []string, n int) []int {
	if len(labels) <= n {
		return upTo(len(labels))
	}
	byLabel, order := shuffled(labels, 0)
	var chosen []int
	for turn := 0; len(chosen) < n; turn++ {
		for _, label := range order {
			if places := byLabel[label]; turn < len(places) && len(chosen) < n {
				chosen = append(chosen, places[turn])
			}
		}
	}
	slices.Sort(chosen)
	return chosen
}

// Some returns at most n of the numbers 0 … total-1, ascending, each as likely as any other. stream tells
// independent draws apart.
func Some(total, n int, stream uint64) []int {
	all := upTo(total)
	if total <= n {
		return all
	}
	r := rand.New(rand.NewPCG(seed, 1<<32+stream))
	for i := range n {
		j := i + r.IntN(total-i)
		all[i], all[j] = all[j], all[i]
	}
	some := all[:n:n]
	slices.Sort(some)
	return some
}

// shuffled returns the places of each label in random order, and the labels in random order.
func shuffled(labels []string, stream uint64) (map[string][]int, []string) {
	byLabel := map[string][]int{}
	var order []string
	for i, label := range labels {
		if byLabel[label] == nil {
			order = append(order, label)
		}
		byLabel[label] = append(byLabel[label], i)
	}
	slices.Sort(order)
	r := rand.New(rand.NewPCG(seed, stream))
	for _, label := range order {
		places := byLabel[label]
		r.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
	}
	r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	return byLabel, order
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}
