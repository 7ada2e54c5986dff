package compose

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// nameSections hold names: of a core module's functions and so on, and of a component's.
var nameSections = []string{"name", "component-name"}

// keptSections are those that Strip leaves alone: producers, metadata, and the section in which
// wasmcp says of what it has composed a component.
var keptSections = append([]string{"producers", "wasmcp"}, metadataSections()...)

// hintPrefix is how the names of sections begin that make compiled code faster.
const hintPrefix = "metadata.code."

func metadataSections() (names []string) {
	all := component.Metadata{
		Version: "x", Description: "x", Authors: "x", Licenses: "x", Source: "x", Homepage: "x", Revision: "x",
	}
	for _, s := range all.Customs() {
		names = append(names, s.Name)
	}
	return names
}

// drops reports whether a custom section, given by its payload, is left out.
func (s Strip) drops(payload []byte) bool {
	size, n := binary.Uvarint(payload)
	if s == 0 || n <= 0 || size > uint64(len(payload)-n) {
		return false
	}
	name := string(payload[n : n+int(size)])
	switch {
	case slices.Contains(nameSections, name):
		return s&StripNames != 0
	case slices.Contains(keptSections, name), strings.HasPrefix(name, hintPrefix):
		return false
	default:
		return s&StripCustom != 0
	}
}
