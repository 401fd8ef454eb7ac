package report

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// How long a frame may take while a page is scrolled, the slowest twentieth apart, and how long frames of an empty page
// take on a machine that is quiet enough to tell, milliseconds.
const (
	smoothFrame = 50
	quietFrame  = 25
)

// scrolling is what a page costs its reader's browser. Times are milliseconds.
type scrolling struct {
	Load     float64   // until all is laid out
	Nodes    int       // elements
	Height   float64   // pixels
	Frames   []float64 // from one to the next
	Longest  float64   // task of the scripts and the layout
	LongLoad float64   // sum of the long tasks before the first frame
}

// scroll goes through the whole page in steps of at least a third of the window, and stays for the rest of a second.
const scroll = `new Promise(done => {
	const out = { Load: performance.now(), Nodes: document.getElementsByTagName("*").length, Height: 0, Frames: [], Longest: 0, LongLoad: 0 };
	let scrolled = false;
	new PerformanceObserver(list => {
		for (const task of list.getEntries()) {
			if (scrolled) out.Longest = Math.max(out.Longest, task.duration); else out.LongLoad += task.duration;
		}
	}).observe({ type: "longtask", buffered: true });
	let last = 0, top = 0;
	const frame = now => {
		if (last) out.Frames.push(now - last);
		last = now;
		scrolled = true;
		const height = document.documentElement.scrollHeight;
		if (out.Frames.length >= 60 && top + innerHeight >= height || out.Frames.length >= 1500) {
			out.Height = height;
			setTimeout(() => done(out), 100);
			return;
		}
		top += Math.max(innerHeight / 3, height / 1200);
		scrollTo({ top: top, behavior: "instant" });
		requestAnimationFrame(frame);
	};
	requestAnimationFrame(() => requestAnimationFrame(frame));
})`

// TestScroll scrolls through the page that $VFM_REPORT names. On a machine that is busy with something else it only
// says what it saw.
func TestScroll(t *testing.T) {
	page := os.Getenv("VFM_REPORT")
	if page == "" {
		t.Skip("VFM_REPORT names no page to scroll through")
	}
	page, err := filepath.Abs(page)
	if err != nil {
		t.Fatal(err)
	}
	b := newTab(t, chromium(t))
	quiet := b.scroll("about:blank")
	address := (&url.URL{Scheme: "file", Path: page}).String()
	s := b.scroll(address)
	if len(s.Frames) < 10 {
		t.Fatalf("only %d frames over %.0f px", len(s.Frames), s.Height)
	}
	p95, p95quiet := nearly(s.Frames), nearly(quiet.Frames)
	t.Logf("%d elements, %.0f px; ready after %.0f ms; %d frames, 95 %% within %.0f ms (of an empty page within %.0f), the longest %.0f ms; the longest task %.0f ms, %.0f ms in long ones before",
		s.Nodes, s.Height, s.Load, len(s.Frames), p95, p95quiet, slices.Max(s.Frames), s.Longest, s.LongLoad)
	switch {
	case p95quiet > quietFrame:
		t.Logf("the machine is too busy to tell whether that is smooth")
	case p95 > smoothFrame:
		t.Errorf("scrolling is not smooth: 95 %% of the frames take %.0f ms, want %d", p95, smoothFrame)
	}
}

// scroll opens a page and scrolls through it.
func (b *tab) scroll(address string) (s scrolling) {
	b.Helper()
	started := time.Now()
	b.run(chromedp.EmulateViewport(1280, 900), chromedp.Navigate(address), chromedp.Evaluate(scroll, &s,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	b.Logf("%s: %.1f s in all", filepath.Base(address), time.Since(started).Seconds())
	return s
}

// nearly is the 95th percentile.
func nearly(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)*95/100]
}
