package report

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/report/chart"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed style.css
var style string

var pageTemplate = template.Must(template.New("page.html").Funcs(template.FuncMap{
	"count": count, "percent": percent, "place": place, "seconds": seconds, "rate": rate, "size": size, "moment": moment,
	"metricID": metricID, "signed": signed, "pvalue": pvalue,
}).ParseFS(templateFiles, "templates/*.html"))

// metricID is the anchor of a metric's definition.
func metricID(name string) string { return "metric-" + strings.ReplaceAll(name, "@", "-at-") }

// render writes the page.
func (p *page) render(w io.Writer) error {
	view := struct {
		*page
		Style    template.CSS
		Scripts  []template.JS
		Security string
	}{page: p, Style: template.CSS(style), Security: policy("")}
	if p.ECharts != "" {
		view.Scripts = []template.JS{template.JS(p.ECharts), template.JS(chart.Script), template.JS(chart.MapScript)}
		view.Security = policy(source(p.ECharts) + " " + source(chart.Script) + " " + source(chart.MapScript))
	}
	err := pageTemplate.Execute(text{w}, view)
	if err == nil {
		err = pageTemplate.ExecuteTemplate(w, "scripts.html", view)
	}
	if err != nil {
		return fmt.Errorf("filling in the page: %w", err)
	}
	return nil
}

// text writes what stands on the page, whose names and reasons come from data. The template escapes them
// for HTML; controls, and signs that change the order of reading, are made visible here for all of them. A
// template writes whole strings, so no rune is cut in two.
type text struct{ io.Writer }

func (t text) Write(p []byte) (int, error) {
	_, err := io.WriteString(t.Writer, visible.Lines(string(p)))
	return len(p), err
}

// policy lets the page run the named scripts and nothing else, and load nothing.
func policy(scripts string) string {
	if scripts == "" {
		scripts = "'none'"
	}
	return "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src " + scripts + "; base-uri 'none'; form-action 'none'"
}

// source names an inline script by its digest.
func source(script string) string {
	sum := sha256.Sum256([]byte(script))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
