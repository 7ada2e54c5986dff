package chain

import (
	"fmt"
	"strings"
)

// ToolNames is what MCP wants the name of a tool to be made of, since revision 2025-11-25. It is a
// SHOULD there: there are clients, and models, that do not take other names.
const ToolNames = "1 to 128 of A-Z, a-z, 0-9, _, - and ."

// mostToolName is how many characters the name of a tool should have at most.
const mostToolName = 128

// What clients, and the models behind them, take less than MCP: the APIs of OpenAI and Gemini have these
// limits.
const (
	openAIClients  = "ChatGPT, Codex and Copilot"
	mostOpenAIName = 64
	geminiClients  = "Gemini CLI"
	mostGeminiName = 63
	allClients     = "Claude, " + openAIClients + ", and " + geminiClients
)

// OddNameWarning is a tool whose name clients refuse.
type OddNameWarning struct {
	// Component is the provider, and Own what it calls the tool itself.
	Component, Own string
	// Shown is the name that clients would see.
	Shown string
}

// String says what is wrong with the name, and which clients refuse it.
func (w *OddNameWarning) String() string {
	what := fmt.Sprintf("%s: tool %q", w.Component, w.Own)
	if w.Own != w.Shown {
		what += fmt.Sprintf(", shown as %q,", w.Shown)
	}
	reason, _ := oddName(w.Shown)
	return what + reason
}

// oddName tells what is wrong with the name of a tool, if anything is.
func oddName(name string) (reason string, odd bool) {
	long := fmt.Sprintf(" has a name of %d characters", len(name))
	character, strange := oddCharacter(name)
	switch {
	case strange:
		return fmt.Sprintf(" has %q in its name, expected %s; %s refuse it", character, ToolNames, allClients), true
	case len(name) > mostToolName:
		return fmt.Sprintf("%s, expected %s; %s refuse it", long, ToolNames, allClients), true
	case len(name) > mostOpenAIName:
		return fmt.Sprintf("%s; %s take at most %d, %s %d", long, openAIClients, mostOpenAIName, geminiClients, mostGeminiName), true
	case len(name) > mostGeminiName:
		return fmt.Sprintf("%s; %s takes at most %d", long, geminiClients, mostGeminiName), true
	case strings.Contains(name, "."):
		return fmt.Sprintf(" has '.' in its name; %s refuse it", openAIClients), true
	}
	return "", false
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

// OddNames lists the tools whose names clients refuse, as far as names are known.
func (plan *Plan) OddNames() []*OddNameWarning {
	var odd []*OddNameWarning
	for _, c := range plan.providers() {
		for _, one := range c.claims(KindTool) {
			if _, found := oddName(one.shown); found {
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
