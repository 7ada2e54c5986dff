package runtime

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/suite"
	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

// notRun are the components of the standard's suite that the runtime does not take, by file and line, each
// with its reason. All of async is not run, since nothing there is synchronous.
var notRun = map[string]string{
	"binary/binary.wast:974":      asynchronous,
	"linking/tags.wast:7":         "core modules have exception handling",
	"linking/tags.wast:36":        "core modules have exception handling",
	"linking/tags.wast:64":        "core modules have exception handling",
	"linking/tags.wast:93":        "core modules have exception handling",
	"linking/unit.wast:261":       "a core module has several memories",
	"linking/unit.wast:308":       "a core module has several memories",
	"linking/unit.wast:355":       "a core module has several memories",
	"values/post-return.wast:4":   asynchronous,
	"values/post-return.wast:276": asynchronous,
	"values/post-return.wast:350": asynchronous,
	"values/variants.wast:83":     asynchronous,
}

const asynchronous = "it is asynchronous"

// TestSuite_run runs what the standard's suite runs, as far as it is synchronous: every call has to return or
// trap as the suite says.
func TestSuite_run(t *testing.T) {
	counts := make(map[string]int)
	for _, f := range suite.Read(t, suite.Standard) {
		if strings.HasPrefix(f.Name, "async/") {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			r := &suiteRun{t: t, f: f, definitions: make(map[string]definition), instances: make(map[string]*suiteInstance), counts: counts}
			defer r.close()
			for _, c := range f.Commands {
				r.command(c)
			}
		})
	}
	t.Logf("%v", counts)
}

// suiteRun runs a file of the suite.
type suiteRun struct {
	t           *testing.T
	f           *suite.File
	definitions map[string]definition
	instances   map[string]*suiteInstance
	last        *suiteInstance
	open        []func()
	counts      map[string]int
}

// definition is a component, and where the suite has it.
type definition struct {
	binary []byte
	at     string
}

// suiteInstance is an instance; err is why it could not be made, which is excepted where notRun says so.
type suiteInstance struct {
	c        *Component
	in       *instance
	err      error
	excepted bool
}

func (r *suiteRun) close() {
	for _, f := range slices.Backward(r.open) {
		f()
	}
}

func (r *suiteRun) fail(c suite.Command, format string, args ...any) {
	r.t.Helper()
	r.t.Errorf("line %d: %s: %s", c.Line, c.Type, fmt.Sprintf(format, args...))
}

func (r *suiteRun) command(c suite.Command) {
	switch c.Type {
	case "module", "module_definition", "assert_uninstantiable":
		b, ok := r.f.Binary(r.t, c)
		if !ok {
			return
		}
		d := definition{b, fmt.Sprintf("%s:%d", r.f.Name, c.Line)}
		if c.Type == "module_definition" {
			r.definitions[c.Name] = d
			return
		}
		in := r.instantiate(c, d)
		if c.Type == "module" {
			r.last, r.instances[c.Name] = in, in
		} else if in.err == nil {
			r.fail(c, "can be instantiated")
		}
	case "module_instance":
		in := r.instantiate(c, r.definitions[c.Module])
		r.last, r.instances[c.Instance] = in, in
	case "assert_return", "assert_trap":
		in := r.last
		if c.Action.Module != "" {
			in = r.instances[c.Action.Module]
		}
		if in.excepted {
			r.counts[c.Type+" not run"]++
			return
		}
		r.counts[c.Type]++
		if in.err != nil {
			return // which has been told
		}
		got, err := r.call(in, c)
		if c.Type == "assert_trap" {
			if trap := (*Trap)(nil); !errors.As(err, &trap) {
				r.fail(c, "%s = %v, %v; want a trap: %s", c.Action.Field, got, err, c.Text)
			}
			return
		}
		if err != nil {
			r.fail(c, "%s: %v", c.Action.Field, err)
		}
	}
}

func (r *suiteRun) instantiate(c suite.Command, d definition) *suiteInstance {
	ctx := context.Background()
	made, err := Compile(ctx, d.binary, Config{})
	reason := notRun[d.at]
	switch {
	case err != nil && reason != "":
		r.counts["instance not made"]++
		return &suiteInstance{err: err, excepted: true}
	case err != nil && c.Type != "assert_uninstantiable":
		r.fail(c, "%s: %v", d.at, err)
	case err == nil && reason != "":
		r.fail(c, "%s can be compiled, and is excepted because %s", d.at, reason)
	}
	if err != nil {
		return &suiteInstance{err: err}
	}
	r.counts["instance"]++
	r.open = append(r.open, func() { made.Close(ctx) })
	in, err := made.instantiate(ctx, made.state(), nil)
	if err != nil {
		if c.Type != "assert_uninstantiable" {
			r.fail(c, "%s: %v", d.at, err)
		}
		return &suiteInstance{err: err}
	}
	r.open = append(r.open, in.close)
	return &suiteInstance{c: made, in: in}
}

// call calls what a command says and compares what it returns.
func (r *suiteRun) call(in *suiteInstance, c suite.Command) (any, error) {
	f, ok := in.c.export("", c.Action.Field)
	if !ok {
		return nil, fmt.Errorf("there is no function %s", c.Action.Field)
	}
	var args []any
	for i, a := range c.Action.Args {
		v, err := goValue(f.Type.Params.Fields[i], a)
		if err != nil {
			return nil, err
		}
		args = append(args, v)
	}
	got, err := in.in.invokeExport(context.Background(), f, args)
	if err != nil || c.Type == "assert_trap" {
		return got, err
	}
	if len(c.Expected) == 0 {
		if got != nil {
			return got, fmt.Errorf("returns %v, want nothing", got)
		}
		return nil, nil
	}
	result := f.Type.Result
	if result == nil {
		return nil, errors.New("returns nothing")
	}
	want, err := goValue(result, c.Expected[0])
	if err == nil && !reflect.DeepEqual(got, want) {
		err = fmt.Errorf("returns %#v, want %#v", got, want)
	}
	return got, err
}

// goValue returns a value of the suite as calls take it.
func goValue(t *canon.Type, v suite.Value) (any, error) {
	switch t.Kind {
	case canon.List, canon.Record:
		return goValues(t, v)
	case canon.Variant, canon.Enum, canon.Option, canon.Result:
		return goCase(t, v)
	case canon.Flags:
		var names []string
		var bits uint32
		err := json.Unmarshal(v.Value, &names)
		for _, n := range names {
			bits |= 1 << slices.Index(t.Names, n)
		}
		return bits, err
	case canon.Bool:
		var b bool
		return b, json.Unmarshal(v.Value, &b)
	}
	var text string
	if err := json.Unmarshal(v.Value, &text); err != nil {
		return nil, fmt.Errorf("%s %s: %w", v.Type, v.Value, err)
	}
	switch t.Kind {
	case canon.String:
		return text, nil
	case canon.Char:
		return []rune(text)[0], nil
	case canon.F32:
		n, err := strconv.ParseUint(text, 10, 32)
		return math.Float32frombits(uint32(n)), err
	case canon.F64:
		n, err := strconv.ParseUint(text, 10, 64)
		return math.Float64frombits(n), err
	}
	return goInteger(t.Kind, text)
}

func goInteger(kind canon.Kind, text string) (any, error) {
	switch kind {
	case canon.S8, canon.S16, canon.S32, canon.S64:
		n, err := strconv.ParseInt(text, 10, 64)
		return map[canon.Kind]any{canon.S8: int8(n), canon.S16: int16(n), canon.S32: int32(n), canon.S64: n}[kind], err
	default:
		n, err := strconv.ParseUint(text, 10, 64)
		return map[canon.Kind]any{canon.U8: uint8(n), canon.U16: uint16(n), canon.U32: uint32(n), canon.U64: n}[kind], err
	}
}

// goValues returns a list, record or tuple.
func goValues(t *canon.Type, v suite.Value) (any, error) {
	var parts []json.RawMessage
	if err := json.Unmarshal(v.Value, &parts); err != nil {
		return nil, err
	}
	out := make([]any, 0, len(parts))
	for i, p := range parts {
		inner := t.Elem
		if t.Kind == canon.Record {
			inner = t.Fields[i]
		}
		if v.Type == "record" { // a name and a value
			var pair [2]json.RawMessage
			if err := json.Unmarshal(p, &pair); err != nil {
				return nil, err
			}
			p = pair[1]
		}
		var part suite.Value
		if err := json.Unmarshal(p, &part); err != nil {
			return nil, err
		}
		made, err := goValue(inner, part)
		if err != nil {
			return nil, err
		}
		out = append(out, made)
	}
	if t.Kind == canon.List && t.Elem.Kind == canon.U8 {
		bytes := make([]byte, len(out))
		for i, b := range out {
			bytes[i] = b.(uint8)
		}
		return bytes, nil
	}
	return out, nil
}

// goCase returns a variant, enum, option or result.
func goCase(t *canon.Type, v suite.Value) (any, error) {
	index, payload := 0, v.Value
	switch t.Kind {
	case canon.Enum:
		var name string
		err := json.Unmarshal(v.Value, &name)
		return Case{Index: uint32(slices.Index(t.Names, name))}, err
	case canon.Variant:
		var c struct {
			Case    string
			Payload json.RawMessage
		}
		if err := json.Unmarshal(v.Value, &c); err != nil {
			return nil, err
		}
		index, payload = slices.Index(t.Names, c.Case), c.Payload
	case canon.Option:
		if string(payload) != "null" {
			index = 1
		}
	case canon.Result:
		var c map[string]json.RawMessage
		if err := json.Unmarshal(v.Value, &c); err != nil {
			return nil, err
		}
		if failed, ok := c["Err"]; ok {
			index, payload = 1, failed
		} else {
			payload = c["Ok"]
		}
	}
	made := Case{Index: uint32(index)}
	if t.Cases[index] == nil {
		return made, nil
	}
	var inner suite.Value
	if err := json.Unmarshal(payload, &inner); err != nil {
		return nil, err
	}
	var err error
	made.Value, err = goValue(t.Cases[index], inner)
	return made, err
}

// TestCompile_invalid has what is not valid refused or at least survived, since nobody says that whoever
// compiles has validated.
func TestCompile_invalid(t *testing.T) {
	ctx := t.Context()
	for _, f := range suite.Read(t, suite.Standard) {
		for _, c := range f.Commands {
			b, ok := f.Binary(t, c)
			if !ok || c.Type != "assert_invalid" || validate.Component(b, validate.Open) == nil {
				continue
			}
			if made, err := Compile(ctx, b, Config{}); err == nil {
				made.Close(ctx)
			}
		}
	}
}
