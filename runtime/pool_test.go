package runtime

import (
	"os"
	"testing"
)

// A pool has as many instances as are wanted at a time, and in the end gives up those that are not.
func TestPool_growsAndShrinks(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../bench/guests/dist/hello.wasm")
	if err != nil {
		t.Fatal(err)
	}
	c, err := Compile(t.Context(), b, Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	p, err := newPool(c, HandlerOptions{Concurrency: 8, Reuse: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	for range 20 {
		var all []*instance
		for range 8 {
			in, err := p.take(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, in)
		}
		for _, in := range all {
			p.give(in, true)
		}
	}
	p.workers.Wait()
	if _, all, made := p.count(); all > 9 || made > 9 {
		t.Errorf("for 8 at a time there are %d instances, and %d were made", all, made)
	}
	for range 5 {
		p.trim()
	}
	if free, all, _ := p.count(); all != 2 || free != 2 {
		t.Errorf("after a while nobody wanted any there are %d instances, %d of them idle; want 2", all, free)
	}
	in, err := p.take(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	p.give(in, false)
	p.workers.Wait()
	if _, all, _ := p.count(); all == 0 || all > 2 {
		t.Errorf("after one failed there are %d instances, want 1 or 2", all)
	}
}
