package stdio

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// computing is a server that reads a line when it is done with the one before, and takes as long for a
// request as that says. It never looks whether it is cancelled.
func computing(ctx context.Context, in io.Reader, out io.Writer, waiting, _ func(bool)) error {
	lines := bufio.NewReaderSize(oneByte{in}, 16)
	for {
		waiting(true)
		line, err := lines.ReadString('\n')
		waiting(false)
		if err != nil {
			return nil
		}
		var m struct {
			ID      json.RawMessage
			Seconds float64
		}
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			return err
		}
		select {
		case <-time.After(time.Duration(m.Seconds * float64(time.Second))):
		case <-ctx.Done():
			return &runtime.Trap{Reason: "context canceled", Err: ctx.Err()}
		}
		if m.ID != nil {
			fmt.Fprintf(out, `{"id":%s,"result":{}}`+"\n", m.ID)
		}
	}
}

// stamped is an output that knows when each line came.
type stamped struct {
	strings.Builder
	begun time.Time
}

func (s *stamped) Write(b []byte) (int, error) {
	fmt.Fprintf(&s.Builder, "%2.0f ", time.Since(s.begun).Seconds())
	return s.Builder.Write(b)
}

// While a call computes a ping is answered, and a call that is cancelled ends, whether it has begun or not.
func TestServe_whileComputing(t *testing.T) {
	const (
		hello     = `{"id":0,"method":"initialize"}`
		ready     = " 0 " + `{"id":0,"result":{}}` + "\n"
		pong      = `{"jsonrpc":"2.0","id":"p","result":{}}` + "\n"
		ping      = `{"id":"p","method":"ping"}`
		cancelled = `{"method":"notifications/cancelled","params":{"requestId":%s}}`
	)
	cancel := func(id string) string { return fmt.Sprintf(cancelled, id) }
	for _, c := range []struct {
		name    string
		in      []string
		out     string
		reports int
	}{
		{"a ping", []string{hello, `{"id":1,"method":"m","seconds":9}`, ping}, ready + " 2 " + pong + "10 " + `{"id":1,"result":{}}` + "\n", 0},
		{"a ping behind a call", []string{hello, `{"id":1,"method":"m","seconds":9}`, `{"id":2,"method":"m"}`, ping},
			ready + " 3 " + pong + "10 " + `{"id":1,"result":{}}` + "\n10 " + `{"id":2,"result":{}}` + "\n", 0},
		{"a ping of nobody who has said hello", []string{`{"id":1,"method":"m","seconds":9}`, ping},
			" 9 " + `{"id":1,"result":{}}` + "\n 9 " + `{"id":"p","result":{}}` + "\n", 0},
		{"a call is cancelled", []string{hello, `{"id":1,"method":"m","seconds":99}`, cancel("1"), `{"id":2,"method":"m"}`},
			ready + " 3 " + `{"id":2,"result":{}}` + "\n", 1},
		{"one that is over within its grace", []string{hello, `{"id":1,"method":"m","seconds":1}`, `{"id":"1","method":"m","seconds":1.5}`, cancel(`"1"`)},
			ready + " 2 " + `{"id":1,"result":{}}` + "\n 4 " + `{"id":"1","result":{}}` + "\n", 0},
		{"one that has not begun", []string{hello, `{"id":1,"method":"m","seconds":9}`, `{"id":2,"method":"m","seconds":9}`, cancel("2")},
			ready + "10 " + `{"id":1,"result":{}}` + "\n", 0},
		{"one that there is not", []string{hello, `{"id":1,"method":"m","seconds":5}`, cancel("7"), cancel("null"), cancel(`{"a":1}`)},
			ready + " 6 " + `{"id":1,"result":{}}` + "\n", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				in, client := io.Pipe()
				go func() {
					for _, line := range c.in {
						_, _ = io.WriteString(client, line+"\n")
						time.Sleep(time.Second)
					}
					time.Sleep(time.Minute)
					_ = client.Close()
				}()
				out := &stamped{begun: time.Now()}
				reports := 0
				err := Server{Run: computing, In: in, Out: out, Report: func(error) { reports++ }}.Serve(t.Context())
				if err != nil || out.String() != c.out || reports != c.reports {
					t.Errorf("Serve wrote\n%s\nwith %d reports and the error %v, want\n%s\nwith %d", out, reports, err, c.out, c.reports)
				}
			})
		})
	}
}

// A client that sends more than is read ahead waits, and nothing is lost.
func TestServe_aheadIsBounded(t *testing.T) {
	line := `{"id":1,"method":"m","x":"` + strings.Repeat("x", pieceSize) + `"}` + "\n"
	const lines = 40
	var out strings.Builder
	err := Server{Run: instance, In: strings.NewReader(strings.Repeat(line, lines)), Out: &out, Report: func(error) {}}.Serve(t.Context())
	if n := strings.Count(out.String(), "result"); n != lines || err != nil {
		t.Errorf("%d answers (%v), want %d", n, err, lines)
	}
}
