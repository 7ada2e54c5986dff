package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/mcp/arguments"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// explainCall explains what went wrong with a call of a tool.
func explainCall(err error) (x explanation, ok bool) {
	if e := (*argumentError)(nil); errors.As(err, &e) {
		return explainArguments(e), true
	}
	x = plain(err)
	if e := (*toolError)(nil); errors.As(err, &e) {
		if len(e.tools) == 0 {
			x.facts = []string{"it has none"}
			return x, true
		}
		x.facts = []string{"it has: " + some(e.tools)}
		if near := nearest(e.name, e.tools); near != nil {
			x.hint = "did you mean " + near[0] + "?"
		}
		return x, true
	}
	if e := (*mcp.InputRequiredError)(nil); errors.As(err, &e) {
		return explainInput(e), true
	}
	if e := (*refusedError)(nil); errors.As(err, &e) {
		x.hint = "say who asks, or where: --header 'Authorization: Bearer TOKEN', --header 'Host: NAME'"
		return x, true
	}
	if e := (*notServerError)(nil); errors.As(err, &e) {
		x.facts = append(x.facts, e.err.Error())
		x.hint = "see what it answers: wasmcp serve " + quote(e.name)
		return x, true
	}
	if e := (*rpcError)(nil); errors.As(err, &e) {
		x.facts = append(x.facts, fmt.Sprintf("code: %d%s", e.err.Code, codeName(e.err.Code)))
		if e.err.Data != nil {
			x.facts = append(x.facts, "data: "+oneLine(e.err.Data))
		}
		return x, true
	}
	if e := (*failedError)(nil); errors.As(err, &e) {
		const most = 8
		if t := (*runtime.Trap)(nil); errors.As(err, &t) {
			x.facts = append(x.facts, t.Stack[:min(len(t.Stack), most)]...)
		}
		if t := (*runtime.TimeoutError)(nil); errors.As(err, &t) {
			x.hint = "give it more time: --timeout 10m, or 0 for as long as it likes"
		}
		return x, true
	}
	return x, false
}

// explainArguments lists all that is wrong with arguments.
func explainArguments(e *argumentError) explanation {
	x := explanation{headline: e.tool + " cannot be called with these arguments"}
	for _, one := range flatten(e.err) {
		x.facts = append(x.facts, one.Error())
		if u := (*arguments.UnknownError)(nil); errors.As(one, &u) {
			if near := nearest(u.Name, u.Left); near != nil {
				x.hint = "did you mean " + near[0] + "?"
			} else {
				x.facts = append(x.facts, "  it has: "+some(u.Known))
			}
		}
	}
	if missing := (*arguments.MissingError)(nil); x.hint == "" && errors.As(e.err, &missing) {
		var flags []string
		for _, p := range missing.Parameters {
			flags = append(flags, "--arg "+quote(p.Name+"=…"))
		}
		x.hint = "give what it needs: " + strings.Join(flags, " ")
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

// explainInput says what a tool asks for, and how to answer it.
func explainInput(e *mcp.InputRequiredError) explanation {
	x := explanation{headline: "the tool asks for input before it answers"}
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
		x.facts = append(x.facts, fact)
		if params.URL != "" {
			x.facts = append(x.facts, "  "+params.URL)
		}
		var fields []string
		for _, p := range arguments.Parameters(params.RequestedSchema) {
			fields = append(fields, fmt.Sprintf("%q: %s", p.Name, p.Type))
		}
		if fields != nil {
			x.facts = append(x.facts, "  {"+strings.Join(fields, ", ")+"}")
		}
	}
	first := e.Requests[0]
	x.hint = fmt.Sprintf("answer with the result of %s: --answer '%s={…}'", first.Method, first.Key)
	if first.Method == "elicitation/create" {
		x.hint = fmt.Sprintf("answer it: --answer '%s={…}', or --answer %s=decline", first.Key, first.Key)
	}
	return x
}
