package validate

import (
	"errors"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
	"github.com/wasmcp/wasmcp-go/wit/component/validate/internal/coretype"
)

// Limits beside those of package limits, most of them those of other validators.
const (
	maxBinaries   = 1_000     // core modules and components, in one another
	maxModules    = 1_000     // in an index space
	maxComponents = 1_000     // in an index space
	maxValues     = 1_000     // in an index space
	maxItems      = 1_000_000 // in every other index space
	maxOptions    = 10        // of a canonical definition
	maxStartArgs  = 1_000

	// What types take altogether. A short component can ask for any number of them.
	maxTypes = 1 << 18
	maxSpent = 4_000_000

	// maxFitted is how many imports of core modules are compared with what they are given, altogether. A
	// module is instantiated as often as one likes.
	maxFitted = 1_000_000
)

// Component checks a component, in which what is behind gates that are not open is an error. The error is a [*component.HeaderError] or [*component.DecodeError] where
// the bytes are no component at all, and an [*Error] where it breaks a rule.
func Component(b []byte, open Gates) error {
	v := &validator{
		open:  open,
		arena: types.NewArena(), store: coretype.NewStore(),
		modules: make(map[types.ID]*coretype.Module), measures: make(map[types.ID]measure), flats: make(map[flatKey]flat),
	}
	_, err := v.component(b, 0, nil)
	return err
}

// validator is what the components of one validation share.
type validator struct {
	open     Gates
	arena    *types.Arena
	store    *coretype.Store
	modules  map[types.ID]*coretype.Module
	measures map[types.ID]measure
	flats    map[flatKey]flat
	binaries int
	fitted   int // imports of core modules
}

// component checks the component that b is, which starts at base and stands in a scope.
func (v *validator) component(b []byte, base int, parent *scope) (types.ID, error) {
	c, err := component.Decode(b)
	if err != nil {
		if d := (*component.DecodeError)(nil); errors.As(err, &d) {
			d.Offset += base
		}
		return 0, err
	}
	if v.binaries++; v.binaries > maxBinaries {
		err := failf("more than %d core modules and components", maxBinaries)
		err.Offset, err.located = base, true
		return 0, err
	}
	s := newScope(v, parent, inComponent)
	for i, section := range c.Sections {
		item, err := s.section(base, section)
		if e := (*Error)(nil); errors.As(err, &e) {
			e.locate(b, base, i, item)
		}
		if err != nil {
			return 0, err
		}
	}
	id, failed := s.finish()
	if failed != nil {
		failed.Offset, failed.located = base+len(b), true
		return 0, failed
	}
	return id, nil
}

// section checks a section. With an error comes the item that it is about.
func (s *scope) section(base int, section component.Section) (int, error) {
	switch section := section.(type) {
	case *component.CoreModule:
		return 0, asError(s.coreModule(section.Bytes))
	case component.CoreInstances:
		return each(section, s.coreInstance)
	case component.CoreTypes:
		return each(section, s.coreType)
	case *component.Nested:
		n := len(s.components)
		id, err := s.v.component(section.Bytes, base+section.Offset(), s)
		if e := (*Error)(nil); errors.As(err, &e) {
			in(e, "component %d", n)
		}
		if err == nil {
			err = asError(s.push(component.SortComponent, id))
		}
		return 0, err
	case component.Instances:
		return each(section, s.instance)
	case component.Aliases:
		return each(section, s.alias)
	case component.Types:
		return each(section, s.typeDef)
	case component.Canons:
		return each(section, s.canon)
	case *component.Start:
		return -1, asError(in(s.start(section), "start"))
	case component.Imports:
		return each(section, func(i component.Import) *Error {
			return in(s.importItem(i.Name, i.Type), "import %s", quote(i.Name.Name))
		})
	case component.Exports:
		return each(section, func(e component.Export) *Error { return in(s.export(e), "export %s", quote(e.Name.Name)) })
	default:
		return -1, nil
	}
}

// asError keeps a nil *Error from becoming an error that is not nil.
func asError(e *Error) error {
	if e == nil {
		return nil
	}
	return e
}

func each[T any](items []T, check func(T) *Error) (int, error) {
	for i, item := range items {
		if err := check(item); err != nil {
			return i, err
		}
	}
	return -1, nil
}

// room returns an error once types take more than they may.
func (v *validator) room() *Error {
	if v.arena.Len() > maxTypes {
		return failf("more than %d types altogether", maxTypes)
	}
	if v.arena.Spent() > maxSpent {
		return failf("more than %d imports and exports in types altogether", maxSpent)
	}
	return nil
}
