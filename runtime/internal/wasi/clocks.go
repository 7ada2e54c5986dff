package wasi

import (
	"math"
	"time"
)

var started = time.Now()

// instant is the time on the monotonic clock, from which no time of day can be told.
func instant() uint64 { return uint64(time.Since(started)) + 1 }

func duration(n uint64) time.Duration { return time.Duration(min(n, math.MaxInt64)) }

var monotonicFuncs = table{
	"now":        func(*Call, []any) any { return instant() },
	"resolution": func(*Call, []any) any { return uint64(1) },
	"subscribe-instant": func(_ *Call, args []any) any {
		when := args[0].(uint64)
		if now := instant(); when > now {
			return at(time.Now().Add(duration(when - now)))
		}
		return alwaysReady
	},
	"subscribe-duration": func(_ *Call, args []any) any {
		return at(time.Now().Add(duration(args[0].(uint64))))
	},
}

// datetime returns the record that stands for a time.
func datetime(t time.Time) []any {
	return []any{uint64(max(t.Unix(), 0)), uint32(t.Nanosecond())}
}

var wallFuncs = table{
	"now":        func(*Call, []any) any { return datetime(time.Now()) },
	"resolution": func(*Call, []any) any { return []any{uint64(0), uint32(1)} },
}
