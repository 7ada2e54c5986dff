package link_test

import (
	"bytes"
	"os/exec"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/compose/link"
)

// assembled makes a component of its text.
func assembled(t *testing.T, text string) []byte {
	t.Helper()
	cmd := exec.Command(tools.Need(t, "wasm-tools"), "parse", "-")
	cmd.Stdin = bytes.NewReader([]byte(text))
	b, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The components of these tests: each imports what the other one exports, and that of owner are
// types alone.
const (
	owner = `(component
  (import "t:x/b" (instance (export "f" (func))))
  (type $n u8)
  (instance $types (export "n" (type $n)))
  (export "t:x/types" (instance $types)))`
	user = `(component
  (import "t:x/types" (instance (type $n u8) (export "n" (type (eq $n)))))
  (core module $m (func (export "f")))
  (core instance $i (instantiate $m))
  (func $f (canon lift (core func $i "f")))
  (instance $b (export "f" (func $f)))
  (export "t:x/b" (instance $b)))`
)

// Where instances would wait for one another for nothing but types, the types are made inside.
func TestLink_cycleOfTypes(t *testing.T) {
	t.Parallel()
	plan, out, err := link.Link([]link.Instance{
		{Name: "owner", Source: "owner.wasm", Bytes: assembled(t, owner)},
		{Name: "user", Source: "user.wasm", Bytes: assembled(t, user)},
	}, link.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if w := plan.Instances[0].Wires[0]; w.From != "user" {
		t.Errorf("owner's import comes from %q, want user", w.From)
	}
	if w := plan.Instances[1].Wires[0]; w.From != "" {
		t.Errorf("user's types come from %q, which needs user", w.From)
	}
	validate(t, out.Bytes())
}

// Without such need they come from who exports them, who is no part of another for that.
func TestLink_typesOfAnother(t *testing.T) {
	t.Parallel()
	plan, out, err := link.Link([]link.Instance{
		{Name: "user", Source: "user.wasm", Bytes: assembled(t, user)},
		{Name: "owner", Source: "owner.wasm", Bytes: assembled(t, owner)},
	}, link.Options{Host: []link.Item{{Instance: "owner", Name: "t:x/b"}}})
	if err != nil {
		t.Fatal(err)
	}
	if w := plan.Instances[0].Wires[0]; w.From != "owner" {
		t.Errorf("user's types come from %q, want owner", w.From)
	}
	if len(plan.Exports) != 2 {
		t.Errorf("the result exports %v, want what both export", plan.Exports)
	}
	validate(t, out.Bytes())
}

// A name that is nearly that of an import is told.
func TestLink_misspelt(t *testing.T) {
	t.Parallel()
	plan, _, err := link.Link([]link.Instance{
		{Name: "owner", Source: "owner.wasm", Bytes: assembled(t, owner)},
		{Name: "user", Source: "user.wasm", Bytes: bytes.ReplaceAll(assembled(t, user), []byte("t:x/b"), []byte("t:x/c"))},
	}, link.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const want = "owner imports t:x/b from the host, though user exports t:x/c, whose name is like it"
	if len(plan.Warnings) != 1 || plan.Warnings[0] != want {
		t.Errorf("warnings %q, want %q", plan.Warnings, want)
	}
}
