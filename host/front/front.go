// Package front is what stands between the network and a component that answers HTTP requests: the
// listener with its time limits, the health check, the access log, metrics, and an orderly end.
package front

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Options say how requests are taken.
type Options struct {
	// Handler answers them.
	Handler http.Handler
	// Health is the path that is answered here, and tells that there is somebody to answer; empty for
	// none.
	Health string
	// Log gets an entry for each request; nil for nobody.
	Log *slog.Logger
	// MCP tells that the handler is an MCP server: the log names methods, and failures are answered in the
	// protocol's form. [Answer] is for the handler's own.
	MCP bool
	// Metrics counts requests; nil for nobody.
	Metrics *Metrics
	// MaxBody is how many bytes the body of a request may have; 0 for any number.
	MaxBody int64
	// Grace is how long calls may take to finish once the server is to end; 0 for as long as they
	// like. A stream of server-sent events that was open for a while is ended at once.
	Grace time.Duration
}

// Limits of what is not a call yet. A body, and an answer, take the time that the call may take.
const (
	headerTime  = 10 * time.Second
	idleTime    = 2 * time.Minute
	headerBytes = 256 << 10
)

// CutError is a server that ended before some of its calls did.
type CutError struct{ Grace time.Duration }

// Error tells how long it waited.
func (e *CutError) Error() string {
	return "calls were cut off: they did not finish within " + e.Grace.String()
}

// Serve answers what comes in on l until ctx ends, and then lets calls finish. The error is a
// [*CutError] where some did not.
func Serve(ctx context.Context, l net.Listener, o Options) error {
	streams, conns := &streams{}, newConns(connLimit())
	s := &http.Server{
		Handler:           conns.watch(handler(o, streams)),
		ConnContext:       conns.opened,
		ConnState:         conns.changed,
		ReadHeaderTimeout: headerTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    headerBytes,
		ErrorLog:          errorLog(o.Log),
		Protocols:         new(http.Protocols),
	}
	s.Protocols.SetHTTP1(true)
	s.Protocols.SetUnencryptedHTTP2(true) // which proxies and service meshes speak
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithCancel(context.Background())
	defer cancel()
	if o.Grace > 0 {
		grace, cancel = context.WithTimeout(grace, o.Grace)
		defer cancel()
	}
	streams.end()
	err := s.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		_ = s.Close()
		return &CutError{o.Grace}
	}
	return err
}

// handler puts together what a request meets.
func handler(o Options, streams *streams) http.Handler {
	calls := observe(bounded(streams.watch(o.Handler), o.MaxBody), o.Log, o.Metrics, o.MCP)
	if o.Health == "" {
		return calls
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == o.Health {
			answerHealth(w, r)
			return
		}
		calls.ServeHTTP(w, r)
	})
}

// answerHealth answers whoever asks whether the server is there.
func answerHealth(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, r.Method+" is not for this path: GET or HEAD", http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = io.WriteString(w, "ok\n")
}
