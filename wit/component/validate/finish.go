package validate

import (
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// finish returns the type of what the scope is, once all of it has been read.
func (s *scope) finish() (types.ID, *Error) {
	for i, v := range s.values {
		if s.kind == inComponent && !v.used {
			return 0, failf("value %d is not used: every value has to be an argument, exported or passed to the start function", i)
		}
	}
	paths, mentioned := s.v.arena.Explicit(s.exports.externs)
	shows := make(map[types.ResourceID]bool, len(mentioned))
	for _, r := range mentioned {
		shows[r] = true
	}
	if s.kind != inInstanceType {
		if len(s.defined) > 0 {
			_, needs := s.v.arena.Explicit(s.imports.externs)
			for _, r := range needs {
				if s.isOwn[r] {
					return 0, failf("an import mentions resource %s, which the component defines itself", s.resourceName(r))
				}
			}
		}
	}
	var defined []types.Defined
	for _, r := range s.defined {
		path, ok := paths[r]
		switch {
		case ok && shows[r]:
			defined = append(defined, types.Defined{Resource: r, Path: path})
		case shows[r]:
			return 0, failf("an export mentions resource %s, which is not exported", s.resourceName(r))
		}
	}
	var id types.ID
	if s.kind == inInstanceType {
		id = s.v.arena.NewInstance(s.exports.externs, defined)
	} else {
		id = s.v.arena.NewComponent(s.imports.externs, s.exports.externs, s.imported, defined)
	}
	if _, err := s.v.measure(id); err != nil {
		return 0, err
	}
	return id, s.v.room()
}

func (s *scope) resourceName(r types.ResourceID) string {
	if name := s.v.arena.ResourceName(r); name != "" {
		return quote(name).String()
	}
	for i, id := range s.types {
		if id == s.v.arena.ResourceType(r) {
			return failf("of type %d", i).Problem
		}
	}
	return "of an instance"
}
