package wasi

import (
	"reflect"
	"slices"
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
	// client is set where it is the client of the call that is waited for.
	client bool
	// waiting is told when a guest begins to wait for it, and when it goes on; nil for nobody.
	waiting func(bool)
}

var alwaysReady = &Pollable{ready: func() bool { return true }}

// at returns a pollable that is ready from a time on.
func at(when time.Time) *Pollable {
	return &Pollable{ready: func() bool { return !time.Now().Before(when) }, when: when}
}

// maxPoll is how many pollables a guest may wait for at a time, and pollCost what each takes then.
const (
	maxPoll  = 10_000
	pollCost = 128
)

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
		if len(list) > maxPoll {
			canon.Trapf("poll of %d pollables (at most %d)", len(list), maxPoll)
		}
		c.pass(uint64(len(list))*pollCost, "a poll")
		pollables := make([]*Pollable, len(list))
		for i, p := range list {
			pollables[i] = p.(*Pollable)
		}
		return c.poll(pollables)
	},
}

// idle is called before a guest waits for something.
func (c *Call) idle() {
	if c.HTTP != nil && c.HTTP.waits() {
		c.HTTP.waitForClient(c.HTTP.flush)
	}
}

// block calls a function in which the guest waits for something, or for the client of the call.
func (c *Call) block(client bool, f func()) {
	c.idle()
	if c.HTTP == nil || c.HTTP.Wait == nil {
		f()
		return
	}
	wait := c.HTTP.Wait
	if client {
		wait = c.HTTP.WaitForClient
	}
	wait(f)
	c.goOn()
}

// await waits until p is ready.
func (c *Call) await(p *Pollable) {
	if p.ready() {
		return
	}
	c.block(p.client, func() {
		defer noteWaiting(p)()
		for !p.ready() {
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
	})
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

// goOn ends a guest that nobody waits for. What takes long for one call of a function asks now and then.
func (c *Call) goOn() {
	if c.Context.Err() != nil {
		c.canceled()
	}
}

// canceled ends a guest that waits while nobody waits for it.
func (c *Call) canceled() { panic(c.Context.Err()) }

func (c *Call) poll(pollables []*Pollable) []any {
	ready := areReady(pollables)
	if len(ready) > 0 {
		return ready
	}
	client := slices.ContainsFunc(pollables, func(p *Pollable) bool { return p.client })
	c.block(client, func() {
		defer noteWaiting(pollables...)()
		for len(ready) == 0 {
			if c.wait(pollables) {
				c.canceled()
			}
			ready = areReady(pollables)
		}
	})
	return ready
}

// noteWaiting tells whoever is to know that a guest begins to wait, and returns what tells that it
// goes on.
func noteWaiting(pollables ...*Pollable) (over func()) {
	for _, p := range pollables {
		if p.waiting != nil {
			p.waiting(true)
			return func() { p.waiting(false) }
		}
	}
	return func() {}
}

// areReady returns the places of those that are ready.
func areReady(pollables []*Pollable) []any {
	var ready []any
	for i, p := range pollables {
		if p.ready() {
			ready = append(ready, uint32(i))
		}
	}
	return ready
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
	reflect.Select(cases)
	return c.Context.Err() != nil
}

func receive[T any](c <-chan T) reflect.SelectCase {
	return reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(c)}
}
