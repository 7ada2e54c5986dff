package compose

import (
	"bytes"
	"encoding/binary"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// Section ids of the binary format that are written or looked for here; package component knows
// the rest.
const (
	sectionCustom     byte = 0
	sectionCoreModule byte = 1
	sectionComponent  byte = 4
)

// preamble is how every component begins.
var preamble = (&component.Component{}).Encode()

// copied is the size up to which bytes are copied rather than kept as a segment of their own.
const copied = 256

// segments encodes sections without copying large payloads.
func (e *encoder) segments(sections []component.Section) [][]byte {
	s := segmenter{last: bytes.Clone(preamble)}
	start := 0
	for i, section := range sections {
		var id byte
		switch section.(type) {
		case *component.Nested:
			id = sectionComponent
		case *component.CoreModule:
			id = sectionCoreModule
		default:
			continue
		}
		s.sections(sections[start:i])
		body, _ := e.trees[section].segments(1)
		s.write(sectionHeader(id, total(body)))
		s.write(body...)
		start = i + 1
	}
	s.sections(sections[start:])
	s.flush()
	return s.segments
}

// segmenter joins what is small and keeps apart what is large.
type segmenter struct {
	segments [][]byte
	last     []byte // being written
}

func (s *segmenter) sections(sections []component.Section) {
	if len(sections) > 0 {
		s.write(encodeSections(sections...))
	}
}

func (s *segmenter) write(parts ...[]byte) {
	for _, b := range parts {
		if len(b) > copied {
			s.flush()
			s.segments = append(s.segments, b)
		} else {
			s.last = append(s.last, b...)
		}
	}
}

func (s *segmenter) flush() {
	if len(s.last) > 0 {
		s.segments = append(s.segments, s.last)
		s.last = nil
	}
}

func encodeSections(sections ...component.Section) []byte {
	return (&component.Component{Sections: sections}).Encode()[len(preamble):]
}

func sectionHeader(id byte, size int) []byte { return binary.AppendUvarint([]byte{id}, uint64(size)) }

func total(segments [][]byte) int {
	n := 0
	for _, s := range segments {
		n += len(s)
	}
	return n
}
