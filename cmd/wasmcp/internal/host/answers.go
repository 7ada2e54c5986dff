package host

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
)

// answer makes of --answer what the client asks.
func (o *clientOptions) answer() (func(key, method string, params json.RawMessage) (json.RawMessage, bool), error) {
	answers := map[string]string{}
	for _, s := range o.answers {
		key, value, ok := strings.Cut(s, "=")
		if !ok || key == "" {
			return nil, cli.Usagef("--answer %q is not of the form KEY=JSON", s)
		}
		if value != "decline" && value != "cancel" && !json.Valid([]byte(value)) {
			return nil, &cli.UsageError{Message: fmt.Sprintf("--answer %s: found %q, expected JSON, decline or cancel", key, value),
				Hint: "give the fields of a form as an object: --answer '" + key + `={"name": "Ann"}'`}
		}
		answers[key] = value
	}
	return func(key, method string, _ json.RawMessage) (json.RawMessage, bool) {
		value, ok := answers[key]
		if !ok {
			return nil, false
		}
		return answerTo(method, value), true
	}, nil
}

// answerTo makes the result that a request of a server gets. The fields of a form stand for accepting
// it with them.
func answerTo(method, value string) json.RawMessage {
	if value == "decline" || value == "cancel" {
		return json.RawMessage(`{"action":"` + value + `"}`)
	}
	var whole struct{ Action string }
	if method != "elicitation/create" || json.Unmarshal([]byte(value), &whole) == nil && whole.Action != "" {
		return json.RawMessage(value)
	}
	return json.RawMessage(`{"action":"accept","content":` + value + `}`)
}
