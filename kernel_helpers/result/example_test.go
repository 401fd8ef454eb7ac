package result_test

import (
	"fmt"
	"os"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

func ExampleWrite() {
	dir, err := os.MkdirTemp("", "results")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	record := result.Record{
		Suite: "photos", Family: "CLIP", Model: "clip-small", Dataset: "birds",
		Task: result.Classification, Headline: "knn-1", N: 2, Gallery: 40,
		Metrics: []result.Metric{{Name: "knn-1", Value: 0.5, Low: 0.09, High: 0.91}},
		Provenance: result.Provenance{
			Fingerprint: digest.Of([]byte("the images")), Truth: digest.Of([]byte("their labels")),
		},
	}
	queries := []result.Query{
		{Item: "test/jay/1.jpg", Label: "jay", Predicted: "jay", Correct: true},
		{Item: "test/jay/2.jpg", Label: "jay", Predicted: "wren"},
	}
	if err := result.Write(dir, record, queries); err != nil {
		fmt.Println(err)
		return
	}
	records, unreadable, err := result.ReadAll(dir)
	fmt.Println(len(records), records[0].Model, records[0].Metrics[0].Value, unreadable, err)
	// Output: 1 clip-small 0.5 [] <nil>
}
