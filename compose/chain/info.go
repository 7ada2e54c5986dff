package chain

import (
	"strings"
	"time"
)

// Info is a server's identity and settings: the constants that the transport asks server-info for.
type Info struct {
	// Name and Version are those of serverInfo.
	Name, Version string
	// Title, Instructions and Extra are left out where they are empty. Extra is a JSON object with
	// further members of serverInfo.
	Title, Instructions, Extra string
	// PageSize is the number of entries in one page of a list, 0 for lists in one piece.
	PageSize uint32
	// ListTTL is for how long clients may keep lists, in milliseconds at most those of a uint32. Other
	// than 0 it is an error where lists may change: where a provider is dynamic, or was not asked.
	ListTTL time.Duration
	// MaxMessage is the number of bytes of one message, at most; 0 for the transport's own limit.
	MaxMessage uint32
	// AllowedOrigins and AllowedHosts are values of the HTTP headers Origin and Host that are let
	// in, compared as they are.
	AllowedOrigins, AllowedHosts []string
	// ParamHeaders are the arguments of tools that clients repeat in headers.
	ParamHeaders []ParamHeader
	// Endpoint is the path at which the server is served over HTTP; empty for / and /mcp.
	Endpoint string
	// ToolsKnown says that ParamHeaders is about every tool of the server. Where it is not, the
	// transport asks for a tool's schema when a call has such headers.
	ToolsKnown bool
}

// ParamHeader is an argument of a tool whose schema has x-mcp-header.
type ParamHeader struct {
	// Tool is the tool's name, as the server has it.
	Tool string
	// Name follows Mcp-Param- in the header's name.
	Name string
	// Path are the properties that lead to the argument, from the root of the schema.
	Path []string
}

// fields are the info as the contract's record of that name has it.
func (i Info) fields() fields {
	f := fields{
		"name":            i.Name,
		"version":         i.Version,
		"page-size":       i.PageSize,
		"list-ttl":        uint32(i.ListTTL.Milliseconds()),
		"max-message":     i.MaxMessage,
		"allowed-origins": i.AllowedOrigins,
		"allowed-hosts":   i.AllowedHosts,
	}
	if i.ToolsKnown {
		f["tools-known"] = true
	}
	if i.Endpoint != "" {
		f["endpoint"] = strings.TrimSuffix(i.Endpoint, "/")
	}
	var headers []fields
	for _, h := range i.ParamHeaders {
		headers = append(headers, fields{"tool": h.Tool, "name": h.Name, "path": h.Path})
	}
	if headers != nil {
		f["param-headers"] = headers
	}
	for name, v := range map[string]string{"title": i.Title, "instructions": i.Instructions, "extra": i.Extra} {
		if v != "" {
			f[name] = v
		}
	}
	return f
}
