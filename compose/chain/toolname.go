package chain

import "fmt"

// ToolNames is what MCP wants the name of a tool to be made of, since revision 2025-11-25. It is a
// SHOULD there: there are clients, and models, that do not take other names.
const ToolNames = "1 to 128 of A-Z, a-z, 0-9, _, - and ."

// mostToolName is how many characters the name of a tool should have at most.
const mostToolName = 128

// OddNameWarning is a tool whose name is not what MCP wants.
type OddNameWarning struct {
	// Component is the provider, and Own what it calls the tool itself.
	Component, Own string
	// Shown is the name that clients would see.
	Shown string
}

// String says what is wrong with the name.
func (w *OddNameWarning) String() string {
	what := fmt.Sprintf("%s: tool %q", w.Component, w.Own)
	if w.Own != w.Shown {
		what += fmt.Sprintf(", shown as %q,", w.Shown)
	}
	if found, ok := oddCharacter(w.Shown); ok {
		return fmt.Sprintf("%s has %q in its name, expected %s", what, found, ToolNames)
	}
	return fmt.Sprintf("%s has a name of %d characters, expected %s", what, len(w.Shown), ToolNames)
}

// oddCharacter finds the first character that the name of a tool should not have.
func oddCharacter(name string) (rune, bool) {
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '-', r == '.':
		default:
			return r, true
		}
	}
	return 0, false
}

// OddNames lists the tools whose names are not what MCP wants, as far as names are known.
func (plan *Plan) OddNames() []*OddNameWarning {
	var odd []*OddNameWarning
	for _, c := range plan.providers() {
		for _, one := range c.claims(KindTool) {
			if _, found := oddCharacter(one.shown); found || len(one.shown) > mostToolName {
				odd = append(odd, &OddNameWarning{c.Name, one.own, one.shown})
			}
		}
	}
	return odd
}

// EmptyNameError is a tool or a prompt that clients could not name.
type EmptyNameError struct {
	// Component is the provider.
	Component string
	// Kind is what it is, KindTool or KindPrompt, where the provider itself has no name for it.
	Kind string
	// Own is what the provider calls what is to have an empty name.
	Own string
}

func (e *EmptyNameError) Error() string {
	if e.Own == "" {
		return fmt.Sprintf("%s offers a %s without a name", e.Component, e.Kind)
	}
	return fmt.Sprintf("%s: the new name of %q is empty", e.Component, e.Own)
}

// emptyNames reports names that are empty, or are to become so.
func (c *Component) emptyNames() []error {
	var errs []error
	for _, r := range c.Rename {
		if r.New == "" {
			errs = append(errs, &EmptyNameError{Component: c.Name, Own: r.Old})
		}
	}
	for _, kind := range []string{KindTool, KindPrompt} {
		for _, one := range c.claims(kind) {
			if one.shown == "" && one.own == "" {
				errs = append(errs, &EmptyNameError{Component: c.Name, Kind: kind})
			}
		}
	}
	return errs
}
