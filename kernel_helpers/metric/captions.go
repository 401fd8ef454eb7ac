package metric

import "slices"

// captionPrefix begins the names of the metrics of a search for images by their captions.
const captionPrefix = "text-"

// searchedByCaption are those of Retrieve that are shown of such a search, in their order.
var searchedByCaption = []string{recallName(recallDepths[0]), recallName(recallDepths[1]), recallName(recallDepths[2]), HeadlineRetrieval}

// CaptionNames are the names of the metrics of a search by captions: text-recall@1, @5, @10, and text-map.
func CaptionNames() []string {
	names := make([]string, len(searchedByCaption))
	for i, name := range searchedByCaption {
		names[i] = captionPrefix + name
	}
	return names
}

// IsCaptionMetric reports whether a metric counts captions, not the queries of its record.
func IsCaptionMetric(name string) bool { return slices.Contains(CaptionNames(), name) }

// CaptionSearch is the outcome of a search for images by their captions.
type CaptionSearch struct {
	Metrics  []Value // as CaptionNames
	Warnings []Warning
}

// FindByCaption scores a search in which each caption is a query and the images that have it are relevant. Where no
// two images share one this is the text → image recall of CLIP_benchmark
// (https://github.com/LAION-AI/CLIP_benchmark/blob/main/clip_benchmark/metrics/zeroshot_retrieval.py). tied is how many
// queries had another image exactly as near as a relevant one. Intervals are bootstrapped over the captions.
func FindByCaption(queries []RankedQuery, tied int) (CaptionSearch, error) {
	r, err := Retrieve(queries)
	if err != nil {
		return CaptionSearch{}, err
	}
	var s CaptionSearch
	for _, name := range searchedByCaption {
		v := r.Metrics[slices.IndexFunc(r.Metrics, func(v Value) bool { return v.Name == name })]
		v.Name = captionPrefix + name
		s.Metrics = append(s.Metrics, v)
	}
	if r.N < enoughQueries {
		s.Warnings = append(s.Warnings, Warning{"few-captions", "Only " + plural(r.N, "caption was", "captions were") + " asked for, so those numbers are rough: read the intervals.", r.N})
	}
	if tied > 0 {
		s.Warnings = append(s.Warnings, Warning{"caption-ties", plural(tied, "caption was", "captions were") + " decided between images of exactly equal similarity, by their order in the data set.", tied})
	}
	return s, nil
}
