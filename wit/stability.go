package wit

// Stability says since when an item exists, or behind which feature. The zero value says nothing.
type Stability struct {
	// Since is the version that added the item.
	Since string
	// Unstable is the feature that has to be on for the item to exist.
	Unstable string
	// Deprecated is the version since which the item should not be used.
	Deprecated string
}
