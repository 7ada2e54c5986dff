package main

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// percentNow is how often garbage is collected.
func percentNow() int {
	percent := debug.SetGCPercent(usualCollection)
	debug.SetGCPercent(percent)
	return percent
}

func TestCollectLater(t *testing.T) {
	t.Setenv("GOGC", "")
	defer debug.SetGCPercent(debug.SetGCPercent(usualCollection))
	collectLater()
	if got := percentNow(); got != firstCollection {
		t.Errorf("before the first collection: %d %%, expected %d", got, firstCollection)
	}
	for deadline := time.Now().Add(time.Minute); percentNow() != usualCollection; {
		if time.Now().After(deadline) {
			t.Fatalf("after collections: %d %%, expected %d", percentNow(), usualCollection)
		}
		runtime.GC()
	}
}

func TestCollectLater_leavesGOGC(t *testing.T) {
	t.Setenv("GOGC", "50")
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	collectLater()
	if got := percentNow(); got != 50 {
		t.Errorf("%d %%, expected 50", got)
	}
}
