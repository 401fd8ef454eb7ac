package metric

import (
	"reflect"
	"testing"
)

func TestNameClasses(t *testing.T) {
	z := NameClasses([]int{0, 0, 2, 2, 2}, []int{0, 1, 2, 2, 0}, []string{"a", "b", "c"}, 2)
	w := Wilson(3, 5)
	if want := (Value{"zero-shot", 0.6, w.Low, w.High}); z.Metric != want {
		t.Errorf("metric %v, want %v", z.Metric, want)
	}
	if want := []ClassValue{{"a", 2, 0.5}, {"c", 3, 2. / 3}}; !reflect.DeepEqual(z.Classes, want) {
		t.Errorf("classes %v, want %v", z.Classes, want)
	}
	if len(z.Warnings) != 1 || z.Warnings[0].N != 2 || z.Warnings[0].Text != "2 images are exactly as similar to the words of two classes; the class that sorts first was taken." {
		t.Errorf("warnings %v", z.Warnings)
	}
	if a := Accuracy([]int{0, 1}, []int{1, 1}); a != 0.5 {
		t.Errorf("accuracy %v", a)
	}
}
