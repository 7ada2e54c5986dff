package link_test

import (
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/compose/link"
	"github.com/wasmcp/wasmcp-go/wit/component"
	rules "github.com/wasmcp/wasmcp-go/wit/component/validate"
)

var (
	links   = flag.Int("links", 0, "how many results of random compositions to have (default 250, in make acceptance 10000)")
	explain = flag.Bool("explain", false, "say why random compositions are refused")
	seed    = flag.Uint64("seed", 1, "of random compositions")
)

// TestLink_random links random components, each alone and with others, with random options. What comes of
// valid components is valid, or an error of a kind that is known.
func TestLink_random(t *testing.T) {
	t.Parallel()
	tools.Need(t, "wasm-tools")
	r := rand.New(rand.NewPCG(*seed, 7))
	v := &validator{t: t}
	wanted := *links
	switch {
	case wanted > 0:
	case tools.IsAcceptance():
		wanted = 10_000
	default:
		wanted = 250
	}
	made, valid, refused := 0, 0, make(map[string]int)
	for valid < wanted && made < 4*wanted {
		u := newUniverse(rand.New(rand.NewPCG(r.Uint64(), 8)))
		var parts [][]byte
		for range 8 {
			b := u.component(r)
			v.add("a component", b, func() string { return "" })
			parts = append(parts, b)
		}
		for i := range 40 {
			made++
			of := parts[i%len(parts) : i%len(parts)+1]
			if i >= len(parts) {
				of = nil
				for range 2 + r.IntN(3) {
					of = append(of, parts[r.IntN(len(parts))])
				}
			}
			instances, options := randomLink(r, of)
			_, out, err := link.Link(instances, options)
			for try := 0; err != nil && try < 8 && settle(r, &options, first(err)); try++ {
				_, out, err = link.Link(instances, options)
			}
			if err != nil {
				refused[kind(t, err)]++
				if *explain {
					t.Logf("%v\n%s", err, saved(t, instances))
				}
				if i < len(parts) && len(options.Exports)+len(options.Rename)+len(options.Connect) == 0 {
					t.Errorf("linked alone: %v\n%s", err, saved(t, instances))
				}
				continue
			}
			valid++
			v.add("the result", out.Bytes(), func() string { return fmt.Sprintf("%+v\n%s", options, saved(t, instances)) })
		}
	}
	v.flush()
	t.Logf("%d of %d linked, refused: %v", valid, made, refused)
	if valid < wanted {
		t.Errorf("only %d of %d random compositions can be linked", valid, made)
	}
}

// randomLink returns instances of components and options for them.
func randomLink(r *rand.Rand, of [][]byte) ([]link.Instance, link.Options) {
	var o link.Options
	var instances []link.Instance
	for i, b := range of {
		instances = append(instances, link.Instance{Name: fmt.Sprintf("%c-%d", 'a'+i, i), Source: "part.wasm", Bytes: b})
	}
	o.Graph.PlainNames = compose.PlainNames(r.IntN(3))
	o.Graph.ImportVersion = compose.ImportVersion(r.IntN(3))
	o.Graph.Strip = compose.Strip(r.IntN(4))
	o.Graph.KeepDuplicates = r.IntN(4) == 0
	o.Metadata.Name = "result"
	if r.IntN(3) != 0 {
		return instances, o
	}
	for range r.IntN(4) {
		i := instances[r.IntN(len(instances))]
		c, err := component.Decode(i.Bytes)
		if err != nil {
			panic(err)
		}
		var imports, exports []string
		for x := range c.Imports() {
			imports = append(imports, x.Name.Name)
		}
		for x := range c.Exports() {
			exports = append(exports, x.Name.Name)
		}
		as := []string{"renamed", "zz", "t:x/renamed@1.0.0", "A-1"}[r.IntN(4)]
		switch k := r.IntN(4); {
		case k == 0 && len(exports) > 0:
			o.Exports = append(o.Exports, link.Export{Item: link.Item{Instance: i.Name, Name: exports[r.IntN(len(exports))]}, As: []string{"", as}[r.IntN(2)]})
		case k == 1 && len(imports) > 0:
			o.Rename = append(o.Rename, link.Export{Item: link.Item{Instance: i.Name, Name: imports[r.IntN(len(imports))]}, As: as})
		case k == 2 && len(exports) > 0:
			o.Rename = append(o.Rename, link.Export{Item: link.Item{Instance: i.Name, Name: exports[r.IntN(len(exports))]}, As: as})
		case k == 3 && len(imports) > 0:
			o.Host = append(o.Host, link.Item{Instance: i.Name, Name: imports[r.IntN(len(imports))]})
		}
	}
	return instances, o
}

// settle does what somebody would do who is told what is wrong. It returns false where there is no help.
func settle(r *rand.Rand, o *link.Options, err error) bool {
	switch err := err.(type) {
	case *link.AmbiguousError:
		o.Connect = append(o.Connect, link.Connection{Import: err.Import, Export: err.Exporters[r.IntN(len(err.Exporters))]})
	case *link.ExportsError:
		o.Rename = append(o.Rename, link.Export{Item: err.Items[1], As: fmt.Sprintf("renamed-%d", len(o.Rename))})
	case *link.CycleError:
		s := err.Path[r.IntN(len(err.Path))]
		o.Host = append(o.Host, link.Item{Instance: s.Importer, Name: s.Import})
	case *compose.TypeError:
		o.Host = append(o.Host, link.Item{Instance: err.Importer, Name: err.Import})
	case *compose.MergeError:
		o.Rename = append(o.Rename, link.Export{Item: link.Item{Instance: err.Second, Name: err.SecondImport}, As: fmt.Sprintf("apart-%d", len(o.Rename))})
	case *compose.PlainNameError:
		o.Graph.PlainNames = compose.PlainNamesRename
	default:
		return false
	}
	return true
}

// first returns the first of joined errors.
func first(err error) error {
	for {
		joined, ok := err.(interface{ Unwrap() []error })
		if !ok {
			return err
		}
		err = joined.Unwrap()[0]
	}
}

// kind returns what kind of error the first one is that linking gave.
func kind(t *testing.T, err error) string {
	t.Helper()
	err = first(err)
	var unknown *compose.UnknownResourceError
	var input *link.InputError
	if errors.As(err, &unknown) || errors.As(err, &input) {
		t.Errorf("valid components are said not to be: %v", err)
	}
	return strings.TrimPrefix(fmt.Sprintf("%T", err), "*")
}

// saved writes the components of a composition into files that stay, and returns their names.
func saved(t *testing.T, instances []link.Instance) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "link-random-")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, i := range instances {
		file := filepath.Join(dir, i.Name+".wasm")
		if err := os.WriteFile(file, i.Bytes, 0o644); err != nil {
			t.Fatal(err)
		}
		names = append(names, file)
	}
	return strings.Join(names, " ")
}

// validator looks at components, and has wasm-tools do so, at many at once: each is nested in one that has
// all of them.
type validator struct {
	t       *testing.T
	nested  []byte
	pending []pending
}

type pending struct {
	what   string
	bytes  []byte
	detail func() string
}

// atOnce is few enough that all which they hold is within the limits of one component.
const atOnce = 25

func (v *validator) add(what string, b []byte, detail func() string) {
	if v.nested == nil {
		v.nested = (&component.Component{}).Encode()
	}
	if err := rules.Component(b, rules.Open); err != nil {
		v.t.Errorf("%s is not valid: %v\n%s", what, err, detail())
	}
	v.nested = append(binary.AppendUvarint(append(v.nested, 4), uint64(len(b))), b...)
	v.pending = append(v.pending, pending{what, b, detail})
	if len(v.pending) == atOnce {
		v.flush()
	}
}

// flush validates what was added, and where something is wrong each on its own.
func (v *validator) flush() {
	v.t.Helper()
	if len(v.pending) == 0 {
		return
	}
	if message := v.wrong(v.nested); message != "" {
		found := false
		for _, p := range v.pending {
			if message := v.wrong(p.bytes); message != "" {
				found = true
				v.t.Errorf("%s is not valid: %s\n%s", p.what, message, p.detail())
			}
		}
		if !found {
			v.t.Errorf("valid components make one that is not: %s", message)
		}
	}
	v.nested, v.pending = nil, nil
}

// wrong returns what wasm-tools says of a component that is not valid.
func (v *validator) wrong(b []byte) string {
	cmd := exec.Command(tools.Need(v.t, "wasm-tools"), "validate", "--features", "all", "-")
	cmd.Stdin = strings.NewReader(string(b))
	out, err := cmd.CombinedOutput()
	if err == nil {
		return ""
	}
	return fmt.Sprintf("%v: %s", err, out)
}
