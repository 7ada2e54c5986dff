package wasi

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"os"
	"reflect"
	"slices"
	"strings"
	"syscall"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// httpError is an error that has an error-code of wasi:http.
type httpError struct {
	code canon.Case
	err  error // nil where the code says it all
}

// Error tells what went wrong.
func (e *httpError) Error() string {
	if e.err == nil {
		return errorCodeName(e.code)
	}
	return errorCodeName(e.code) + ": " + e.err.Error()
}

// Unwrap returns the error that the code was made of.
func (e *httpError) Unwrap() error { return e.err }

// failing returns the error with its code, and the end of a body as it is.
func failing(err error) error {
	var known *httpError
	if err == nil || err == io.EOF || errors.Is(err, errMemory) || errors.As(err, &known) {
		return err
	}
	return &httpError{requestError(err), err}
}

// timeoutError is what ends a request of which a time-out is over: the name of its error-code.
type timeoutError string

const (
	errConnectTimeout timeoutError = "connection-timeout"
	errReadTimeout    timeoutError = "connection-read-timeout"
)

// Error returns the name.
func (e timeoutError) Error() string { return string(e) }

// errorCode returns an error-code by its name, that tells nothing more.
func errorCode(name string) canon.Case {
	c := canon.Case{Index: uint32(slices.Index(errorCodes, name))}
	switch name {
	case "DNS-error", "TLS-alert-received", "HTTP-request-trailer-size", "HTTP-response-trailer-size":
		c.Value = []any{canon.None(), canon.None()}
	case "HTTP-request-body-size", "HTTP-request-header-section-size", "HTTP-request-header-size",
		"HTTP-request-trailer-section-size", "HTTP-response-header-section-size", "HTTP-response-header-size",
		"HTTP-response-body-size", "HTTP-response-trailer-section-size", "HTTP-response-transfer-coding",
		"HTTP-response-content-coding", "internal-error":
		c.Value = canon.None()
	}
	return c
}

// internalError is the error-code that only carries a text.
func internalError(err error) canon.Case {
	return canon.Case{Index: uint32(len(errorCodes) - 1), Value: canon.Some(err.Error())}
}

// requestError returns the error-code of a request that failed.
func requestError(err error) canon.Case {
	var known *httpError
	if errors.As(err, &known) {
		return known.code
	}
	if timeout := timeoutError(""); errors.As(err, &timeout) {
		return errorCode(string(timeout))
	}
	for _, code := range []func(error) (canon.Case, bool){lookupError, tlsError, connectionError, protocolError} {
		if c, ok := code(err); ok {
			return c
		}
	}
	return internalError(err)
}

// lookupError is the error-code where a name leads to no address.
func lookupError(err error) (canon.Case, bool) {
	var dns *net.DNSError
	if !errors.As(err, &dns) {
		return canon.Case{}, false
	}
	code := errorCode("DNS-error")
	switch {
	case dns.IsTimeout:
		code = errorCode("DNS-timeout")
	case dns.IsNotFound:
		code.Value = []any{canon.Some("NXDOMAIN"), canon.None()}
	}
	return code, true
}

// tlsError is the error-code where a connection is not secure.
func tlsError(err error) (canon.Case, bool) {
	var certificate *tls.CertificateVerificationError
	var host x509.HostnameError
	var authority x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	var op *net.OpError
	switch {
	case errors.As(err, &certificate), errors.As(err, &host), errors.As(err, &authority), errors.As(err, &invalid):
		return errorCode("TLS-certificate-error"), true
	case errors.As(err, &op) && op.Op == "remote error":
		code := errorCode("TLS-alert-received")
		id := canon.None()
		if v := reflect.ValueOf(op.Err); v.Kind() == reflect.Uint8 { // the type has no name outside
			id = canon.Some(uint8(v.Uint()))
		}
		code.Value = []any{id, canon.Some(op.Err.Error())}
		return code, true
	case errors.As(err, &record), strings.Contains(err.Error(), "tls: "), strings.Contains(err.Error(), "HTTP response to HTTPS client"):
		return errorCode("TLS-protocol-error"), true
	}
	return canon.Case{}, false
}

// connectionError is the error-code where there is no connection, or none any more.
func connectionError(err error) (canon.Case, bool) {
	var op *net.OpError
	var timeout net.Error
	is := func(targets ...error) bool {
		return slices.ContainsFunc(targets, func(target error) bool { return errors.Is(err, target) })
	}
	dialing := errors.As(err, &op) && op.Op == "dial"
	timedOut := errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) ||
		errors.As(err, &timeout) && timeout.Timeout()
	name := ""
	switch {
	case is(errProhibited):
		name = "destination-IP-prohibited"
	case timedOut && op != nil && op.Op == "read":
		name = "connection-read-timeout"
	case timedOut && op != nil && op.Op == "write":
		name = "connection-write-timeout"
	case timedOut:
		name = "connection-timeout"
	case is(syscall.ECONNREFUSED):
		name = "connection-refused"
	case is(syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.EADDRNOTAVAIL):
		name = "destination-IP-unroutable"
	case dialing:
		name = "destination-unavailable"
	case is(io.ErrUnexpectedEOF):
		name = "HTTP-response-incomplete"
	case is(io.EOF, syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE, net.ErrClosed),
		strings.Contains(err.Error(), "server closed"):
		name = "connection-terminated"
	default:
		return canon.Case{}, false
	}
	return errorCode(name), true
}

// protocolError is the error-code where a message is not as it should be. The library has no types for
// most of what can be wrong.
func protocolError(err error) (canon.Case, bool) {
	text := err.Error()
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) })
	}
	var mime textproto.ProtocolError
	var tooLarge *http.MaxBytesError
	name := ""
	switch {
	case errors.As(err, &tooLarge):
		name = "HTTP-request-body-size"
	case has("response headers exceeded", "response header list larger"):
		name = "HTTP-response-header-section-size"
	case has("transfer encoding"):
		name = "HTTP-response-transfer-coding"
	case has("with Body length", "with nil Body", "request body length"):
		name = "HTTP-request-body-size"
	case errors.As(err, &mime), has("malformed", "chunk", "Content-Length", "invalid header", "http2: ", "stream error"):
		name = "HTTP-protocol-error"
	default:
		return canon.Case{}, false
	}
	return errorCode(name), true
}

// bodySizeError is the error of a body that is not as long as its Content-Length says.
func bodySizeError(of string, size uint64) *httpError {
	code := errorCode("HTTP-" + of + "-body-size")
	code.Value = canon.Some(size)
	return &httpError{code: code}
}
