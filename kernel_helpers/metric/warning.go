package metric

import "fmt"

// Warning is a doubt about a result.
type Warning struct {
	Code string // stable and short, such as "few-queries"
	Text string // one sentence for a person
	N    int    // how many queries, classes or vectors it concerns
}

// enoughQueries is the number from which on a result is not warned about for its size.
const enoughQueries = 30

func fewQueries(n int) []Warning {
	if n >= enoughQueries {
		return nil
	}
	return []Warning{{"few-queries", fmt.Sprintf("Only %s, so the numbers are rough: read the intervals.", plural(n, "query was scored", "queries were scored")), n}}
}

func noRelevant(n int) []Warning {
	if n == 0 {
		return nil
	}
	return []Warning{{"no-relevant", plural(n, "query has", "queries have") + " no relevant image in the gallery and no part in the means.", n}}
}

// SingleImageClasses warns of labels that only one image of a split has. what names the split in the
// sentence, such as "training images".
func SingleImageClasses(what string, labels []string) []Warning {
	counts := map[string]int{}
	for _, label := range labels {
		counts[label]++
	}
	n := 0
	for _, c := range counts {
		if c == 1 {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return []Warning{{"single-image-class", fmt.Sprintf("%s one image among the %s.", plural(n, "class has only", "classes have only"), what), n}}
}

// Ties warns of queries of which equal similarities decided the answer; the image with the lower index came first.
func Ties(n int) []Warning {
	if n == 0 {
		return nil
	}
	return []Warning{{"ties", plural(n, "query was", "queries were") + " decided between images of exactly equal similarity, by their order in the data set.", n}}
}

// ZeroVectors warns of images whose embedding has length zero and so is equally far from all others.
func ZeroVectors(n int) []Warning {
	if n == 0 {
		return nil
	}
	return []Warning{{"zero-vectors", plural(n, "image has", "images have") + " an embedding of length zero, similar to nothing.", n}}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
