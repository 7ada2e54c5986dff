package oci

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/opencontainers/go-digest"
)

// ReferenceError is a reference that cannot be read.
type ReferenceError struct {
	Input, Problem, Expected string
}

func (e *ReferenceError) Error() string {
	return fmt.Sprintf("%s: %s is not valid (want %s)", e.Input, e.Problem, e.Expected)
}

// NotFoundError is an artifact that is not where it should be.
type NotFoundError struct {
	Reference Reference
	// What is missing: "tag", "manifest", "repository", "blob" or "layout".
	What string
	// Tags are tags that the repository has, the newest versions first; nil where that is not known.
	Tags []string
}

func (e *NotFoundError) Error() string {
	s := fmt.Sprintf("%s: no such %s", e.Reference, e.What)
	if e.What == "tag" && e.Reference.Tag == "" {
		s = fmt.Sprintf("%s: no such tag: %s", e.Reference, DefaultTag)
	}
	if len(e.Tags) > 0 {
		where := "the registry"
		if e.Reference.Layout != "" {
			where = "the layout"
		}
		s += "\n  " + where + " has: " + some(e.Tags)
	}
	return s
}

// AuthError is a registry that did not let us.
type AuthError struct {
	Reference Reference
	// Action is what was not allowed: "pull" or "push".
	Action string
	// Status is what the registry answered: 401 or 403; 0 where its token service refused.
	Status int
	// Anonymous says that no credentials were known for the registry.
	Anonymous bool
	// Credentials is why there are no credentials, where some could not be read.
	Credentials error
	// Unknown are the ways of logging in that the registry offers, if wasmcp has none of them.
	Unknown []string
	// Message is the registry's own.
	Message string
}

func (e *AuthError) Error() string {
	how := "with the credentials of this machine"
	if e.Anonymous {
		how = "without credentials"
	}
	s := fmt.Sprintf("%s: %s does not allow a %s %s%s", e.Reference, e.Reference.Registry, e.Action, how,
		said(e.Message))
	if len(e.Unknown) > 0 {
		s += "\n  it offers to log in by: " + some(e.Unknown) + "\n  supported are:          Basic, Bearer"
	}
	if e.Credentials != nil {
		s += "\n  " + strings.ReplaceAll(e.Credentials.Error(), "\n", "\n  ")
	}
	return s
}

func (e *AuthError) Unwrap() error { return e.Credentials }

// RegistryError is a registry's answer that is neither what was asked for nor "not found".
type RegistryError struct {
	Reference Reference
	// Action is what was being done, such as "fetch the layer".
	Action string
	// Status is the HTTP status.
	Status int
	// Message is the registry's own.
	Message string
}

func (e *RegistryError) Error() string {
	s := fmt.Sprintf("%s: %s answered %d to: %s", e.Reference, e.Reference.Registry, e.Status, e.Action)
	return s + said(e.Message)
}

// NetworkError is a registry that could not be reached, or that stopped talking.
type NetworkError struct {
	Reference Reference
	Action    string
	Err       error
}

func (e *NetworkError) Error() string {
	return fmt.Sprintf("%s: could not %s: %v", e.Reference, e.Action, e.Err)
}

func (e *NetworkError) Unwrap() error { return e.Err }

// StallError is a connection over which nothing came for too long.
type StallError struct {
	// After says how long that was.
	After fmt.Stringer
	// Received and Size count bytes; both are 0 where the answer did not begin.
	Received, Size int64
}

func (e *StallError) Error() string {
	if e.Size == 0 {
		return fmt.Sprintf("no answer for %s", e.After)
	}
	return fmt.Sprintf("nothing came for %s, after %d of %d bytes", e.After, e.Received, e.Size)
}

// InsecureError is a registry that sends requests to a host without TLS.
type InsecureError struct{ Host string }

func (e *InsecureError) Error() string {
	return "the registry redirects to http://" + e.Host + ", which has no TLS"
}

// DigestError is content that is not what its digest promised.
type DigestError struct {
	Reference Reference
	// What the content is: "manifest", "layer" or "config".
	What            string
	Found, Expected digest.Digest
	// Push says that the content was to go there, under a digest that is another's.
	Push bool
}

func (e *DigestError) Error() string {
	return fmt.Sprintf("%s: the %s has the wrong digest\n  found:    %s\n  expected: %s",
		e.Reference, e.What, e.Found, e.Expected)
}

// SizeError is content that is longer or shorter than was said, or than is allowed.
type SizeError struct {
	Reference       Reference
	What            string
	Found, Expected int64
	// Limit says that Expected is the most that is allowed.
	Limit bool
}

func (e *SizeError) Error() string {
	if e.Limit {
		return fmt.Sprintf("%s: the %s is too large\n  found:    %d bytes\n  expected: at most %d bytes",
			e.Reference, e.What, e.Found, e.Expected)
	}
	found := fmt.Sprintf("%d bytes", e.Found)
	if e.Found > e.Expected {
		found = fmt.Sprintf("more than %d bytes", e.Expected)
	}
	return fmt.Sprintf("%s: the %s has the wrong size\n  found:    %s\n  expected: %d bytes",
		e.Reference, e.What, found, e.Expected)
}

// ManifestError is a manifest that is not that of a Wasm artifact.
type ManifestError struct {
	Reference       Reference
	Problem         string
	Found, Expected string
}

func (e *ManifestError) Error() string {
	return fmt.Sprintf("%s: %s\n  found:    %s\n  expected: %s", e.Reference, e.Problem, e.Found, e.Expected)
}

// OfflineError is something that the cache does not have while nothing may be fetched.
type OfflineError struct {
	Reference Reference
	// What is missing, such as "tag" or "layer".
	What string
	// Push says that nothing is missing: something was to be pushed.
	Push bool
}

func (e *OfflineError) Error() string {
	if e.Push {
		return fmt.Sprintf("%s: nothing can be pushed offline", e.Reference)
	}
	return fmt.Sprintf("%s: the %s is not in the cache, and nothing may be fetched offline", e.Reference, e.What)
}

// CacheError is a cache that cannot be read or written.
type CacheError struct {
	Dir string
	Err error
}

func (e *CacheError) Error() string { return fmt.Sprintf("cache %s: %v", e.Dir, e.Err) }

func (e *CacheError) Unwrap() error { return e.Err }

// LayoutError is a directory that is no OCI layout, or cannot be written as one.
type LayoutError struct {
	Dir     string
	Problem string
	Err     error
}

func (e *LayoutError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s%s: %s: %v", LayoutScheme, e.Dir, e.Problem, e.Err)
	}
	return fmt.Sprintf("%s%s: %s", LayoutScheme, e.Dir, e.Problem)
}

func (e *LayoutError) Unwrap() error { return e.Err }

// ContentError is a file that cannot be pushed as a Wasm artifact.
type ContentError struct {
	Name, Found string
	Err         error
}

func (e *ContentError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Name, e.Err)
	}
	return fmt.Sprintf("%s is not WebAssembly\n  found:    %s\n  expected: a component, a WIT package or a core module",
		e.Name, e.Found)
}

func (e *ContentError) Unwrap() error { return e.Err }

// said quotes the registry, if it said anything.
func said(message string) string {
	if message == "" {
		return ""
	}
	return "\n  the registry says: " + quote(message)
}

// quote makes text of others fit on one line.
func quote(s string) string {
	const most = 300
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return strconv.Quote(s)
}

func some(names []string) string {
	const most = 10
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}
