package result

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/cell"
)

// KeptNeighbours is how many neighbours a query has in the CSV at most.
const KeptNeighbours = 5

const (
	queryColumns     = 7 // before the neighbours
	neighbourColumns = 3
)

// header is the first line of the CSV.
func header() []string {
	names := []string{"item", "label", "predicted", "correct", "ap", "rank", "relevant"}
	for i := 1; i <= KeptNeighbours; i++ {
		n := strconv.Itoa(i)
		names = append(names, "neighbour"+n, "label"+n, "similarity"+n)
	}
	return names
}

// encodeQueries returns the CSV, one row a query, numbers with all their digits.
func encodeQueries(queries []Query) ([]byte, error) {
	if err := validateQueries(queries); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write(header())
	for _, q := range queries {
		w.Write(q.row())
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func (q Query) row() []string {
	row := make([]string, 0, queryColumns+neighbourColumns*KeptNeighbours)
	row = append(row, cell.Escape(q.Item), cell.Escape(q.Label), cell.Escape(q.Predicted), strconv.FormatBool(q.Correct),
		formatFloat(q.AP), strconv.Itoa(q.Rank), strconv.Itoa(q.Relevant))
	for _, n := range q.Neighbours {
		row = append(row, cell.Escape(n.Item), cell.Escape(n.Label), formatFloat(n.Similarity))
	}
	return row[:cap(row)]
}

// formatFloat writes the fewest digits that read back as v; NaN is empty.
func formatFloat(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// ReadQueries returns the outcomes stored in the CSV at path. An error names the file, line and column.
func ReadQueries(path string) ([]Query, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading queries: %w", err)
	}
	defer f.Close()
	queries, err := decodeQueries(f)
	if err != nil {
		return nil, fmt.Errorf("reading queries %s: %w", path, err)
	}
	return queries, nil
}

func decodeQueries(from io.Reader) ([]Query, error) {
	r := csv.NewReader(from)
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !slices.Equal(head, header()) {
		return nil, errors.New("line 1: these are not the columns of a vfm result; run the model again")
	}
	var queries []Query
	known := names{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return queries, validateQueries(queries)
		}
		if err != nil {
			return nil, err
		}
		p := rowParser{row: row, names: known}
		q := p.query()
		if p.err != nil {
			line, _ := r.FieldPos(p.column)
			return nil, fmt.Errorf("line %d, column %s: %w", line, header()[p.column], p.err)
		}
		queries = append(queries, q)
	}
}

// names holds each name once: an image is the neighbour of many queries, and a cell is a part of its row, all of which
// it would keep in memory.
type names map[string]string

func (n names) unescape(cellText string) (string, error) {
	name, err := cell.Unescape(cellText)
	if same, known := n[name]; known || err != nil {
		return same, err
	}
	name = strings.Clone(name)
	n[name] = name
	return name, nil
}

// rowParser reads cells from left to right and keeps the first error with its column.
type rowParser struct {
	row    []string
	names  names
	next   int
	column int
	err    error
}

func (p *rowParser) cell() string {
	p.next++
	return p.row[p.next-1]
}

// parse applies f to the next cell.
func parse[T any](p *rowParser, f func(string) (T, error)) T {
	v, err := f(p.cell())
	if err != nil && p.err == nil {
		p.err, p.column = err, p.next-1
	}
	return v
}

func (p *rowParser) query() Query {
	q := Query{
		Item: parse(p, p.names.unescape), Label: parse(p, p.names.unescape), Predicted: parse(p, p.names.unescape),
		Correct: parse(p, strconv.ParseBool), AP: parse(p, parseFloat),
		Rank: parse(p, strconv.Atoi), Relevant: parse(p, strconv.Atoi),
	}
	for p.next < len(p.row) && p.row[p.next] != "" {
		if q.Neighbours == nil {
			q.Neighbours = make([]Neighbour, 0, KeptNeighbours)
		}
		q.Neighbours = append(q.Neighbours, Neighbour{parse(p, p.names.unescape), parse(p, p.names.unescape), parse(p, parseFloat)})
	}
	for i, cell := range p.row[p.next:] {
		if cell != "" && p.err == nil {
			p.err, p.column = errors.New("a neighbour before it is missing"), p.next+i
		}
	}
	return q
}

func parseFloat(s string) (float64, error) {
	if s == "" {
		return math.NaN(), nil
	}
	return strconv.ParseFloat(s, 64)
}

// validateQueries reports the first query that no result can have.
func validateQueries(queries []Query) error {
	seen := make(map[string]bool, len(queries))
	for _, q := range queries {
		switch {
		case q.Item == "" || seen[q.Item]:
			return fmt.Errorf("query %q: its name is empty or there twice", q.Item)
		case !math.IsNaN(q.AP) && !share(q.AP):
			return fmt.Errorf("query %q: an average precision of %v is not from 0 to 1", q.Item, q.AP)
		case q.Rank < 0 || q.Relevant < 0:
			return fmt.Errorf("query %q: rank %d of %d relevant images", q.Item, q.Rank, q.Relevant)
		case len(q.Neighbours) > KeptNeighbours:
			return fmt.Errorf("query %q: %d neighbours, at most %d are kept", q.Item, len(q.Neighbours), KeptNeighbours)
		}
		for _, n := range q.Neighbours {
			if n.Item == "" || math.IsNaN(n.Similarity) || math.IsInf(n.Similarity, 0) {
				return fmt.Errorf("query %q: a neighbour %q with similarity %v", q.Item, n.Item, n.Similarity)
			}
		}
		seen[q.Item] = true
	}
	return nil
}
