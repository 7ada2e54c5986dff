// Package schema checks what a server says against the JSON Schemas of MCP's revisions.
package schema

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

//go:embed *.json
var files embed.FS

// Revisions are those that there are schemas of, sorted.
var Revisions = []string{"2025-06-18", "2025-11-25", "2026-07-28"}

// Modern is the first revision without a handshake.
const Modern = "2026-07-28"

// A Message is what a server sent.
type Message struct {
	// Revision that it was sent in.
	Revision string
	// Answers is the method of the request that a response answers.
	Answers string
	// Text is the message's JSON.
	Text []byte
}

// Check says what is wrong with a message: it is none of the revision's, its members are not what
// the schema says, or it has some that the schema does not name.
func (m Message) Check() error {
	d, err := load(m.Revision)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(m.Text))
	if err != nil {
		return err
	}
	object, ok := value.(map[string]any)
	if !ok {
		return errors.New("not an object")
	}
	if err := strangers(object, "jsonrpc", "id", "method", "params", "result", "error"); err != nil {
		return err
	}
	method, _ := object["method"].(string)
	_, hasID := object["id"]
	switch {
	case object["result"] != nil && object["error"] == nil && method == "":
		return m.checkResult(d, object)
	case object["error"] != nil && object["result"] == nil && method == "":
		return m.checkError(d, object)
	case method != "" && hasID:
		return d.checkByMethod("ServerRequest", method, object)
	case method != "":
		return d.checkByMethod("ServerNotification", method, object)
	}
	return errors.New("neither a request, nor a notification, nor a response")
}

func (m Message) checkResult(d *definitions, object map[string]any) error {
	response := "JSONRPCResultResponse"
	if m.Revision < "2025-11-25" {
		response = "JSONRPCResponse"
	}
	if err := d.validate(response, object); err != nil {
		return err
	}
	name := results[m.Answers]
	if name == "" {
		return fmt.Errorf("a result for %q, which has none", m.Answers)
	}
	result, _ := object["result"].(map[string]any)
	if result["resultType"] == "input_required" && m.Revision >= Modern {
		name = "InputRequiredResult"
	}
	if err := d.validate(name, object["result"]); err != nil {
		return err
	}
	return strangers(result, d.members(name)...)
}

// results are the types of results, by method. A method whose result says nothing answers with an
// EmptyResult.
var results = map[string]string{
	"initialize":               "InitializeResult",
	"server/discover":          "DiscoverResult",
	"ping":                     "EmptyResult",
	"logging/setLevel":         "EmptyResult",
	"resources/subscribe":      "EmptyResult",
	"resources/unsubscribe":    "EmptyResult",
	"tools/list":               "ListToolsResult",
	"tools/call":               "CallToolResult",
	"resources/list":           "ListResourcesResult",
	"resources/templates/list": "ListResourceTemplatesResult",
	"resources/read":           "ReadResourceResult",
	"prompts/list":             "ListPromptsResult",
	"prompts/get":              "GetPromptResult",
	"completion/complete":      "CompleteResult",
}

func (m Message) checkError(d *definitions, object map[string]any) error {
	name := "JSONRPCErrorResponse"
	if m.Revision < "2025-11-25" {
		name = "JSONRPCError"
		if _, ok := object["id"]; !ok && m.Answers == "" {
			// The schema wants an id. The page on transports has errors without one, for what is no
			// request.
			object["id"] = "none"
		}
	}
	if err := d.validate(name, object); err != nil {
		return err
	}
	failure, _ := object["error"].(map[string]any)
	code, _ := failure["code"].(json.Number)
	if name, ok := failures[code.String()]; ok && m.Revision >= Modern {
		if err := d.validate(name, object); err != nil {
			return err
		}
	}
	return strangers(failure, "code", "message", "data")
}

// failures are the types of errors that have one of their own.
var failures = map[string]string{
	"-32020": "HeaderMismatchError",
	"-32021": "MissingRequiredClientCapabilityError",
	"-32022": "UnsupportedProtocolVersionError",
}

// strangers reports members of an object that are not known.
func strangers(object map[string]any, known ...string) error {
	var found []string
	for name := range object {
		if !slices.Contains(known, name) {
			found = append(found, name)
		}
	}
	if len(found) == 0 {
		return nil
	}
	slices.Sort(found)
	return fmt.Errorf("has the members %s, which the schema does not name: it names %s",
		strings.Join(found, ", "), strings.Join(known, ", "))
}

// load returns the definitions of a revision.
func load(revision string) (*definitions, error) {
	if !slices.Contains(Revisions, revision) {
		return nil, fmt.Errorf("no schema of revision %q", revision)
	}
	mu.Lock()
	defer mu.Unlock()
	if d := loaded[revision]; d != nil {
		return d, nil
	}
	text, err := files.ReadFile(revision + ".json")
	if err != nil {
		return nil, err
	}
	d, err := parse(text)
	loaded[revision] = d
	return d, err
}

var (
	mu     sync.Mutex
	loaded = map[string]*definitions{}
)
