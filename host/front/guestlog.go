package front

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// GuestLog makes entries of a log of what components write to their standard output and error, a
// line each. What is more than a second's share is dropped, and the log says how much that was: a
// component could otherwise fill a disk, or push everything else out of a log.
type GuestLog struct {
	log *slog.Logger
	now func() time.Time

	mu  sync.Mutex
	buf []byte
	// since is when the second began, lines and bytes what was logged in it, and dropped what was not.
	since         time.Time
	lines, bytes  int
	dropped, left int // lines, and bytes
}

// What may be logged in a second.
const (
	mostLines = 1000
	mostBytes = 1 << 20
)

// maxLine is how long a line of a component's may be; longer ones are entries of their own.
const maxLine = 8 << 10

// NewGuestLog returns one for a log.
func NewGuestLog(log *slog.Logger) *GuestLog {
	return &GuestLog{log: log.With(slog.String("from", "component")), now: time.Now}
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
	g.tellDropped()
}

func (g *GuestLog) entry() {
	line := strings.TrimRight(string(g.buf), "\r")
	g.buf = g.buf[:0]
	if line == "" {
		return
	}
	if now := g.now(); now.Sub(g.since) >= time.Second {
		g.tellDropped()
		g.since, g.lines, g.bytes = now, 0, 0
	}
	if g.lines >= mostLines || g.bytes+len(line) > mostBytes {
		g.dropped++
		g.left += len(line)
		return
	}
	g.lines++
	g.bytes += len(line)
	g.log.LogAttrs(context.Background(), slog.LevelInfo, strings.ToValidUTF8(line, "\uFFFD"))
}

// tellDropped says how much was dropped since it was last said.
func (g *GuestLog) tellDropped() {
	if g.dropped > 0 {
		g.log.LogAttrs(context.Background(), slog.LevelWarn, "the component writes too much: some of it is dropped",
			slog.Int("lines", g.dropped), slog.Int("bytes", g.left))
		g.dropped, g.left = 0, 0
	}
}
