package validate

import (
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// use takes a value, which can be done once.
func (s *scope) use(index uint32) (types.ID, *Error) {
	if err := s.v.gate(Values, "value"); err != nil {
		return 0, err
	}
	v, err := at(s.values, component.SortValue, index)
	if err != nil {
		return 0, err
	}
	if v.used {
		return 0, failf("value %d is used twice", index)
	}
	s.values[index].used = true
	return v.typ, nil
}

// start checks the start function and adds its result.
func (s *scope) start(t *component.Start) *Error {
	if err := s.v.gate(Values, "start function"); err != nil {
		return err
	}
	if s.started {
		return failf("second start function, 1 is the most")
	}
	s.started = true
	id, err := at(s.funcs, component.SortFunc, t.Func)
	if err != nil {
		return err
	}
	f := s.v.arena.Type(id).(types.Func)
	results := 0
	if f.Result != 0 {
		results = 1
	}
	switch {
	case len(t.Args) > maxStartArgs:
		return failf("%d arguments, %d are the most", len(t.Args), maxStartArgs)
	case len(t.Args) != len(f.Params):
		return failf("%d arguments for a function with %d parameters", len(t.Args), len(f.Params))
	case int(t.Results) != results:
		return failf("%d results of a function that returns %d", t.Results, results)
	}
	for i, p := range f.Params {
		got, err := s.use(t.Args[i])
		if err != nil {
			return in(err, "argument %s", quote(p.Name))
		}
		want := types.Extern{Sort: component.SortValue, Type: p.Type}
		if m := s.v.arena.Subtype(types.Extern{Sort: component.SortValue, Type: got}, want); m != nil {
			return in(failf("%v", m), "argument %s", quote(p.Name))
		}
	}
	if f.Result != 0 {
		return s.push(component.SortValue, f.Result)
	}
	return nil
}
