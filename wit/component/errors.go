package component

import "fmt"

// DecodeError says where and why bytes are no component.
type DecodeError struct {
	// Offset is the byte that the problem starts at, counted from the start of the whole input even
	// inside a nested component.
	Offset int
	// Section is the section that the byte is in, such as "export"; empty between sections.
	Section string
	// Problem is what is wrong, with what was found and what was expected.
	Problem string
	// Values is whether something before imports or exports values, which the standard's draft and encoders
	// write in different forms: the problem may come of that.
	Values bool
	// Unknown is whether the bytes may well mean something to those who know more of the format.
	Unknown bool
}

func (e *DecodeError) Error() string {
	if e.Section == "" {
		return fmt.Sprintf("byte 0x%x: %s", e.Offset, e.Problem)
	}
	return fmt.Sprintf("byte 0x%x: %s section: %s", e.Offset, e.Section, e.Problem)
}

// HeaderError says that bytes do not begin as a component does.
type HeaderError struct {
	// Header is what they begin with; nil where it is no WebAssembly header at all.
	Header *Header
	// Start is the first bytes of the input, at most 8 of them.
	Start []byte
}

func (e *HeaderError) Error() string {
	switch {
	case e.Header == nil && len(e.Start) == 0:
		return "empty, not WebAssembly"
	case e.Header == nil:
		return fmt.Sprintf("not WebAssembly: begins with % x (WebAssembly begins with 00 61 73 6d)", e.Start)
	case e.Header.IsCoreModule():
		return fmt.Sprintf("core module, not a component: %s (a component has %s)", e.Header, componentHeader)
	default:
		return fmt.Sprintf("unknown kind of WebAssembly: %s (a component has %s)", e.Header, componentHeader)
	}
}
