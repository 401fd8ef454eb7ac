package metric

import (
	"fmt"
	"strconv"
	"strings"
)

// Neighbours is how many of the nearest training images Classify wants of each query, if there are that many.
const Neighbours = 200

// voteSizes are the K of the votes.
var voteSizes = []int{5, 10, 20, 100, Neighbours}

// voteSizesOf returns the K of knn-K, majority-K and top5-K for a training set of that size.
func voteSizesOf(trainSize int) []int {
	n := 0
	for n < len(voteSizes) && voteSizes[n] <= trainSize {
		n++
	}
	return voteSizes[:n:n]
}

var fixedDefinitions = map[string]string{
	"knn-1":         "Share of test images whose nearest training image has the right label.",
	LinearProbeName: "Share of test images whose class is the answer of a logistic regression fitted on the vectors of the training images, with an L2 penalty whose strength was chosen on a fifth of them.",
	"balanced-1":    "Mean over classes of the share of the class whose nearest training image has the right label.",
	ZeroShotName:    "Share of test images whose nearest class, the mean of its sentences, is the right one; no training images are used.",
	"map":           "Mean over queries of average precision: precision at the rank of each relevant image, summed over the full ranking and divided by the number of relevant images.",
	"map@1000":      "Like map, but only relevant images within the first 1000 ranks count; still divided by the number of all relevant images.",
	"map@R":         "Like map, but only relevant images within the first R ranks count, R being the number of relevant images of the query.",
	"r-precision":   "Mean over queries of the share of relevant images within the first R ranks, R being the number of relevant images of the query.",
	"ndcg":          "Mean over queries of the normalised discounted cumulative gain of the full ranking, with gain 1 for a relevant image and discount 1/log2(1 + rank).",
	"text-map":      "Mean over captions of average precision, as map: each caption searches the test images, or the gallery, and the images that have it are relevant.",
	"mrr":           "Mean over queries of 1 divided by the rank of the first relevant image.",
}

// Definition returns one sentence that says what the named metric is, or "" for a name that this package
// does not make.
func Definition(name string) string {
	if text, ok := fixedDefinitions[name]; ok {
		return text
	}
	for _, k := range recallDepths {
		if name == recallName(k) {
			return fmt.Sprintf("Share of queries with a relevant image %s (hit rate).", firstRanks(k))
		}
		if name == captionPrefix+recallName(k) {
			return fmt.Sprintf("Share of captions whose image, or one of whose images, is %s of a search of the test images, or of the gallery, by the caption alone.", firstRanks(k))
		}
	}
	kind, size, _ := strings.Cut(name, "-")
	k, err := strconv.Atoi(size)
	if err != nil || !isVoteSize(k) || strconv.Itoa(k) != size {
		return ""
	}
	switch kind {
	case "knn":
		return fmt.Sprintf("Share of test images whose label wins the vote of the %d nearest training images, each with weight exp(similarity / %g).", k, temperature)
	case "majority":
		return fmt.Sprintf("Share of test images whose label wins the vote of the %d nearest training images, all with the same weight.", k)
	case "top5":
		return fmt.Sprintf("Share of test images whose label is among the five with the most votes of the %d nearest training images, each with weight exp(similarity / %g); a label without a vote does not count.", k, temperature)
	}
	return ""
}

func isVoteSize(k int) bool {
	for _, size := range voteSizes {
		if size == k {
			return true
		}
	}
	return false
}

func firstRanks(k int) string {
	if k == 1 {
		return "at rank 1"
	}
	return fmt.Sprintf("among the first %d", k)
}
