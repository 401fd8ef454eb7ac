package tokenizer

import "slices"

// endOfWord ends the last symbol of a word.
const endOfWord = "</w>"

// pair is two symbols that stand side by side and may become one.
type pair struct{ first, second string }

// byteOrder lists the bytes as the vocabulary does: those that print as a character of their own in Latin-1, then
// the others.
func byteOrder() []byte {
	var printed, others []byte
	for b := range 256 {
		if '!' <= b && b <= '~' || 0xa1 <= b && b <= 0xac || 0xae <= b {
			printed = append(printed, byte(b))
		} else {
			others = append(others, byte(b))
		}
	}
	return append(printed, others...)
}

// byteSymbols gives each byte a character that prints, so that a merge can be written on a line of a text: its own
// in Latin-1, or one from U+0100 on.
func byteSymbols() [256]string {
	var table [256]string
	next := rune(0x100)
	for i, b := range byteOrder() {
		if i < 188 { // as many print as themselves
			table[b] = string(rune(b))
		} else {
			table[b], next = string(next), next+1
		}
	}
	return table
}

var symbolOf = byteSymbols()

// symbols splits a word, which is not empty, into one symbol a byte of its UTF-8.
func symbols(word string) []string {
	parts := make([]string, len(word))
	for i := range len(word) {
		parts[i] = symbolOf[word[i]]
	}
	parts[len(parts)-1] += endOfWord
	return parts
}

// merge joins the pair of the lowest rank wherever it stands, from left to right, until no pair has a rank.
func (t *Tokenizer) merge(parts []string) []string {
	for len(parts) > 1 {
		best, rank := pair{}, len(t.merges)
		for i := range len(parts) - 1 {
			p := pair{parts[i], parts[i+1]}
			if r, ok := t.ranks[p]; ok && r < rank {
				best, rank = p, r
			}
		}
		if rank == len(t.merges) {
			break
		}
		parts = join(parts, best)
	}
	return parts
}

// join makes one symbol of each occurrence of p, in place.
func join(parts []string, p pair) []string {
	joined := parts[:0]
	for i := 0; i < len(parts); i++ {
		if i+1 < len(parts) && parts[i] == p.first && parts[i+1] == p.second {
			joined = append(joined, p.first+p.second)
			i++
		} else {
			joined = append(joined, parts[i])
		}
	}
	return slices.Clip(joined)
}
