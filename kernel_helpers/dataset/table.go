package dataset

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
)

// hasTables reports whether each split has a table of its own, which its name ends in .csv.
func (c Card) hasTables() bool {
	return c.Layout == CSV && slices.ContainsFunc(c.Roles(), func(r Role) bool { return isTable(c.Splits[r]) })
}

func isTable(name string) bool { return strings.EqualFold(path.Ext(name), ".csv") }

// validateTables refuses splits of which some only have a table of their own.
func (c Card) validateTables(doc *card.Document) error {
	if !c.hasTables() {
		return nil
	}
	if c.Columns.Split != "" {
		return doc.Errorf("columns.split", "each split has a table of its own, so there is no column split; remove the line")
	}
	for _, role := range c.Roles() {
		if _, err := cleanID(c.Splits[role]); err != nil || !isTable(c.Splits[role]) {
			return doc.Errorf("splits."+string(role), "split %s is %q, which is no .csv file below the data folder, as the other split's is; name a table for each", role, c.Splits[role])
		}
	}
	return nil
}

// withTable finds the only .csv in the folder, beside that of the captions.
func (p place) withTable(c Card) (place, error) {
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		return place{}, err
	}
	var found []string
	for _, e := range entries {
		if strings.EqualFold(filepath.Ext(e.Name()), ".csv") && !e.IsDir() && !hidden(e.Name()) && !p.stray(e.Name()) {
			found = append(found, e.Name())
		}
	}
	if captions := path.Clean(c.Captions); len(found) == 2 {
		found = slices.DeleteFunc(found, func(name string) bool { return name == captions })
	}
	if len(found) != 1 {
		return place{}, fmt.Errorf("%s holds %d .csv files, so which is meant is open; write `source: file:NAME.csv` in %s", p.dir, len(found), c.Path)
	}
	p.table = filepath.Join(p.dir, found[0])
	return p, nil
}

// tables lists the layout csv: one table, or one for each split.
func (l *listing) tables(ctx context.Context) error {
	seen := map[string]string{}
	if !l.card.hasTables() {
		return l.table(ctx, l.where.table, "", seen)
	}
	for _, role := range l.card.Roles() {
		id := path.Clean(l.card.Splits[role])
		if l.where.stray(id) {
			return fmt.Errorf("split %s: %s is %s; correct splits.%s in %s", role, l.path(id), notOfCommit, role, l.card.Path)
		}
		if err := l.table(ctx, l.path(id), role, seen); err != nil {
			return err
		}
	}
	return nil
}

// table lists the images of a table, all of one role if it is not "". A row whose file is missing becomes a
// problem; a row that says too little or leaves the data folder is an error with its line. seen tells where
// an id was met before.
func (l *listing) table(ctx context.Context, file string, all Role, seen map[string]string) error {
	text, err := os.ReadFile(file)
	if err != nil && all != "" {
		return fmt.Errorf("split %s: %w; put the table there or correct splits.%s in %s", all, err, all, l.card.Path)
	}
	if err != nil {
		return err
	}
	names := l.card.Columns
	columns := []string{names.path(), names.label(), names.split()}
	if all != "" {
		columns = columns[:2]
	}
	t, err := newTable(file, text, names, columns...)
	if err != nil {
		return err
	}
	if t.dir, err = filepath.Rel(l.where.dir, filepath.Dir(file)); err != nil {
		return err
	}
	others := map[string]int{}
	for {
		r, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		role := all
		if role == "" {
			role = l.card.role(r.split)
		}
		if role == "" {
			others[r.split]++
			continue
		}
		if r.label == "" && l.card.needsLabel(role) {
			return fmt.Errorf("%s:%d: %s has no label, and every image of split %s needs one; fill in the column %s", t.path, r.line, r.id, role, l.card.Columns.label())
		}
		if first, again := seen[r.id]; again {
			first = strings.TrimPrefix(first, filepath.Base(t.path)+" ")
			return fmt.Errorf("%s:%d: %s is already in %s; remove one of the lines", t.path, r.line, r.id, first)
		}
		seen[r.id] = fmt.Sprintf("%s line %d", filepath.Base(t.path), r.line)
		l.row(t, r, role)
	}
	for split, n := range others {
		l.problem(filepath.Base(t.path), "rows left out because the card does not name their split %q: %d", split, n)
	}
	return nil
}

// role returns the role whose split has this value in the table, or "".
func (c Card) role(split string) Role {
	for _, r := range c.Roles() {
		if strings.TrimSpace(c.Splits[r]) == split {
			return r
		}
	}
	return ""
}

// row adds the item of a row, or the problem with its file.
func (l *listing) row(t *table, r row, role Role) {
	file, table := l.path(r.id), filepath.Base(t.path)
	info, err := os.Stat(file)
	switch {
	case err != nil && isLink(file):
		l.problem(r.id, "a link to nothing (%s:%d)", table, r.line)
	case err != nil:
		l.problem(r.id, "%s (%s:%d)", Reason(err), table, r.line)
	case info.IsDir():
		l.problem(r.id, "a folder, not an image (%s:%d)", table, r.line)
	case l.where.stray(r.id):
		l.problem(r.id, whyStray+" (%s:%d)", table, r.line)
	case !info.Mode().IsRegular():
		l.problem(r.id, "not a regular file (%s:%d)", table, r.line)
	default:
		l.items = append(l.items, Item{ID: r.id, Path: file, Label: r.label, Role: role})
	}
}

// table reads the rows of a CSV file.
type table struct {
	path   string
	dir    string // of the table, relative to the data folder
	csv    *csv.Reader
	names  Columns
	column map[string]int
}

// row is one line of the table, checked by itself.
type row struct {
	line                      int
	id, label, split, caption string
}

// newTable reads the header, which has to name the columns.
func newTable(file string, text []byte, names Columns, columns ...string) (*table, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if at := bytes.IndexByte(text, 0); at >= 0 || !utf8.Valid(text) {
		return nil, fmt.Errorf("%s:1: the file is not UTF-8 text; save it as CSV in UTF-8", file)
	}
	t := &table{path: file, names: names, csv: csv.NewReader(bufio.NewReader(bytes.NewReader(text))), column: map[string]int{}}
	header, err := t.csv.Read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s:1: the file is empty; begin it with the line `%s`", file, strings.Join(columns, ","))
	}
	if err != nil {
		return nil, t.located(err)
	}
	for i, name := range header {
		name = strings.TrimSpace(name)
		if _, twice := t.column[name]; twice && slices.Contains(columns, name) {
			return nil, fmt.Errorf("%s:1: the column %s is there twice; remove one", file, name)
		}
		t.column[name] = i
	}
	for _, name := range columns {
		if _, ok := t.column[name]; !ok {
			return nil, fmt.Errorf("%s:1: the column %s is missing; the first line must name %s, separated by commas, or the card's `columns` the names that it has", file, name, strings.Join(columns, " and "))
		}
	}
	return t, nil
}

// next reads a row, or returns io.EOF.
func (t *table) next() (row, error) {
	fields, err := t.csv.Read()
	if errors.Is(err, io.EOF) {
		return row{}, io.EOF
	}
	if err != nil {
		return row{}, t.located(err)
	}
	line, _ := t.csv.FieldPos(0)
	r := row{line: line, label: t.cell(fields, t.names.label()), split: t.cell(fields, t.names.split()), caption: t.cell(fields, t.names.caption())}
	r.id, err = cleanID(fields[t.column[t.names.path()]])
	if err != nil {
		return row{}, fmt.Errorf("%s:%d: %w", t.path, line, err)
	}
	r.id = path.Join(filepath.ToSlash(t.dir), r.id)
	return r, nil
}

// cell is what a line has in a column; "" if the table has no such column.
func (t *table) cell(fields []string, column string) string {
	if i, ok := t.column[column]; ok {
		return strings.TrimSpace(fields[i])
	}
	return ""
}

// located turns an error of the CSV reader into one that begins with path:line.
func (t *table) located(err error) error {
	var at *csv.ParseError
	if errors.As(err, &at) {
		return fmt.Errorf("%s:%d: %w; correct the quotes and commas of the line", t.path, at.Line, at.Err)
	}
	return fmt.Errorf("%s: %w", t.path, err)
}

// cleanID turns the path of a row into an id, and refuses one that is not inside the data folder.
func cleanID(p string) (string, error) {
	if p == "" {
		return "", fmt.Errorf("the path is empty; fill in the column path")
	}
	id := path.Clean(p)
	if path.IsAbs(id) || filepath.IsAbs(p) || id == ".." || strings.HasPrefix(id, "../") {
		return "", fmt.Errorf("the path %q leaves the data folder; write it relative to that folder", p)
	}
	return id, nil
}
