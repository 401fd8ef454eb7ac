package chart_test

import (
	"fmt"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/report/chart"
)

func ExampleInterval() {
	c := chart.Interval{
		ID:     "birds",
		Title:  "knn-1 on Birds",
		Axis:   "knn-1, %",
		Rows:   []string{"MobileNetV2"},
		Series: []chart.Series{{Name: "ImageNet", Marks: []chart.Mark{{Row: 0, Value: 0.718, Low: 0.672, High: 0.759, Strong: true}}}},
	}
	svg, err := c.SVG()
	fmt.Println(strings.HasPrefix(string(svg), "<svg"), err)
	fmt.Println(c.Series[0].Marks[0].Text())
	// Output:
	// true <nil>
	// 71.8 % (67.2 to 75.9)
}
