package front

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// exposition is a text in Prometheus's [format]. It is written here because the official client does
// a millisecond's work whenever a program starts that has it, be it to serve or not.
//
// [format]: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
type exposition struct {
	text []byte
	name string // of the family being written
}

// The kinds of families with one sample for every set of labels.
const (
	counter = "counter"
	gauge   = "gauge"
)

// family begins the samples of one name.
func (e *exposition) family(name, kind, help string) {
	e.name = name
	e.text = append(e.text, "# HELP "+name+" "+help+"\n# TYPE "+name+" "+kind+"\n"...)
}

// escaped are values of labels as they are written.
var escaped = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)

// sample writes one value of the family. Labels are names and values in turn.
func (e *exposition) sample(suffix string, value float64, labels ...string) {
	e.text = append(e.text, e.name+suffix...)
	for i := 0; i < len(labels); i += 2 {
		separator := byte(',')
		if i == 0 {
			separator = '{'
		}
		e.text = append(e.text, separator)
		e.text = append(e.text, labels[i]+`="`+escaped.Replace(labels[i+1])+`"`...)
	}
	if len(labels) > 0 {
		e.text = append(e.text, '}')
	}
	e.text = strconv.AppendFloat(append(e.text, ' '), value, 'g', -1, 64)
	e.text = append(e.text, '\n')
}

// buckets are upper bounds of durations, in seconds.
var buckets = [...]float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}

// histogram counts durations by their size.
type histogram struct {
	counts [len(buckets) + 1]uint64 // the last are those above all bounds
	sum    float64
}

func (h *histogram) observe(seconds float64) {
	i, _ := slices.BinarySearch(buckets[:], seconds)
	h.counts[i]++
	h.sum += seconds
}

// write writes every count with all below it, as the format wants them.
func (h *histogram) write(e *exposition, labels ...string) {
	sum := uint64(0)
	for i, n := range h.counts {
		sum += n
		bound := "+Inf"
		if i < len(buckets) {
			bound = strconv.FormatFloat(buckets[i], 'g', -1, 64)
		}
		e.sample("_bucket", float64(sum), append(slices.Clone(labels), "le", bound)...)
	}
	e.sample("_sum", h.sum, labels...)
	e.sample("_count", float64(sum), labels...)
}

func sortedKeys[K comparable, V any](m map[K]V, less func(a, b K) bool) []K {
	return slices.SortedFunc(maps.Keys(m), func(a, b K) int {
		switch {
		case less(a, b):
			return -1
		case less(b, a):
			return 1
		}
		return 0
	})
}
