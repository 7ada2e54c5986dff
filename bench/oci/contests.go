package main

import "slices"

// A contest is one thing to do and those who do it. The first contender is ours.
type contest struct {
	name       string
	contenders []contender
	// goal says how the first contender should compare with each other one.
	goal goal
}

// A goal bounds the first contender's time by another one's.
type goal struct {
	factor, milliseconds float64
}

// A contender is a command.
type contender struct {
	name string
	args []string
	// before is done before each run, and not measured.
	before []string
	// output is what it writes, and want what that has to be; empty where it is not looked at.
	output, want string
}

// contests are all that is measured.
func (w *workshop) contests() []contest {
	large := w.reference(w.large)
	cache, out, folder := w.path("cache"), w.path("pulled.wasm"), w.path("pulled")
	clear := []string{"rm", "-rf", cache, out, folder}
	pulls := contest{"pull of a large component", []contender{
		{"wasmcp pull, empty cache", []string{w.wasmcp, "-q", "pull", large, "-o", out}, clear, out, w.large},
		{"wkg oci pull", []string{w.wkg, "oci", "pull", "--insecure", w.host, large, "-o", out}, clear, out, w.large},
		{"oras pull (oras-go)", []string{w.oraspull, large, folder}, clear, folder + "/large.wasm", w.large},
	}, goal{factor: 1}}
	contests := []contest{pulls}
	for _, c := range []struct {
		name  string
		files []string
	}{{"compose of three components", w.small}, {"compose of a large component", []string{w.large}}} {
		var refs []string
		for _, f := range c.files {
			refs = append(refs, w.reference(f))
		}
		compose := func(components ...string) []string {
			return slices.Concat([]string{w.wasmcp, "-q", "compose", "server", "-o", w.path("server.wasm")}, components)
		}
		contests = append(contests, contest{c.name, []contender{
			{"of references, warm cache", compose(refs...), nil, "", ""},
			{"of paths", compose(c.files...), nil, "", ""},
		}, goal{factor: 1, milliseconds: 10}})
	}
	return contests
}
