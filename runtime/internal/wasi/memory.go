package wasi

import (
	"errors"

	"github.com/wasmcp/wasmcp-go/runtime/internal/budget"
	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// errMemory is the error of what a guest wants kept, or told, for which its instance has no memory.
var errMemory = errors.New("out of memory: the instance has as much as it may")

// pass takes n bytes for the result of a function, until the guest has it.
func (s *State) pass(n uint64, what string) {
	canon.Reserve(s.Budget, n, what)
	s.passing += n
}

// Settle is called once the guest has the result of a function.
func (s *State) Settle() {
	if s.passing > 0 {
		s.Budget.Release(s.passing)
		s.passing = 0
	}
}

// hold is memory that something keeps for a guest, from the guest's budget. The zero hold has none, and
// takes it from anywhere.
type hold struct {
	budget *budget.Budget
	n      uint64
}

// more takes n bytes more, and reports whether they are there.
func (h *hold) more(n uint64) bool {
	if !h.budget.Reserve(n) {
		return false
	}
	h.n += n
	return true
}

// need takes n bytes more, and traps where they are not there.
func (h *hold) need(n uint64, what string) {
	canon.Reserve(h.budget, n, what)
	h.n += n
}

// less gives n bytes back.
func (h *hold) less(n uint64) {
	h.budget.Release(n)
	h.n -= n
}

// free gives all back.
func (h *hold) free() { h.less(h.n) }

// hold returns one that has nothing yet.
func (s *State) hold() hold { return hold{budget: s.Budget} }
