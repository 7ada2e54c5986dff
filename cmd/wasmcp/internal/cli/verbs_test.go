package cli

import "testing"

// Every command is found by the name that it has.
func TestVerbs(t *testing.T) {
	t.Parallel()
	for _, v := range new(app).verbs() {
		if name := v.command().Name(); name != v.name {
			t.Errorf("the command called %s is found as %s", name, v.name)
		}
	}
}
