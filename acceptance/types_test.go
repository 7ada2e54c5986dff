package acceptance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// TestTypes makes a project of every type besides tools, in every language, and a server of the
// three and a provider of tools: the middleware cuts what a tool says.
func TestTypes(t *testing.T) {
	tools.Long(t)
	t.Parallel()
	initialize := message("initialize", hello("2025-11-25"))
	say := []string{
		initialize,
		message("tools/call", `"name":"big","arguments":{"bytes":10007}`),
		message("tools/call", `"name":"nobody","arguments":{}`),
		message("resources/list", ""),
		message("resources/templates/list", ""),
		message("resources/read", `"uri":"notes://note/tea"`),
		message("resources/read", `"uri":"notes://note/coffee"`),
		message("prompts/list", ""),
		message("prompts/get", `"name":"review","arguments":{"code":"a = 1","focus":"names"}`),
		message("prompts/get", `"name":"review"`),
		message("prompts/get", `"name":"nobody"`),
	}
	cut := shorten(strings.Repeat("x", 10_000) + "… (7 characters left out)")
	hear := []string{
		`{"id":1,"result":{"capabilities":{"tools":{},"resources":{},"prompts":{}}}}`,
		fmt.Sprintf(`{"id":1,"result":{"content":[{"type":"text","text":%q}]}}`, cut),
		`{"id":1,"error":{"code":-32602,"message":"unknown tool: nobody","data":"<absent>"}}`,
		`{"id":1,"result":{"resources":[{"uri":"notes://index","name":"index","description":"The names of all notes.","mimeType":"text/plain"}]}}`,
		`{"id":1,"result":{"resourceTemplates":[{"uriTemplate":"notes://note/{name}","name":"note","description":"A note.","mimeType":"text/markdown"}]}}`,
		`{"id":1,"result":{"contents":[{"uri":"notes://note/tea","mimeType":"text/markdown","text":"# Tea\n\nThree minutes.\n"}]}}`,
		failure(-32002),
		`{"id":1,"result":{"prompts":[
			{"name":"review","arguments":[{"name":"code","required":true},{"name":"focus","required":false}]},
			{"name":"summarize","arguments":[{"name":"text","required":true}]}]}}`,
		`{"id":1,"result":{"messages":[{"role":"user","content":{"type":"text",
			"text":"Review this code. Say what is wrong before what is good. Look at names above all.\n\na = 1"}}]}}`,
		`{"id":1,"error":{"code":-32602,"message":"review: code is missing"}}`,
		failure(invalidParams),
	}
	for _, language := range []string{"rust", "python", "typescript"} {
		t.Run(language, func(t *testing.T) {
			var components []string
			for _, kind := range []string{"middleware", "resources", "prompts"} {
				components = append(components, project{language + "-" + kind, language, kind}.component(t))
			}
			server := composed(t, append(components, provider(t, "probe"))...)
			for _, host := range hosts {
				t.Run(host.Name, func(t *testing.T) { converse(t, host.Run(t, server), say, hear) })
			}
		})
	}
}
