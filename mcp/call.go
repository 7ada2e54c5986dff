package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// Result is what a tool answers.
type Result struct {
	// Raw is the whole result as it came.
	Raw json.RawMessage
	// Content are the blocks of content, and Structured the structured one; nil where there is none.
	Content    []json.RawMessage
	Structured json.RawMessage
	// IsError tells that the tool failed, and the content says why.
	IsError bool
}

// mostRounds is how often input may be asked for before a request is complete.
const mostRounds = 10

// Call calls a tool. The definition is that of the tool, as it was listed: its schema says which
// arguments go into headers too. Arguments are a JSON object. The error is an [*InputRequiredError]
// where the tool asks for something that the options have no answer to.
func (c *Client) Call(ctx context.Context, definition, arguments json.RawMessage) (*Result, error) {
	const method = "tools/call"
	var tool struct {
		Name        string          `json:"name"`
		InputSchema json.RawMessage `json:"inputSchema"`
	}
	if err := json.Unmarshal(definition, &tool); err != nil {
		return nil, &ProtocolError{method, "the tool's definition is no object", err}
	}
	header := c.named(tool.Name)
	if c.revision == Modern {
		for _, p := range HeaderParams(tool.InputSchema) {
			if value, ok := p.value(arguments); ok && p.Wrong == "" {
				header.Set("Mcp-Param-"+p.Header, value)
			}
		}
	}
	raw, err := c.finish(ctx, method, header, param{"name", tool.Name}, param{"arguments", arguments})
	if err != nil {
		return nil, err
	}
	var result struct {
		Content    []json.RawMessage `json:"content"`
		Structured json.RawMessage   `json:"structuredContent"`
		IsError    bool              `json:"isError"`
	}
	if err := json.Unmarshal(raw, &result); err != nil {
		return nil, &ProtocolError{method, "the result is not one of a tool: " + err.Error(), err}
	}
	return &Result{raw, result.Content, result.Structured, result.IsError}, nil
}

// finish makes a request again until it is complete: tools, prompts and resources may ask for input
// first.
func (c *Client) finish(ctx context.Context, method string, header http.Header, params ...param) (json.RawMessage, error) {
	var again []param
	for range mostRounds {
		raw, err := c.request(ctx, method, header, append(params[:len(params):len(params)], again...)...)
		if err != nil {
			return nil, err
		}
		var result struct {
			ResultType string          `json:"resultType"`
			Requests   json.RawMessage `json:"inputRequests"`
			State      *string         `json:"requestState"`
		}
		if err := json.Unmarshal(raw, &result); err != nil {
			return nil, &ProtocolError{method, "the result is no object: " + err.Error(), err}
		}
		switch result.ResultType {
		case "", "complete":
			return raw, nil
		case "input_required":
		default:
			return nil, &ProtocolError{method, fmt.Sprintf("the result is of the unknown type %q", result.ResultType), nil}
		}
		if again, err = c.input(method, result.Requests); err != nil {
			return nil, err
		}
		if result.State != nil {
			again = append(again, param{"requestState", *result.State})
		}
	}
	return nil, &ProtocolError{method, fmt.Sprintf("input was asked for more than %d times", mostRounds), nil}
}

// input answers what a tool asks for, as params of the call that is made again.
func (c *Client) input(method string, raw json.RawMessage) ([]param, error) {
	requests, err := inputRequests(raw)
	if err != nil {
		return nil, &ProtocolError{method, "inputRequests is not an object of requests", err}
	}
	var answers []param
	var open []InputRequest
	for _, r := range requests {
		var answer json.RawMessage
		ok := false
		if c.options.Answer != nil {
			answer, ok = c.options.Answer(r.Key, r.Method, r.Params)
		}
		if ok {
			answers = append(answers, param{r.Key, answer})
		} else {
			open = append(open, r)
		}
	}
	if open != nil {
		return nil, &InputRequiredError{method, open}
	}
	if answers == nil {
		return nil, nil
	}
	encoded, err := encodeParams(answers)
	return []param{{"inputResponses", encoded}}, err
}

// inputRequests reads them in their order.
func inputRequests(raw json.RawMessage) ([]InputRequest, error) {
	if raw == nil {
		return nil, nil
	}
	var requests []InputRequest
	err := members(raw, func(key string, value json.RawMessage) error {
		r := InputRequest{Key: key}
		var m message
		if err := json.Unmarshal(value, &m); err != nil {
			return err
		}
		r.Method, r.Params = m.Method, m.Params
		requests = append(requests, r)
		return nil
	})
	return requests, err
}

// members calls f with each member of an object, in order.
func members(raw json.RawMessage, f func(name string, value json.RawMessage) error) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	t, err := d.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return fmt.Errorf("found %v, expected an object", t)
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
		if err := f(name.(string), value); err != nil {
			return err
		}
	}
	return nil
}
