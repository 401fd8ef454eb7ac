package metric

// ZeroShotName is the share of right answers of a zero-shot classification.
const ZeroShotName = "zero-shot"

// ZeroShot is the outcome of a classification by the classes' names alone.
type ZeroShot struct {
	Metric   Value        // zero-shot
	Classes  []ClassValue // recall of each class that has test images
	Warnings []Warning
}

// NameClasses scores answers, which are class indices, against the truth. tied is how many of them were decided
// between classes of equal similarity. Both slices have one entry for each query, and at least one.
func NameClasses(truth, predicted []int, classes []string, tied int) ZeroShot {
	var z ZeroShot
	z.Metric, z.Classes = Score(ZeroShotName, truth, predicted, classes)
	if tied > 0 {
		z.Warnings = []Warning{{"zero-shot-ties", plural(tied, "image is", "images are") + " exactly as similar to the words of two classes; the class that sorts first was taken.", tied}}
	}
	return z
}

// Accuracy is the share of answers that are the truth.
func Accuracy(truth, predicted []int) float64 {
	return float64(agreement(truth, predicted)) / float64(len(truth))
}

// agreement counts the answers that are the truth.
func agreement(truth, predicted []int) int {
	n := 0
	for i := range truth {
		if predicted[i] == truth[i] {
			n++
		}
	}
	return n
}
