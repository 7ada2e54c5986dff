package stdio

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/runtime"
)

var errBoom = &runtime.Trap{Reason: "boom\nat f", Stack: []string{"f"}}

// instance is a server that answers each request with what it has read, and traps where asked to.
func instance(_ context.Context, in io.Reader, out io.Writer, _, _ func(bool)) error {
	lines := bufio.NewReader(in)
	var seen []string
	for {
		line, err := lines.ReadString('\n')
		if strings.TrimSpace(line) != "" {
			var m struct {
				ID     json.RawMessage `json:"id"`
				Method string          `json:"method"`
			}
			if json.Unmarshal([]byte(line), &m) != nil {
				return errors.New("no JSON: " + line)
			}
			seen = append(seen, m.Method)
			switch {
			case m.Method == "trap":
				return errBoom
			case m.Method == "half":
				_, _ = io.WriteString(out, `{"jsonrpc":"2.0",`)
				return errBoom
			case m.Method == "wait":
			case m.ID != nil:
				fmt.Fprintf(out, `{"result":{"id":7,"seen":%q},"id":%s}`+"\n", strings.Join(seen, " "), m.ID)
			}
		}
		if err != nil {
			return nil
		}
	}
}

func serve(t *testing.T, run func(ctx context.Context, in io.Reader, out io.Writer, waiting, paused func(bool)) error, in io.Reader) (out string, reports int, err error) {
	t.Helper()
	var b bytes.Buffer
	s := Server{Run: run, In: in, Out: &b, Report: func(error) { reports++ }}
	err = s.Serve(t.Context())
	return b.String(), reports, err
}

const (
	hello  = `{"id":1,"method":"initialize"}` + "\n" + `{"method":"notifications/initialized"}` + "\n"
	failed = `,"error":{"code":-32603,"message":"the component failed: boom"}}` + "\n"
)

func TestServe(t *testing.T) {
	long := strings.Repeat("x", 3*pieceSize)
	for _, c := range []struct {
		name, in, out string
		reports       int
	}{
		{"nothing", "", "", 0},
		{"no trap", hello + `{"id":2,"method":"a"}`,
			`{"result":{"id":7,"seen":"initialize"},"id":1}` + "\n" +
				`{"result":{"id":7,"seen":"initialize notifications/initialized a"},"id":2}` + "\n", 0},
		{"the session is replayed", hello + `{"id":2,"method":"logging/setLevel"}
{"id":"3","method":"trap"}
{"id":4,"method":"a"}
`,
			`{"result":{"id":7,"seen":"initialize"},"id":1}` + "\n" +
				`{"result":{"id":7,"seen":"initialize notifications/initialized logging/setLevel"},"id":2}` + "\n" +
				`{"jsonrpc":"2.0","id":"3"` + failed +
				`{"result":{"id":7,"seen":"initialize notifications/initialized logging/setLevel a"},"id":4}` + "\n", 1},
		{"all that is open fails", `{"id":1,"method":"wait"}
{"id":2,"method":"wait"}
{"method":"notifications/cancelled","params":{"requestId":1}}
{"id":3,"params":{"id":9,"method":"b"},"method":"trap"}
{"id":4,"method":"a"}
`,
			`{"jsonrpc":"2.0","id":2` + failed + `{"jsonrpc":"2.0","id":3` + failed +
				`{"result":{"id":7,"seen":"a"},"id":4}` + "\n", 1},
		{"a line without an end", `{"id":1,"method":"trap"}`, `{"jsonrpc":"2.0","id":1` + failed, 1},
		{"half an answer", `{"id":1,"method":"half"}`, `{"jsonrpc":"2.0",` + "\n" + `{"jsonrpc":"2.0","id":1` + failed, 1},
		{"a long line", `{"params":"` + long + `","id":1,"method":"trap"}` + "\n" + `{"id":2,"method":"a"}`,
			`{"jsonrpc":"2.0","id":1` + failed + `{"result":{"id":7,"seen":"a"},"id":2}` + "\n", 1},
		{"many traps that were asked for", strings.Repeat(`{"id":1,"method":"trap"}`+"\n", 5),
			strings.Repeat(`{"jsonrpc":"2.0","id":1`+failed, 5), 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, reports, err := serve(t, instance, strings.NewReader(c.in))
			if err != nil || out != c.out || reports != c.reports {
				t.Errorf("Serve wrote\n%s\nwith %d reports and the error %v, want\n%s\nwith %d", out, reports, err, c.out, c.reports)
			}
		})
	}
}

func TestServe_givesUp(t *testing.T) {
	runs := 0
	out, reports, err := serve(t, func(context.Context, io.Reader, io.Writer, func(bool), func(bool)) error {
		runs++
		return errBoom
	}, strings.NewReader(hello))
	if !errors.Is(err, errBoom) || runs != futile || reports != futile-1 || out != "" {
		t.Errorf("Serve ended with %v after %d runs and %d reports, having written %q", err, runs, reports, out)
	}
}

func TestServe_otherErrors(t *testing.T) {
	want := &runtime.ExitError{Code: 3}
	if _, reports, err := serve(t, func(context.Context, io.Reader, io.Writer, func(bool), func(bool)) error { return want }, strings.NewReader("")); err != want || reports != 0 {
		t.Errorf("Serve ended with %v and %d reports, want the instance's own error", err, reports)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := Server{Run: func(context.Context, io.Reader, io.Writer, func(bool), func(bool)) error { return errBoom }, In: strings.NewReader(""), Out: io.Discard}
	if err := s.Serve(ctx); !errors.Is(err, errBoom) {
		t.Errorf("Serve of a context that ended: %v", err)
	}
}

// What an instance leaves unread, the next one reads, though the first may still be waiting for it.
func TestServe_readUnderWay(t *testing.T) {
	in, client := io.Pipe()
	left := make(chan int, 1)
	runs := 0
	out, _, err := serve(t, func(ctx context.Context, r io.Reader, w io.Writer, waiting, _ func(bool)) error {
		if runs++; runs > 1 {
			go func() {
				_, _ = io.WriteString(client, `{"id":2,"method":"a"}`+"\n")
				_ = client.Close()
			}()
			if n := <-left; n != 0 {
				t.Errorf("the dead instance read %d bytes", n)
			}
			return instance(ctx, r, w, waiting, nil)
		}
		go func() {
			n, _ := r.Read(make([]byte, 100))
			left <- n
		}()
		return errBoom
	}, in)
	if want := `{"result":{"id":7,"seen":"a"},"id":2}` + "\n"; err != nil || out != want {
		t.Errorf("Serve wrote %q with the error %v, want %q", out, err, want)
	}
}

// An instance that takes the begin of a line with it fails the request, whose id comes later.
func TestServe_lineCutOff(t *testing.T) {
	runs := 0
	line := `{"params":"` + strings.Repeat("x", 2*pieceSize) + `","id":1,"method":"b"}` + "\n"
	out, _, err := serve(t, func(ctx context.Context, r io.Reader, w io.Writer, waiting, _ func(bool)) error {
		if runs++; runs == 1 {
			_, _ = r.Read(make([]byte, 100))
			return errBoom
		}
		return instance(ctx, r, w, waiting, nil)
	}, strings.NewReader(line+`{"id":2,"method":"a"}`+"\n"))
	want := `{"jsonrpc":"2.0","id":1` + failed + `{"result":{"id":7,"seen":"a"},"id":2}` + "\n"
	if err != nil || out != want {
		t.Errorf("Serve wrote %q with the error %v, want %q", out, err, want)
	}
}

// A tool that ends its instance, with whatever code, fails its call alone. At the end of the input it is the
// server that ends.
func TestServe_exit(t *testing.T) {
	for _, end := range []error{nil, &runtime.ExitError{Code: 3}} {
		runs := 0
		out, reports, err := serve(t, func(ctx context.Context, r io.Reader, w io.Writer, waiting, _ func(bool)) error {
			if runs++; runs == 1 {
				_, _ = bufio.NewReaderSize(oneByte{r}, 16).ReadString('\n')
				return end
			}
			return instance(ctx, r, w, waiting, nil)
		}, strings.NewReader(`{"id":1,"method":"a"}`+"\n"+`{"id":2,"method":"a"}`+"\n"))
		code := 0
		if end != nil {
			code = 3
		}
		want := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"the component failed: exit with code %d"}}`, code) + "\n" +
			`{"result":{"id":7,"seen":"a"},"id":2}` + "\n"
		if err != nil || out != want || reports != 1 {
			t.Errorf("%v: Serve wrote\n%s\nwith %d reports and the error %v, want\n%s", end, out, reports, err, want)
		}
	}
	want := &runtime.ExitError{Code: 4}
	_, _, err := serve(t, func(_ context.Context, r io.Reader, _ io.Writer, _, _ func(bool)) error {
		_, _ = io.Copy(io.Discard, r)
		return want
	}, strings.NewReader(""))
	if err != want {
		t.Errorf("at the end of the input: %v, want %v", err, want)
	}
}

// oneByte reads a byte at a time, so that no more is taken than is used.
type oneByte struct{ r io.Reader }

func (o oneByte) Read(b []byte) (int, error) { return o.r.Read(b[:min(1, len(b))]) }
