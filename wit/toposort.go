package wit

import (
	"container/heap"
	"slices"
)

// toposort orders the numbers below len(deps) so that each comes after those that deps has for it.
// Of several that may come next it is the least. What is part of a cycle, or depends on one, is
// left out.
func toposort(deps [][]int) []int {
	waiting := make([]int, len(deps))
	dependents := make([][]int, len(deps))
	var ready intHeap
	for i, list := range deps {
		waiting[i] = len(list)
		for _, d := range list {
			dependents[d] = append(dependents[d], i)
		}
		if len(list) == 0 {
			ready = append(ready, i)
		}
	}
	order := make([]int, 0, len(deps))
	for len(ready) > 0 {
		i := heap.Pop(&ready).(int)
		order = append(order, i)
		for _, d := range dependents[i] {
			if waiting[d]--; waiting[d] == 0 {
				heap.Push(&ready, d)
			}
		}
	}
	return order
}

// inCycle returns, for one that is part of a cycle of deps, which of those it depends on is next in
// it. Order is what toposort has ordered. It returns -1, -1 where there is no cycle.
func inCycle(deps [][]int, order []int) (at, edge int) {
	if len(order) == len(deps) {
		return -1, -1
	}
	done := make([]bool, len(deps))
	for _, i := range order {
		done[i] = true
	}
	at = slices.Index(done, false)
	// Whoever follows what is not done comes into a cycle after at most as many steps as there are.
	for range deps {
		at = deps[at][slices.IndexFunc(deps[at], func(d int) bool { return !done[d] })]
	}
	return at, slices.IndexFunc(deps[at], func(d int) bool { return !done[d] })
}

type intHeap []int

func (h intHeap) Len() int           { return len(h) }
func (h intHeap) Less(i, j int) bool { return h[i] < h[j] }
func (h intHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *intHeap) Push(v any)        { *h = append(*h, v.(int)) }
func (h *intHeap) Pop() any {
	last := len(*h) - 1
	v := (*h)[last]
	*h = (*h)[:last]
	return v
}
