package component

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/decode"
)

// Forms of an instance, of the component and of the core level.
const (
	instanceInstantiate byte = 0x00
	instanceInline      byte = 0x01
)

func decodeInstance(r *decode.Reader) Instance {
	switch c := r.Byte("form of instance"); c {
	case instanceInstantiate:
		return Instantiate{
			Component: r.U32("component index"),
			Args:      decode.Vec(r, "arguments", 3, decodeArg),
		}
	case instanceInline:
		return Inline{Exports: decode.Vec(r, "inline exports", 4, decodeInlineExport)}
	default:
		r.Unknown("form of instance", c)
		return nil
	}
}

func decodeArg(r *decode.Reader) Arg {
	return Arg{Name: r.Name("name of argument"), Item: decodeSortIndex(r)}
}

func decodeInlineExport(r *decode.Reader) InlineExport {
	return InlineExport{Name: decodeName(r), Item: decodeSortIndex(r)}
}

func appendInstance(b []byte, i Instance) []byte {
	switch i := i.(type) {
	case Instantiate:
		b = appendU32(append(b, instanceInstantiate), i.Component)
		return appendVec(b, i.Args, appendArg)
	case Inline:
		return appendVec(append(b, instanceInline), i.Exports, appendInlineExport)
	default:
		panic(fmt.Sprintf("component: instance of type %T", i))
	}
}

func appendArg(b []byte, a Arg) []byte {
	return appendSortIndex(appendName(b, a.Name), a.Item)
}

func appendInlineExport(b []byte, e InlineExport) []byte {
	return appendSortIndex(appendExternName(b, e.Name), e.Item)
}
