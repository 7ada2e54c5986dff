package acceptance

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHTTP(t *testing.T) {
	t.Parallel()
	for _, host := range hosts {
		t.Run(host.Name, func(t *testing.T) {
			url := host.http(t, samples(t)).URL
			for group, exchanges := range map[string][]exchange{
				"modern": modernExchanges, "legacy": legacyExchanges, "any": anyExchanges,
			} {
				for _, e := range exchanges {
					t.Run(group+"/"+e.name, func(t *testing.T) { e.check(t, url) })
				}
			}
			t.Run("stream", func(t *testing.T) { checkStream(t, url) })
			t.Run("no stream", func(t *testing.T) { checkNoStream(t, url) })
			t.Run("answers again", func(t *testing.T) { modernAdd("", 200, `{"result":{`+fortyTwo+`}}`).check(t, url) })
		})
	}
}

func (e exchange) check(t *testing.T, url string) {
	t.Helper()
	response, body := e.send(t, url)
	if e.status != 0 && response.StatusCode != e.status {
		t.Errorf("status %d, expected %d", response.StatusCode, e.status)
	}
	for name, want := range e.wantHeader {
		got := response.Header.Get(name)
		if want == anything && got != "" || want == absent && got == "" {
			continue
		}
		if got, _, _ = strings.Cut(got, ";"); got != want {
			t.Errorf("header %s is %q, expected %q", name, got, want)
		}
	}
	switch e.want {
	case anyBody:
	case "":
		if len(body) > 0 {
			t.Errorf("body %q, expected none", body)
		}
	default:
		expect(t, body, e.want)
	}
}

func (e exchange) send(t *testing.T, url string) (*http.Response, []byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	method := e.method
	if method == "" {
		method = http.MethodPost
	}
	request, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(e.body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range e.header {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("%s, then %v after %q", response.Status, err, body)
	}
	return response, body
}

// work is a call that reports progress and logs, if it is asked for either.
func work(meta string) exchange {
	const call = `"name":"work","arguments":{"steps":2},`
	return modern("", "tools/call", "", 200, "").
		sending(headers{"Mcp-Name": "work"}).
		saying(message("tools/call", call+envelope("2026-07-28", meta)))
}

// checkStream makes a call whose answer is preceded by notifications.
func checkStream(t *testing.T, url string) {
	e := work(`,"progressToken":"p-1","io.modelcontextprotocol/logLevel":"debug"`).
		answered(headers{"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
	e.want = anyBody
	e.check(t, url)

	_, body := e.send(t, url)
	var got []string
	in := bufio.NewScanner(bytes.NewReader(body))
	for in.Scan() {
		line := in.Text()
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			got = append(got, data)
		} else if line != "" && line != "event: message" && !strings.HasPrefix(line, ":") {
			t.Errorf("line %q in the stream, expected data alone", line)
		}
	}
	want := []string{
		`{"jsonrpc":"2.0","method":"notifications/progress","id":"<absent>","params":{"progressToken":"p-1","progress":1,"total":2,"message":"working"}}`,
		`{"jsonrpc":"2.0","method":"notifications/progress","id":"<absent>","params":{"progressToken":"p-1","progress":2,"total":2,"message":"working"}}`,
		`{"jsonrpc":"2.0","method":"notifications/message","id":"<absent>","params":{"level":"info","logger":"probe","data":"done"}}`,
		`{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","content":[{"type":"text","text":"done"}]}}`,
	}
	if len(got) != len(want) {
		t.Fatalf("messages differ from what was expected (-want +got):\n%s", cmp.Diff(want, got))
	}
	for i := range want {
		expect(t, []byte(got[i]), want[i])
	}
}

// checkNoStream makes the same call without asking for notifications.
func checkNoStream(t *testing.T, url string) {
	e := work("").answered(headers{"Content-Type": "application/json"})
	e.want = `{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"done"}]}}`
	e.check(t, url)
}
