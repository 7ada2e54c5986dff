// Package ocitest starts registries inside a test: ones that work, and ones that fail in a way that
// the test chooses.
package ocitest

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/opencontainers/go-digest"
)

// Registry is a registry on the loopback interface, empty at first.
type Registry struct {
	// Host is its address, as references have it.
	Host string

	mu       sync.Mutex
	faults   []Fault
	requests []string
}

// Fault answers a request in place of the registry, if it wants to: it returns whether it did. next
// is the registry itself.
type Fault func(w http.ResponseWriter, r *http.Request, next http.Handler) bool

// Options choose the registry's kind.
type Options struct {
	// TLS makes it speak HTTPS; Server.Client and Certificate trust it.
	TLS bool
	// NoReferrers leaves out the list of referrers, as registries before OCI 1.1 do.
	NoReferrers bool
}

// Start starts a registry that ends with the test.
func Start(t testing.TB, o Options) (*Registry, *httptest.Server) {
	t.Helper()
	inner := registry.New(registry.Logger(log.New(io.Discard, "", 0)), registry.WithReferrersSupport(!o.NoReferrers))
	g := &Registry{}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		g.requests = append(g.requests, r.Method+" "+r.URL.Path)
		faults := g.faults
		g.mu.Unlock()
		for _, f := range faults {
			if f(w, r, inner) {
				return
			}
		}
		locate(w, r)
		inner.ServeHTTP(w, r)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	if o.TLS {
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(s.Close)
	g.Host = s.Listener.Addr().String()
	return g, s
}

// locate says where what is pushed will be, as the specification wants and wkg insists on.
func locate(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPut {
		return
	}
	if repository, _, ok := strings.Cut(r.URL.Path, "/blobs/uploads/"); ok {
		w.Header().Set("Location", repository+"/blobs/"+r.URL.Query().Get("digest"))
		return
	}
	b, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(b))
	w.Header().Set("Location", path.Join(path.Dir(r.URL.Path), digest.FromBytes(b).String()))
}

// Inject adds a fault; the ones added before come first.
func (g *Registry) Inject(f Fault) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.faults = append(g.faults[:len(g.faults):len(g.faults)], f)
}

// Heal takes all faults away.
func (g *Registry) Heal() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.faults = nil
}

// Requests counts the requests so far whose method and path contain all of the texts.
func (g *Registry) Requests(texts ...string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := 0
	for _, r := range g.requests {
		all := true
		for _, t := range texts {
			all = all && strings.Contains(r, t)
		}
		if all {
			n++
		}
	}
	return n
}

// Blob says whether a request fetches content that is no manifest.
func Blob(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/blobs/sha256:")
}

// Manifest says whether a request fetches a manifest.
func Manifest(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/manifests/")
}

// Times makes a fault happen for the first n requests of a kind, and no more.
func Times(n int, of func(*http.Request) bool, f Fault) Fault {
	var mu sync.Mutex
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) bool {
		mu.Lock()
		now := n > 0 && of(r)
		if now {
			n--
		}
		mu.Unlock()
		return now && f(w, r, next)
	}
}

// Status answers requests of a kind with a status and a message.
func Status(of func(*http.Request) bool, status int, message string, header ...string) Fault {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) bool {
		if !of(r) {
			return false
		}
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"errors":[{"code":"TOOMUCH","message":"`+message+`"}]}`)
		return true
	}
}

// Replace answers requests of a kind with what edit makes of the registry's own answer.
func Replace(of func(*http.Request) bool, edit func(header http.Header, body []byte) []byte) Fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) bool {
		if !of(r) {
			return false
		}
		rec := httptest.NewRecorder()
		next.ServeHTTP(rec, r)
		if rec.Code >= 300 {
			return false
		}
		body := edit(rec.Header(), rec.Body.Bytes())
		for k, v := range rec.Header() {
			if k != "Content-Length" {
				w.Header()[k] = v
			}
		}
		w.WriteHeader(rec.Code)
		_, _ = w.Write(body)
		return true
	}
}

// CutAfter sends the first n bytes of an answer that announces all of them, and closes the
// connection.
func CutAfter(of func(*http.Request) bool, n int) Fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) bool {
		if !of(r) {
			return false
		}
		sendPart(w, r, next, n)
		panic(http.ErrAbortHandler)
	}
}

// StallAfter sends the first n bytes of an answer that announces all of them, and then nothing until
// the client leaves. Below 0, there is no answer at all.
func StallAfter(of func(*http.Request) bool, n int) Fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) bool {
		if !of(r) {
			return false
		}
		if n >= 0 {
			sendPart(w, r, next, n)
		}
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	}
}

func sendPart(w http.ResponseWriter, r *http.Request, next http.Handler, n int) {
	rec := httptest.NewRecorder()
	next.ServeHTTP(rec, r)
	for k, v := range rec.Header() {
		w.Header()[k] = v
	}
	w.WriteHeader(rec.Code)
	body := rec.Body.Bytes()
	_, _ = w.Write(body[:min(n, len(body))])
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}
