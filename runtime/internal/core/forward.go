package core

// Forward returns a module that imports a function and exports it again. The types of its parameters
// and results are given by their bytes in the binary format.
func Forward(imported [2]string, exported string, params, results []byte) []byte {
	out := []byte("\x00asm\x01\x00\x00\x00")
	typ := append(appendU32([]byte{1, 0x60}, uint32(len(params))), params...)
	typ = append(appendU32(typ, uint32(len(results))), results...)
	out = appendSection(out, sectionType, typ)
	in := appendName(appendName([]byte{1}, imported[0]), imported[1])
	out = appendSection(out, sectionImport, append(in, byte(Func), 0))
	return appendSection(out, sectionExport, append(appendName([]byte{1}, exported), byte(Func), 0))
}
