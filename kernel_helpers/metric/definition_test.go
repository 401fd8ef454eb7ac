package metric

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestDefinitionKnowsOnlyWhatIsMade(t *testing.T) {
	for _, name := range []string{"", "knn", "knn-", "knn-3", "knn-05", "knn-+5", "majority-1", "top5-1", "top5-", "balanced-5", "map@5", "recall@2", "recall@01", "MAP", "map-trapezoid"} {
		if got := Definition(name); got != "" {
			t.Errorf("Definition(%q) = %q, want none", name, got)
		}
	}
	for _, name := range []string{"knn-200", "majority-5", "top5-100", "recall@10"} {
		if got := Definition(name); !strings.HasSuffix(got, ".") {
			t.Errorf("Definition(%q) = %q, want a sentence", name, got)
		}
	}
}

func TestPackageCommentNamesEveryMetric(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"knn-K", "majority-K", "top5-K", "recall@1", "recall@5", "recall@10"}
	for name := range fixedDefinitions {
		names = append(names, name)
	}
	for _, name := range names {
		if !strings.Contains(string(doc), "- "+name) && !strings.Contains(string(doc), ", "+name) {
			t.Errorf("the package comment does not list %s", name)
		}
	}
}

func TestVoteSizesOf(t *testing.T) {
	for size, want := range map[int][]int{0: {}, 4: {}, 5: {5}, 99: {5, 10, 20}, 200: {5, 10, 20, 100, 200}, 5000: {5, 10, 20, 100, 200}} {
		if got := voteSizesOf(size); !reflect.DeepEqual(got, want) {
			t.Errorf("voteSizesOf(%d) = %v, want %v", size, got, want)
		}
	}
}

func TestWarnings(t *testing.T) {
	tests := []struct {
		got  []Warning
		want []Warning
	}{
		{Ties(0), nil},
		{ZeroVectors(0), nil},
		{fewQueries(30), nil},
		{SingleImageClasses("training images", []string{"a", "b", "a", "b"}), nil},
		{SingleImageClasses("training images", []string{"a", "b", "a", "c"}), []Warning{{"single-image-class", "2 classes have only one image among the training images.", 2}}},
		{Ties(1), []Warning{{"ties", "1 query was decided between images of exactly equal similarity, by their order in the data set.", 1}}},
		{ZeroVectors(2), []Warning{{"zero-vectors", "2 images have an embedding of length zero, similar to nothing.", 2}}},
	}
	for _, tt := range tests {
		if !reflect.DeepEqual(tt.got, tt.want) {
			t.Errorf("got %v, want %v", tt.got, tt.want)
		}
	}
}
