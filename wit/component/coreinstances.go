package component

import "fmt"

func decodeCoreInstance(r *reader) CoreInstance {
	switch c := r.byte("form of core instance"); c {
	case instanceInstantiate:
		return CoreInstantiate{
			Module: r.u32("core module index"),
			Args:   vec(r, "arguments", 3, decodeCoreArg),
		}
	case instanceInline:
		return CoreInline{Exports: vec(r, "inline exports", 3, decodeCoreExport)}
	default:
		r.unknown("form of core instance", c)
		return nil
	}
}

func decodeCoreArg(r *reader) CoreArg {
	name := r.name("name of argument")
	r.expect("sort of argument", byte(SortCoreInstance-SortCoreFunc))
	return CoreArg{Name: name, Instance: r.u32("core instance index")}
}

func decodeCoreExport(r *reader) CoreExport {
	name := r.name("name of inline export")
	s := decodeCoreSort(r)
	return CoreExport{Name: name, Item: SortIndex{Sort: s, Index: r.u32Of(s.String(), " index")}}
}

func appendCoreInstance(b []byte, i CoreInstance) []byte {
	switch i := i.(type) {
	case CoreInstantiate:
		b = appendU32(append(b, instanceInstantiate), i.Module)
		return appendVec(b, i.Args, appendCoreArg)
	case CoreInline:
		return appendVec(append(b, instanceInline), i.Exports, appendCoreExport)
	default:
		panic(fmt.Sprintf("component: core instance of type %T", i))
	}
}

func appendCoreArg(b []byte, a CoreArg) []byte {
	return appendCoreSortIndex(appendName(b, a.Name), SortIndex{SortCoreInstance, a.Instance})
}

func appendCoreExport(b []byte, e CoreExport) []byte {
	return appendCoreSortIndex(appendName(b, e.Name), e.Item)
}
