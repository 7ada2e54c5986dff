package front

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// process writes what there is to tell of every program in Go, under the names by which Prometheus's
// own client has it, so that dashboards find it.
func (e *exposition) process(started time.Time) {
	e.family("go_info", gauge, "The version of Go that built the program; always 1.")
	e.sample("", 1, "version", runtime.Version())
	e.family("go_goroutines", gauge, "Goroutines that exist.")
	e.sample("", float64(runtime.NumGoroutine()))
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	for _, f := range []struct {
		name, kind, help string
		value            uint64
	}{
		{"go_memstats_heap_alloc_bytes", gauge, "Bytes of the heap in use.", m.HeapAlloc},
		{"go_memstats_heap_objects", gauge, "Objects on the heap.", m.HeapObjects},
		{"go_memstats_next_gc_bytes", gauge, "Bytes of the heap at which garbage is collected next.", m.NextGC},
		{"go_memstats_sys_bytes", gauge, "Bytes that Go has from the system.", m.Sys},
		{"go_memstats_alloc_bytes_total", counter, "Bytes allocated since the start.", m.TotalAlloc},
	} {
		e.family(f.name, f.kind, f.help)
		e.sample("", float64(f.value))
	}
	e.family("go_gc_duration_seconds", "summary", "Pauses for collecting garbage.")
	e.sample("_sum", time.Duration(m.PauseTotalNs).Seconds())
	e.sample("_count", float64(m.NumGC))
	e.family("process_start_time_seconds", gauge, "When the program started, in seconds since 1970.")
	e.sample("", float64(started.UnixMilli())/1000)
	if stat, err := os.ReadFile("/proc/self/stat"); err == nil {
		e.linux(string(stat))
	}
	if open, err := os.ReadDir("/proc/self/fd"); err == nil {
		e.family("process_open_fds", gauge, "Files and connections that are open.")
		e.sample("", float64(len(open)))
	}
}

// linux writes what Linux tells in /proc/self/stat.
func (e *exposition) linux(stat string) {
	const ticks = 100 // in a second, on every platform that Go runs on
	// The name of the program stands in parentheses, and may have some of its own.
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	if len(fields) < 22 {
		return
	}
	field := func(i int) float64 {
		n, _ := strconv.ParseFloat(fields[i], 64)
		return n
	}
	user, system, virtual, resident := field(11), field(12), field(20), field(21)
	e.family("process_cpu_seconds_total", counter, "Time that processors spent on the program.")
	e.sample("", (user+system)/ticks)
	e.family("process_virtual_memory_bytes", gauge, "Bytes of address space.")
	e.sample("", virtual)
	e.family("process_resident_memory_bytes", gauge, "Bytes of memory.")
	e.sample("", resident*float64(os.Getpagesize()))
}
