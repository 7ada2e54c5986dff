package chain

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A definition becomes a record that says all that it does, or none.
func TestElementOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, text string
		want       fields
	}{
		{KindTool, `{"name":"a","description":"b","inputSchema":{"type": "object"},"title":"A","_meta":{"x":1.0}}`,
			fields{"name": "a", "description": "b", "input-schema": `{"type": "object"}`, "extra": `{"title":"A","_meta":{"x":1.0}}`}},
		{KindTool, `{"name":"a","inputSchema":{},"outputSchema":{"type":"object"}}`,
			fields{"name": "a", "input-schema": "{}", "output-schema": `{"type":"object"}`}},
		{KindTool, `{"name":"a"}`, nil},
		{KindTool, `{"inputSchema":{}}`, nil},
		{KindTool, `{"name":"a","name":"b","inputSchema":{}}`, nil},
		{KindTool, "{\"name\":\"\xff\",\"inputSchema\":{}}", nil},
		{KindTool, `[]`, nil},
		{KindPrompt, `{"name":"a","description":"","arguments":[{"name":"x","required":true},{"name":"y","description":"d"}]}`,
			fields{"name": "a", "description": "", "arguments": []fields{{"name": "x", "required": true}, {"name": "y", "description": "d", "required": false}}}},
		{KindPrompt, `{"name":"a","arguments":[{"name":"x","title":"X"}]}`, nil},
		{KindPrompt, `{"name":"a","arguments":{}}`, nil},
		{KindResource, `{"uri":"u:1","name":"a","mimeType":"text/plain","size":3}`,
			fields{"uri": "u:1", "name": "a", "mime-type": "text/plain", "extra": `{"size":3}`}},
		{KindTemplate, `{"uriTemplate":"u:{x}","name":"a","description":null}`,
			fields{"uri-template": "u:{x}", "name": "a", "extra": `{"description":null}`}},
	} {
		got, _, ok := elementOf(c.kind, c.text)
		if ok != (c.want != nil) {
			t.Errorf("%s %s: %v, %v", c.kind, c.text, got, ok)
			continue
		}
		if diff := cmp.Diff(c.want, got); ok && diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", c.kind, c.text, diff)
		}
	}
}
