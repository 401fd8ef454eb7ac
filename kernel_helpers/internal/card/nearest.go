package card

import "strings"

// Nearest returns those of known that a mistyped name may have meant, nearest first: at most three.
func Nearest(name string, known []string) []string {
	limit := max(2, len(name)/3)
	var near []string
	for d := 0; d <= limit; d++ {
		for _, k := range known {
			if distance(strings.ToLower(name), strings.ToLower(k)) == d && len(near) < 3 {
				near = append(near, k)
			}
		}
	}
	return near
}

// distance is the Levenshtein distance between two words: insertions, deletions and replacements of a rune.
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range to {
			cost := diagonal
			if x != y {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
