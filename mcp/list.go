package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// Kind is a kind of thing that servers list.
type Kind string

// The kinds.
const (
	Tools     Kind = "tools"
	Resources Kind = "resources"
	Templates Kind = "resourceTemplates"
	Prompts   Kind = "prompts"
)

// Kinds lists all kinds, in the order of the contract.
func Kinds() []Kind { return []Kind{Tools, Resources, Templates, Prompts} }

// method is the request that lists a kind.
func (k Kind) method() string {
	if k == Templates {
		return "resources/templates/list"
	}
	return string(k) + "/list"
}

// capability is what a server offers that has things of a kind.
func (k Kind) capability() string {
	if k == Templates {
		return "resources"
	}
	return string(k)
}

// mostPages is how many pages of one list are read, and mostEntries how many entries. More come only
// from a server that turns in circles.
const (
	mostPages   = 1_000
	mostEntries = 10_000
)

// mostBytes is how much of one list is read: all of it is kept.
const mostBytes = 64 << 20

// limited ends a list after the time that one may take.
func (c *Client) limited(ctx context.Context, kind Kind) (context.Context, context.CancelFunc) {
	if c.options.ListTime <= 0 {
		return ctx, func() {}
	}
	late := &ProtocolError{kind.method(), fmt.Sprintf("the list was not at its end after %s", c.options.ListTime), nil}
	return context.WithTimeoutCause(ctx, c.options.ListTime, late)
}

// List reads all pages of one list and returns the definitions in it as they came. A server that
// does not offer a kind has none of it.
func (c *Client) List(ctx context.Context, kind Kind) ([]json.RawMessage, error) {
	if _, ok := c.Server.Capabilities[kind.capability()]; !ok {
		return nil, nil
	}
	ctx, cancel := c.limited(ctx, kind)
	defer cancel()
	var all []json.RawMessage
	var params []param
	size := 0
	for range mostPages {
		raw, err := c.request(ctx, kind.method(), nil, params...)
		if e := (*Error)(nil); errors.As(err, &e) && e.Code == codeMethodNotFound && kind == Templates {
			return nil, nil // the capability is there for resources alone
		}
		if late := (*ProtocolError)(nil); err != nil && errors.As(context.Cause(ctx), &late) {
			return nil, late
		}
		if err != nil {
			return nil, err
		}
		if size += len(raw); size > mostBytes {
			return nil, &ProtocolError{kind.method(), fmt.Sprintf("the list has more than %d bytes", mostBytes), nil}
		}
		var page map[string]json.RawMessage
		if err := json.Unmarshal(raw, &page); err != nil {
			return nil, &ProtocolError{kind.method(), "the result is no object", err}
		}
		var entries []json.RawMessage
		if err := json.Unmarshal(page[string(kind)], &entries); err != nil || entries == nil {
			return nil, &ProtocolError{kind.method(), fmt.Sprintf("the result has no list %q", kind), err}
		}
		if all = append(all, entries...); len(all) > mostEntries {
			return nil, &ProtocolError{kind.method(), fmt.Sprintf("the list has more than %d entries", mostEntries), nil}
		}
		var next *string
		if cursor, ok := page["nextCursor"]; ok {
			if err := json.Unmarshal(cursor, &next); err != nil {
				return nil, &ProtocolError{kind.method(), "nextCursor is no string", err}
			}
		}
		if next == nil {
			return all, nil
		}
		params = []param{{"cursor", *next}}
	}
	return nil, &ProtocolError{kind.method(), fmt.Sprintf("the list has more than %d pages", mostPages), nil}
}
