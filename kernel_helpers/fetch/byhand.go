package fetch

import (
	"fmt"
	"strings"
)

// ByHandError is a source that only a person can get.
type ByHandError struct{ Want Want }

// Error says in one sentence what to do; Instructions says it in full.
func (e *ByHandError) Error() string {
	return fmt.Sprintf("fetching %s: it has to be got by hand, as %s says; then write `%s` there", e.Want.Name, e.Want.Card, e.Want.local())
}

// Instructions are the steps, with the lines that the card's author wrote.
func (e *ByHandError) Instructions() []string {
	lines := []string{fmt.Sprintf("%s has to be got by hand:", e.Want.Name)}
	for line := range strings.Lines(strings.TrimSpace(e.Want.Source.Rest)) {
		lines = append(lines, "  "+strings.TrimSpace(line))
	}
	return append(lines, fmt.Sprintf("  then write `%s` in %s", e.Want.local(), e.Want.Card))
}

func (w Want) local() string {
	if w.Dataset {
		return "source: dir:PATH"
	}
	return "weights: file:PATH"
}
