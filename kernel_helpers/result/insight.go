package result

import "github.com/vfm-go/vfm/kernel_helpers/digest"

// InsightVersion is the version that WriteInsight stores. ReadInsight accepts every version from 1 on.
const InsightVersion = 1

// Insight is why a record has its score, in numbers that the report shows and does not compute. Package
// insight and package metric say how they are made.
type Insight struct {
	Version int           `json:"insight"`
	Model   string        `json:"model"`
	Dataset string        `json:"dataset"`
	Key     digest.SHA256 `json:"key"`   // of the vectors, as in the record's provenance
	Truth   digest.SHA256 `json:"truth"` // of the labels and splits, likewise
	N       int           `json:"n"`     // queries of the record
	Gallery int           `json:"gallery"`

	Similarity Similarities `json:"similarity"`
	Curves     []Curve      `json:"curves"`          // share of right answers or hits against k
	Shots      *Shots       `json:"shots,omitempty"` // classification
	Hubs       Hubs         `json:"hubs"`
	Map        Map          `json:"map"`
}

// Similarities are two histograms of cosine similarity.
type Similarities struct {
	// Of is "nearest", each query and its nearest image, or "pairs", queries and gallery images.
	Of string `json:"of"`
	// Right is of the same label, Wrong of another.
	Right Histogram `json:"right"`
	Wrong Histogram `json:"wrong"`
	// Queries is how many queries were looked at, of all.
	Queries int `json:"queries"`
}

// Kinds of Similarities.
const (
	OfNearest = "nearest"
	OfPairs   = "pairs"
)

// Histogram counts similarities in bins of Width; the first bin begins at From, others are empty.
type Histogram struct {
	From   float64 `json:"from"`
	Width  float64 `json:"width"`
	Counts []int   `json:"counts"`
}

// Total is the number of similarities.
func (h Histogram) Total() int {
	n := 0
	for _, c := range h.Counts {
		n += c
	}
	return n
}

// Curve is a share of queries against the number of nearest images k: "knn" and "majority" are right votes,
// "hit" is a relevant image among the first k.
type Curve struct {
	Name   string       `json:"name"`
	Points []CurvePoint `json:"points"`
}

// CurvePoint is the share at one k with its 95 % interval, all 0 … 1.
type CurvePoint struct {
	K     int     `json:"k"`
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Curve returns the named curve; without points if the insight has none such.
func (i Insight) Curve(name string) Curve {
	for _, c := range i.Curves {
		if c.Name == name {
			return c
		}
	}
	return Curve{}
}

// Shots is the few-shot curve: accuracy of the nearest neighbour among n training images of each class.
type Shots struct {
	Draws   int         `json:"draws"`
	Queries int         `json:"queries"` // that were classified: all, or a sample
	Points  []ShotPoint `json:"points"`
}

// ShotPoint is the accuracy with n images per class over the draws. Classes with fewer images, Short of
// them, give all they have.
type ShotPoint struct {
	N     int     `json:"n"`
	Mean  float64 `json:"mean"`
	SD    float64 `json:"sd"`
	Short int     `json:"short"`
}

// Hubs says how unevenly the gallery images are neighbours of the queries.
type Hubs struct {
	K        int     `json:"k"`        // nearest images of each query that count
	Mean     float64 `json:"mean"`     // times that a gallery image is among them
	Skewness float64 `json:"skewness"` // of these times
	Never    int     `json:"never"`    // gallery images that never are
	Limit    float64 `json:"limit"`    // a hub is among them more often: mean + 2 standard deviations
	Hubs     int     `json:"hubs"`     // gallery images that are hubs
	Nearest  float64 `json:"nearest"`  // share of queries whose nearest image is a hub
	Most     []Hub   `json:"most"`     // most frequent first
}

// Hub is a gallery image that is often a neighbour, Wrong times of a query with another label.
type Hub struct {
	Item  string `json:"item"`
	Label string `json:"label"`
	Times int    `json:"times"`
	Wrong int    `json:"wrong"`
}

// Map shows vectors in the plane. All models of a data set have the same images in it.
type Map struct {
	Method string     `json:"method"` // "pca": the two largest principal components
	Shares [2]float64 `json:"shares"` // of the variance, of each axis
	Images int        `json:"images"` // of the data set; Points is a sample of them if there are more
	Labels []string   `json:"labels"`
	Points []MapPoint `json:"points"`
}

// MapPoint is one image.
type MapPoint struct {
	Item  string  `json:"item"`
	Label int     `json:"label"` // index in Labels
	X     float64 `json:"x"`
	Y     float64 `json:"y"`
}
