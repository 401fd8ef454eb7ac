package card

import (
	"regexp"
	"strings"
)

// entry is a line `key: value` at the left margin whose value begins as plain text does: not with a quote,
// a bracket or another character that means something else in YAML.
var entry = regexp.MustCompile(`^([A-Za-z0-9_]+):[ \t]+([^"'\[\]{}|>&*!%@#,?\s` + "`" + `-].*?)(?:[ \t]+(#.*))?[ \t]*\r?$`)

// quoteColons puts quotes round plain values that hold a colon and a space, as in
// `license: CUB-200 terms: research only`. YAML calls that an error, but people write it and it can mean
// one thing only. Lines keep their numbers; text inside a block is indented and so is left alone.
func quoteColons(text []byte) []byte {
	lines := strings.Split(string(text), "\n")
	for i, l := range lines {
		m := entry.FindStringSubmatch(l)
		if m == nil || !strings.Contains(m[2], ": ") {
			continue
		}
		lines[i] = m[1] + ": '" + strings.ReplaceAll(m[2], "'", "''") + "' " + m[3]
	}
	return []byte(strings.Join(lines, "\n"))
}
