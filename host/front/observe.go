package front

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"log"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// exchange is what is seen of a request and its answer. It is the http.ResponseWriter of the request.
type exchange struct {
	http.ResponseWriter
	status  int
	bytes   int64
	err     error    // why the component did not answer
	message *message // nil where the body is no message
	between bool     // what was sent last ends an event
}

type exchangeKey struct{}

// Failed notes why a request failed, for its entry in the log. It is for
// [runtime.HandlerOptions].
func Failed(r *http.Request, err error) {
	if x, ok := r.Context().Value(exchangeKey{}).(*exchange); ok {
		x.err = err
	}
}

// WriteHeader implements [http.ResponseWriter].
func (x *exchange) WriteHeader(status int) {
	if x.status == 0 && status >= 200 {
		x.status = status
	}
	x.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (x *exchange) Write(p []byte) (int, error) {
	if x.status == 0 {
		x.status = http.StatusOK
	}
	n, err := x.ResponseWriter.Write(p)
	x.bytes += int64(n)
	if n > 0 {
		x.between = bytes.HasSuffix(p[:n], []byte("\n\n"))
	}
	return n, err
}

// Unwrap is for [http.ResponseController].
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// observe tells the log and the metrics of every request.
func observe(next http.Handler, log *slog.Logger, metrics *Metrics, mcp bool) http.Handler {
	if log == nil && metrics == nil && !mcp {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &exchange{ResponseWriter: w}
		r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
		if mcp && r.Method == http.MethodPost && r.Body != nil && r.Body != http.NoBody {
			x.message = &message{ReadCloser: r.Body}
			r.Body = x.message
		}
		begun := time.Now()
		metrics.begin()
		defer func() {
			// The handler may be ending the connection by a panic, which goes on from here.
			took := time.Since(begun)
			gone := r.Context().Err() != nil && x.err == nil // what runs into its limit is interrupted
			metrics.end(r, x, took)
			if log != nil {
				log.LogAttrs(context.Background(), level(x.err), "request", attributes(r, x, took, gone)...)
			}
		}()
		next.ServeHTTP(x, r)
	})
}

func level(err error) slog.Level {
	if err != nil {
		return slog.LevelError
	}
	return slog.LevelInfo
}

// attributes are those of a request's entry in the log.
func attributes(r *http.Request, x *exchange, took time.Duration, gone bool) []slog.Attr {
	a := []slog.Attr{
		slog.String("method", r.Method),
		slog.String("path", short(r.URL.Path)),
		slog.Int("status", x.status),
		slog.Int64("bytes", x.bytes),
		slog.Float64("duration_ms", float64(took.Microseconds())/1000),
		slog.String("client", r.RemoteAddr),
	}
	seen, _ := x.message.seen()
	if m := cmp.Or(seen.Method, r.Header.Get("Mcp-Method")); m != "" {
		a = append(a, slog.String("mcp_method", short(m)))
	}
	if n := cmp.Or(seen.Name, r.Header.Get("Mcp-Name")); n != "" {
		a = append(a, slog.String("mcp_name", short(n)))
	}
	if gone {
		a = append(a, slog.Bool("client_gone", true))
	}
	if x.err != nil {
		a = append(a, slog.String("error", x.err.Error()))
	}
	if trap := (*runtime.Trap)(nil); errors.As(x.err, &trap) && len(trap.Stack) > 0 {
		a = append(a, slog.String("trap", strings.Join(trap.Stack[:min(len(trap.Stack), maxFrames)], "; ")))
	}
	return a
}

const (
	maxShort  = 200 // bytes of what a client says in a header, and of a path
	maxFrames = 4
)

func short(s string) string {
	if len(s) > maxShort {
		return s[:maxShort] + "…"
	}
	return s
}

// errorLog is where net/http tells of connections that went wrong.
func errorLog(l *slog.Logger) *log.Logger {
	if l == nil {
		return log.New(io.Discard, "", 0)
	}
	return slog.NewLogLogger(l.Handler(), slog.LevelDebug)
}
