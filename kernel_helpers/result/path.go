package result

import (
	"fmt"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestName leaves room for the extensions in the 255 bytes that a file name may have.
const longestName = 200

// Path returns where the record of a model on a data set is: dir/model/dataset.json.
func Path(dir, model, dataset string) string { return filepath.Join(dir, model, dataset+".json") }

// QueriesPath returns where the outcomes of the queries are: dir/model/dataset.queries.csv.
func QueriesPath(dir, model, dataset string) string {
	return filepath.Join(dir, model, dataset+".queries.csv")
}

// CheckName says why a model or a data set with this name cannot have a file of its own, or nil.
func CheckName(name string) error {
	reason := ""
	switch {
	case name == "":
		reason = "is empty"
	case !utf8.ValidString(name):
		reason = "is not valid UTF-8"
	case strings.ContainsAny(name, `/\:*?"<>|`):
		reason = `holds one of / \ : * ? " < > |`
	case strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }):
		reason = "holds a character that does not print"
	case strings.HasPrefix(name, "."), strings.HasSuffix(name, "."), strings.TrimSpace(name) != name:
		reason = "begins or ends with a dot or a space"
	case len(name) > longestName:
		reason = fmt.Sprintf("is longer than %d bytes", longestName)
	default:
		return nil
	}
	return fmt.Errorf("the name %q %s and cannot be a file name: rename it on its card", name, reason)
}
