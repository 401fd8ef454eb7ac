package report

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	browser "github.com/vfm-go/vfm/kernel_helpers/internal/chromium"
)

// chromium starts a browser for all subtests.
func chromium(t *testing.T) context.Context {
	t.Helper()
	program, err := browser.Find()
	if err != nil && os.Getenv("VFM_REPORT") != "" {
		t.Fatal("VFM_REPORT names a page to be opened: ", err)
	}
	if err != nil {
		t.Skip("to test the page in a browser: ", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-lcd-text", true), // which paints grey letters in colours
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("starting %s: %v", program, err)
	}
	return ctx
}

// tab is one page of the browser.
type tab struct {
	*testing.T
	ctx context.Context

	mu       sync.Mutex
	problems []string
}

func newTab(t *testing.T, ctx context.Context) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(stop)
	b := &tab{T: t, ctx: ctx}
	chromedp.ListenTarget(ctx, b.listen)
	return b
}

// listen notes what must not happen.
func (b *tab) listen(event any) {
	var problem string
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		problem = "exception: " + e.ExceptionDetails.Error()
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			problem = fmt.Sprintf("console.%s: %s", e.Type, e.Args[0].Value)
		}
	case *log.EventEntryAdded:
		problem = "browser log: " + e.Entry.Text
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, "file:") && !strings.HasPrefix(e.Request.URL, "data:") {
			problem = "request off the page: " + e.Request.URL
		}
	}
	if problem != "" {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.problems = append(b.problems, problem)
	}
}

func (b *tab) run(actions ...chromedp.Action) {
	b.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.Fatal(err)
	}
}

func (b *tab) open(address string, width int64, media, scheme string) {
	b.Helper()
	b.Cleanup(func() {
		for _, problem := range b.problems {
			b.Error(problem)
		}
	})
	b.run(log.Enable(), network.Enable(), runtime.Enable(),
		chromedp.EmulateViewport(width, 900),
		emulation.SetEmulatedMedia().WithMedia(media).WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
		chromedp.Navigate(address), chromedp.WaitReady("main"))
}

// awaited is for scripts that return a promise.
func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }

// painting waits until what was changed is painted.
func painting() chromedp.Action {
	return chromedp.Evaluate(`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))`, nil, awaited)
}

// reveal brings every chart into sight, one after the other, waits until it is alive, and goes back to the top.
func (b *tab) reveal() {
	b.Helper()
	b.run(chromedp.Evaluate(`(async function () {
		const painted = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
		await painted();
		for (const chart of document.querySelectorAll("[data-chart]")) {
			chart.scrollIntoView({ block: "center", behavior: "instant" });
			await painted();
			for (let i = 0; window.echarts && i < 300 && !chart.querySelector(".chart-live"); i++) await painted();
		}
		scrollTo({ top: 0, behavior: "instant" });
		await painted();
		return 0;
	})()`, nil, awaited))
}

// want runs a script that returns a list of complaints.
func (b *tab) want(script string) {
	b.Helper()
	var complaints []string
	b.run(chromedp.Evaluate("(function () { const out = [];\n"+script+"\nreturn out; })()", &complaints))
	for _, c := range complaints {
		b.Error(c)
	}
}
