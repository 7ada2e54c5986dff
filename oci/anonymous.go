package oci

import "net/http"

// reader sends requests with the user's credentials, and asks once more without them where they are
// refused: a login that has expired should not stand between a user and what everyone may read.
// What changes something is never asked for without.
type reader struct {
	with, without *authorizer
}

// Do sends a request.
func (c *reader) Do(req *http.Request) (*http.Response, error) {
	resp, err := c.with.Do(req)
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		return resp, err
	}
	if err == nil && resp.StatusCode != http.StatusUnauthorized && resp.StatusCode != http.StatusForbidden ||
		err != nil && !refusedCredentials(err) {
		return resp, err
	}
	again, againErr := c.without.Do(req)
	if againErr != nil {
		return resp, err
	}
	if again.StatusCode >= 400 {
		again.Body.Close()
		return resp, err
	}
	if err == nil {
		resp.Body.Close()
	}
	return again, nil
}
