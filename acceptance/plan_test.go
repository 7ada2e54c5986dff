package acceptance

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
)

// A Plan is what a client shall do: connect, list the tools, and make the calls one by one; then,
// where the server has more than tools, list the rest, read, get and complete.
type Plan struct {
	Endpoint
	// Revision to speak: one of MCP's, or "auto" for what client and server agree on.
	Revision string `json:"revision"`
	// LogLevel to ask for.
	LogLevel string `json:"logLevel"`
	Calls    []Call `json:"calls"`
	// More is nil for a server that has only tools.
	More *More `json:"more,omitempty"`
	// Replies is nil for a client that says that it can be asked for nothing.
	Replies *Replies `json:"replies,omitempty"`
}

// Replies are what a client answers to the questions of a server.
type Replies struct {
	// Form is what to fill into every form.
	Form map[string]any `json:"form"`
	// Page is the only page that the user agrees to visit.
	Page string `json:"page"`
	// Model is what the client's model says, whatever it is told.
	Model string `json:"model"`
	Roots []Root `json:"roots"`
}

// Root is a folder that a client lets a server know of.
type Root struct {
	URI  string `json:"uri"`
	Name string `json:"name"`
}

// More is what to do with a server's resources and prompts, and what to complete.
type More struct {
	// Reads are URIs.
	Reads     []string     `json:"reads"`
	Gets      []Get        `json:"gets"`
	Completes []Completion `json:"completes"`
}

// Get is a prompt to get.
type Get struct {
	Prompt    string            `json:"prompt"`
	Arguments map[string]string `json:"arguments,omitempty"`
}

// Completion is an argument to complete, of a prompt or of a resource template.
type Completion struct {
	Prompt   string `json:"prompt,omitempty"`
	Template string `json:"template,omitempty"`
	Argument string `json:"argument"`
	Value    string `json:"value"`
}

// A Call of a tool.
type Call struct {
	Tool      string         `json:"tool"`
	Arguments map[string]any `json:"arguments,omitempty"`
	// Notices is how many notifications are due, for a client that learns of them only later
	// than of the answer.
	Notices int `json:"-"`
}

// A Transcript is what a client saw.
type Transcript struct {
	Revision string   `json:"revision"`
	Server   string   `json:"server"`
	Tools    []string `json:"tools"`
	Answers  []Answer `json:"answers"`
	// Seen is what a server has besides tools.
	Seen *Seen `json:"more,omitempty"`
}

// Seen is what came of More.
type Seen struct {
	Resources []string `json:"resources"`
	Templates []string `json:"templates"`
	Prompts   []string `json:"prompts"`
	// Reads are the contents of each resource.
	Reads [][]any `json:"reads"`
	// Gets are the messages of each prompt.
	Gets [][]any `json:"gets"`
	// Completions are the values of each completion.
	Completions [][]string `json:"completions"`
}

// An Answer to a call: a result or an error, and what came before it.
type Answer struct {
	Content    []any      `json:"content,omitempty"`
	Structured any        `json:"structured,omitempty"`
	IsError    bool       `json:"isError,omitempty"`
	Error      *RPCError  `json:"error,omitempty"`
	Progress   []Progress `json:"progress,omitempty"`
	Logs       []Log      `json:"logs,omitempty"`
}

// RPCError is the error of a JSON-RPC answer.
type RPCError struct {
	Code    int    `json:"code"`
	Message string `json:"message,omitempty"`
}

// Progress is the content of a progress notification.
type Progress struct {
	Progress float64 `json:"progress"`
	Total    float64 `json:"total,omitempty"`
	Message  string  `json:"message,omitempty"`
}

// Log is the content of a log notification.
type Log struct {
	Level  string `json:"level"`
	Logger string `json:"logger,omitempty"`
	Data   any    `json:"data"`
}

// text is the content of a result that is one block of text.
func text(s string) []any {
	return []any{map[string]any{"type": "text", "text": s}}
}

// plain returns v as it comes out of JSON, so that values of different origin compare.
func plain(v any) any {
	encoded, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	var out any
	if err := json.Unmarshal(encoded, &out); err != nil {
		panic(err)
	}
	return shorten(out)
}

// shorten replaces long strings by their length and digest, for differences that can be read.
func shorten(v any) any {
	switch v := v.(type) {
	case string:
		if len(v) > 1000 {
			return fmt.Sprintf("%d bytes, sha256 %x", len(v), sha256.Sum256([]byte(v)))
		}
	case []any:
		for i := range v {
			v[i] = shorten(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = shorten(v[k])
		}
	}
	return v
}
