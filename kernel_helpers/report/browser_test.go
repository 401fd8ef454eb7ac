package report

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/vfm-go/vfm/kernel_helpers/report/chart"
)

// TestBrowser opens the page that $VFM_REPORT names, or that of the fixture, in Chromium: on three widths,
// light and dark, and as it is printed.
func TestBrowser(t *testing.T) {
	page := os.Getenv("VFM_REPORT")
	if page == "" {
		page = fixturePage(t)
	}
	page, err := filepath.Abs(page)
	if err != nil {
		t.Fatal(err)
	}
	ctx := chromium(t)
	address := (&url.URL{Scheme: "file", Path: page}).String()
	for _, width := range []int64{390, 768, 1280} {
		for _, scheme := range []string{"light", "dark"} {
			t.Run(fmt.Sprintf("%d %s", width, scheme), func(t *testing.T) {
				b := newTab(t, ctx)
				b.open(address, width, "screen", scheme)
				b.checkAwakening()
				b.checkWidth()
				b.checkImages()
				b.checkCharts()
				b.checkPixels()
				b.checkTooltips()
				b.checkMaps()
				b.checkLinks()
				b.checkDetails()
				b.checkKeyboard()
				if scheme == "light" {
					b.checkLegends()
				}
				if width != 768 {
					b.checkAccess()
				}
			})
		}
	}
	t.Run("print", func(t *testing.T) {
		b := newTab(t, ctx)
		b.open(address, 794, "print", "light")
		b.checkPrint()
		b.reveal()
		b.checkPrint()
		b.checkPixels()
	})
	t.Run("changes", func(t *testing.T) {
		b := newTab(t, ctx)
		b.open(address, 1280, "screen", "light")
		b.reveal()
		b.checkChanges()
	})
}

// fixturePage writes the fixture's report, with the ECharts script where it is installed.
func fixturePage(t *testing.T) string {
	script, err := filepath.Abs(filepath.Join("..", "..", ".tools", "node_modules", "echarts", "dist", "echarts.min.js"))
	if given := os.Getenv("VFM_ECHARTS"); given != "" {
		script = given
	}
	f := explained(t)
	f.check(err)
	if _, err := chart.ReadECharts(script); err == nil {
		t.Setenv("VFM_ECHARTS", script)
	} else {
		t.Logf("interactive charts are not tested: %v", err)
	}
	f.write("models/net-a.yaml", fmt.Sprintf(modelFile, "net-a", "ShuffleNetV2")) // a word as long as real ones
	_, err = Write(t.Context(), f.Suite, Options{Out: f.Out})
	f.check(err)
	return filepath.Join(f.Out, PageName)
}

func (b *tab) checkWidth() {
	b.Helper()
	b.want(`
		const root = document.documentElement;
		if (root.scrollWidth > root.clientWidth) out.push("the page is " + root.scrollWidth + " px wide in a window of " + root.clientWidth);
		for (const table of document.querySelectorAll("table.models")) {
			const box = table.parentElement;
			if (box.scrollWidth > box.clientWidth) out.push(table.caption.textContent + ": " + box.scrollWidth + " px in a box of " + box.clientWidth);
		}
		for (const text of document.querySelectorAll(".scroll .long")) {
			if (!text.closest(".scroll").contains(text.offsetParent)) { out.push("hidden words widen the page: " + text.textContent); break; }
		}
		if (getComputedStyle(document.body).backgroundColor === getComputedStyle(document.body).color) out.push("text has the colour of the page");`)
}

func (b *tab) checkImages() {
	b.Helper()
	b.want(`
		for (const image of document.images) {
			if (!image.alt.trim()) out.push("image without alt text: " + image.src.slice(0, 60));
			if (!image.complete || !image.naturalWidth) out.push("broken image: " + image.alt);
			if (image.hasAttribute("onerror")) out.push("an image came out of a name");
		}
		for (const tile of document.querySelectorAll("svg.tile")) {
			const sheet = document.querySelector(tile.querySelector("use").getAttribute("href"));
			if (!sheet || sheet.tagName !== "image") { out.push("a tile without its sheet: " + tile.getAttribute("aria-label")); continue; }
			const [x, y, w, h] = tile.querySelector("svg").getAttribute("viewBox").split(" ").map(Number);
			if (x + w > sheet.getAttribute("width") || y + h > sheet.getAttribute("height")) out.push("a tile beside its sheet: " + tile.getAttribute("aria-label"));
		}`)
}

// checkAwakening wants interactive charts where the reader is, and static ones far away, until all were in sight.
func (b *tab) checkAwakening() {
	b.Helper()
	b.want(`
		if (!window.echarts) return out;
		const charts = [...document.querySelectorAll("[data-chart]")];
		for (const chart of charts) {
			const away = chart.getBoundingClientRect().top - innerHeight, live = chart.querySelector(".chart-live"), still = chart.querySelector(".vfm-chart");
			if (away > 2 * innerHeight && live) out.push(chart.dataset.chart + " is drawn long before it is seen");
			if (!live === !still.getBoundingClientRect().height) out.push(chart.dataset.chart + " is shown twice or not at all");
		}`)
	b.reveal()
	b.want(`
		if (!window.echarts) return out;
		for (const chart of document.querySelectorAll("[data-chart]")) {
			if (!chart.querySelector(".chart-live")) out.push(chart.dataset.chart + " was in sight and is not interactive");
		}`)
}

// checkCharts wants every chart drawn: interactive where the page has the script, else static.
func (b *tab) checkCharts() {
	b.Helper()
	b.want(`
		const charts = document.querySelectorAll("[data-chart]");
		if (!charts.length) out.push("no charts");
		for (const chart of charts) {
			const drawing = document.querySelector('script[type="application/json"]') ? chart.querySelector(".chart-live svg") : chart.querySelector(".vfm-chart");
			if (!drawing) { out.push(chart.dataset.chart + " was not drawn"); continue; }
			const box = drawing.getBoundingClientRect();
			if (box.width < 200 || box.height < 60) out.push(chart.dataset.chart + " has a size of " + box.width + " × " + box.height);
			const texts = chart.querySelectorAll(".vfm-chart g g").length;
			const marks = [...drawing.querySelectorAll("path, line")].filter(e => { const r = e.getBoundingClientRect(); return r.width + r.height > 0; });
			if (marks.length < 2 * texts) out.push(chart.dataset.chart + " has " + marks.length + " lines for " + texts + " marks");
		}`)
}

// checkTooltips shows every tooltip and wants plain text in it.
func (b *tab) checkTooltips() {
	b.Helper()
	b.want(`
		if (!window.echarts) return out;
		for (const chart of document.querySelectorAll(".chart-live")) {
			const instance = echarts.getInstanceByDom(chart);
			instance.getOption().series.forEach((series, s) => series.data.forEach((mark, i) => {
				if (series.silent || !mark.name) return;
				instance.dispatchAction({ type: "showTip", seriesIndex: s, dataIndex: i });
				const shown = [...chart.children].map(e => e.textContent).join("");
				if (!shown.includes(mark.name)) out.push("no tooltip for " + mark.name);
				if (chart.querySelector("img")) out.push("a tooltip holds an image: " + mark.name);
			}));
			instance.dispatchAction({ type: "hideTip" });
		}`)
}

// checkMaps puts the pointer on a point of every map and wants its picture and its name, and goes to the next
// by an arrow key.
func (b *tab) checkMaps() {
	b.Helper()
	b.want(`
		if (!window.echarts) return out;
		for (const box of document.querySelectorAll("[data-map]")) {
			const hover = JSON.parse(document.getElementById(box.dataset.map + "-option").textContent);
			const note = box.querySelector(".map-note");
			for (const map of box.querySelectorAll(".vfm-map")) {
				map.scrollIntoView();
				const points = hover.maps[map.id], last = points.length - 1;
				const at = new DOMPoint(...points[last]).matrixTransform(map.getScreenCTM());
				map.dispatchEvent(new PointerEvent("pointermove", { clientX: at.x, clientY: at.y, bubbles: true }));
				const shown = hover.items.filter(item => item.text === note.textContent);
				if (note.hidden || !shown.length) { out.push(map.id + " does not show its last point, but: " + note.textContent); continue; }
				if (!note.querySelector("use") || note.querySelector("img")) out.push(map.id + " shows no picture");
				const frame = note.getBoundingClientRect();
				if (frame.left < 0 || frame.right > innerWidth) out.push("the picture is beside the page of " + innerWidth + " px: " + frame.left + " to " + frame.right);
				for (const ring of box.querySelectorAll(".map-ring")) if (ring.getAttribute("visibility") !== "visible") out.push(map.id + ": a map has no ring");
			}
			box.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
			if (!note.hidden) out.push(box.dataset.map + ": Escape does not end it");
			box.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
			box.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
			if (note.textContent !== hover.items[1 % hover.items.length].text) out.push(box.dataset.map + ": the arrow key goes to " + note.textContent);
			box.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
		}`)
}

// checkAccess wants axe-core to find no violation, where $VFM_AXE names its script.
func (b *tab) checkAccess() {
	b.Helper()
	path := os.Getenv("VFM_AXE")
	if path == "" {
		b.Log("accessibility is not tested: VFM_AXE does not name axe-core's axe.min.js")
		return
	}
	script, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	var complaints []string
	b.run(chromedp.Evaluate(string(script), nil), chromedp.Evaluate(`
		axe.run(document, { resultTypes: ["violations"] }).then(found => found.violations.flatMap(v =>
			v.nodes.map(n => "axe: " + v.help + " (" + v.id + "): " + n.html.slice(0, 200))))`, &complaints, awaited))
	for _, c := range complaints {
		b.Error(c)
	}
}

// checkPrint wants the static charts on paper, and nothing hidden in a closed element.
func (b *tab) checkPrint() {
	b.Helper()
	b.want(`
		for (const chart of document.querySelectorAll("[data-chart]")) {
			if (!chart.querySelector(".vfm-chart").getBoundingClientRect().height) out.push(chart.dataset.chart + " is not printed");
			const live = chart.querySelector(".chart-live");
			if (live && live.getBoundingClientRect().height) out.push(chart.dataset.chart + " is printed twice");
		}
		for (const table of document.querySelectorAll("details table")) {
			if (!table.checkVisibility({ contentVisibilityAuto: true })) out.push("a closed table is not printed: " + table.caption.textContent);
		}`)
}
