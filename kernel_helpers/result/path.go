package result

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
)

// Path returns where the record of a model on a data set is: dir/model/dataset.json.
func Path(dir, model, dataset string) string { return filepath.Join(dir, model, dataset+".json") }

// QueriesPath returns where the outcomes of the queries are: dir/model/dataset.queries.csv.
func QueriesPath(dir, model, dataset string) string {
	return filepath.Join(dir, model, dataset+".queries.csv")
}

// checkNames says why the record cannot have files of its own, or nil. Records that were written under
// other rules are still read.
func (r Record) checkNames() error {
	if err := card.CheckName(r.Model); err != nil {
		return fmt.Errorf("field model: %w", err)
	}
	if err := card.CheckName(r.Dataset); err != nil {
		return fmt.Errorf("field dataset: %w", err)
	}
	for _, end := range []string{insightName, probesName} {
		if strings.HasSuffix(r.Dataset, end) {
			return fmt.Errorf("field dataset: the name %q ends with %s, as the files beside records do; choose another", r.Dataset, end)
		}
	}
	return nil
}
