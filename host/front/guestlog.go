package front

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
)

// GuestLog makes entries of a log of what components write to their standard output and error, a
// line each.
type GuestLog struct {
	log *slog.Logger
	mu  sync.Mutex
	buf []byte
}

// maxLine is how long a line of a component's may be; longer ones are entries of their own.
const maxLine = 8 << 10

// NewGuestLog returns one for a log.
func NewGuestLog(log *slog.Logger) *GuestLog {
	return &GuestLog{log: log.With(slog.String("from", "component"))}
}

// Write implements [io.Writer].
func (g *GuestLog) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := len(p)
	for len(p) > 0 {
		line, rest, whole := bytes.Cut(p, []byte("\n"))
		if room := maxLine - len(g.buf); len(line) > room {
			line, rest, whole = line[:room], p[room:], true
		}
		g.buf = append(g.buf, line...)
		if whole {
			g.entry()
		}
		p = rest
	}
	return n, nil
}

// Flush makes an entry of a line that was not ended.
func (g *GuestLog) Flush() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.entry()
}

func (g *GuestLog) entry() {
	if line := strings.TrimRight(string(g.buf), "\r"); line != "" {
		g.log.LogAttrs(context.Background(), slog.LevelInfo, strings.ToValidUTF8(line, "\uFFFD"))
	}
	g.buf = g.buf[:0]
}
