// Package result is the saved outcome of one model on one data set: one JSON record with metrics,
// warnings, cost and provenance, and beside it one CSV row for each query. The report is made of these
// files and computes no score itself.
//
//	results/<model>/<dataset>.json
//	results/<model>/<dataset>.queries.csv
//	results/<model>/<dataset>.insight.json (see Insight)
package result

import (
	"slices"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

// Schema is the version that Write stores. Read accepts every version from 1 on.
const Schema = 1

// Record is one model's result on one data set.
type Record struct {
	Schema   int    `json:"schema"`
	Suite    string `json:"suite"`
	Family   string `json:"family"`
	Model    string `json:"model"`
	Title    string `json:"title"`              // the model's title
	Baseline bool   `json:"baseline,omitempty"` // no member of a family: a yardstick, which gets no points
	Dataset  string `json:"dataset"`
	Task     string `json:"task"`     // "classification" or "retrieval"
	Headline string `json:"headline"` // name of the metric that ranks: "knn-1" or "map"

	N       int `json:"n"`       // queries that were scored
	Gallery int `json:"gallery"` // images searched in (training images, for classification)

	Metrics   []Metric    `json:"metrics"`
	Classes   []Class     `json:"classes,omitempty"`   // per class, sorted by label
	Confusion []Confusion `json:"confusion,omitempty"` // knn-1, wrong answers only, most frequent first

	LinearProbe *LinearProbe `json:"linear_probe,omitempty"` // of a classification
	ZeroShot    *ZeroShot    `json:"zero_shot,omitempty"`    // of a model that reads texts, on a classification
	Captions    *Captions    `json:"captions,omitempty"`     // of a model that reads texts, where images have captions

	Warnings []Warning `json:"warnings"`
	Skipped  []Skipped `json:"skipped"`

	Cost       Cost       `json:"cost"`
	Provenance Provenance `json:"provenance"`
}

// Metric returns the named metric. Its Name is empty if the record has none such.
func (r Record) Metric(name string) Metric {
	i := slices.IndexFunc(r.Metrics, func(m Metric) bool { return m.Name == name })
	if i < 0 {
		return Metric{}
	}
	return r.Metrics[i]
}

// Score returns the headline metric, the one that ranks.
func (r Record) Score() Metric { return r.Metric(r.Headline) }

// Metric is one number with its 95 % interval. Values are 0 … 1; names are defined in package metric.
type Metric struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Class is the outcome for the queries of one label.
type Class struct {
	Label string  `json:"label"`
	N     int     `json:"n"`
	Value float64 `json:"value"` // recall at knn-1, or mean AP
}

// Confusion counts queries of label Truth that were answered Predicted.
type Confusion struct {
	Truth     string `json:"truth"`
	Predicted string `json:"predicted"`
	N         int    `json:"n"`
}

// Warning is a doubt about a result: data, shown wherever the result is.
type Warning struct {
	Code string `json:"code"` // stable and short, such as "few-queries"
	Text string `json:"text"` // one sentence for a person
	N    int    `json:"n,omitempty"`
}

// Skipped is an image that no model was given, and why.
type Skipped struct {
	Item   string `json:"item"`
	Reason string `json:"reason"`
}

// Cost is what the result took. Embeddings that came from the cache keep the cost of the run that made them.
type Cost struct {
	EmbedSeconds    float64 `json:"embed_seconds"`
	SearchSeconds   float64 `json:"search_seconds"`
	FitSeconds      float64 `json:"fit_seconds,omitempty"` // of the linear probe, the choice of its strength included
	ImagesPerSecond float64 `json:"images_per_second"`
	PeakMemory      int64   `json:"peak_memory_bytes"`
	WeightsBytes    int64   `json:"weights_bytes"`
	Parameters      string  `json:"parameters,omitempty"` // as the card writes it
	Images          int     `json:"images"`
}

// Provenance is everything that a second run needs to get the same numbers.
type Provenance struct {
	Key         digest.SHA256 `json:"key"`         // embedding key: digest of the fields up to Precision
	Weights     digest.SHA256 `json:"weights"`     // of the weights file
	Graph       string        `json:"graph"`       // what of the graph is used, or the version of its builder
	Preprocess  string        `json:"preprocess"`  // the Spec, canonical
	Decoder     string        `json:"decoder"`     // image decoder and version
	Fingerprint digest.SHA256 `json:"fingerprint"` // data set: item ids and file digests
	Engine      string        `json:"engine"`      // engine.Identity
	Precision   string        `json:"precision"`
	Truth       digest.SHA256 `json:"truth"` // data set: item ids, labels and splits
	Device      string        `json:"device"`
	VFM         string        `json:"vfm"`
	Commit      string        `json:"commit,omitempty"`
	Go          string        `json:"go"`
	Host        string        `json:"host"` // CPU model, cores and operating system
	Started     time.Time     `json:"started"`
	Finished    time.Time     `json:"finished"`
}

// Query is one row of the CSV: the outcome of one query and the images nearest to it.
type Query struct {
	Item       string
	Label      string
	Predicted  string      // label of the nearest image
	Correct    bool        // Predicted == Label
	AP         float64     // average precision; classification: NaN, written empty
	Rank       int         // rank of the first relevant image, 1-based; 0 = none or classification
	Relevant   int         // relevant images in the gallery; classification: 0
	Neighbours []Neighbour // the nearest, at most 5, nearest first
}

// Neighbour is one gallery image near a query.
type Neighbour struct {
	Item       string
	Label      string
	Similarity float64
}
