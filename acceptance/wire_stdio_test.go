package acceptance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// conversations are lines that a client writes to a server, and the lines that have to come back,
// in the sense of expect. Then the input ends, and so has the server to.
var conversations = []struct {
	name      string
	say, hear []string
}{
	{"nothing", nil, nil},
	{"modern", []string{
		message("server/discover", envelope("2026-07-28")),
		message("tools/call", callAdd+","+envelope("2026-07-28")),
		message("tools/call", `"name":"nobody","arguments":{},`+envelope("2026-07-28")),
		message("ping", envelope("2026-07-28")),
		message("unknown/method", envelope("2026-07-28")),
	}, []string{
		`{"id":1,"result":{"resultType":"complete","supportedVersions":["2026-07-28"]}}`,
		`{"id":1,"result":{"resultType":"complete",` + fortyTwo + `}}`,
		failure(invalidParams),
		failure(methodNotFound),
		failure(methodNotFound),
	}},
	{"modern, wrong envelopes", []string{
		message("tools/list", envelope("2099-01-01")),
		message("tools/list", envelope("2025-11-25")),
		message("tools/list", `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}`),
		message("tools/list", `"_meta":{"io.modelcontextprotocol/protocolVersion":7,"io.modelcontextprotocol/clientCapabilities":{}}`),
	}, []string{
		`{"id":1,"error":{"code":-32022,"data":{"supported":["2026-07-28"],"requested":"2099-01-01"}}}`,
		failure(unsupported),
		failure(invalidParams),
		failure(invalidParams),
	}},
	{"legacy", []string{
		message("initialize", hello("2025-06-18")),
		`{"jsonrpc":"2.0","method":"notifications/initialized"}`,
		message("ping", ""),
		message("tools/call", callAdd),
		message("tools/call", `"name":"nobody"`),
		message("unknown/method", ""),
	}, []string{
		`{"id":1,"result":{"protocolVersion":"2025-06-18","serverInfo":{"name":"acceptance","version":"1.2.3"},"resultType":"<absent>"}}`,
		`{"jsonrpc":"2.0","id":1,"result":{}}`,
		`{"id":1,"result":{"resultType":"<absent>",` + fortyTwo + `}}`,
		failure(invalidParams),
		failure(methodNotFound),
	}},
	{"a probe, then legacy", []string{
		message("server/discover", envelope("2026-07-28")),
		message("initialize", hello("2025-11-25")),
		message("tools/call", callAdd),
	}, []string{
		`{"id":1,"result":{"supportedVersions":["2026-07-28"]}}`,
		`{"id":1,"result":{"protocolVersion":"2025-11-25"}}`,
		`{"id":1,"result":{"resultType":"<absent>",` + fortyTwo + `}}`,
	}},
	{"lines that are no messages", []string{
		`{"jsonrpc":"2.0",`,
		"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}",
		`[` + message("ping", "") + `]`,
		`7`,
		``,
		`{"jsonrpc":"2.0","id":1}`,
		`{"jsonrpc":"2.0","id":2,"result":{}}`,
		message("tools/call", callAdd+","+envelope("2026-07-28")),
	}, []string{
		unread(parseError),
		unread(parseError),
		unread(invalidRequest),
		unread(invalidRequest),
		failure(invalidRequest),
		`{"id":1,"result":{` + fortyTwo + `}}`,
	}},
	{"line ends of another system", []string{
		message("ping", "") + "\r",
	}, []string{
		`{"jsonrpc":"2.0","id":1,"result":{}}`,
	}},
	{"notifications before the answer", []string{
		message("tools/call", `"name":"work","arguments":{"steps":1},`+envelope("2026-07-28", `,"progressToken":7,"io.modelcontextprotocol/logLevel":"info"`)),
	}, []string{
		`{"method":"notifications/progress","params":{"progressToken":7,"progress":1,"total":1}}`,
		`{"method":"notifications/message","params":{"level":"info","data":"done"}}`,
		`{"id":1,"result":{"content":[{"type":"text","text":"done"}]}}`,
	}},
	{"five megabytes both ways", []string{
		message("tools/call", fmt.Sprintf(`"name":"uppercase","arguments":{"text":%q},`, strings.Repeat("a", 5_000_000))+envelope("2026-07-28")),
	}, []string{
		fmt.Sprintf(`{"id":1,"result":{"content":[{"type":"text","text":%q}]}}`, shorten(strings.Repeat("A", 5_000_000))),
	}},
}

func TestStdio(t *testing.T) {
	t.Parallel()
	for _, host := range hosts {
		for _, c := range conversations {
			t.Run(host.Name+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				converse(t, host.Run(t, samples(t)), c.say, c.hear)
			})
		}
	}
}

// converse runs a server, and expects it to end with status 0 when its input does.
func converse(t *testing.T, argv, say, hear []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	var input strings.Builder
	for _, line := range say {
		input.WriteString(line + "\n")
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input.String()), &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Errorf("%v at the end of input, expected status 0\n%s", err, &stderr)
	}
	heard := bytes.Split(bytes.TrimSuffix(stdout.Bytes(), []byte("\n")), []byte("\n"))
	if stdout.Len() == 0 {
		heard = nil
	}
	if len(heard) != len(hear) {
		t.Fatalf("%d lines, expected %d:\n%.5000s", len(heard), len(hear), &stdout)
	}
	for i, line := range heard {
		if !json.Valid(line) {
			t.Errorf("line %d is not JSON: %.1000q", i+1, line)
			continue
		}
		expect(t, line, hear[i])
	}
}
