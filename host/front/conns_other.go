//go:build !unix

package front

// connLimit is how many connections there may be.
func connLimit() int { return maxConns }
