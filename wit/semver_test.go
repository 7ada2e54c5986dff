package wit

import (
	"slices"
	"testing"
)

func TestVersion_Compare(t *testing.T) {
	t.Parallel()
	ordered := []string{
		"0.0.1", "0.0.2", "0.2.0-draft", "0.2.0-rc-2023-11-10", "0.2.0", "0.2.12", "1.0.0-alpha", "1.0.0-alpha.1",
		"1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.0+1", "1.0.0+a", "18446744073709551615.0.0",
	}
	for i, a := range ordered {
		for j, b := range ordered {
			x, xOK := ParseVersion(a)
			y, yOK := ParseVersion(b)
			if !xOK || !yOK {
				t.Fatalf("ParseVersion(%s), ParseVersion(%s) fail", a, b)
			}
			if got, want := x.Compare(y), min(max(i-j, -1), 1); got != want {
				t.Errorf("%s.Compare(%s) = %d, want %d", a, b, got, want)
			}
		}
		if v, _ := ParseVersion(a); v.String() != a {
			t.Errorf("String() = %s, want %s", v, a)
		}
	}
}

func TestParseVersion_refused(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.x", "1.2.3-", "1.2.3-01", "1.2.3-a..b", "1.2.3+", "1.2.3+a_b", "-1.2.3", "18446744073709551616.0.0", "1.2.3 "} {
		if v, ok := ParseVersion(s); ok {
			t.Errorf("ParseVersion(%q) = %v", s, v)
		}
	}
}

func TestVersion_Track(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"1.2.3": "1", "0.2.12": "0.2", "0.0.3": "0.0.3", "0.3.0-rc.1": "0.3.0-rc.1", "2.0.0+build": "2",
	} {
		v, ok := ParseVersion(s)
		if !ok || v.Track() != want {
			t.Errorf("Track() of %s = %s, want %s", s, v.Track(), want)
		}
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"streams", "stream", "error", "poll", "a"}
	for name, want := range map[string]string{
		"straems": "streams", "streem": "stream", "eror": "error", "pol": "poll", "nothing": "", "x": "", "strea": "stream",
	} {
		if got := Nearest(name, slices.Values(names)); got != want {
			t.Errorf("Nearest(%s) = %q, want %q", name, got, want)
		}
	}
}

func TestToposort(t *testing.T) {
	t.Parallel()
	tests := []struct {
		deps [][]int
		want []int
		at   int
	}{
		{nil, []int{}, -1},
		{[][]int{{}, {}, {}}, []int{0, 1, 2}, -1},
		{[][]int{{2}, {}, {}}, []int{1, 2, 0}, -1},
		{[][]int{{1}, {2, 2}, {}, {}}, []int{2, 1, 0, 3}, -1},
		{[][]int{{0}}, []int{}, 0},
		{[][]int{{1}, {2}, {1}, {}}, []int{3}, 1},
	}
	for _, tt := range tests {
		got := toposort(tt.deps)
		at, edge := inCycle(tt.deps, got)
		if !slices.Equal(got, tt.want) || at >= 0 != (tt.at >= 0) {
			t.Errorf("toposort(%v) = %v, cycle at %d, want %v, %d", tt.deps, got, at, tt.want, tt.at)
		}
		// Whoever follows the cycle comes back.
		for i, n := 0, at; at >= 0; i++ {
			n = tt.deps[n][edge]
			if n == at {
				break
			}
			if i > len(tt.deps) {
				t.Fatalf("toposort(%v): %d is in no cycle", tt.deps, at)
			}
			edge = slices.IndexFunc(tt.deps[n], func(d int) bool { return !slices.Contains(got, d) })
		}
	}
}
