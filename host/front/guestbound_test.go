package front

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// A component logs no more than a second's share, by lines and by bytes, and the log says what is missing.
func TestGuestLog_bounded(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{"lines": "x", "bytes": strings.Repeat("x", maxLine)} {
		var out strings.Builder
		now := time.Unix(0, 0)
		g := NewGuestLog(slog.New(slog.NewTextHandler(&out, nil)))
		g.now = func() time.Time { return now }
		const written = 3000
		for range written {
			fmt.Fprintln(g, line)
		}
		entries := strings.Count(out.String(), "msg=x")
		if entries > mostLines || entries*len(line) > mostBytes || entries < 100 {
			t.Errorf("%s: %d entries of %d bytes in a second", name, entries, len(line))
		}
		now = now.Add(time.Second)
		fmt.Fprintln(g, "later")
		lost := written - entries
		if want := fmt.Sprintf("lines=%d bytes=%d\n", lost, lost*len(line)); !strings.Contains(out.String(), want) || !strings.Contains(out.String(), "msg=later") {
			t.Errorf("%s: the log ends with %q, want what was dropped (%s) and what came later", name, out.String()[out.Len()-300:], want)
		}
		for range written {
			fmt.Fprintln(g, line)
		}
		g.Flush()
		if n := strings.Count(out.String(), "some of it is dropped"); n != 2 {
			t.Errorf("%s: dropped lines are told %d times, want 2", name, n)
		}
	}
}
