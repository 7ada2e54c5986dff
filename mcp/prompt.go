package mcp

import (
	"context"
	"encoding/json"
)

// Prompt is what a server makes of a prompt and its arguments.
type Prompt struct {
	// Raw is the whole result as it came.
	Raw         json.RawMessage
	Description string
	Messages    []PromptMessage
}

// PromptMessage is a message of a prompt.
type PromptMessage struct {
	// Role is user or assistant.
	Role string `json:"role"`
	// Content is a block of content.
	Content json.RawMessage `json:"content"`
}

// PromptArgument is an argument that a prompt has.
type PromptArgument struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Required    bool   `json:"required,omitempty"`
}

// Prompt gets a prompt. The error is an [*InputRequiredError] where the server asks for something that
// the options have no answer to.
func (c *Client) Prompt(ctx context.Context, name string, arguments map[string]string) (*Prompt, error) {
	const method = "prompts/get"
	params := []param{{"name", name}}
	if len(arguments) > 0 {
		params = append(params, param{"arguments", arguments})
	}
	raw, err := c.finish(ctx, method, c.named(name), params...)
	if err != nil {
		return nil, err
	}
	var result struct {
		Description string          `json:"description"`
		Messages    []PromptMessage `json:"messages"`
	}
	if err := json.Unmarshal(raw, &result); err != nil || result.Messages == nil {
		return nil, &ProtocolError{method, "the result has no messages of a prompt", err}
	}
	return &Prompt{raw, result.Description, result.Messages}, nil
}
