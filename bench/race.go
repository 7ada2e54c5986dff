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
	// call is what it is asked instead of the tool of its last provider, and alone.
	call *call
}

// call is a call of a tool and what the answer has to hold.
type call struct{ tool, arguments, want string }

const (
	hello    = "hello"
	composed = "composed"
	native   = "native"
)

func (w *workshop) contenders() ([]contender, error) {
	wasmtime, err := tools.Path("wasmtime")
	if err != nil {
		return nil, err
	}
	serve := func(component string) func(string) []string {
		return func(addr string) []string {
			return []string{wasmtime, "serve", "-Scli", "-Shttp", "--addr", addr, component}
		}
	}
	out := []contender{{name: hello, argv: serve(guest("hello"))}}
	for _, n := range []int{1, 10} {
		server, err := w.compose(n)
		if err != nil {
			return nil, err
		}
		out = append(out, contender{name: composed, providers: n, argv: serve(server)}, contender{name: native, providers: n, argv: func(addr string) []string {
			return []string{w.native, "-http", addr, "-echoes", strconv.Itoa(n)}
		}})
	}
	return out, nil
}

// loads are what a contender is asked, the tool of its last provider among it.
func (c contender) loads(addr string) map[string]load {
	if k := c.call; k != nil {
		params := fmt.Sprintf(`"name":%q,"arguments":%s`, k.tool, k.arguments)
		return map[string]load{"tools/call": {addr, post(addr, "tools/call", k.tool, params), []byte(k.want)}}
	}
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
	// Resident is the server's memory in the end, 0 where the system does not tell.
	Resident int64 `json:"residentBytes"`

	load                  load
	server                *process.Server
	p50s, p99s, durations sample // of each round
}

// settle makes the heat's numbers out of its rounds: of each the median, which a disturbance that hits
// some rounds does not move.
func (h *heat) settle(requests int) {
	h.P50, h.P99 = milliseconds(h.p50s.quantile(0.5)), milliseconds(h.p99s.quantile(0.5))
	h.Rate = float64(requests) / h.durations.quantile(0.5).Seconds()
	h.Resident = residentMemory(h.server.Pid())
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
		// It may listen before it is ready, and shall not get ready while others are asked.
		if _, _, err := loads["tools/call"].run(1, 1); err != nil {
			return nil, fmt.Errorf("%s, %d providers: %w\n%s", c.name, c.providers, err, server.Said())
		}
		for _, method := range []string{"tools/call", "tools/list"} {
			for _, concurrency := range []int{1, 8} {
				if l, ok := loads[method]; ok {
					heats = append(heats, &heat{
						Server: c.name, Providers: c.providers, Method: method, Concurrency: concurrency, load: l, server: server,
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
			h.p50s, h.p99s = append(h.p50s, took.quantile(0.5)), append(h.p99s, took.quantile(0.99))
			h.durations = append(h.durations, total)
		}
	}
	for _, h := range heats {
		h.settle(requests)
	}
	return heats, nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
