package metric_test

import (
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/metric"
)

func ExampleClassify() {
	queries := []metric.LabelledQuery{
		{Truth: 0, Neighbours: []metric.Neighbour{{Label: 0, Similarity: 0.9}, {Label: 1, Similarity: 0.7}}},
		{Truth: 1, Neighbours: []metric.Neighbour{{Label: 0, Similarity: 0.8}, {Label: 1, Similarity: 0.6}}},
	}
	c, err := metric.Classify(queries, []string{"apple", "pear"}, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range c.Metrics {
		fmt.Printf("%s %.2f (%.2f to %.2f)\n", m.Name, m.Value, m.Low, m.High)
	}
	fmt.Println(c.Confusion)
	// Output:
	// knn-1 0.50 (0.09 to 0.91)
	// balanced-1 0.50 (0.00 to 1.00)
	// [{pear apple 1}]
}

func ExampleRetrieve() {
	r, err := metric.Retrieve([]metric.RankedQuery{{Ranks: []int{1, 3, 6}, Relevant: 3, Gallery: 10}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range r.Metrics {
		fmt.Printf("%s %.3f\n", m.Name, m.Value)
	}
	// Output:
	// map 0.722
	// map@1000 0.722
	// map@R 0.556
	// r-precision 0.667
	// ndcg 0.871
	// mrr 1.000
	// recall@1 1.000
	// recall@5 1.000
	// recall@10 1.000
}

func ExampleHolm() {
	fmt.Println(metric.Holm([]float64{0.01, 0.04, 0.03}))
	// Output: [0.03 0.06 0.06]
}
