package report

import (
	"context"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
)

// album collects the pictures of the page, in sheets.
type album struct {
	answers sheetForm // of the pictures in galleries
	sets    map[string]*dataset.Set
	sheets  []*sheet
}

// sheet returns a new sheet for a data set, whose section has the id; develop fills it in.
func (a *album) sheet(id, set string, form sheetForm) *sheet {
	s := newSheet(form.Name+"-"+id, a.sets[set], form)
	a.sheets = append(a.sheets, s)
	return s
}

// develop decodes all pictures that were asked for.
func (a *album) develop(ctx context.Context) error {
	for _, s := range a.sheets {
		if err := s.develop(ctx); err != nil {
			return err
		}
	}
	return nil
}
