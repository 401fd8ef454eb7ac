package result

// LinearProbe is how the logistic regression of a classification was fitted, and what it makes of each class. The
// share of right answers is among the record's metrics, under the name "linear-probe".
type LinearProbe struct {
	Classes    []Class    `json:"classes"`    // recall of each class
	C          float64    `json:"c"`          // strength of the fit against that of the penalty, as scikit-learn's C
	Strengths  []Strength `json:"strengths"`  // that C was chosen from; none where no training image could be held out
	HeldOut    int        `json:"held_out"`   // training images that chose it
	Iterations int        `json:"iterations"` // of the fit on all training images
}

// Strength is the share of right answers on the held-out training images with one C.
type Strength struct {
	C     float64 `json:"c"`
	Value float64 `json:"value"`
}
