package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dustin/go-humanize"
	"golang.org/x/term"

	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/fetch"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

// progress shows what an experiment is doing: one line that changes on a terminal, else a line now and then.
type progress struct {
	w        io.Writer
	terminal *os.File // nil = not a terminal
	every    time.Duration
	last     time.Time
	label    string // of the last line
	width    int    // of what stands in the terminal's line
}

func newProgress(w io.Writer) *progress {
	p := &progress{w: w, every: 10 * time.Second}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.terminal, p.every = f, 100*time.Millisecond
	}
	return p
}

// event takes one event of the experiment. A new step is shown at once, the same step now and then.
func (p *progress) event(e experiment.Event) {
	label := e.Model + "/" + e.Dataset + "/" + string(e.Phase) + e.Step
	if e.Phase == experiment.PhaseProbe {
		label = strings.TrimSuffix(label, e.Step) // the changes are many and short
	}
	finished := e.Phase == experiment.PhaseEmbed && e.Done == e.Total
	quiet := p.terminal == nil && (e.Phase == experiment.PhaseSearch || e.Phase == experiment.PhaseScore || e.Phase == experiment.PhaseDuplicates || e.Phase == experiment.PhaseFit)
	if quiet || label == p.label && !finished && time.Since(p.last) < p.every {
		return
	}
	p.label, p.last = label, time.Now()
	p.show(visible.Text(describe(e)))
}

// end leaves the terminal's line empty for what comes next.
func (p *progress) end() {
	if p.terminal != nil && p.width > 0 {
		fmt.Fprint(p.w, "\r"+strings.Repeat(" ", p.width)+"\r")
		p.width = 0
	}
}

func (p *progress) show(line string) {
	if p.terminal == nil {
		fmt.Fprintln(p.w, line)
		return
	}
	if columns, _, err := term.GetSize(int(p.terminal.Fd())); err == nil && columns > 1 {
		line = shorten(line, columns-1)
	}
	width := utf8.RuneCountInString(line)
	fmt.Fprint(p.w, "\r"+line+strings.Repeat(" ", max(0, p.width-width)))
	p.width = width
}

func shorten(s string, columns int) string {
	if runes := []rune(s); len(runes) > columns {
		return string(runes[:columns-1]) + "…"
	}
	return s
}

// describe says in words what an event means.
func describe(e experiment.Event) string {
	what := e.Dataset
	if e.Model != "" {
		what = e.Model + " on " + e.Dataset
	}
	switch {
	case e.Phase == experiment.PhaseFetch:
		return describeFetch(e)
	case e.Phase == experiment.PhaseRead:
		return "reading " + what
	case e.Phase == experiment.PhaseLoad:
		return "loading " + e.Model
	case e.Phase == experiment.PhaseWait:
		return what + ": another process is embedding the same; waiting for it"
	case e.Phase == experiment.PhaseEmbed && e.Cached:
		return fmt.Sprintf("%s: %d images from the cache", what, e.Total)
	case e.Phase == experiment.PhaseEmbed:
		return fmt.Sprintf("%s: %d of %d images%s", what, e.Done, e.Total, pace(e, "images"))
	case e.Phase == experiment.PhaseProbe:
		return fmt.Sprintf("%s: changed by %s, %d of %d queries%s", what, e.Step, e.Done, e.Total, pace(e, "queries"))
	case e.Phase == experiment.PhaseSearch:
		return what + ": searching"
	case e.Phase == experiment.PhaseScore:
		return what + ": scoring"
	case e.Phase == experiment.PhaseDuplicates:
		return what + ": looking for duplicates"
	case e.Phase == experiment.PhaseFit:
		return what + ": fitting the linear probe"
	}
	return what + ": " + string(e.Phase)
}

// pace says how fast things are done and how long the rest will take, while that is known.
func pace(e experiment.Event, things string) string {
	if e.Rate == 0 || e.Done == e.Total {
		return ""
	}
	return fmt.Sprintf(", %.0f %s/s, %s left", e.Rate, things, e.Left.Round(time.Second))
}

// describeFetch says in words how far a download or drawing is.
func describeFetch(e experiment.Event) string {
	name := cmp.Or(e.Model, e.Dataset)
	size := humanize.Bytes(uint64(e.Done))
	if e.Total > 0 {
		size += " of " + humanize.Bytes(uint64(e.Total))
	}
	switch step := fetch.Step(e.Step); {
	case step == fetch.StepWait:
		return name + ": another process is fetching the same; waiting for it"
	case step == fetch.StepRetry:
		return name + ": the server or the network fails; trying again"
	case step == fetch.StepVerify:
		return name + ": verifying " + size
	case step == fetch.StepUnpack:
		return name + ": unpacking " + size
	case step == fetch.StepDraw && e.Rate > 0:
		return fmt.Sprintf("%s: %d of %d images drawn, %.0f images/s, %s left", name, e.Done, e.Total, e.Rate, e.Left.Round(time.Second))
	case step == fetch.StepDraw:
		return fmt.Sprintf("%s: %d of %d images drawn", name, e.Done, e.Total)
	case step == fetch.StepDownload && e.Rate > 0:
		return fmt.Sprintf("%s: %s, %s/s, %s left", name, size, humanize.Bytes(uint64(e.Rate)), e.Left.Round(time.Second))
	case step == fetch.StepDownload:
		return name + ": " + size
	}
	return "fetching " + name
}
