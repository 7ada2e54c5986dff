package component

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Header is the version and layer that every WebAssembly binary begins with, after its magic bytes.
type Header struct{ Version, Layer uint16 }

var (
	magic           = []byte{0x00, 0x61, 0x73, 0x6d}
	componentHeader = Header{Version: 13, Layer: 1}
)

const headerSize = 8

func (h Header) String() string { return fmt.Sprintf("version %d, layer %d", h.Version, h.Layer) }

// IsCoreModule reports whether h is the header of a core module.
func (h Header) IsCoreModule() bool { return h.Layer == 0 }

// IsComponent reports whether h is the header of a component of the version that [Decode] reads.
func (h Header) IsComponent() bool { return h == componentHeader }

// ReadHeader returns the header of b. Where b is no WebAssembly the error is a [*HeaderError].
func ReadHeader(b []byte) (Header, error) {
	if len(b) < headerSize || !bytes.HasPrefix(b, magic) {
		return Header{}, &HeaderError{Start: bytes.Clone(b[:min(len(b), headerSize)])}
	}
	return Header{
		Version: binary.LittleEndian.Uint16(b[4:]),
		Layer:   binary.LittleEndian.Uint16(b[6:]),
	}, nil
}

// IsCoreModule reports whether b begins as a core module does.
func IsCoreModule(b []byte) bool {
	h, err := ReadHeader(b)
	return err == nil && h.IsCoreModule()
}

// IsComponent reports whether b begins as a component does.
func IsComponent(b []byte) bool {
	h, err := ReadHeader(b)
	return err == nil && h.IsComponent()
}

func appendHeader(b []byte, h Header) []byte {
	b = append(b, magic...)
	b = binary.LittleEndian.AppendUint16(b, h.Version)
	return binary.LittleEndian.AppendUint16(b, h.Layer)
}
