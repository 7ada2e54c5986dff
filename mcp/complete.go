package mcp

import (
	"context"
	"encoding/json"
)

// Completion is what an argument may be completed to.
type Completion struct {
	// Raw is the whole result as it came.
	Raw    json.RawMessage
	Values []string
	// Total is how many there are; nil where that is not known.
	Total *int64
	// HasMore tells that there are more.
	HasMore bool
}

// CompletionOf is what an argument belongs to: a prompt, by its name, or the template of resources, as it
// is listed.
type CompletionOf struct{ Prompt, Template string }

// Complete asks what an argument may be, whose value begins as given. known are the values of other
// arguments.
func (c *Client) Complete(ctx context.Context, of CompletionOf, argument, value string, known map[string]string) (*Completion, error) {
	const method = "completion/complete"
	ref := map[string]string{"type": "ref/prompt", "name": of.Prompt}
	if of.Prompt == "" {
		ref = map[string]string{"type": "ref/resource", "uri": of.Template}
	}
	params := []param{{"ref", ref}, {"argument", map[string]string{"name": argument, "value": value}}}
	if len(known) > 0 {
		params = append(params, param{"context", map[string]any{"arguments": known}})
	}
	raw, err := c.request(ctx, method, nil, params...)
	if err != nil {
		return nil, err
	}
	var result struct {
		Completion *struct {
			Values  []string `json:"values"`
			Total   *int64   `json:"total"`
			HasMore bool     `json:"hasMore"`
		} `json:"completion"`
	}
	if err := json.Unmarshal(raw, &result); err != nil || result.Completion == nil || result.Completion.Values == nil {
		return nil, &ProtocolError{method, "the result has no values of a completion", err}
	}
	return &Completion{raw, result.Completion.Values, result.Completion.Total, result.Completion.HasMore}, nil
}
