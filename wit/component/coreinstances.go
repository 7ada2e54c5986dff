package component

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/decode"
)

func decodeCoreInstance(r *decode.Reader) CoreInstance {
	switch c := r.Byte("form of core instance"); c {
	case instanceInstantiate:
		return CoreInstantiate{
			Module: r.U32("core module index"),
			Args:   decode.Vec(r, "arguments", 3, decodeCoreArg),
		}
	case instanceInline:
		return CoreInline{Exports: decode.Vec(r, "inline exports", 3, decodeCoreExport)}
	default:
		r.Unknown("form of core instance", c)
		return nil
	}
}

func decodeCoreArg(r *decode.Reader) CoreArg {
	name := r.Name("name of argument")
	r.Expect("sort of argument", byte(SortCoreInstance-SortCoreFunc))
	return CoreArg{Name: name, Instance: r.U32("core instance index")}
}

func decodeCoreExport(r *decode.Reader) CoreExport {
	name := r.Name("name of inline export")
	s := decodeCoreSort(r)
	return CoreExport{Name: name, Item: SortIndex{Sort: s, Index: r.U32Of(s.String(), " index")}}
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
