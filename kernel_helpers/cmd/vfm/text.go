package main

import (
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
)

// suggestion returns " (did you mean X?)" for the known names nearest to what was typed, or nothing.
func suggestion(typed string, known []string) string {
	near := card.Nearest(typed, known)
	if len(near) == 0 {
		return ""
	}
	return " (did you mean " + or(near) + "?)"
}

// or joins names: "a, b or c".
func or(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
