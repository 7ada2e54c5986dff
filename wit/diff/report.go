package diff

import (
	"fmt"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit"
)

// Verdict says whether the versions of the two packages promise what the changes keep.
type Verdict struct {
	OK bool
	// Reason says why, in words.
	Reason string
	// Next is the least version that the new package may have, or empty where the old has none or
	// one that promises nothing.
	Next string
}

// Verdict compares the changes with the versions.
//
// Versions that begin with the same number other than 0 are compatible, and so are those that begin
// with 0 and the same second number other than 0, and no others. Pre-releases promise nothing.
func (r *Report) Verdict() Verdict {
	level := r.Level()
	if r.ofComponents() {
		if level == Breaking {
			return Verdict{Reason: "the new component cannot take the place of the old one everywhere"}
		}
		return Verdict{OK: true, Reason: "the new component can take the place of the old one"}
	}
	old, oldOK := wit.ParseVersion(r.Old.Version)
	new, newOK := wit.ParseVersion(r.New.Version)
	if r.Old.Namespace != r.New.Namespace || r.Old.Name != r.New.Name {
		return Verdict{level != Breaking, fmt.Sprintf("packages %s and %s are not one", r.Old, r.New), ""}
	}
	if !oldOK || !newOK {
		return Verdict{level != Breaking, fmt.Sprintf("the changes are %s, and without versions every change has to fit", text(level)), ""}
	}
	v := Verdict{Next: next(old, level)}
	least, _ := wit.ParseVersion(v.Next)
	switch {
	case old.Pre != "" && old.Compare(new) != 0:
		v.OK, v.Next = true, ""
		v.Reason = fmt.Sprintf("%s is a pre-release, which promises nothing", r.Old.Version)
	case level != Same && old.Compare(new) == 0:
		v.Reason = fmt.Sprintf("the changes are %s, and the version is the same", text(level))
	case new.Compare(old) < 0:
		v.OK = level == Same
		v.Reason = fmt.Sprintf("version %s comes before %s", r.New.Version, r.Old.Version)
	case level == Breaking && old.Track() == new.Track():
		v.Reason = fmt.Sprintf("breaking changes, and versions %s and %s are to be compatible", r.Old.Version, r.New.Version)
	case new.Compare(least) < 0:
		v.Reason = fmt.Sprintf("the changes are %s, and %s is less than %s", text(level), r.New.Version, v.Next)
	default:
		v.OK = true
		v.Reason = fmt.Sprintf("the changes are %s, as version %s after %s allows", text(level), r.New.Version, r.Old.Version)
	}
	return v
}

func (r *Report) ofComponents() bool { return r.Old == wit.PackageName{} }

func text(l Level) string {
	if l == Same {
		return "in comments and gates alone"
	}
	return l.String()
}

// next returns the least version after v that changes of this level may have.
func next(v wit.Version, l Level) string {
	switch {
	case l == Same:
		return v.String()
	case v.Pre != "":
	case l == Breaking && v.Major > 0:
		v.Major, v.Minor, v.Patch = v.Major+1, 0, 0
	case l == Breaking && v.Minor > 0, l == Compatible && v.Major > 0:
		v.Minor, v.Patch = v.Minor+1, 0
	default:
		v.Patch++
	}
	v.Pre, v.Build = "", ""
	return v.String()
}

// String returns the changes, those that break first, and the verdict.
func (r *Report) String() string {
	if len(r.Changes) == 0 {
		return "no changes\n"
	}
	var b strings.Builder
	for _, level := range []Level{Breaking, Compatible, Same} {
		var list []Change
		for _, c := range r.Changes {
			if c.Level == level {
				list = append(list, c)
			}
		}
		for i, c := range list {
			b.WriteString(c.String())
			// Before and after are shown once of an item.
			if i+1 == len(list) || list[i+1].Item != c.Item {
				side(&b, "-", c.Old)
				side(&b, "+", c.New)
			}
		}
	}
	v := r.Verdict()
	if r.ofComponents() {
		b.WriteString(v.Reason + "\n")
		return b.String()
	}
	b.WriteString(map[bool]string{true: "the version is right: ", false: "the version is wrong: "}[v.OK] + v.Reason + "\n")
	if !v.OK && v.Next != "" {
		b.WriteString("least version for these changes: " + v.Next + "\n")
	}
	return b.String()
}

// String returns c as a line.
func (c Change) String() string {
	return fmt.Sprintf("%-10s  %s: %s (%s)\n", c.Level, c.Item, c.What, c.Why)
}

func side(b *strings.Builder, mark, text string) {
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		fmt.Fprintf(b, "            %s %s\n", mark, line)
	}
}
