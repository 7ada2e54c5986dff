package component

import "fmt"

// Kinds of declarations in component and instance types.
const (
	declCoreType byte = 0x00
	declType     byte = 0x01
	declAlias    byte = 0x02
	declImport   byte = 0x03
	declExport   byte = 0x04
)

// decodeDecls reads the body of a component type or, where imports is false, an instance type.
func decodeDecls(r *reader, imports bool) []Decl {
	if !r.enter() {
		return nil
	}
	defer r.leave()
	return vec(r, "declarations", 2, func(r *reader) Decl { return decodeDecl(r, imports) })
}

func decodeDecl(r *reader, imports bool) Decl {
	c := r.byte("declaration")
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
		r.failAt(r.pos-1, "import in an instance type")
		return nil
	case c == declExport:
		return ExportDecl{Name: decodeName(r), Type: decodeExternType(r)}
	default:
		r.unknown("declaration", c)
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
