package nb

import (
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
)

// TestCutOff shows a class of which two of three images that the threshold takes are right, one is right below it.
func TestCutOff(t *testing.T) {
	right, wrong := dataset.Item{Label: "jay"}, dataset.Item{Label: hostile}
	images := []metric.Scored{{Similarity: 0.9, Relevant: true}, {Similarity: 0.8}, {Similarity: 0.7, Relevant: true}, {Similarity: 0.2, Relevant: true}}
	c := experiment.CutOff{Prompt: dataset.Prompt{Label: "jay", Words: hostile}, Curve: metric.Thresholds(images), Found: true,
		Train: metric.Take(images, 0.7), Test: metric.Take(images, 0.7),
		Above: []experiment.Match{{Item: right, Similarity: 0.9}, {Item: wrong, Similarity: 0.8}}, Below: []experiment.Match{{Item: right, Similarity: 0.2}}}
	d, err := cutOff(t.Context(), c, 0.6)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"From a similarity of 0.700 on, 66.7 %", "precision 66.7 %", "recall 66.7 %", "Just above", "Just below"} {
		if !strings.Contains(d.text, want) {
			t.Errorf("the text has no %q:\n%s", want, d.text)
		}
	}
	html := string(d.html)
	if framed := framed(c.Above, "jay"); framed[0].border != good || framed[1].border != bad || strings.Contains(html, "<img src=x") || !strings.Contains(html, "<svg") {
		t.Errorf("shown:\n%s", html)
	}
	c.Found = false
	if d, err := cutOff(t.Context(), c, 0.6); err != nil || !strings.Contains(d.text, "no similarity takes images of which 60.0 % are right") || strings.Contains(d.text, "Just above") {
		t.Errorf("without a threshold: %v\n%s", err, d.text)
	}
}
