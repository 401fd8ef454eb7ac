package nb

import (
	"cmp"
	"fmt"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/fetch"
)

// refresh is the shortest time between two updates of a progress table: ten a second.
const refresh = 100 * time.Millisecond

// progress is a table with one line for each model and data set, kept up to date while they are worked on.
// Its last state stays in the notebook as a summary.
type progress struct {
	screen screen
	last   experiment.Phase // a line is done when this phase of it is
	lines  []*progressLine
	note   string    // what goes on before the first line starts
	next   time.Time // no update before
}

// progressLine is the state of one model on one data set.
type progressLine struct {
	model, dataset string // names
	title, set     string // what is shown of them
	event          experiment.Event
	images         int     // embedded in all
	rate           float64 // images per second
	started, ended time.Time
	stopped        bool // before its end
}

// handle takes an event of the experiment.
func (p *progress) handle(e experiment.Event, now time.Time) {
	p.note = note(e)
	changed := false
	for _, l := range p.lines {
		if l.model == e.Model && l.dataset == e.Dataset && l.ended.IsZero() {
			changed = l.take(e, p.last, now)
		}
	}
	if changed || !now.Before(p.next) {
		p.show(now)
	}
}

// event takes an event now.
func (p *progress) event(e experiment.Event) { p.handle(e, time.Now()) }

// finish shows the last state, in which nothing is at work any more.
func (p *progress) finish(now time.Time) {
	p.note = ""
	for _, l := range p.lines {
		l.stopped = !l.started.IsZero() && l.ended.IsZero()
	}
	p.show(now)
}

// take stores e and reports whether the line started or ended with it.
func (l *progressLine) take(e experiment.Event, last experiment.Phase, now time.Time) (changed bool) {
	if l.started.IsZero() {
		l.started, changed = now, true
	}
	if e.Phase == experiment.PhaseEmbed {
		l.images, l.rate = e.Total, e.Rate
	}
	l.event = e
	if e.Phase == last && e.Done == e.Total {
		l.ended, changed = now, true
	}
	return changed
}

func (p *progress) show(now time.Time) {
	p.next = now.Add(refresh)
	p.screen.update(p.display())
}

// note says what goes on that concerns no line of the table.
func note(e experiment.Event) string {
	switch {
	case e.Phase == experiment.PhaseFetch && e.Step == string(fetch.StepDraw):
		return fmt.Sprintf("Drawing %s: %s of %s images", e.Dataset, count(e.Done), count(e.Total))
	case e.Phase == experiment.PhaseFetch && e.Total > 0:
		return fmt.Sprintf("Fetching %s: %s of %s", cmp.Or(e.Model, e.Dataset), humanize.Bytes(uint64(e.Done)), humanize.Bytes(uint64(e.Total)))
	case e.Phase == experiment.PhaseFetch:
		return "Fetching " + cmp.Or(e.Model, e.Dataset)
	case e.Model == "" && e.Phase == experiment.PhaseRead:
		if e.Total > 0 {
			return fmt.Sprintf("Reading the files of %s: %s of %s", e.Dataset, count(e.Done), count(e.Total))
		}
		return "Reading the files of " + e.Dataset
	case e.Phase == experiment.PhaseLoad:
		return "Loading " + e.Model
	case e.Phase == experiment.PhaseDuplicates:
		return "Looking for duplicates in " + e.Dataset
	}
	return ""
}

func (p *progress) display() display {
	t := table{columns: []column{{name: "Model", wrap: true}, {name: "Data set"}, {name: "Progress"}, {name: "State"}, {name: "Images", right: true}, {name: "Images/s", right: true}}}
	if p.last != experiment.PhaseEmbed {
		t.columns = t.columns[:4]
	}
	previous := ""
	for _, l := range p.lines {
		title := l.title
		if title == previous {
			title = ""
		}
		previous = l.title
		t.rows = append(t.rows, l.cells(title)[:len(t.columns)])
	}
	d := t.display()
	if p.note != "" {
		d = join(d, paragraph(p.note+" …"))
	}
	return d
}

func (l *progressLine) cells(title string) []cell {
	images, rate := "", ""
	if l.images > 0 {
		images = count(l.images)
		if l.ended.IsZero() && l.event.Phase == experiment.PhaseEmbed {
			images = count(l.event.Done) + " of " + images
		}
	}
	if l.rate > 0 {
		rate = perSecond(l.rate)
	}
	return []cell{{text: title}, {text: l.set}, l.bar(), state(l.state()), {text: images}, {text: rate}}
}

// state keeps its width, so that the columns beside it stay where they are.
func state(text string) cell {
	return cell{text: text, html: `<span style="display:inline-block;min-width:11em">` + escape(text) + "</span>"}
}

// bar shows the share done, as a bar and in percent.
func (l *progressLine) bar() cell {
	share := 0.0
	switch {
	case !l.ended.IsZero():
		share = 1
	case l.event.Total > 0:
		share = float64(l.event.Done) / float64(l.event.Total)
	}
	text := fmt.Sprintf("%d %%", int(100*share))
	width := fmt.Sprintf("%.0f", 100*share)
	return cell{text: text, html: markup(`<span role="img" aria-label="` + text + `" style="display:inline-block;width:120px;height:.7em;border-radius:3px;background:` + faint +
		`"><span style="display:block;height:100%;border-radius:3px;width:` + width + `%;background:` + accent + `"></span></span>`)}
}

// state says in words where the line is.
func (l *progressLine) state() string {
	e := l.event
	switch {
	case l.started.IsZero():
		return "to do"
	case l.stopped:
		return "stopped here"
	case !l.ended.IsZero() && e.Phase == experiment.PhaseSaved:
		return "saved"
	case !l.ended.IsZero() && e.Cached:
		return "from the cache"
	case !l.ended.IsZero():
		return "done in " + duration(l.ended.Sub(l.started))
	case e.Phase == experiment.PhaseWait:
		return "another process is at it; waiting"
	case e.Phase == experiment.PhaseEmbed && e.Left > 0:
		return duration(e.Left) + " left"
	case e.Phase == experiment.PhaseEmbed:
		return "embedding"
	case e.Phase == experiment.PhaseSearch:
		return "searching neighbours"
	case e.Phase == experiment.PhaseScore:
		return "scoring"
	}
	return "at it"
}
