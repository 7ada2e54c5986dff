package front

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// maxConns is how many connections there may be at a time, where the system lets a process have as many
// files.
const maxConns = 10_000

// drainTime is how long the last bytes of an answer may take to leave.
const drainTime = 20 * time.Second

// conns are the connections that clients have. Where there are too many, those on which nothing has been
// asked for longest are closed: whoever comes with a request finds a place, however many only wait.
type conns struct {
	max int

	mu  sync.Mutex
	all map[net.Conn]*conn
}

// conn is one connection.
type conn struct {
	busy  atomic.Int64 // requests that are answered: over HTTP/2 several
	since atomic.Int64 // when it was not, in nanoseconds of the Unix clock
}

type connKey struct{}

func newConns(most int) *conns { return &conns{max: most, all: map[net.Conn]*conn{}} }

// opened is for [http.Server.ConnContext].
func (c *conns) opened(ctx context.Context, of net.Conn) context.Context {
	made := &conn{}
	made.since.Store(time.Now().UnixNano())
	c.mu.Lock()
	c.all[of] = made
	var over []net.Conn
	if len(c.all) > c.max {
		over = c.idlest(of)
	}
	c.mu.Unlock()
	for _, o := range over {
		_ = o.Close()
	}
	return context.WithValue(ctx, connKey{}, made)
}

// changed is for [http.Server.ConnState].
func (c *conns) changed(of net.Conn, state http.ConnState) {
	if state != http.StateClosed && state != http.StateHijacked {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.all, of)
}

// idlest returns connections to be closed for a new one: a sixteenth of all, so that it does not come to
// this for each, or the new one where all others are busy. The lock is held.
func (c *conns) idlest(made net.Conn) []net.Conn {
	type idle struct {
		of    net.Conn
		since int64
	}
	var list []idle
	for of, k := range c.all {
		if of != made && k.busy.Load() == 0 {
			list = append(list, idle{of, k.since.Load()})
		}
	}
	if len(list) == 0 {
		delete(c.all, made)
		return []net.Conn{made}
	}
	slices.SortFunc(list, func(a, b idle) int { return cmp.Compare(a.since, b.since) })
	list = list[:min(len(list), max(c.max/16, 1))]
	over := make([]net.Conn, len(list))
	for i, k := range list {
		over[i] = k.of
		delete(c.all, k.of)
	}
	return over
}

// watch notes which connections are busy, and lets no client take the end of its answer for ever.
func (c *conns) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k, ok := r.Context().Value(connKey{}).(*conn)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		k.busy.Add(1)
		defer func() {
			now := time.Now()
			k.since.Store(now.UnixNano())
			k.busy.Add(-1)
			// net/http takes it back once all is written.
			_ = http.NewResponseController(w).SetWriteDeadline(now.Add(drainTime))
		}()
		next.ServeHTTP(w, r)
	})
}
