package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// Most commands end before they have allocated this share of what Go lets them have at first, 4 MB. To collect
// their garbage takes a third of their time, and gains nothing.
const firstCollection = 400 // percent

// usualCollection is Go's own setting.
const usualCollection = 100

// collectLater has garbage collected for the first time when the heap has 16 MB, and from then on as usual. GOGC,
// where somebody has set it, stays.
func collectLater() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(firstCollection)
	collected := new([64]byte) // of a size that it shares with nothing
	runtime.AddCleanup(collected, func(percent int) { debug.SetGCPercent(percent) }, usualCollection)
}
