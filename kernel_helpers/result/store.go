package result

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
)

// Write stores a record and its queries under dir, in the files that Path and QueriesPath name. The record
// is written last: where it exists, the queries beside it are its own, whenever the process was killed.
func Write(dir string, r Record, queries []Query) error {
	path, queriesPath := Path(dir, r.Model, r.Dataset), QueriesPath(dir, r.Model, r.Dataset)
	err := r.checkNames()
	if err == nil {
		err = r.Validate()
	}
	if err != nil {
		return fmt.Errorf("writing result of model %q on data set %q: %w", r.Model, r.Dataset, err)
	}
	table, err := encodeQueries(queries)
	if err != nil {
		return fmt.Errorf("writing %s: %w", queriesPath, err)
	}
	record, err := r.encode()
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if old, err := os.ReadFile(queriesPath); err != nil || !bytes.Equal(old, table) {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("replacing result: %w", err)
		}
		if err := atomicfile.WriteBytes(queriesPath, table); err != nil {
			return err
		}
	}
	return atomicfile.WriteBytes(path, record)
}

// encode returns the record as indented JSON. Lists that are always there are [] when empty.
func (r Record) encode() ([]byte, error) {
	r.Schema = Schema
	r.Metrics = append([]Metric{}, r.Metrics...)
	r.Warnings = append([]Warning{}, r.Warnings...)
	r.Skipped = append([]Skipped{}, r.Skipped...)
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	err := e.Encode(r)
	return b.Bytes(), err
}

// Read returns the record at path, of any schema version up to this one. An error names the file and the field.
func Read(path string) (Record, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Record{}, fmt.Errorf("reading result: %w", err)
	}
	r, err := decode[Record](records, data)
	if err != nil {
		return Record{}, fmt.Errorf("reading result %s: %w", path, err)
	}
	r.Schema = Schema
	return r, nil
}

// Unreadable is a file among the results that cannot be read as one, and why.
type Unreadable struct{ Path, Reason string }

// ReadAll returns all records under dir, sorted by model, then data set. Files that cannot be read as one
// are listed, not fatal. A folder that is not there holds no results.
func ReadAll(dir string) ([]Record, []Unreadable, error) {
	models, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("listing results: %w", err)
	}
	var records []Record
	var bad []Unreadable
	for _, model := range models {
		if !model.IsDir() {
			continue
		}
		files, err := os.ReadDir(filepath.Join(dir, model.Name()))
		if err != nil {
			bad = append(bad, Unreadable{filepath.Join(dir, model.Name()), err.Error()})
		}
		for _, file := range files {
			if !strings.HasSuffix(file.Name(), ".json") || strings.HasPrefix(file.Name(), ".") || isInsight(file.Name()) {
				continue
			}
			path := filepath.Join(dir, model.Name(), file.Name())
			r, err := readAt(path)
			if err != nil {
				bad = append(bad, Unreadable{path, err.Error()})
				continue
			}
			records = append(records, r)
		}
	}
	return records, bad, nil
}

// readAt reads a record that must be of the model and data set that its path names.
func readAt(path string) (Record, error) {
	r, err := Read(path)
	if err == nil && (r.Model != filepath.Base(filepath.Dir(path)) || r.Dataset+".json" != filepath.Base(path)) {
		err = fmt.Errorf("reading result %s: it is of model %q on data set %q, so it belongs elsewhere", path, r.Model, r.Dataset)
	}
	return r, err
}
