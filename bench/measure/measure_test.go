package measure

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{7}, 7},
		{[]float64{3, 1, 2}, 2},
		{[]float64{4, 1, 3, 2}, 2.5},
	} {
		if got := Median(c.values); got != c.want {
			t.Errorf("Median(%v) = %v, want %v", c.values, got, c.want)
		}
	}
}

func TestPrintGoals(t *testing.T) {
	var b strings.Builder
	PrintGoals(&b, []Goal{
		{What: "a", Value: 1, Limit: 1},
		{What: "b", Value: 1.5, Limit: 1},
		{What: "c", Value: 1, Limit: 1, Least: true},
		{What: "d", Value: 0.5, Limit: 1, Least: true},
	})
	const want = `a  1.00  goal at most 1.00   reached
b  1.50  goal at most 1.00   missed
c  1.00  goal at least 1.00  reached
d  0.50  goal at least 1.00  missed
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", &b, want)
	}
}

func TestWriteJSON(t *testing.T) {
	file := filepath.Join(t.TempDir(), "results.json")
	// The times stand among what else a result has, not in an object of their own.
	result := struct {
		Name string `json:"name"`
		Times
		Size int `json:"size"`
	}{"one", Times{1, 2, 3, 4}, 5}
	if err := WriteJSON(file, result); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
  "name": "one",
  "wall": 1,
  "least": 2,
  "user": 3,
  "system": 4,
  "size": 5
}
`
	if string(got) != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if err := WriteJSON("", result); err != nil {
		t.Errorf("with no file: %v", err)
	}
}

func TestRace(t *testing.T) {
	if _, err := exec.LookPath("hyperfine"); err != nil {
		t.Skip("hyperfine is not installed")
	}
	r := Race{Rounds: 2, Runs: 2, Dir: t.TempDir(), Env: []string{"MEASURED=yes"}}
	file := filepath.Join(r.Dir, "written")
	checks := 0
	commands := []Command{{
		Name: "write", Args: []string{"sh", "-c", `test "$MEASURED" = yes && mkdir "$0"`, file},
		Before: []string{"rm", "-rf", file},
		Check:  func() error { checks++; return nil },
	}, {Name: "nothing", Args: []string{"true"}}}
	times, err := r.Run(commands)
	if err != nil {
		t.Fatal(err)
	}
	if len(times) != 2 || checks != r.Rounds {
		t.Errorf("%d times and %d checks, want 2 of both", len(times), checks)
	}
	for i, x := range times {
		if x.Wall < x.Least || x.Least <= 0 {
			t.Errorf("%s: %+v", commands[i].Name, x)
		}
	}

	wrong := errors.New("wrong")
	commands[1].Check = func() error { return wrong }
	if _, err := r.Run(commands); !errors.Is(err, wrong) || !strings.HasPrefix(err.Error(), "nothing: ") {
		t.Errorf("error %v, want that of the check", err)
	}
	if _, err := r.Run([]Command{{Name: "failing", Args: []string{"false"}}}); err == nil {
		t.Error("no error from a command that fails")
	}
}
