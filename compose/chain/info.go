package chain

// Info is a server's identity and settings: the constants that the transport asks server-info for.
type Info struct {
	// Name and Version are those of serverInfo.
	Name, Version string
	// Title, Instructions and Extra are left out where they are empty. Extra is a JSON object with
	// further members of serverInfo.
	Title, Instructions, Extra string
	// PageSize is the number of entries in one page of a list, 0 for lists in one piece.
	PageSize uint32
	// MaxMessage is the number of bytes of one message, at most; 0 for the transport's own limit.
	MaxMessage uint32
	// AllowedOrigins and AllowedHosts are values of the HTTP headers Origin and Host that are let
	// in, compared as they are.
	AllowedOrigins, AllowedHosts []string
}

// fields are the info as the contract's record of that name has it.
func (i Info) fields() fields {
	f := fields{
		"name":            i.Name,
		"version":         i.Version,
		"page-size":       i.PageSize,
		"max-message":     i.MaxMessage,
		"allowed-origins": i.AllowedOrigins,
		"allowed-hosts":   i.AllowedHosts,
	}
	for name, v := range map[string]string{"title": i.Title, "instructions": i.Instructions, "extra": i.Extra} {
		if v != "" {
			f[name] = v
		}
	}
	return f
}
