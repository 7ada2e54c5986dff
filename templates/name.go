package templates

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// NameError reports a name that is not a label of WIT.
type NameError struct {
	Name string
	// Reason says what is wrong with it.
	Reason string
	// Suggestion is a valid name that is like it.
	Suggestion string
}

func (e *NameError) Error() string {
	return fmt.Sprintf("%q is not a valid name: %s", e.Name, e.Reason)
}

// CheckName refuses a name that is not a [label] of WIT: words of lower-case letters and digits, or
// of upper-case letters and digits, joined by hyphens, the first one starting with a letter. The
// error is a *[NameError].
//
// [label]: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#import-and-export-definitions
func CheckName(name string) error {
	if reason := wrong(name); reason != "" {
		return &NameError{Name: name, Reason: reason, Suggestion: suggest(name)}
	}
	return nil
}

// wrong says what is wrong with a name, and nothing where it is right.
func wrong(name string) string {
	if name == "" {
		return "it is empty"
	}
	for _, r := range name {
		if !isLabelRune(r) {
			return fmt.Sprintf("%q is not a letter from a to z, a digit or a hyphen", r)
		}
	}
	for i, word := range strings.Split(name, "-") {
		switch {
		case word == "":
			return "a hyphen stands between two words"
		case i == 0 && isDigit(rune(word[0])):
			return "it starts with a digit"
		case word != strings.ToLower(word) && word != strings.ToUpper(word):
			return fmt.Sprintf("%q has both upper-case and lower-case letters", word)
		}
	}
	return ""
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isLabelRune(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || isDigit(r) || r == '-'
}

// What starts a word inside one of mixed case: in myTool, HTTPServer.
var innerWord = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])`)
})

// suggest is a valid name that is like the given one.
func suggest(name string) string {
	for before := ""; before != name; {
		before, name = name, innerWord().ReplaceAllString(name, "$1$3-$2$4")
	}
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return r == '-' || !isLabelRune(r) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	var valid []string
	for _, word := range words {
		word = strings.Map(func(r rune) rune {
			if isLabelRune(r) {
				return r
			}
			return -1
		}, word)
		if word != "" {
			valid = append(valid, word)
		}
	}
	if len(valid) == 0 {
		return "my-tools"
	}
	if isDigit(rune(valid[0][0])) {
		valid = append([]string{"mcp"}, valid...)
	}
	return strings.Join(valid, "-")
}
