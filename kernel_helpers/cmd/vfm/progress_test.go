package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/experiment"
)

func TestDescribe(t *testing.T) {
	e := experiment.Event{Family: "A", Model: "m", Dataset: "d"}
	with := func(change func(*experiment.Event)) experiment.Event {
		c := e
		change(&c)
		return c
	}
	for want, e := range map[string]experiment.Event{
		"reading d":  {Dataset: "d", Phase: experiment.PhaseRead},
		"fetching d": {Dataset: "d", Phase: experiment.PhaseFetch},
		"m: another process is fetching the same; waiting for it": {Model: "m", Phase: experiment.PhaseFetch, Step: "wait"},
		"m: the server or the network fails; trying again":        {Model: "m", Phase: experiment.PhaseFetch, Step: "retry"},
		"m: 1.0 kB of 2.0 kB":                    {Model: "m", Phase: experiment.PhaseFetch, Step: "download", Done: 1000, Total: 2000},
		"m: 1.0 kB":                              {Model: "m", Phase: experiment.PhaseFetch, Step: "download", Done: 1000},
		"m: 1.0 kB of 2.0 kB, 5.0 MB/s, 3s left": {Model: "m", Phase: experiment.PhaseFetch, Step: "download", Done: 1000, Total: 2000, Rate: 5e6, Left: 3 * time.Second},
		"m: verifying 1.0 kB of 2.0 kB":          {Model: "m", Phase: experiment.PhaseFetch, Step: "verify", Done: 1000, Total: 2000},
		"d: unpacking 1.0 kB of 2.0 kB":          {Dataset: "d", Phase: experiment.PhaseFetch, Step: "unpack", Done: 1000, Total: 2000},
		"loading m":                              with(func(e *experiment.Event) { e.Phase = experiment.PhaseLoad }),
		"m on d: another process is embedding the same; waiting for it": with(func(e *experiment.Event) { e.Phase = experiment.PhaseWait }),
		"m on d: 7 images from the cache": with(func(e *experiment.Event) {
			e.Phase, e.Done, e.Total, e.Cached = experiment.PhaseEmbed, 7, 7, true
		}),
		"m on d: 3 of 7 images, 2 images/s, 1m2s left": with(func(e *experiment.Event) {
			e.Phase, e.Done, e.Total, e.Rate, e.Left = experiment.PhaseEmbed, 3, 7, 2.1, 62*time.Second
		}),
		"m on d: 7 of 7 images": with(func(e *experiment.Event) { e.Phase, e.Done, e.Total, e.Rate = experiment.PhaseEmbed, 7, 7, 2 }),
		"m on d: searching":     with(func(e *experiment.Event) { e.Phase = experiment.PhaseSearch }),
		"m on d: scoring":       with(func(e *experiment.Event) { e.Phase = experiment.PhaseScore }),
		"m on d: saved":         with(func(e *experiment.Event) { e.Phase = experiment.PhaseSaved }),
	} {
		if got := describe(e); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestProgressIsThrottled: of many events of one step, the first and the last are shown, and no control
// character of a name.
func TestProgressIsThrottled(t *testing.T) {
	var b bytes.Buffer
	p := newProgress(&b)
	for i := range 100 {
		p.event(experiment.Event{Model: "m\x1b", Dataset: "d", Phase: experiment.PhaseEmbed, Done: i + 1, Total: 100})
	}
	p.end()
	if got, want := b.String(), "m\\x1b on d: 1 of 100 images\nm\\x1b on d: 100 of 100 images\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestShorten(t *testing.T) {
	for _, c := range []struct {
		in      string
		columns int
		want    string
	}{{"short", 5, "short"}, {"größer", 5, "größ…"}} {
		if got := shorten(c.in, c.columns); got != c.want {
			t.Errorf("%q in %d columns: got %q, want %q", c.in, c.columns, got, c.want)
		}
	}
}
