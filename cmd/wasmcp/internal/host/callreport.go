package host

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/embedded"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/mcp/arguments"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// Explain explains what goes wrong with ports, and with what a server is asked.
func Explain(a *cli.App, err error) (x cli.Explanation, ok bool) {
	if e := (*argumentError)(nil); errors.As(err, &e) {
		return explainArguments(e), true
	}
	x = cli.Plain(err)
	if e := (*listenError)(nil); errors.As(err, &e) {
		x.Hint = e.hint()
		return x, true
	}
	if e := (*toolError)(nil); errors.As(err, &e) {
		return known(x, e.name, e.tools), true
	}
	if e := (*promptError)(nil); errors.As(err, &e) {
		return known(x, e.name, e.prompts), true
	}
	if e := (*resourceError)(nil); errors.As(err, &e) {
		x = known(x, e.uri, e.resources)
		if e.templates != nil {
			x.Facts = append(x.Facts, "templates: "+cli.FirstNames(e.templates))
		}
		return x, true
	}
	if e := (*completionError)(nil); errors.As(err, &e) {
		return known(x, e.name, e.known), true
	}
	if e := (*mcp.InputRequiredError)(nil); errors.As(err, &e) {
		return explainInput(e), true
	}
	if e := (*embedded.RefusedError)(nil); errors.As(err, &e) {
		x.Hint = "send what the server checks: --header 'Authorization: Bearer TOKEN', or --header 'Host: NAME'"
		return x, true
	}
	if e := (*embedded.NotServerError)(nil); errors.As(err, &e) {
		x.Facts = append(x.Facts, e.Err.Error())
		x.Hint = "see what it answers: wasmcp serve " + cli.Quote(a.Typed(e.Name))
		return x, true
	}
	if e := (*rpcError)(nil); errors.As(err, &e) {
		x.Facts = append(x.Facts, fmt.Sprintf("code: %d%s", e.err.Code, codeName(e.err.Code)))
		if e.err.Data != nil {
			x.Facts = append(x.Facts, "data: "+oneLine(e.err.Data))
		}
		return x, true
	}
	if e := (*embedded.FailedError)(nil); errors.As(err, &e) {
		const most = 8
		if t := (*runtime.Trap)(nil); errors.As(err, &t) {
			x.Facts = append(x.Facts, t.Stack[:min(len(t.Stack), most)]...)
		}
		if t := (*runtime.TimeoutError)(nil); errors.As(err, &t) {
			x.Hint = "give it more time: --timeout 10m; 0 means no limit"
		}
		return x, true
	}
	return x, false
}

// known adds what there is in place of something that there is not.
func known(x cli.Explanation, name string, all []string) cli.Explanation {
	if len(all) == 0 {
		x.Facts = []string{"it has none"}
		return x
	}
	x.Facts = []string{"it has: " + cli.FirstNames(all)}
	if near := cli.Nearest(name, all); near != nil {
		x.Hint = "did you mean " + near[0] + "?"
	}
	return x
}

// explainArguments lists all that is wrong with arguments.
func explainArguments(e *argumentError) cli.Explanation {
	x := cli.Explanation{Headline: e.tool + " cannot be called with these arguments"}
	for _, one := range errlist.Flatten(e.err) {
		x.Facts = append(x.Facts, one.Error())
		if u := (*arguments.UnknownError)(nil); errors.As(one, &u) {
			if near := cli.Nearest(u.Name, u.Left); near != nil {
				x.Hint = "did you mean " + near[0] + "?"
			} else {
				x.Facts = append(x.Facts, "  it has: "+cli.FirstNames(u.Known))
			}
		}
	}
	if missing := (*arguments.MissingError)(nil); x.Hint == "" && errors.As(e.err, &missing) {
		var flags []string
		for _, p := range missing.Parameters {
			flags = append(flags, "--arg "+cli.Quote(p.Name+"=…"))
		}
		x.Hint = "give what it needs: " + strings.Join(flags, " ")
	}
	return x
}

// codeName is what JSON-RPC and MCP call an error code.
func codeName(code int64) string {
	names := map[int64]string{
		-32700: "parse error",
		-32600: "invalid request",
		-32601: "method not found",
		-32602: "invalid params",
		-32603: "internal error",
		-32020: "header mismatch",
		-32021: "missing required client capability",
		-32022: "unsupported protocol version",
	}
	if name, ok := names[code]; ok {
		return " (" + name + ")"
	}
	return ""
}

// oneLine is JSON without white space.
func oneLine(raw json.RawMessage) string {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return string(raw)
	}
	return b.String()
}

// asker is what asks for input, by the method that was asked.
func asker(method string) string {
	switch method {
	case "resources/read":
		return "the resource"
	case "prompts/get":
		return "the prompt"
	}
	return "the tool"
}

// explainInput says what a tool asks for, and how to answer it.
func explainInput(e *mcp.InputRequiredError) cli.Explanation {
	x := cli.Explanation{Headline: asker(e.Method) + " asks for input before it answers"}
	for _, r := range e.Requests {
		var params struct {
			Message         string
			URL             string
			RequestedSchema json.RawMessage
		}
		_ = json.Unmarshal(r.Params, &params) // what is missing is not shown
		fact := r.Key + ": " + r.Method
		if params.Message != "" {
			fact += ": " + params.Message
		}
		x.Facts = append(x.Facts, fact)
		if params.URL != "" {
			x.Facts = append(x.Facts, "  "+params.URL)
		}
		var fields []string
		for _, p := range arguments.Parameters(params.RequestedSchema) {
			fields = append(fields, fmt.Sprintf("%q: %s", p.Name, p.Type))
		}
		if fields != nil {
			x.Facts = append(x.Facts, "  {"+strings.Join(fields, ", ")+"}")
		}
	}
	first := e.Requests[0]
	x.Hint = fmt.Sprintf("answer with the result of %s: --answer '%s={…}'", first.Method, first.Key)
	if first.Method == "elicitation/create" {
		x.Hint = fmt.Sprintf("answer it: --answer '%s={…}', or --answer %s=decline", first.Key, first.Key)
	}
	return x
}
