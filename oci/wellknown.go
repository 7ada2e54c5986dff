package oci

import (
	"context"
	"io"
	"net/http"
)

// WellKnown returns a small file that a host has at a path, and false where it has none or cannot
// be asked. What was seen last is returned where the host cannot be asked now.
func (c *Client) WellKnown(ctx context.Context, host, path string) ([]byte, bool) {
	const kind = "well-known"
	question := host + path
	if !c.Offline {
		b, status, err := c.get(ctx, host, path)
		switch {
		case err == nil && status == http.StatusOK:
			_ = c.Cache.Keep(kind, question, b) // it was of use already
			return b, true
		case err == nil && status < 500:
			return nil, false
		}
	}
	return c.Cache.Note(kind, question)
}

func (c *Client) get(ctx context.Context, host, path string) ([]byte, int, error) {
	const most = 64 << 10
	reg := c.registryClient(ctx, host)
	scheme := "https://"
	if reg.plain {
		scheme = "http://"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+host+path, nil)
	if err != nil {
		return nil, 0, err
	}
	req.Header.Set("User-Agent", c.userAgent())
	resp, err := reg.http.Do(req) // without credentials: it is for everyone
	if err != nil {
		return nil, 0, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, most))
	return b, resp.StatusCode, err
}
