package tokenizer

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"
)

// Learn makes a vocabulary from a corpus: the pair of symbols that stands side by side most often in the words of
// the texts becomes a merge, up to the wanted number of merges or until no pair is seen twice. Of pairs that are
// seen equally often the first in byte order is taken, so the same texts give the same merges, in whatever order
// they come.
func Learn(texts iter.Seq[string], merges int) *Tokenizer {
	counts := make(map[string]int)
	for text := range texts {
		for _, word := range split(clean(text)) {
			counts[word]++
		}
	}
	words := slices.Sorted(maps.Keys(counts))
	parts := make([][]string, len(words))
	for i, word := range words {
		parts[i] = symbols(word)
	}
	var learned []pair
	for len(learned) < merges {
		seen := make(map[pair]int)
		for i, word := range words {
			for j := range len(parts[i]) - 1 {
				seen[pair{parts[i][j], parts[i][j+1]}] += counts[word]
			}
		}
		best, n := mostFrequent(seen)
		if n < 2 {
			break
		}
		learned = append(learned, best)
		for i := range parts {
			parts[i] = join(parts[i], best)
		}
	}
	return newTokenizer(learned)
}

func mostFrequent(seen map[pair]int) (best pair, n int) {
	for p, count := range seen {
		order := cmp.Or(cmp.Compare(count, n), strings.Compare(best.first, p.first), strings.Compare(best.second, p.second))
		if order > 0 {
			best, n = p, count
		}
	}
	return best, n
}
