package cli

import "slices"

// nearest lists the names that are not far from a name which is none of them, nearest first.
func nearest(name string, names []string) []string {
	type near struct {
		name     string
		distance int
	}
	far := max(1, len(name)/3)
	var found []near
	for _, n := range names {
		if d := distance(name, n); d <= far {
			found = append(found, near{n, d})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return a.distance - b.distance })
	var all []string
	for _, f := range found {
		all = append(all, f.name)
	}
	return all
}

// distance is how many bytes have to be put in, taken out or changed to make one of the other.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
