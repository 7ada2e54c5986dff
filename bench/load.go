package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"time"
)

// A sample of durations.
type sample []time.Duration

// quantile returns the value that the share q of the sample does not exceed.
func (s sample) quantile(q float64) time.Duration {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

// A load is one request, as it goes over the wire, and what its answer has to contain.
type load struct {
	addr    string
	request []byte
	want    []byte
}

// run sends the request n times over as many connections as asked for, each of which sends the
// next one when it has its answer. It returns how long each took and how long all of them did.
func (l load) run(concurrency, n int) (sample, time.Duration, error) {
	type result struct {
		took sample
		err  error
	}
	results := make(chan result)
	start := time.Now()
	for i := range concurrency {
		share := n / concurrency
		if i < n%concurrency {
			share++
		}
		go func() {
			took, err := l.connection(share)
			results <- result{took, err}
		}()
	}
	var all sample
	var err error
	for range concurrency {
		r := <-results
		all, err = append(all, r.took...), errors.Join(err, r.err)
	}
	return all, time.Since(start), err
}

// connection sends the request n times, one after another.
func (l load) connection(n int) (sample, error) {
	conn, err := net.Dial("tcp", l.addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(2 * time.Minute)); err != nil {
		return nil, err
	}
	in := bufio.NewReader(conn)
	took := make(sample, 0, n)
	var body bytes.Buffer
	for range n {
		start := time.Now()
		if _, err := conn.Write(l.request); err != nil {
			return nil, err
		}
		response, err := http.ReadResponse(in, nil)
		if err != nil {
			return nil, err
		}
		body.Reset()
		if _, err := io.Copy(&body, response.Body); err != nil {
			return nil, err
		}
		took = append(took, time.Since(start))
		if response.StatusCode != http.StatusOK || !bytes.Contains(body.Bytes(), l.want) {
			return nil, fmt.Errorf("%s: %s, expected %q in: %.300s", l.addr, response.Status, l.want, body.Bytes())
		}
	}
	return took, nil
}

// post is the request that carries an MCP message of the 2026-07-28 revision.
func post(addr, method, name, params string) []byte {
	if params != "" {
		params += ","
	}
	body := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q,"params":{%s"_meta":{`+
		`"io.modelcontextprotocol/protocolVersion":"2026-07-28",`+
		`"io.modelcontextprotocol/clientCapabilities":{},`+
		`"io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1.0.0"}}}}`, method, params)
	var b bytes.Buffer
	fmt.Fprintf(&b, "POST /mcp HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"+
		"Accept: application/json, text/event-stream\r\n"+
		"MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: %s\r\n", addr, method)
	if name != "" {
		fmt.Fprintf(&b, "Mcp-Name: %s\r\n", name)
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(body), body)
	return b.Bytes()
}
