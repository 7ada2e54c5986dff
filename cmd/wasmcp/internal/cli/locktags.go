package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/lock"
)

// mostWait is how long a composition that is done waits to hear of tags.
const mostWait = 2 * time.Second

// watchTags asks, while the server is composed, what the tags that were locked stand for by now. What
// it returns tells of those that moved. Nothing is told of what cannot be asked.
func (a *app) watchTags(ctx context.Context, l *locking) (tell func()) {
	if l == nil || l.locked || l.old == nil || a.registry.offline || a.quiet || a.registries == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	type tag struct {
		input lock.Input
		moved chan bool
	}
	var tags []tag
	for _, i := range l.inputs {
		before, ok := l.old.Find(i.Part, i.Spec)
		ref, err := oci.ParseReference(before.Reference)
		if !ok || err != nil || strings.Contains(i.Spec, "@sha256:") || l.ofFramework(i) {
			continue
		}
		t := tag{before, make(chan bool, 1)}
		tags = append(tags, t)
		go func() {
			_, d, err := a.registries.client.Resolve(ctx, ref)
			t.moved <- err == nil && d.Digest != before.Manifest
		}()
	}
	return func() {
		defer cancel()
		done := time.After(mostWait)
		for _, t := range tags {
			select {
			case moved := <-t.moved:
				if moved {
					name := t.input.Reference
					if label := t.input.Label(); label != name {
						name = label + ": " + name
					}
					a.err.Line(fmt.Sprintf("%s stands for something else by now, and %s keeps what it was", name, lock.FileName))
				}
			case <-done:
				return
			}
		}
	}
}

// ofFramework tells whether an input is a component of the framework itself: those are found by an
// index, and their tags say nothing.
func (l *locking) ofFramework(i lock.Input) bool {
	return i.Part != "" && !slices.ContainsFunc(l.named, func(n namedInput) bool {
		return n.part == i.Part && n.spec == i.Spec && !n.framework
	})
}
