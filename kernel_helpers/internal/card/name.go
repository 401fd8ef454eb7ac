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
