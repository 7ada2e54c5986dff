package main

import (
	"fmt"
	"strconv"
	"time"

	"github.com/wasmcp/wasmcp-go/acceptance/process"
	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// A contender is a server and what it is asked.
type contender struct {
	name      string
	providers int
	// argv starts it on an address.
	argv func(addr string) []string
}

const (
	hello    = "hello"
	composed = "composed"
	native   = "native"
)

func (w *workshop) contenders() ([]contender, error) {
	wasmtime, err := tools.Cargo("wasmtime")
	if err != nil {
		return nil, err
	}
	serve := func(component string) func(string) []string {
		return func(addr string) []string {
			return []string{wasmtime, "serve", "-Scli", "-Shttp", "--addr", addr, component}
		}
	}
	out := []contender{{hello, 0, serve(guest("hello"))}}
	for _, n := range []int{1, 10} {
		server, err := w.compose(n)
		if err != nil {
			return nil, err
		}
		out = append(out, contender{composed, n, serve(server)}, contender{native, n, func(addr string) []string {
			return []string{w.native, "-http", addr, "-echoes", strconv.Itoa(n)}
		}})
	}
	return out, nil
}

// loads are what a contender is asked, the tool of its last provider among it.
func (c contender) loads(addr string) map[string]load {
	last := toolName(max(c.providers-1, 0))
	call := load{addr, post(addr, "tools/call", last, fmt.Sprintf(`"name":%q,"arguments":{"text":"hello"}`, last)), []byte(`"hello"`)}
	if c.name == hello {
		call.want = []byte(`"result":{}`)
		return map[string]load{"tools/call": call}
	}
	list := load{addr, post(addr, "tools/list", "", ""), []byte(`"` + last + `"`)}
	return map[string]load{"tools/call": call, "tools/list": list}
}

// a heat is one contender asked one thing at one concurrency.
type heat struct {
	Server      string  `json:"server"`
	Providers   int     `json:"providers"`
	Method      string  `json:"method"`
	Concurrency int     `json:"concurrency"`
	P50         float64 `json:"p50Ms"`
	P99         float64 `json:"p99Ms"`
	Rate        float64 `json:"requestsPerSecond"`

	load  load
	took  sample
	total time.Duration
}

// race asks all contenders in turn.
func race(contenders []contender, rounds, requests int) ([]*heat, error) {
	var heats []*heat
	for _, c := range contenders {
		addr, err := process.FreeAddr()
		if err != nil {
			return nil, err
		}
		server, err := process.Serve(addr, c.argv(addr)...)
		if err != nil {
			return nil, err
		}
		defer server.Stop()
		loads := c.loads(addr)
		for _, method := range []string{"tools/call", "tools/list"} {
			for _, concurrency := range []int{1, 8} {
				if l, ok := loads[method]; ok {
					heats = append(heats, &heat{
						Server: c.name, Providers: c.providers, Method: method, Concurrency: concurrency, load: l,
					})
				}
			}
		}
	}
	for round := range rounds + 1 {
		for _, h := range heats {
			took, total, err := h.load.run(h.Concurrency, requests)
			if err != nil {
				return nil, fmt.Errorf("%s, %d providers, %s: %w", h.Server, h.Providers, h.Method, err)
			}
			if round == 0 {
				continue // to warm up
			}
			h.took, h.total = append(h.took, took...), h.total+total
		}
	}
	for _, h := range heats {
		h.P50, h.P99 = milliseconds(h.took.quantile(0.5)), milliseconds(h.took.quantile(0.99))
		h.Rate = float64(len(h.took)) / h.total.Seconds()
	}
	return heats, nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
