package metric

// LinearProbeName is the share of right answers of a logistic regression on the training images.
const LinearProbeName = "linear-probe"

// Score returns the named share of answers, which are class indices, that are the truth, and the recall of each class
// that has test images. Both slices have one entry for each query, and at least one.
func Score(name string, truth, predicted []int, classes []string) (Value, []ClassValue) {
	right := make([]float64, len(truth))
	for i := range truth {
		if predicted[i] == truth[i] {
			right[i] = 1
		}
	}
	return share(name, agreement(truth, predicted), len(truth)), ByClass(truth, right, classes)
}
