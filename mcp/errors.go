package mcp

import (
	"encoding/json"
	"fmt"
	"strings"
)

const (
	codeMethodNotFound     = -32601
	codeUnsupportedVersion = -32022
)

// Error is a JSON-RPC error that a server answers with.
type Error struct {
	// Method is what was asked, and Status the HTTP status of the answer.
	Method string
	Status int
	Code   int64
	// Message and Data are the server's own; Data is nil where there is none.
	Message string
	Data    json.RawMessage
}

// Error returns the message and the code.
func (e *Error) Error() string { return fmt.Sprintf("%s (error %d)", e.Message, e.Code) }

// HTTPError is an answer that is no MCP message.
type HTTPError struct {
	Method string
	Status int
	// Body is the beginning of what was sent.
	Body string
}

// Error returns the status and the first line of the body.
func (e *HTTPError) Error() string {
	line, _, _ := strings.Cut(strings.TrimSpace(e.Body), "\n")
	if line == "" {
		return fmt.Sprintf("%s was answered with HTTP status %d", e.Method, e.Status)
	}
	return fmt.Sprintf("%s was answered with HTTP status %d: %s", e.Method, e.Status, line)
}

// ProtocolError is an answer that MCP does not allow.
type ProtocolError struct {
	Method, Problem string
	Err             error
}

// Error says what is wrong with the answer.
func (e *ProtocolError) Error() string { return fmt.Sprintf("%s: %s", e.Method, e.Problem) }

// Unwrap returns the error that it comes from, if any.
func (e *ProtocolError) Unwrap() error { return e.Err }

// RevisionError is a server that speaks none of the Client's revisions.
type RevisionError struct{ Supported []string }

// Error tells which it speaks.
func (e *RevisionError) Error() string {
	return fmt.Sprintf("the server speaks %s, and this client %s and %s", strings.Join(e.Supported, ", "), Modern, Legacy)
}

// InputRequiredError is a call that needs something of the client that nobody had an answer for.
type InputRequiredError struct {
	Method string
	// Requests are what is asked for without an answer.
	Requests []InputRequest
}

// InputRequest is something that a server asks of its client.
type InputRequest struct {
	// Key is the server's name for it.
	Key string
	// Method is elicitation/create, sampling/createMessage or roots/list.
	Method string
	Params json.RawMessage
}

// Error tells how much is asked.
func (e *InputRequiredError) Error() string {
	keys := make([]string, len(e.Requests))
	for i, r := range e.Requests {
		keys[i] = r.Key
	}
	return fmt.Sprintf("%s needs input: %s", e.Method, strings.Join(keys, ", "))
}
