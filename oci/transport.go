package oci

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"

	"oras.land/oras-go/v2/registry/remote/retry"
)

// transport returns the way to a registry: proxies from the environment, silence noticed, requests
// that failed for reasons that pass made again.
//
// plain says that the registry is spoken to without TLS.
func (c *Client) transport(settings Host, plain bool) http.RoundTripper {
	base := http.DefaultTransport.(*http.Transport).Clone()
	base.MaxIdleConnsPerHost = 8
	base.DisableCompression = true // digests are of what is sent
	base.DialContext = (&net.Dialer{Timeout: c.stall(), KeepAlive: 30 * time.Second}).DialContext
	base.TLSClientConfig = &tls.Config{
		MinVersion:         tls.VersionTLS12,
		RootCAs:            settings.RootCAs,
		InsecureSkipVerify: settings.InsecureSkipVerify,
	}
	policy := &retryPolicy{attempts: c.attempts(),
		backoff: retry.ExponentialBackoff(c.backoff(), 2, 0.1)}
	return &retry.Transport{
		Base:   &tlsTransport{base: &stallTransport{base: base, after: c.stall()}, c: c, plain: plain},
		Policy: func() retry.Policy { return policy },
	}
}

// tlsTransport keeps a registry that is spoken to over TLS from sending requests where there is none,
// as to another place of its content.
type tlsTransport struct {
	base  http.RoundTripper
	c     *Client
	plain bool
}

func (t *tlsTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Scheme == "http" && !t.plain && !isLoopback(req.URL.Hostname()) && t.c.Hosts[req.URL.Host].Scheme != HTTP {
		return nil, &InsecureError{Host: req.URL.Host}
	}
	return t.base.RoundTrip(req)
}

// isLoopback tells hosts that are this machine.
func isLoopback(name string) bool {
	ip := net.ParseIP(name)
	return strings.EqualFold(name, "localhost") || ip != nil && ip.IsLoopback()
}

// RootCAs returns the system's certificates and those of a PEM file's text.
func RootCAs(pem []byte) (*x509.CertPool, bool) {
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	return pool, pool.AppendCertsFromPEM(pem)
}

// plainHTTP decides how a registry is spoken to. Whoever listens on the loopback interface is asked
// with the first message of TLS, which gives nothing away; no other host is ever spoken to without
// TLS unless that was asked for.
func plainHTTP(ctx context.Context, host string, settings Host) bool {
	if settings.Scheme != Auto {
		return settings.Scheme == HTTP
	}
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		name, port = host, "443"
	}
	if !isLoopback(name) {
		return false
	}
	const patience = 3 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	d := tls.Dialer{Config: &tls.Config{
		InsecureSkipVerify: true,                      // it is only asked whether it speaks TLS,
		CurvePreferences:   []tls.CurveID{tls.X25519}, // for which the key that is made soonest will do
	}}
	conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(name, port))
	if err == nil {
		conn.Close()
		return false
	}
	var alert tls.AlertError
	return !errors.As(err, &alert)
}

// retryPolicy decides which requests are made again.
type retryPolicy struct {
	attempts int
	backoff  retry.Backoff
}

// maxSilences is how often one after the other a registry may say nothing before it is given up.
const maxSilences = 2

// maxRetryAfter is the longest wait that a registry may ask for; beyond it, people are told.
const maxRetryAfter = 30 * time.Second

// Retry returns how long to wait before the next attempt, and a negative time to make none.
func (p *retryPolicy) Retry(attempt int, resp *http.Response, err error) (time.Duration, error) {
	const no = -1
	if attempt+1 >= p.attempts {
		return no, nil
	}
	if err != nil {
		var stall *StallError
		switch {
		case errors.As(err, &stall):
			if attempt+1 >= maxSilences {
				return no, nil
			}
			return 0, nil
		case temporary(err):
			return p.backoff(attempt, nil), nil
		}
		return no, nil
	}
	switch {
	case resp.StatusCode == http.StatusTooManyRequests, resp.StatusCode == http.StatusServiceUnavailable:
		if wait, ok := retryAfter(resp.Header.Get("Retry-After")); ok {
			if wait > maxRetryAfter {
				return no, nil
			}
			return wait, nil
		}
		return p.backoff(attempt, nil), nil
	case resp.StatusCode == http.StatusRequestTimeout,
		resp.StatusCode >= 500 && resp.StatusCode != http.StatusNotImplemented:
		return p.backoff(attempt, nil), nil
	}
	return no, nil
}

// temporary says whether an error of the connection may pass. A name that does not exist, a
// certificate and a refused connection stay.
func temporary(err error) bool {
	var timeout net.Error
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.As(err, &timeout) && timeout.Timeout()
}

func retryAfter(value string) (time.Duration, bool) {
	if n, err := strconv.ParseUint(value, 10, 32); err == nil {
		return time.Duration(n) * time.Second, true
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(at)), true
	}
	return 0, false
}
