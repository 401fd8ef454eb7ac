package card

import (
	"fmt"
	"strings"
	"unicode"
)

// CheckName says what is wrong with a name that becomes a file or folder name, on any system.
func CheckName(name string) error {
	switch {
	case name == "":
		return fmt.Errorf("the name is missing; add one")
	case len(name) > 100:
		return fmt.Errorf("the name has %d bytes; use at most 100", len(name))
	case strings.HasPrefix(name, "."), strings.HasSuffix(name, "."):
		return fmt.Errorf("the name %q begins or ends with a dot; it becomes a file name, so remove the dot", name)
	case strings.HasPrefix(name, "-"):
		return fmt.Errorf("the name %q begins with a dash and would be taken for an option; remove the dash", name)
	case strings.TrimSpace(name) != name:
		return fmt.Errorf("the name %q begins or ends with a space; remove it", name)
	}
	for _, r := range name {
		if strings.ContainsRune(`/\:*?"<>|`, r) || !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return fmt.Errorf("the name %q holds %q; it becomes a file name, so use letters, digits, dots, dashes and underscores", name, r)
		}
	}
	return nil
}

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
