package stdio

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// slow is a server that reads ahead and takes as long for a request as that says. It asks the client
// before it answers "ask", and tells it of each second of "told".
func slow(ctx context.Context, in io.Reader, out io.Writer, waiting, _ func(bool)) error {
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(in); s.Scan(); {
			lines <- s.Text()
		}
	}()
	read := func() (string, bool) {
		waiting(true)
		defer waiting(false)
		select {
		case line, ok := <-lines:
			return line, ok
		case <-ctx.Done():
			return "", false
		}
	}
	work := func(d time.Duration) error {
		select {
		case <-time.After(d):
			return nil
		case <-ctx.Done():
			return &runtime.Trap{Reason: "context canceled", Err: ctx.Err()}
		}
	}
	for {
		line, ok := read()
		if !ok {
			return ctx.Err()
		}
		var m struct {
			ID      json.RawMessage
			Method  string
			Seconds int
		}
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			return err
		}
		if m.Method == "ask" {
			fmt.Fprintln(out, `{"id":"q","method":"elicitation/create"}`)
			if _, ok := read(); !ok {
				return io.ErrUnexpectedEOF
			}
		}
		steps := []time.Duration{time.Duration(m.Seconds) * time.Second}
		if m.Method == "told" {
			steps = make([]time.Duration, m.Seconds)
			for i := range steps {
				steps[i] = time.Second
			}
		}
		for i, d := range steps {
			if err := work(d); err != nil {
				return err
			}
			if i < len(steps)-1 {
				fmt.Fprintln(out, `{"method":"notifications/progress"}`)
			}
		}
		if m.ID != nil && m.Method != "quiet" {
			fmt.Fprintf(out, `{"id":%s,"result":{}}`+"\n", m.ID)
		}
	}
}

func TestServe_timeout(t *testing.T) {
	const (
		late   = `,"error":{"code":-32603,"message":"the call took longer than 10s and was ended"}}` + "\n"
		others = `,"error":{"code":-32603,"message":"a call before this one took longer than 10s and was ended, and the server began anew"}}` + "\n"
		asked  = `{"id":"q","method":"elicitation/create"}` + "\n"
		result = `,"result":{}}` + "\n"
	)
	for _, c := range []struct {
		name string
		// in are messages, and how long the client waits with the next one.
		in   []string
		wait time.Duration
		out  string
		late int
	}{
		{"in time", []string{`{"id":1,"seconds":9}`, `{"id":2,"seconds":9}`}, 0, `{"id":1` + result + `{"id":2` + result, 0},
		{"a client that waits", []string{`{"id":1}`, `{"id":2}`}, time.Hour, `{"id":1` + result + `{"id":2` + result, 0},
		{"a call too long, and one that waits for it", []string{`{"id":1,"method":"m","seconds":11}`, `{"id":2,"method":"m"}`}, 0,
			`{"jsonrpc":"2.0","id":1` + late + `{"jsonrpc":"2.0","id":2` + others, 1},
		{"the server goes on", []string{`{"id":1,"method":"m","seconds":11}`, `{"id":2,"method":"m"}`}, time.Minute,
			`{"jsonrpc":"2.0","id":1` + late + `{"id":2` + result, 1},
		{"a person is asked", []string{`{"id":1,"method":"ask","seconds":9}`, `{"id":"q","result":{}}`}, time.Hour,
			asked + `{"id":1` + result, 0},
		{"too long after an answer", []string{`{"id":1,"method":"ask","seconds":11}`, `{"id":"q","result":{}}`}, time.Hour,
			asked + `{"jsonrpc":"2.0","id":1` + late, 1},
		{"the client is told how far it is", []string{`{"id":1,"method":"told","seconds":60}`}, 0,
			strings.Repeat(`{"method":"notifications/progress"}`+"\n", 59) + `{"id":1` + result, 0},
		{"a call that was cancelled while another waits for it", []string{`{"id":1,"method":"m","seconds":11}`,
			`{"method":"notifications/cancelled","params":{"requestId":9}}`, `{"id":2,"method":"m"}`}, time.Second,
			`{"jsonrpc":"2.0","id":1` + late + `{"jsonrpc":"2.0","id":2` + others, 1},
		{"one that was cancelled in time, and one too long", []string{`{"id":1,"method":"quiet","seconds":2}`,
			`{"method":"notifications/cancelled","params":{"requestId":1}}`, `{"id":2,"method":"m","seconds":11}`}, 3 * time.Second,
			`{"jsonrpc":"2.0","id":2` + late, 1},
		{"a notification", []string{`{"method":"m","seconds":11}`, `{"id":2,"method":"m"}`}, time.Minute, `{"id":2` + result, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				in, client := io.Pipe()
				go func() {
					for _, line := range c.in {
						_, _ = io.WriteString(client, line+"\n")
						time.Sleep(c.wait)
					}
					// The last call may take its time.
					time.Sleep(time.Minute)
					_ = client.Close()
				}()
				var out strings.Builder
				var reported []error
				err := Server{Run: slow, In: in, Out: &out, Timeout: 10 * time.Second, Report: func(err error) {
					reported = append(reported, err)
				}}.Serve(t.Context())
				if err != nil || out.String() != c.out || len(reported) != c.late {
					t.Errorf("Serve wrote\n%s\nwith the reports %v and the error %v, want\n%s\nwith %d", &out, reported, err, c.out, c.late)
				}
				for _, err := range reported {
					if late := (*runtime.TimeoutError)(nil); !errors.As(err, &late) {
						t.Errorf("reported %v, want a time limit", err)
					}
				}
			})
		})
	}
}

// A client that does not read keeps a server waiting, which is no fault of the server's.
func TestWriter_clock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, out := io.Pipe()
		e := newPipe(strings.NewReader(""), out).connect()
		ctx, clock := newClock(t.Context(), time.Second)
		defer clock.end()
		e.clock = clock
		go func() {
			time.Sleep(time.Hour)
			_, _ = client.Read(make([]byte, 10))
		}()
		if _, err := (writer{e}).Write([]byte("{}\n")); err != nil || ctx.Err() != nil {
			t.Errorf("Write: %v, and the clock: %v", err, context.Cause(ctx))
		}
		time.Sleep(time.Minute)
		if late := (*runtime.TimeoutError)(nil); !errors.As(context.Cause(ctx), &late) {
			t.Errorf("a minute later the clock: %v, want the time limit", context.Cause(ctx))
		}
	})
}

// A server that never gets as far as reading is not begun again for ever.
func TestServe_timeoutStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reports := 0
		hang := func(ctx context.Context, _ io.Reader, _ io.Writer, _, _ func(bool)) error {
			<-ctx.Done()
			return &runtime.Trap{Reason: "context canceled", Err: ctx.Err()}
		}
		err := Server{Run: hang, In: strings.NewReader(""), Out: io.Discard, Timeout: time.Second, Report: func(error) { reports++ }}.Serve(t.Context())
		if late := (*runtime.TimeoutError)(nil); !errors.As(err, &late) || reports != futile-1 {
			t.Errorf("Serve ended with %v after %d reports, want the time limit after %d", err, reports, futile-1)
		}
	})
}

// A machine that is too busy to let the timer go off in time does not let the instance pass.
func TestClock_lateTimer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, clock := newClock(t.Context(), time.Second)
		defer clock.end()
		clock.timer.Stop()
		time.Sleep(999 * time.Millisecond)
		if clock.stop() || ctx.Err() != nil {
			t.Errorf("the clock is over in time: %v", context.Cause(ctx))
		}
		time.Sleep(time.Hour)
		if clock.stop() || ctx.Err() != nil {
			t.Errorf("a clock that stands still is over: %v", context.Cause(ctx))
		}
		clock.start()
		clock.timer.Stop()
		time.Sleep(time.Second)
		if late := (*runtime.TimeoutError)(nil); !clock.stop() || !errors.As(context.Cause(ctx), &late) {
			t.Errorf("the clock: %v, want the time limit", context.Cause(ctx))
		}
	})
}

// An instance that does not see that its time is over, and comes to its end, has taken too long all the
// same, and what it answers is not passed on.
func TestServe_lateUnseen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs := 0
		deaf := func(ctx context.Context, in io.Reader, out io.Writer, waiting, paused func(bool)) error {
			if runs++; runs > 1 {
				return instance(ctx, in, out, waiting, paused)
			}
			if _, err := bufio.NewReader(in).ReadString('\n'); err != nil {
				return err
			}
			time.Sleep(2 * time.Second)
			if _, err := io.WriteString(out, `{"id":1,"result":{}}`+"\n"); err == nil {
				t.Error("an answer was taken that came too late")
			}
			return nil
		}
		var out strings.Builder
		reports := 0
		err := Server{
			Run: deaf, In: strings.NewReader(`{"id":1,"method":"m"}` + "\n" + `{"id":2,"method":"m"}` + "\n"), Out: &out,
			Timeout: time.Second, Report: func(error) { reports++ },
		}.Serve(t.Context())
		const want = `{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"the call took longer than 1s and was ended"}}` + "\n" +
			`{"result":{"id":7,"seen":"m"},"id":2}` + "\n"
		if err != nil || reports != 1 || out.String() != want {
			t.Errorf("Serve wrote\n%s\nwith %d reports and the error %v, want\n%s\nwith 1", &out, reports, err, want)
		}
	})
}
