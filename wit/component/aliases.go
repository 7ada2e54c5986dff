package component

import "fmt"

// Targets of an alias.
const (
	aliasInstanceExport     byte = 0x00
	aliasCoreInstanceExport byte = 0x01
	aliasOuter              byte = 0x02
)

func decodeAlias(r *reader) Alias {
	a := Alias{Sort: decodeSort(r)}
	switch c := r.byte("target of alias"); c {
	case aliasInstanceExport:
		a.Target = InstanceExport{Instance: r.u32("instance index"), Name: r.name("name")}
	case aliasCoreInstanceExport:
		a.Target = CoreInstanceExport{Instance: r.u32("core instance index"), Name: r.name("name")}
	case aliasOuter:
		a.Target = Outer{Count: r.u32("outer count"), Index: r.u32(a.Sort.String() + " index")}
	default:
		r.unknown("target of alias", c)
	}
	return a
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
