package main

// inOrder gives the places 0 to n-1 as they come in order, equals as they were. less says whether what is at one place comes
// before what is at another. cmd/bundle puts a copy of this function into the package slices of the app; see sorts.
func inOrder(n int, less func(i, j int) bool) []int {
	order, next := make([]int, n), make([]int, n)
	for i := range order {
		order[i] = i
	}
	for size := 1; size < n; size *= 2 {
		for from := 0; from < n; from += 2 * size {
			middle, end := min(from+size, n), min(from+2*size, n)
			left, right := from, middle
			for to := from; to < end; to++ {
				if left < middle && (right >= end || !less(order[right], order[left])) {
					next[to] = order[left]
					left++
				} else {
					next[to] = order[right]
					right++
				}
			}
		}
		order, next = next, order
	}
	return order
}
