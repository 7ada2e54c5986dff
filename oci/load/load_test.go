package load_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/load"
	"github.com/wasmcp/wasmcp-go/oci/lock"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
	"github.com/wasmcp/wasmcp-go/oci/wkg"
)

// module is a core module that differs by its number.
func module(n byte) []byte {
	return []byte("\x00asm\x01\x00\x00\x00\x00\x02\x01" + string('a'+rune(n)))
}

func push(t *testing.T, r string, b []byte) {
	t.Helper()
	ref, err := oci.ParseReference(r)
	if err != nil {
		t.Fatal(err)
	}
	a, err := oci.Build("m", b, oci.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&oci.Client{}).Push(t.Context(), a, ref); err != nil {
		t.Fatal(err)
	}
}

func TestLoad(t *testing.T) {
	reg, _ := ocitest.Start(t, ocitest.Options{})
	push(t, reg.Host+"/acme/weather:1.0.0", module(0))
	push(t, reg.Host+"/acme/clock:1.1.0", module(1))
	file := filepath.Join(t.TempDir(), "local.wasm")
	if err := os.WriteFile(file, module(2), 0o644); err != nil {
		t.Fatal(err)
	}
	requests := []load.Request{{Spec: "acme:clock@^1"}, {Spec: file}, {Part: "transport", Spec: reg.Host + "/acme/weather:1.0.0"}}
	newLoader := func(l *lock.File) *load.Loader {
		client := &oci.Client{}
		return &load.Loader{Client: client, Lock: l, Packages: func() (*wkg.Resolver, error) {
			return &wkg.Resolver{Config: &wkg.Config{DefaultRegistry: reg.Host}, Client: client}, nil
		}}
	}
	got, err := newLoader(nil).Load(t.Context(), requests...)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	var inputs []lock.Input
	for i, c := range got {
		names = append(names, c.Name)
		inputs = append(inputs, c.Input())
		if want := module([]byte{1, 2, 0}[i]); !bytes.Equal(c.Bytes, want) {
			t.Errorf("%s is other bytes", c.Spec)
		}
	}
	if diff := cmp.Diff([]string{"clock", "local.wasm", "weather"}, names); diff != "" {
		t.Error(diff)
	}
	f := lock.New("wasmcp:mcp@0.1.0", inputs)

	// Newer versions, and a tag that moved: what is locked stays.
	push(t, reg.Host+"/acme/clock:1.2.0", module(3))
	push(t, reg.Host+"/acme/weather:1.0.0", module(4))
	locked := newLoader(f)
	locked.Locked = true
	again, err := locked.Load(t.Context(), requests...)
	if err != nil {
		t.Fatal(err)
	}
	inputs = nil
	for _, c := range again {
		inputs = append(inputs, c.Input())
	}
	if err := f.Check("wasmcp:mcp@0.1.0", inputs); err != nil {
		t.Errorf("what was locked: %v", err)
	}
	_, err = locked.Load(t.Context(), load.Request{Spec: reg.Host + "/acme/clock:1.2.0"})
	if !errors.As(err, new(*lock.NotLockedError)) {
		t.Errorf("what is not locked: %v", err)
	}

	// Without the lock all of it moves, and the lock sees it.
	moved, err := newLoader(nil).Load(t.Context(), requests...)
	if err != nil {
		t.Fatal(err)
	}
	inputs = nil
	for _, c := range moved {
		inputs = append(inputs, c.Input())
	}
	if changes := lock.Diff(f, lock.New("wasmcp:mcp@0.1.0", inputs)); len(changes) != 2 {
		t.Errorf("%d changes, want those of clock and weather", len(changes))
	}
}

// TestLoad_contradiction has a lock whose manifest is not that of its component.
func TestLoad_contradiction(t *testing.T) {
	reg, _ := ocitest.Start(t, ocitest.Options{})
	push(t, reg.Host+"/acme/clock:1.1.0", module(1))
	l := &load.Loader{Client: &oci.Client{}}
	request := load.Request{Part: "clock", Spec: "a/clock", At: reg.Host + "/acme/clock:1.1.0"}
	got, err := l.Load(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	f := lock.New("wasmcp:mcp@0.1.0", []lock.Input{got[0].Input()})
	if f.Inputs[0].Spec != "a/clock" || f.Inputs[0].Reference != reg.Host+"/acme/clock:1.1.0" {
		t.Errorf("the entry is of %q and %q", f.Inputs[0].Spec, f.Inputs[0].Reference)
	}
	f.Inputs[0].Layer = digest.FromString("another")
	l = &load.Loader{Client: &oci.Client{}, Lock: f}
	_, err = l.Load(t.Context(), request)
	want := &lock.ChangedError{Spec: "clock (a/clock)", What: "component",
		Found: digest.FromBytes(module(1)).String(), Expected: digest.FromString("another").String()}
	if c := (*lock.ChangedError)(nil); !errors.As(err, &c) || *c != *want {
		t.Errorf("%v, want %v", err, want)
	}
}

// TestLoad_elsewhere has a lock that leads to another place than was asked for.
func TestLoad_elsewhere(t *testing.T) {
	reg, _ := ocitest.Start(t, ocitest.Options{})
	push(t, reg.Host+"/other/clock:1.1.0", module(1))
	got, err := (&load.Loader{Client: &oci.Client{}}).Load(t.Context(), load.Request{Spec: reg.Host + "/other/clock:1.1.0"})
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range []string{"/acme/clock:1.1.0", "/other/clock:1.1", "/other/clock:1.1.0@" + digest.FromString("x").String()} {
		entry := got[0].Input()
		entry.Spec = reg.Host + spec
		l := &load.Loader{Client: &oci.Client{}, Lock: lock.New("", []lock.Input{entry})}
		_, err := l.Load(t.Context(), load.Request{Spec: entry.Spec})
		if c := (*lock.ChangedError)(nil); !errors.As(err, &c) || c.What != "reference" {
			t.Errorf("%s: %v, want a changed reference", spec, err)
		}
	}
}

func TestLoad_errorsInOrder(t *testing.T) {
	reg, _ := ocitest.Start(t, ocitest.Options{})
	l := &load.Loader{Client: &oci.Client{}}
	got, err := l.Load(t.Context(), load.Request{Spec: "none.wasm"}, load.Request{Spec: reg.Host + "/a/b:1"})
	if got != nil || !errors.Is(err, os.ErrNotExist) || !errors.As(err, new(*oci.NotFoundError)) {
		t.Errorf("%v, %v", got, err)
	}
}
