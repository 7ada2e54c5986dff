package mcp

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
)

// answer reads the answer to a request: one JSON object, or server-sent events of which the last is
// the answer.
func (c *Client) answer(ctx context.Context, request message, response *http.Response) (json.RawMessage, error) {
	media, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if media == "text/event-stream" {
		m, err := c.events(ctx, request, response.Body)
		if err != nil {
			return nil, err
		}
		return result(request, m, response.StatusCode)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, &ProtocolError{request.Method, "the answer broke off: " + err.Error(), err}
	}
	m, err := parse(body)
	if err != nil || m.Result == nil && m.Error == nil {
		if response.StatusCode >= 400 {
			return nil, &HTTPError{request.Method, response.StatusCode, string(body[:min(len(body), 1000)])}
		}
		return nil, &ProtocolError{request.Method, fmt.Sprintf("the answer is no JSON-RPC response (HTTP status %d)", response.StatusCode), err}
	}
	return result(request, m, response.StatusCode)
}

// parse reads one message.
func parse(b []byte) (m message, err error) {
	if err := json.Unmarshal(b, &m); err != nil {
		return m, err
	}
	if m.Version != "2.0" {
		return m, errors.New(`"jsonrpc" is not "2.0"`)
	}
	return m, nil
}

// result takes a response apart.
func result(request, response message, status int) (json.RawMessage, error) {
	if e := response.Error; e != nil {
		return nil, &Error{Method: request.Method, Status: status, Code: e.Code, Message: e.Message, Data: e.Data}
	}
	return response.Result, nil
}

// events reads server-sent events to their end and returns the answer. What is none goes to whom it
// concerns.
func (c *Client) events(ctx context.Context, request message, body io.Reader) (message, error) {
	var response *message
	r := bufio.NewReader(body)
	for {
		data, err := event(r)
		if err != nil && !errors.Is(err, io.EOF) {
			if response != nil {
				break
			}
			return message{}, &ProtocolError{request.Method, "the answer broke off: " + err.Error(), err}
		}
		if len(data) > 0 {
			m, err := parse(data)
			switch {
			case err != nil:
				return message{}, &ProtocolError{request.Method, "a message of the server is no JSON-RPC: " + err.Error(), err}
			case m.Method != "" && m.ID != nil:
				c.asked(ctx, m)
			case m.Method != "":
				if c.options.Messages != nil {
					c.options.Messages(m.Method, m.Params)
				}
			case bytes.Equal(m.ID, request.ID) || m.ID == nil && m.Error != nil:
				response = &m
			}
		}
		if err != nil {
			break
		}
	}
	if response == nil {
		return message{}, &ProtocolError{request.Method, "the stream of events ended without an answer", nil}
	}
	return *response, nil
}

// event reads the data of the next event; it is empty for events without any.
//
// [Server-sent events]: https://html.spec.whatwg.org/multipage/server-sent-events.html
func event(r *bufio.Reader) ([]byte, error) {
	var data []byte
	for {
		line, err := r.ReadBytes('\n')
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
		if err != nil {
			return nil, err // an event that is not finished is none
		}
		if len(line) == 0 {
			return data, nil
		}
		field, value, _ := bytes.Cut(line, []byte(":"))
		if string(field) != "data" {
			continue
		}
		if data != nil {
			data = append(data, '\n')
		}
		data = append(data, bytes.TrimPrefix(value, []byte(" "))...)
	}
}
