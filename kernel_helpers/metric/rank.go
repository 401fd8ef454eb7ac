package metric

import "math"

// averagePrecision returns (1/relevant) Σ i/rank(i) over the relevant images at ranks up to cut, or all
// with cut 0. ranks are 1-based and ascending; relevant is the number of relevant images in the whole
// gallery, so that an image beyond the cut costs its share.
func averagePrecision(ranks []int, relevant, cut int) float64 {
	var sum float64
	for i, r := range ranks {
		if cut > 0 && r > cut {
			break
		}
		sum += float64(i+1) / float64(r)
	}
	return sum / float64(relevant)
}

// rPrecision returns the share of relevant images within the first R = relevant ranks.
func rPrecision(ranks []int, relevant int) float64 {
	n := 0
	for _, r := range ranks {
		if r <= relevant {
			n++
		}
	}
	return float64(n) / float64(relevant)
}

// ndcg returns Σ 1/log2(1+rank) over the relevant images, divided by the same for ranks 1 … relevant.
func ndcg(ranks []int, relevant int) float64 {
	var got, ideal float64
	for _, r := range ranks {
		got += discount(r)
	}
	for r := 1; r <= relevant; r++ {
		ideal += discount(r)
	}
	return got / ideal
}

func discount(rank int) float64 { return 1 / math.Log2(1+float64(rank)) }

// hit returns 1 if a relevant image is among the first k, else 0.
func hit(ranks []int, k int) float64 {
	if ranks[0] <= k {
		return 1
	}
	return 0
}
