package report

import (
	"fmt"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// reachable is a function for scripts: whether the pointer meets the element where it is seen.
const reachable = `
	const reachable = element => {
		element.scrollIntoView({ block: "center", behavior: "instant" });
		const r = element.getClientRects()[0];
		const met = r && document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
		return met && (element.contains(met) || met.contains(element));
	};`

// checkLinks follows every link within the page by a click, and wants its target in sight.
func (b *tab) checkLinks() {
	b.Helper()
	b.want(reachable + `
		const links = [...document.querySelectorAll('a[href^="#"]:not(.skip)')].filter(a => a.checkVisibility());
		if (!links.length) out.push("no links");
		for (const link of links) {
			const name = link.getAttribute("href");
			if (!reachable(link)) { out.push("the pointer does not meet the link to " + name); continue; }
			link.click();
			const target = document.getElementById(decodeURIComponent(name.slice(1)));
			if (!target) { out.push("nothing to go to: " + name); continue; }
			const top = target.getBoundingClientRect().top;
			if (top < -1 || top > innerHeight) out.push(name + " is at " + top + " px after a click on its link");
		}
		for (const link of document.querySelectorAll('a:not([href^="#"])')) if (!link.href) out.push("a link to nowhere: " + link.textContent);`)
}

// checkDetails opens and closes all that can be opened.
func (b *tab) checkDetails() {
	b.Helper()
	b.want(reachable + `
		for (const details of document.querySelectorAll("details")) {
			const summary = details.querySelector("summary"), inside = summary.nextElementSibling;
			const shown = () => inside.checkVisibility(), was = details.open;
			if (!reachable(summary)) { out.push("the pointer does not meet " + summary.textContent); continue; }
			for (const open of [!was, was]) {
				summary.click();
				if (details.open !== open || shown() !== open) out.push(summary.textContent + (open ? " does not open" : " does not close"));
			}
		}`)
}

// checkKeyboard goes through the page by the tab key: all that can be used is met, in the order in which it is
// read, and is seen to be met.
func (b *tab) checkKeyboard() {
	b.Helper()
	var count int
	b.run(chromedp.Evaluate(`
		window.stops = [...document.querySelectorAll('a[href], summary, [tabindex="0"]')].filter(e => e.checkVisibility({ contentVisibilityAuto: true }));
		stops[0].focus();
		stops.length`, &count))
	for i := 1; i < count; i++ {
		var complaint string
		b.run(chromedp.KeyEvent(kb.Tab), chromedp.Evaluate(fmt.Sprintf(`(function () {
			const at = document.activeElement, want = stops[%d];
			const name = e => e.outerHTML.slice(0, 80);
			if (at !== want) return "the tab key goes to " + name(at) + " and not to " + name(want);
			const style = getComputedStyle(at), r = at.getBoundingClientRect();
			if (style.outlineStyle === "none" || !parseFloat(style.outlineWidth)) return "focus is not seen on " + name(at);
			if (r.bottom < 0 || r.top > innerHeight || r.right < 0) return "focus is out of sight on " + name(at);
			return "";
		})()`, i), &complaint))
		if complaint != "" {
			b.Error(complaint)
			return
		}
	}
	b.run(chromedp.Evaluate(`document.querySelector(".skip").focus()`, nil), chromedp.KeyEvent(kb.Enter))
	b.want(`
		const target = document.querySelector(document.querySelector(".skip").getAttribute("href"));
		if (Math.abs(target.getBoundingClientRect().top) > innerHeight) out.push("the skip link does not go to the text");
		const summary = document.querySelector("details:not([open]) > summary");
		window.opened = summary && summary.parentElement;
		if (summary) summary.focus();`)
	b.run(chromedp.KeyEvent(kb.Enter))
	b.want(`
		if (opened && !opened.open) out.push("the enter key does not open " + opened.textContent.slice(0, 60));
		if (opened) opened.open = false;`)
}

// legend is one entry of a chart's key and where it lies in the window.
type legend struct {
	Chart int
	Name  string
	X, Y  float64
	Error string
}

// checkLegends presses the first entry of every interactive chart's key: its marks go, and come back.
func (b *tab) checkLegends() {
	b.Helper()
	var count int
	b.run(chromedp.Evaluate(`window.echarts ? document.querySelectorAll(".chart-live").length : 0`, &count))
	for i := range count {
		var l legend
		b.run(chromedp.Evaluate(fmt.Sprintf(`(function () {
			window.live = document.querySelectorAll(".chart-live")[%d];
			window.instance = echarts.getInstanceByDom(live);
			const option = instance.getOption(), key = option.legend[0];
			if (!key.show) return {};
			const name = key.data && key.data.length ? key.data[0].name || key.data[0] : option.series[0].name;
			window.chosen = name;
			const text = [...live.querySelectorAll("svg text")].find(t => t.textContent === name || (t.textContent.length > 3 && name.startsWith(t.textContent.replace(/[.…]+$/, ""))));
			if (!text) return { Chart: %[1]d, Error: "there is no " + name + " in the key of " + live.parentElement.dataset.chart };
			text.scrollIntoView({ block: "center", behavior: "instant" });
			const r = text.getBoundingClientRect();
			return { Chart: %[1]d, Name: name, X: r.x + r.width / 2, Y: r.y + r.height / 2 };
		})()`, i), &l))
		if l.Error != "" {
			b.Error(l.Error)
		}
		if l.Name == "" {
			continue // with an error, or one that needs no key
		}
		for _, shown := range []bool{false, true} {
			var is bool
			b.run(chromedp.MouseClickXY(l.X, l.Y), painting(),
				chromedp.Evaluate(`instance.getOption().legend[0].selected[chosen] !== false`, &is))
			if is != shown {
				b.Errorf("a click on %q in the key of chart %d: shown is %t", l.Name, l.Chart, is)
			}
		}
	}
}

// checkChanges makes the open page dark and narrow: what is drawn follows.
func (b *tab) checkChanges() {
	b.Helper()
	const look = `window.seen = () => [...document.querySelectorAll(".chart-live")].map(e => ({ name: e.parentElement.dataset.chart, ink: e.querySelector("text").getAttribute("fill"), width: e.querySelector("svg").getBoundingClientRect().width }));
		window.before = seen(); 0`
	b.run(chromedp.Evaluate(look, nil),
		emulation.SetEmulatedMedia().WithMedia("screen").WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}),
		chromedp.EmulateViewport(390, 900), painting())
	b.want(`
		seen().forEach((now, i) => {
			if (now.ink === before[i].ink) out.push(now.name + " keeps its colours when the page becomes dark");
			if (now.width > innerWidth) out.push(now.name + " is " + now.width + " px wide in a window of " + innerWidth);
		});`)
	b.checkWidth()
	b.checkPixels()
}
