package component

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/decode"
)

// Targets of an alias.
const (
	aliasInstanceExport     byte = 0x00
	aliasCoreInstanceExport byte = 0x01
	aliasOuter              byte = 0x02
)

func decodeAlias(r *decode.Reader) Alias {
	start := r.Pos
	a := Alias{Sort: decodeSort(r)}
	c := r.Byte("target of alias")
	if r.Err == nil && c <= aliasOuter && !canAlias(a.Sort, c) {
		r.FailAt(start, "alias of a %s by target 0x%02x", a.Sort, c)
	}
	switch c {
	case aliasInstanceExport:
		a.Target = InstanceExport{Instance: r.U32("instance index"), Name: r.Name("name")}
	case aliasCoreInstanceExport:
		a.Target = CoreInstanceExport{Instance: r.U32("core instance index"), Name: r.Name("name")}
	case aliasOuter:
		a.Target = Outer{Count: r.U32("outer count"), Index: r.U32Of(a.Sort.String(), " index")}
	default:
		r.Unknown("target of alias", c)
	}
	return a
}

// canAlias reports whether items of this sort can be reached by this kind of alias.
func canAlias(s Sort, target byte) bool {
	switch s {
	case SortCoreModule, SortComponent, SortType:
		return target != aliasCoreInstanceExport
	case SortCoreType:
		return target == aliasOuter
	case SortFunc, SortValue, SortInstance:
		return target == aliasInstanceExport
	case SortCoreFunc, SortCoreTable, SortCoreMemory, SortCoreGlobal, SortCoreTag:
		return target == aliasCoreInstanceExport
	default:
		return false
	}
}

func appendAlias(b []byte, a Alias) []byte {
	b = appendSort(b, a.Sort)
	switch t := a.Target.(type) {
	case InstanceExport:
		b = appendU32(append(b, aliasInstanceExport), t.Instance)
		return appendName(b, t.Name)
	case CoreInstanceExport:
		b = appendU32(append(b, aliasCoreInstanceExport), t.Instance)
		return appendName(b, t.Name)
	case Outer:
		b = appendU32(append(b, aliasOuter), t.Count)
		return appendU32(b, t.Index)
	default:
		panic(fmt.Sprintf("component: alias target of type %T", t))
	}
}
