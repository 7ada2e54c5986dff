package front_test

import (
	"bytes"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/host/front"
)

func TestGuestLog(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	g := front.NewGuestLog(slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	})))
	for _, written := range []string{"one\ntw", "o\r\n\n", "\xff\nlast"} {
		if n, err := io.WriteString(g, written); n != len(written) || err != nil {
			t.Errorf("Write(%q) = %d, %v", written, n, err)
		}
	}
	g.Flush()
	want := "level=INFO msg=one from=component\nlevel=INFO msg=two from=component\n" +
		"level=INFO msg=\"\uFFFD\" from=component\nlevel=INFO msg=last from=component\n"
	if out.String() != want {
		t.Errorf("the log is\n%swant\n%s", &out, want)
	}
}

// A line without end does not stay in memory.
func TestGuestLog_longLines(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	g := front.NewGuestLog(slog.New(slog.NewTextHandler(&out, nil)))
	for range 100 {
		_, _ = io.WriteString(g, strings.Repeat("x", 1000))
	}
	if n := strings.Count(out.String(), "msg=x"); n != 12 {
		t.Errorf("100 kB in one line are %d entries, want 12 of 8 KiB", n)
	}
}
