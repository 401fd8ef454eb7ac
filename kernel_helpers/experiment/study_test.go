package experiment

import (
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/insight"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

func TestInsightOfRun(t *testing.T) {
	s, o := testSuite(t)
	var points [][]string
	for _, r := range mustRun(t, s, o) {
		i, err := result.ReadInsight(filepath.Join(o.Out, "results"), r)
		if err != nil {
			t.Fatal(err)
		}
		name := r.Model + " on " + r.Dataset
		if want := (i.Shots != nil); want != (r.Task == result.Classification) {
			t.Errorf("%s: few-shot curve %+v", name, i.Shots)
		}
		for _, c := range i.Curves { // it goes through the metrics
			metric := map[string]string{"knn": "knn-", "majority": "majority-", "hit": "recall@"}[c.Name]
			for _, p := range c.Points {
				if m := r.Metric(metric + fmt.Sprint(p.K)); m.Name != "" && m.Value != p.Value {
					t.Errorf("%s: %s at %d is %v, %s is %v", name, c.Name, p.K, p.Value, m.Name, m.Value)
				}
			}
		}
		if got, want := i.Hubs.Mean*float64(i.Gallery), float64(i.Hubs.K*i.N); math.Abs(got-want) > 1e-6 {
			t.Errorf("%s: gallery images are neighbours %v times, want %v", name, got, want)
		}
		var items []string
		for _, p := range i.Map.Points {
			items = append(items, p.Item+" "+i.Map.Labels[p.Label])
		}
		points = append(points, items)
		if len(items) != i.Map.Images || len(items) != 39 { // 24 + 15, and 39 of the search
			t.Errorf("%s: %d points of %d images", name, len(items), i.Map.Images)
		}
	}
	for n := 2; n < len(points); n++ {
		if !slices.Equal(points[n], points[n-2]) {
			t.Errorf("result %d has other images in its map than result %d", n, n-2)
		}
	}
}

// studied is a study of vectors in the plane, each with a label, and for classification as many queries at
// the end.
func studied(t *testing.T, task dataset.Task, queries int, labels []string, angles []float64) *study {
	t.Helper()
	rows := matrix.New(len(labels), 2)
	set := &dataset.Set{Card: dataset.Card{Name: "set", Task: task}}
	p := pair{&contender{}, &contest{set: set, lost: map[int]string{}}}
	tr := &trial{rows: rows, block: 3, options: knn.Options{}}
	for i, label := range labels {
		copy(rows.Row(i), []float32{float32(math.Cos(angles[i])), float32(math.Sin(angles[i]))})
		id := fmt.Sprintf("%02d", i)
		set.Items = append(set.Items, dataset.Item{ID: id, Label: label})
		p.ids = append(p.ids, id)
		if i < len(labels)-queries {
			tr.gallery = append(tr.gallery, i)
		} else {
			tr.queries, tr.queryRows = append(tr.queries, i), append(tr.queryRows, i)
		}
	}
	if queries == 0 { // leave one out
		tr.queries = tr.gallery
		for i := range labels {
			tr.queryRows, tr.exclude = append(tr.queryRows, i), append(tr.exclude, i)
		}
	}
	tr.galleryRows = rows.Slice(0, len(tr.gallery))
	s := newStudy(p, tr)
	err := tr.search(t.Context(), insight.HubNeighbours, func(q int, near []knn.Neighbour, _ bool) error {
		s.add(q, near)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *study) mustInsight(t *testing.T) result.Insight {
	t.Helper()
	i, err := s.insight(t.Context(), result.Record{Model: "m", Dataset: "set", N: len(s.queries), Gallery: len(s.gallery)})
	if err != nil {
		t.Fatal(err)
	}
	if err := i.Validate(); err != nil {
		t.Fatal(err)
	}
	return i
}

func TestStudyOfClassification(t *testing.T) {
	// Two training images of a at 0 and 0.1, two of b at 1 and 1.1; queries at 0.2 (a), 0.9 (b), 0.3 (b: wrong).
	s := studied(t, dataset.Classification, 3, []string{"a", "a", "b", "b", "a", "b", "b"}, []float64{0, 0.1, 1, 1.1, 0.2, 0.9, 0.3})
	i := s.mustInsight(t)
	if got := [3]int{i.Similarity.Right.Total(), i.Similarity.Wrong.Total(), i.Similarity.Queries}; got != [3]int{2, 1, 3} || i.Similarity.Of != result.OfNearest {
		t.Errorf("similarities %+v", i.Similarity)
	}
	// cos 0.2 = 0.980 is in the bin from 0.98, cos 0.1 = 0.995 in that from 0.99.
	if w := i.Similarity.Wrong; math.Abs(w.From-0.98) > 1e-9 || !slices.Equal(w.Counts, []int{1}) {
		t.Errorf("wrong neighbours %+v", w)
	}
	if r := i.Similarity.Right; math.Abs(r.From-0.99) > 1e-9 || !slices.Equal(r.Counts, []int{2}) {
		t.Errorf("right neighbours %+v", r)
	}
	// All four images are among the nearest of all three queries.
	if h := i.Hubs; h.K != 4 || h.Mean != 3 || h.Skewness != 0 || h.Hubs != 0 || h.Never != 0 || h.Most[0] != (result.Hub{Item: "00", Label: "a", Times: 3, Wrong: 2}) {
		t.Errorf("hubs %+v", h)
	}
	// With both images of each class two of three are right, whatever is drawn; with one, the query at 0.3 is
	// nearer to any a than to any b.
	if want := []result.ShotPoint{{N: 1, Mean: 2. / 3, SD: 0}, {N: 2, Mean: 2. / 3, SD: 0}}; len(i.Shots.Points) != 2 ||
		math.Abs(i.Shots.Points[0].Mean-want[0].Mean) > 1e-12 || i.Shots.Points[0].SD > 1e-12 || math.Abs(i.Shots.Points[1].Mean-want[1].Mean) > 1e-12 {
		t.Errorf("few-shot curve %+v, want %+v", i.Shots, want)
	}
	if !slices.Equal(i.Map.Labels, []string{"a", "b"}) || len(i.Map.Points) != 7 || i.Map.Points[6].Item != "06" || i.Map.Points[6].Label != 1 {
		t.Errorf("map %+v", i.Map)
	}
}

// TestStudyOfSearch has a distractor, an image alone in its label, and leaves the query out.
func TestStudyOfSearch(t *testing.T) {
	s := studied(t, dataset.Retrieval, 0, []string{"a", "a", "b", "", "c", "c"}, []float64{0, 0.1, 0.2, 0.3, 2, 2.1})
	i := s.mustInsight(t)
	if i.Similarity.Of != result.OfPairs || i.Similarity.Queries != 4 { // b and the distractor have nothing to find
		t.Errorf("similarities %+v", i.Similarity)
	}
	// Both pairs both ways; each of the four meets four others.
	if got := [2]int{i.Similarity.Right.Total(), i.Similarity.Wrong.Total()}; got != [2]int{4, 16} {
		t.Errorf("%d right and %d wrong pairs, want 4 and 16", got[0], got[1])
	}
	if h := i.Hubs; h.K != 5 || h.Mean != 5 || i.Shots != nil {
		t.Errorf("hubs %+v, few-shot curve %+v", h, i.Shots)
	}
}

func TestStudyOfLittle(t *testing.T) {
	equal := make([]float64, 6)
	for name, s := range map[string]*study{
		"one class":        studied(t, dataset.Classification, 2, []string{"a", "a", "a", "a"}, []float64{0, 1, 2, 3}),
		"one image each":   studied(t, dataset.Classification, 2, []string{"a", "b", "c", "b"}, []float64{0, 1, 2, 3}),
		"all equal":        studied(t, dataset.Classification, 3, []string{"a", "b", "b", "a", "b", "b"}, equal),
		"search all equal": studied(t, dataset.Retrieval, 0, []string{"a", "b", "b", "a", "b", "b"}, equal),
		"alone":            studied(t, dataset.Retrieval, 0, []string{"a"}, []float64{1}),
	} {
		i := s.mustInsight(t)
		for _, p := range i.Map.Points {
			if name == "all equal" && (p.X != 0 || p.Y != 0) {
				t.Errorf("%s: %+v in the map", name, p)
			}
		}
		switch name {
		case "one class":
			if last := i.Shots.Points[len(i.Shots.Points)-1]; last.Mean != 1 || last.SD != 0 {
				t.Errorf("%s: %+v", name, last)
			}
		case "one image each":
			if len(i.Shots.Points) != 1 || i.Shots.Points[0].N != 1 {
				t.Errorf("%s: %+v", name, i.Shots)
			}
		case "all equal": // the first drawn image in the order of the data set decides
			if i.Similarity.Right.Total()+i.Similarity.Wrong.Total() != 3 || i.Hubs.Skewness != 0 {
				t.Errorf("%s: %+v, %+v", name, i.Similarity, i.Hubs)
			}
		}
	}
}

// TestFewShotOfAllIsKnn1 wants the last point of the curve to be the headline where all images are drawn.
func TestFewShotOfAllIsKnn1(t *testing.T) {
	var labels []string
	var angles []float64
	for i := range 40 {
		labels = append(labels, []string{"a", "b"}[i%2])
		angles = append(angles, math.Mod(float64(i*i)*0.37, 3)+0.4*float64(i%2))
	}
	s := studied(t, dataset.Classification, 20, labels, angles)
	i := s.mustInsight(t)
	last := i.Shots.Points[len(i.Shots.Points)-1]
	want := float64(i.Similarity.Right.Total()) / 20
	if last.N != 10 || math.Abs(last.Mean-want) > 1e-12 || last.SD > 1e-12 {
		t.Errorf("with all images %+v, the nearest of all is right in %v", last, want)
	}
	if i.Shots.Points[0].SD == 0 {
		t.Error("ten draws of one image each are all alike")
	}
	if again := s.mustInsight(t); !reflect.DeepEqual(i, again) {
		t.Error("two studies of the same vectors differ")
	}
}
