package wasi

import (
	"reflect"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// Pollable is wasi:io/poll's pollable.
type Pollable struct {
	// ready tells without waiting.
	ready func() bool
	// wait returns a channel that is closed, or sends, once it is worth asking ready again.
	// It is nil where ready is always true, or when tells the time.
	wait func() <-chan struct{}
	when time.Time
}

var alwaysReady = &Pollable{ready: func() bool { return true }}

// at returns a pollable that is ready from a time on.
func at(when time.Time) *Pollable {
	return &Pollable{ready: func() bool { return !time.Now().Before(when) }, when: when}
}

var pollFuncs = table{
	"[method]pollable.ready": func(_ *Call, args []any) any {
		return args[0].(*Pollable).ready()
	},
	"[method]pollable.block": func(c *Call, args []any) any {
		c.await(args[0].(*Pollable))
		return nil
	},
	"poll": func(c *Call, args []any) any {
		list := args[0].([]any)
		if len(list) == 0 {
			canon.Trapf("poll of an empty list")
		}
		pollables := make([]*Pollable, len(list))
		for i, p := range list {
			pollables[i] = p.(*Pollable)
		}
		return c.poll(pollables)
	},
}

// idle is called before a guest waits for something.
func (c *Call) idle() {
	if c.HTTP != nil {
		c.HTTP.flush()
	}
}

// await waits until p is ready.
func (c *Call) await(p *Pollable) {
	for !p.ready() {
		c.idle()
		if p.wait == nil {
			c.sleep(p.when)
			continue
		}
		select {
		case <-p.wait():
		case <-c.Context.Done():
			c.canceled()
		}
	}
}

func (c *Call) sleep(until time.Time) {
	t := time.NewTimer(time.Until(until))
	defer t.Stop()
	select {
	case <-t.C:
	case <-c.Context.Done():
		c.canceled()
	}
}

// canceled ends a guest that waits while nobody waits for it.
func (c *Call) canceled() { panic(c.Context.Err()) }

func (c *Call) poll(pollables []*Pollable) []any {
	for {
		var ready []any
		for i, p := range pollables {
			if p.ready() {
				ready = append(ready, uint32(i))
			}
		}
		if len(ready) > 0 {
			return ready
		}
		c.idle()
		if c.wait(pollables) {
			c.canceled()
		}
	}
}

// wait waits until it is worth asking again whether one of them is ready. It reports whether nobody
// waits for the call any more.
func (c *Call) wait(pollables []*Pollable) bool {
	cases := []reflect.SelectCase{receive(c.Context.Done())}
	var first time.Time
	for _, p := range pollables {
		switch {
		case p.wait != nil:
			cases = append(cases, receive(p.wait()))
		case first.IsZero() || p.when.Before(first):
			first = p.when
		}
	}
	if !first.IsZero() {
		t := time.NewTimer(time.Until(first))
		defer t.Stop()
		cases = append(cases, receive(t.C))
	}
	i, _, _ := reflect.Select(cases)
	return i == 0
}

func receive[T any](c <-chan T) reflect.SelectCase {
	return reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(c)}
}
