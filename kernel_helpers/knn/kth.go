package knn

// kthLargest returns the k-th largest value, 1 ≤ k ≤ len(a), and reorders a; a holds no NaN.
func kthLargest(a []float32, k int) float32 {
	lo, hi := 0, len(a)-1
	for lo < hi {
		pivot := a[(lo+hi)/2]
		i, j := lo, hi
		for i <= j {
			for a[i] > pivot {
				i++
			}
			for a[j] < pivot {
				j--
			}
			if i <= j {
				a[i], a[j] = a[j], a[i]
				i++
				j--
			}
		}
		switch {
		case k-1 <= j:
			hi = j
		case k-1 >= i:
			lo = i
		default:
			return a[k-1]
		}
	}
	return a[k-1]
}
