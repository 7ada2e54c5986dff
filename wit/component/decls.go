package component

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/decode"
)

// Kinds of declarations in component and instance types.
const (
	declCoreType byte = 0x00
	declType     byte = 0x01
	declAlias    byte = 0x02
	declImport   byte = 0x03
	declExport   byte = 0x04
)

// decodeDecls reads the body of a component type or, where imports is false, an instance type.
func decodeDecls(r *decode.Reader, imports bool) []Decl {
	if !r.Enter() {
		return nil
	}
	defer r.Leave()
	return decode.Vec(r, "declarations", 2, func(r *decode.Reader) Decl { return decodeDecl(r, imports) })
}

func decodeDecl(r *decode.Reader, imports bool) Decl {
	c := r.Byte("declaration")
	switch {
	case c == declCoreType:
		return CoreTypeDecl{decodeCoreType(r)}
	case c == declType:
		return TypeDecl{decodeType(r)}
	case c == declAlias:
		return AliasDecl{decodeAlias(r)}
	case c == declImport && imports:
		return ImportDecl{Name: decodeName(r), Type: decodeExternType(r)}
	case c == declImport:
		r.FailAt(r.Pos-1, "import in an instance type")
		return nil
	case c == declExport:
		return ExportDecl{Name: decodeName(r), Type: decodeExternType(r)}
	default:
		r.Unknown("declaration", c)
		return nil
	}
}

func appendDecl(b []byte, d Decl) []byte {
	switch d := d.(type) {
	case CoreTypeDecl:
		return appendCoreType(append(b, declCoreType), d.Type)
	case TypeDecl:
		return appendType(append(b, declType), d.Type)
	case AliasDecl:
		return appendAlias(append(b, declAlias), d.Alias)
	case ImportDecl:
		return appendExternType(appendExternName(append(b, declImport), d.Name), d.Type)
	case ExportDecl:
		return appendExternType(appendExternName(append(b, declExport), d.Name), d.Type)
	default:
		panic(fmt.Sprintf("component: declaration of type %T", d))
	}
}
