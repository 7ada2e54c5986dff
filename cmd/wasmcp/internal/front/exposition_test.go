package front

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

func TestExposition(t *testing.T) {
	t.Parallel()
	var e exposition
	e.family("requests", counter, "Requests.")
	e.sample("", 2, "method", "a\"b\\c\nd", "status", "200")
	e.sample("", 1e21)
	h := new(histogram)
	for _, seconds := range []float64{0.0005, 0.00075, 60, 61.74875} {
		h.observe(seconds)
	}
	e.family("duration", "histogram", "Durations.")
	h.write(&e, "method", "x")
	want := `# HELP requests Requests.
# TYPE requests counter
requests{method="a\"b\\c\nd",status="200"} 2
requests 1e+21
# HELP duration Durations.
# TYPE duration histogram
duration_bucket{method="x",le="0.0005"} 1
duration_bucket{method="x",le="0.001"} 2
`
	got := string(e.text)
	if !strings.HasPrefix(got, want) {
		t.Errorf("exposition is\n%s\nwant it to begin\n%s", got, want)
	}
	for _, line := range []string{
		`duration_bucket{method="x",le="30"} 2`, `duration_bucket{method="x",le="60"} 3`, `duration_bucket{method="x",le="+Inf"} 4`,
		`duration_sum{method="x"} 121.75`, `duration_count{method="x"} 4`,
	} {
		if !strings.Contains(got, line+"\n") {
			t.Errorf("exposition lacks %s:\n%s", line, got)
		}
	}
}

// What Linux tells is read under whatever name the program has.
func TestExposition_linux(t *testing.T) {
	t.Parallel()
	var e exposition
	e.linux("42 (a) name (of) all) S 1 42 42 0 -1 4194560 100 0 0 0 150 50 0 0 20 0 9 0 12345 1000000 25 18446744073709551615 1 1\n")
	for _, want := range []string{
		"process_cpu_seconds_total 2\n", "process_virtual_memory_bytes 1e+06\n",
		fmt.Sprintf("process_resident_memory_bytes %d\n", 25*os.Getpagesize()),
	} {
		if !strings.Contains(string(e.text), want) {
			t.Errorf("of /proc/self/stat comes\n%swant %s", e.text, want)
		}
	}
	var own exposition
	own.process(time.Unix(1000, 0))
	if _, err := os.Stat("/proc/self/stat"); err == nil && !strings.Contains(string(own.text), "\nprocess_resident_memory_bytes ") {
		t.Errorf("of this process comes\n%s", own.text)
	}
}
