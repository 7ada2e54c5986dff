package composing

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/lock"
	"github.com/wasmcp/wasmcp-go/server"
)

// mostWait is how long a composition that is done waits to hear of tags.
const mostWait = 2 * time.Second

// WatchTags asks, while the server is composed, what the tags that were locked stand for by now. What
// it returns tells of those that moved. Nothing is told of what cannot be asked.
func WatchTags(ctx context.Context, a *cli.App, l *server.Lock) (tell func()) {
	if l == nil || l.Locked || l.Old == nil || a.Registry.Offline || a.Quiet || a.Registries == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	type tag struct {
		input lock.Input
		moved chan bool
	}
	var tags []tag
	for _, i := range l.Inputs {
		before, ok := l.Old.Find(i.Part, i.Spec)
		ref, err := oci.ParseReference(before.Reference)
		if !ok || err != nil || strings.Contains(i.Spec, "@sha256:") || ofFramework(l, i) {
			continue
		}
		t := tag{before, make(chan bool, 1)}
		tags = append(tags, t)
		go func() {
			_, d, err := a.Registries.Client.Resolve(ctx, ref)
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
					a.Err.Line(fmt.Sprintf("%s now means another version; %s keeps the locked one", name, lock.FileName))
				}
			case <-done:
				return
			}
		}
	}
}

// ofFramework tells whether an input is a component of the framework itself: those are found by an
// index, and their tags say nothing.
func ofFramework(l *server.Lock, i lock.Input) bool {
	return i.Part != "" && !slices.ContainsFunc(l.Named, func(n server.NamedInput) bool {
		return n.Part == i.Part && n.Spec == i.Spec && !n.Framework
	})
}
