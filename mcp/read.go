package mcp

import (
	"context"
	"encoding/json"
	"net/http"
)

// Contents are what a resource has in it.
type Contents struct {
	// Raw is the whole result as it came.
	Raw   json.RawMessage
	Parts []ContentsPart
}

// ContentsPart is one of the parts of a resource: exactly one of Text and Blob is set.
type ContentsPart struct {
	URI      string  `json:"uri"`
	MimeType string  `json:"mimeType"`
	Text     *string `json:"text"`
	Blob     *[]byte `json:"blob"`
}

// Read reads a resource. The error is an [*InputRequiredError] where the server asks for something that
// the options have no answer to.
func (c *Client) Read(ctx context.Context, uri string) (*Contents, error) {
	const method = "resources/read"
	raw, err := c.finish(ctx, method, c.named(uri), param{"uri", uri})
	if err != nil {
		return nil, err
	}
	var result struct {
		Contents []ContentsPart `json:"contents"`
	}
	if err := json.Unmarshal(raw, &result); err != nil || result.Contents == nil {
		return nil, &ProtocolError{method, "the result has no contents of a resource", err}
	}
	for _, p := range result.Contents {
		if (p.Text == nil) == (p.Blob == nil) {
			return nil, &ProtocolError{method, "a part of the resource has neither text nor a blob, or both", nil}
		}
	}
	return &Contents{raw, result.Contents}, nil
}

// named is the header that says what a request is for.
func (c *Client) named(name string) http.Header {
	h := http.Header{}
	if c.revision == Modern {
		h.Set("Mcp-Name", headerValue(name))
	}
	return h
}
