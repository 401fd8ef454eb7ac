package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/vfm-go/vfm/kernel_helpers/report/chart"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// curvePlot draws accuracy, or hits, against the number of neighbours; nil where none of the models has a
// curve of two points.
func (e *evidence) curvePlot(w *why, title string, models []best) (*plot, error) {
	name, what := "knn", "right votes"
	c := chart.Lines{ID: "curve-" + w.ID, XAxis: "nearest images that vote (k)", YAxis: "right", Title: "Accuracy on " + title + " against the number of nearest images that vote"}
	if w.Retrieval {
		name, what = "hit", "queries with a relevant image among the first k"
		c.XAxis, c.YAxis, c.Title = "images looked at (k)", "found", "Queries on "+title+" with a relevant image among the first k"
	}
	var sizes []int
	for _, m := range models {
		line := chart.Line{Name: e.title(m.Model), Series: m.series}
		for _, p := range m.insight.Curve(name).Points {
			sizes = append(sizes, p.K)
			text := fmt.Sprintf("k = %d: %s %%", p.K, percent(p.Value))
			line.Points = append(line.Points, chart.Point{X: math.Log10(float64(p.K)), Y: p.Value, Text: text})
		}
		c.Lines = append(c.Lines, line)
	}
	sizes = distinct(sizes)
	if len(sizes) < 2 {
		return nil, nil
	}
	c.Ticks = logTicks(sizes, []int{1, 2, 5, 10, 20, 50, 100, 200})
	f, err := draw(c.ID, c, "The x axis is logarithmic. The table holds the same numbers with their intervals.")
	table := factTable{ID: c.ID + "-table", Caption: "Share of " + what + ", in per cent with its 95 % interval", Head: append([]string{"k"}, titles(e, models)...)}
	for _, k := range sizes {
		row := []string{strconv.Itoa(k)}
		for _, m := range models {
			row = append(row, curveCell(m.insight.Curve(name), k))
		}
		table.Rows = append(table.Rows, row)
	}
	return &plot{Figure: f, Table: table}, err
}

func curveCell(c result.Curve, k int) string {
	for _, p := range c.Points {
		if p.K == k {
			return fmt.Sprintf("%s (%s to %s)", percent(p.Value), percent(p.Low), percent(p.High))
		}
	}
	return "–"
}

// shotsPlot draws accuracy against the number of training images of each class.
func (e *evidence) shotsPlot(w *why, title string, models []best) (*plot, error) {
	c := chart.Lines{ID: "shots-" + w.ID, XAxis: "training images of each class (n)", YAxis: "right", Title: "Accuracy on " + title + " with few training images of each class"}
	table := factTable{ID: c.ID + "-table", Caption: "Share of right answers with n training images of each class, in per cent: mean ± standard deviation over the draws", Head: append([]string{"n"}, titles(e, models)...)}
	at := map[int]int{} // n → row
	var sizes []int
	var first *result.Shots
	for column, m := range models {
		if m.insight.Shots == nil || len(m.insight.Shots.Points) == 0 {
			continue
		}
		first = m.insight.Shots
		line := chart.Line{Name: e.title(m.Model), Series: m.series}
		for _, p := range first.Points {
			text := fmt.Sprintf("%s ± %s", percent(p.Mean), percent(p.SD))
			line.Points = append(line.Points, chart.Point{
				X: math.Log10(float64(p.N)), Y: p.Mean, Low: max(0, p.Mean-p.SD), High: min(1, p.Mean+p.SD),
				Text: fmt.Sprintf("n = %d: %s %%", p.N, text),
			})
			if _, known := at[p.N]; !known {
				at[p.N], sizes = len(table.Rows), append(sizes, p.N)
				table.Rows = append(table.Rows, append([]string{strconv.Itoa(p.N)}, dashes(len(models))...))
			}
			table.Rows[at[p.N]][column+1] = text
		}
		c.Lines = append(c.Lines, line)
	}
	sizes = distinct(sizes)
	if len(sizes) < 2 {
		return nil, nil
	}
	slices.SortFunc(table.Rows, func(a, b []string) int { return leading(a[0]) - leading(b[0]) })
	c.Ticks = logTicks(sizes, sizes)
	f, err := draw(c.ID, c, "The nearest of n images of each class decides. A line is the mean over the draws, the band one standard deviation.")
	return &plot{Figure: f, Table: table, Text: shotsText(first)}, err
}

// shotsText says how the curve came about.
func shotsText(s *result.Shots) string {
	text := fmt.Sprintf("%d random draws of the training images, %s each.", s.Draws, count(s.Queries, "test image", "test images"))
	last := s.Points[len(s.Points)-1]
	if last.Short > 0 {
		text += fmt.Sprintf(" With n = %d, %s fewer images and %s all.", last.N, count(last.Short, "class has", "classes have"), map[bool]string{true: "gives", false: "give"}[last.Short == 1])
	}
	return text
}

// similar shows how similar right and wrong images are to a query.
type similar struct {
	Figures []figure
	Texts   []string
	Table   factTable
}

// coarse is how many stored bins are one row of the table.
const coarse = 5

func (e *evidence) similarities(w *why, title string, bests []best) (*similar, error) {
	s := &similar{Table: factTable{ID: "similar-" + w.ID + "-table", Head: []string{"Similarity"}}}
	right, wrong := "right nearest images", "wrong nearest images"
	s.Table.Caption = "Queries by the similarity of their nearest image"
	if w.Retrieval {
		right, wrong = "relevant images", "other images"
		s.Table.Caption = "Sampled pairs of a query and an image, by similarity"
	}
	rows := map[int][]string{}
	for _, b := range bests {
		if b.insight == nil {
			continue
		}
		r, x := b.insight.Similarity.Right, b.insight.Similarity.Wrong
		c := chart.Lines{
			ID: fmt.Sprintf("similar-%s-%d", w.ID, b.series), XAxis: "cosine similarity", YAxis: "in a bin", Steps: true,
			Title: fmt.Sprintf("Similarity of %s and %s on %s, %s", right, wrong, title, e.title(b.Model)),
			Lines: []chart.Line{{Name: right, Series: b.series, Points: steps(r)}, {Name: wrong, Series: b.series, Points: steps(x)}},
		}
		c.Ticks, c.Top = similarityAxis(c.Lines)
		if c.Ticks == nil {
			continue
		}
		f, err := draw(c.ID, c, b.Family+": "+e.title(b.Model)+". "+medians(right, r, wrong, x))
		if err != nil {
			return nil, err
		}
		s.Figures = append(s.Figures, f)
		column := len(s.Table.Head)
		s.Table.Head = append(s.Table.Head, b.Family+": "+right, b.Family+": "+wrong)
		tabulate(rows, r, column)
		tabulate(rows, x, column+1)
	}
	if len(s.Figures) == 0 {
		return nil, nil
	}
	for bin := -100 / coarse; bin < 100/coarse; bin++ {
		if row := rows[bin]; row != nil {
			row = append(row, make([]string, len(s.Table.Head)-len(row))...)
			row[0] = fmt.Sprintf("%.2f to %.2f", coarse*float64(bin)/100, coarse*float64(bin+1)/100)
			for i, cell := range row {
				if cell == "" {
					row[i] = "0"
				}
			}
			s.Table.Rows = append(s.Table.Rows, row)
		}
	}
	return s, nil
}

// steps are the outline of a histogram whose bars add up to 1, with its end.
func steps(h result.Histogram) []chart.Point {
	total := float64(h.Total())
	if total == 0 {
		return nil
	}
	var points []chart.Point
	for i, n := range h.Counts {
		points = append(points, chart.Point{X: edge(h, i), Y: float64(n) / total})
	}
	return append(points, chart.Point{X: edge(h, len(h.Counts))})
}

// edge is where bin i begins, to nine places: a sum of hundredths may be a little more than the tenth that it is.
func edge(h result.Histogram, i int) float64 {
	return math.Round(1e9*(h.From+h.Width*float64(i))) / 1e9
}

// similarityAxis covers the lines from one tenth to another, and up to the highest bar.
func similarityAxis(lines []chart.Line) (ticks []chart.Tick, top float64) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, l := range lines {
		for _, p := range l.Points {
			low, high, top = min(low, p.X), max(high, p.X), max(top, p.Y)
		}
	}
	if top == 0 {
		return nil, 0
	}
	from, to := int(math.Floor(10*low+1e-6)), int(math.Ceil(10*high-1e-6))
	step := max(1, (to-from+7)/8)
	to += (step - (to-from)%step) % step
	for t := from; t <= to; t += step {
		ticks = append(ticks, chart.Tick{At: float64(t) / 10, Text: strconv.FormatFloat(float64(t)/10, 'f', 1, 64)})
	}
	return ticks, math.Ceil(top*50) / 50
}

// medians says where the middle of both histograms is.
func medians(right string, r result.Histogram, wrong string, x result.Histogram) string {
	switch {
	case r.Total() == 0:
		return fmt.Sprintf("There are no %s; the median of %s is %.2f.", right, wrong, median(x))
	case x.Total() == 0:
		return fmt.Sprintf("There are no %s; the median of %s is %.2f.", wrong, right, median(r))
	}
	return fmt.Sprintf("Medians: %.2f of %s, %.2f of %s.", median(r), right, median(x), wrong)
}

// median is the middle of the bin that holds the middle similarity.
func median(h result.Histogram) float64 {
	seen, half := 0, (h.Total()+1)/2
	for i, n := range h.Counts {
		if seen += n; seen >= half {
			return h.From + h.Width*(float64(i)+0.5)
		}
	}
	return 0
}

// tabulate adds the counts of a histogram to a column of rows of coarse bins.
func tabulate(rows map[int][]string, h result.Histogram, column int) {
	counts := map[int]int{}
	for i, n := range h.Counts {
		counts[int(math.Floor((h.From+h.Width*(float64(i)+0.5))*100/coarse))] += n
	}
	for bin, n := range counts {
		for len(rows[bin]) <= column {
			rows[bin] = append(rows[bin], "")
		}
		rows[bin][column] = strconv.Itoa(n)
	}
}

// logTicks are places of a logarithmic axis: those of named that lie between the sizes, and both ends.
func logTicks(sizes, named []int) []chart.Tick {
	first, last := sizes[0], sizes[len(sizes)-1]
	all := []int{first, last}
	for _, n := range named {
		if first < n && n < last {
			all = append(all, n)
		}
	}
	var ticks []chart.Tick
	for _, n := range distinct(all) {
		ticks = append(ticks, chart.Tick{At: math.Log10(float64(n)), Text: strconv.Itoa(n)})
	}
	return ticks
}

// distinct sorts numbers and keeps one of equals.
func distinct(numbers []int) []int {
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

func titles(e *evidence, models []best) []string {
	var out []string
	for _, m := range models {
		out = append(out, e.title(m.Model))
	}
	return out
}

func dashes(n int) []string {
	return slices.Repeat([]string{"–"}, n)
}

// leading is the number that a cell of the first column holds.
func leading(text string) int {
	n, _ := strconv.Atoi(text) // it was written by Itoa
	return n
}
