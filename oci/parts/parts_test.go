package parts_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
	"github.com/wasmcp/wasmcp-go/oci/parts"
)

// module is a core module that differs by its number.
func module(n byte) []byte {
	return []byte("\x00asm\x01\x00\x00\x00\x00\x02\x01" + string('a'+rune(n)))
}

func content(contract string) parts.Content {
	return parts.Content{
		Index: parts.Index{Version: "1.1.0", Contract: contract, Parts: []parts.Part{
			{Name: "transport", Version: "1.1.0"}, {Name: "context", Version: "1.0.0"}}},
		Components: map[string][]byte{"transport": module(0), "context": module(1)},
		WIT:        module(2),
	}
}

func parse(t *testing.T, s string) oci.Reference {
	t.Helper()
	r, err := oci.ParseReference(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestPush(t *testing.T) {
	reg, _ := ocitest.Start(t, ocitest.Options{})
	client := &oci.Client{}
	prefix := parse(t, reg.Host+"/acme/fw")
	pushed, err := parts.Push(t.Context(), client, prefix, content("0.1.0"), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range pushed {
		r.Digest = ""
		names = append(names, strings.TrimPrefix(r.String(), reg.Host))
	}
	want := []string{"/acme/fw/context:1.0.0", "/acme/fw/transport:1.1.0", "/acme/fw/mcp:0.1.0", "/acme/fw/framework:1.1.0"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	again, err := parts.Push(t.Context(), client, prefix, content("0.1.0"), nil)
	if diff := cmp.Diff(pushed, again); diff != "" || err != nil {
		t.Error(err, diff)
	}

	// What the index names is what was pushed, wherever the tags stand.
	x, err := parts.Find(t.Context(), client, prefix, "0.1.0")
	if err != nil {
		t.Fatal(err)
	}
	p, ok := x.Part("transport")
	if got := p.Reference(prefix); !ok || got != pushed[1] {
		t.Errorf("the transport is %v, want %v", got, pushed[1])
	}
	other := content("0.1.0")
	other.Components["transport"] = module(3)
	if _, err := parts.Push(t.Context(), client, parse(t, reg.Host+"/acme/fw:next"), other, nil); err != nil {
		t.Fatal(err)
	}
	if a, err := client.Pull(t.Context(), p.Reference(prefix)); err != nil || string(a.Bytes) != string(module(0)) {
		t.Errorf("%v: other bytes than were pushed", err)
	}
	if y, err := parts.Find(t.Context(), client, prefix, "0.1.0"); err != nil || cmp.Diff(x, y) != "" {
		t.Errorf("%v: a tag of its own moved the index for the contract", err)
	}
	next, err := parts.Find(t.Context(), client, parse(t, reg.Host+"/acme/fw:next"), "0.1.0")
	if err != nil || cmp.Diff(x, next) == "" {
		t.Errorf("%v: the index under its own tag is the other one", err)
	}
}

func TestFind_noneForTheContract(t *testing.T) {
	reg, _ := ocitest.Start(t, ocitest.Options{})
	client := &oci.Client{}
	prefix := parse(t, reg.Host+"/acme/fw")
	for _, contract := range []string{"0.2.0", "0.3.0"} {
		if _, err := parts.Push(t.Context(), client, prefix, content(contract), nil); err != nil {
			t.Fatal(err)
		}
	}
	_, err := parts.Find(t.Context(), client, prefix, "0.1.0")
	want := &parts.NoFrameworkError{Prefix: prefix, Contract: "0.1.0", Found: []string{"0.2.0", "0.3.0"}}
	if got := (*parts.NoFrameworkError)(nil); !errors.As(err, &got) || cmp.Diff(want, got) != "" {
		t.Errorf("%v, want %v", err, want)
	}
}

// TestFind_hostile has an index whose names would lead elsewhere.
func TestFind_hostile(t *testing.T) {
	reg, _ := ocitest.Start(t, ocitest.Options{})
	client := &oci.Client{}
	digest := `"sha256:` + strings.Repeat("0", 64) + `"`
	for name, text := range map[string]string{
		"no JSON":         `{`,
		"no parts":        `{}`,
		"another folder":  `{"parts":[{"name":"../x","version":"1.0.0","manifest":` + digest + `}]}`,
		"another host":    `{"parts":[{"name":"a/b","version":"1.0.0","manifest":` + digest + `}]}`,
		"a tag in a name": `{"parts":[{"name":"a:b","version":"1.0.0","manifest":` + digest + `}]}`,
		"no version":      `{"parts":[{"name":"a","version":"","manifest":` + digest + `}]}`,
		"no digest":       `{"parts":[{"name":"a","version":"1.0.0","manifest":"sha256:0"}]}`,
	} {
		prefix := parse(t, reg.Host+"/hostile/fw")
		a := oci.Data{ArtifactType: parts.MediaType, MediaType: parts.MediaType, Bytes: []byte(text)}.Artifact()
		if _, err := client.Push(t.Context(), a, parts.At(prefix, parts.IndexRepository).WithTag("contract-0.1.0")); err != nil {
			t.Fatal(err)
		}
		if x, err := parts.Find(t.Context(), client, prefix, "0.1.0"); !errors.As(err, new(*parts.IndexError)) {
			t.Errorf("%s: %v, %v, want an IndexError", name, x, err)
		}
	}
}

// TestPush_tagsLast has no tag while what is about the framework is still to come.
func TestPush_tagsLast(t *testing.T) {
	reg, _ := ocitest.Start(t, ocitest.Options{})
	client := &oci.Client{}
	prefix := parse(t, reg.Host+"/acme/fw")
	refused := errors.New("no key")
	seen := map[string]bool{}
	about := func(fails string) func(context.Context, oci.Reference, []oci.Reference) error {
		return func(ctx context.Context, r oci.Reference, tagged []oci.Reference) error {
			if _, _, err := client.Resolve(ctx, r); err != nil || r.Tag != "" {
				t.Errorf("%s is not there: %v", r, err)
			}
			for _, other := range tagged {
				seen[strings.TrimPrefix(other.String(), reg.Host+"/acme/fw/")] = true
				if _, _, err := client.Resolve(ctx, other); !errors.As(err, new(*oci.NotFoundError)) {
					t.Errorf("%s has its tag already: %v", other, err)
				}
			}
			if strings.HasSuffix(r.Name(), fails) {
				return refused
			}
			return nil
		}
	}
	if _, err := parts.Push(t.Context(), client, prefix, content("0.1.0"), about("/framework")); !errors.Is(err, refused) {
		t.Errorf("Push = %v, want %v", err, refused)
	}
	for name := range seen {
		if _, _, err := client.Resolve(t.Context(), parse(t, reg.Host+"/acme/fw/"+name)); !errors.As(err, new(*oci.NotFoundError)) {
			t.Errorf("%s has a tag, and the framework was not signed: %v", name, err)
		}
	}
	if _, err := parts.Push(t.Context(), client, prefix, content("0.1.0"), about("nothing")); err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{"context:1.0.0": true, "transport:1.1.0": true, "mcp:0.1.0": true, "framework:1.1.0": true, "framework:contract-0.1.0": true}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Error(diff)
	}
}
