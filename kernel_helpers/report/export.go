package report

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	browser "github.com/vfm-go/vfm/kernel_helpers/internal/chromium"
	"github.com/vfm-go/vfm/kernel_helpers/points"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Format is a form of the report.
type Format string

// The formats, with the files that they make in the output folder.
const (
	HTML       Format = "html"        // index.html, the page
	Markdown   Format = "md"          // report.md, for a README
	CSV        Format = "csv"         // report.csv, one number a row
	JSON       Format = "json"        // report.json, a Document
	PDF        Format = "pdf"         // index.html, and report.pdf printed from it by Chromium
	ModelIndex Format = "model-index" // model-index/MODEL.md, for the model card of each model on the Hugging Face hub
)

// Formats are all formats.
var Formats = []Format{HTML, Markdown, CSV, JSON, PDF, ModelIndex}

// Check reports a format that is none.
func (f Format) Check() error {
	if slices.Contains(Formats, f) {
		return nil
	}
	var names []string
	for _, known := range Formats {
		names = append(names, string(known))
	}
	return fmt.Errorf("there is no format %q; known: %s", f, strings.Join(names, ", "))
}

// Written is what Export made.
type Written struct {
	Points points.Table
	Files  []string // paths, in the order of the formats; without summary.json
}

// Export reads Out/results and writes the report into Out in the given formats, and summary.json, each file
// whole or not at all. Without results, with an unknown format, or for PDF without a browser it is an error.
func Export(ctx context.Context, s *suite.Suite, o Options, formats ...Format) (Written, error) {
	for _, f := range formats {
		if err := f.Check(); err != nil {
			return Written{}, err
		}
	}
	if o.Out == "" {
		o.Out = s.Out()
	}
	e, err := gather(ctx, s, o.Out)
	if err != nil {
		return Written{}, err
	}
	e.Brief = o.Brief
	w := Written{Points: e.Points}
	if err := e.writeSummary(o.Out); err != nil {
		return w, err
	}
	x := export{evidence: e, document: e.document(), out: o.Out}
	for _, f := range formats {
		files, err := x.write(ctx, f)
		if err != nil {
			return w, err
		}
		for _, path := range files {
			if !slices.Contains(w.Files, path) {
				w.Files = append(w.Files, path)
			}
		}
	}
	return w, nil
}

// export writes one suite's report into the folder out.
type export struct {
	*evidence
	document Document
	out      string
	page     string // path of the page, once it is written
}

// write writes one format and returns the files.
func (x *export) write(ctx context.Context, f Format) ([]string, error) {
	switch f {
	case HTML:
		err := x.writeHTML(ctx)
		return []string{x.page}, err
	case PDF:
		return x.writePDF(ctx)
	case ModelIndex:
		return x.writeModelCards()
	}
	path := filepath.Join(x.out, "report."+string(f))
	fill := map[Format]func(io.Writer) error{Markdown: x.document.writeMarkdown, CSV: x.document.writeCSV, JSON: x.document.writeJSON}[f]
	return []string{path}, atomicfile.Write(path, fill)
}

func (x *export) writeHTML(ctx context.Context) (err error) {
	if x.page == "" {
		x.page, err = x.writePage(ctx, x.out)
	}
	return err
}

// writePDF prints the page, dated by the last result.
func (x *export) writePDF(ctx context.Context) ([]string, error) {
	if err := x.writeHTML(ctx); err != nil {
		return nil, err
	}
	var last time.Time
	for _, r := range x.document.Results {
		if t := r.Provenance.Finished; t.After(last) {
			last = t
		}
	}
	data, err := browser.PDF(ctx, x.page, last)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(x.out, "report.pdf")
	return []string{x.page, path}, atomicfile.WriteBytes(path, data)
}

// writeModelCards writes a card for each model that has a result.
func (x *export) writeModelCards() ([]string, error) {
	var files []string
	for _, m := range x.document.Models {
		if !x.document.ranks(m.Name) {
			continue
		}
		path := filepath.Join(x.out, "model-index", m.Name+".md")
		err := atomicfile.Write(path, func(w io.Writer) error { return x.document.writeModelCard(w, m) })
		if err != nil {
			return nil, err
		}
		files = append(files, path)
	}
	return files, nil
}
