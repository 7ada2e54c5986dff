package core

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// limited tells errors of what the compiler may take: limits that it does not have, features that it
// knows in part, and a data count section that is empty.
func limited(err error) bool {
	e := &Error{}
	return errors.As(err, &e) && (e.Unsupported || strings.Contains(e.Reason, "at most") || strings.Contains(e.Reason, "left") || strings.Contains(e.Reason, "complex") || e.Reason == "unexpected end")
}

// harmless tells refused modules that the compiler may be asked about. It believes numbers, and takes the
// machine's memory where they are large: only what is wrong in code is asked about, since all that
// comes before has been read. Nor is it asked about signed numbers: it ignores bits that do not fit, which
// the standard calls malformed (5.2.2, Integers).
func harmless(module []byte, err error) bool {
	if e := (&Error{}); !errors.As(err, &e) || e.Function < 0 || strings.HasPrefix(e.Reason, "not a signed number") {
		return false
	}
	return sections(module, func(id byte, r *reader) {
		switch id {
		case sectionCode:
			for range r.count("bodies", maxFunctions, 1) {
				body := &reader{b: r.take(r.u32())}
				for range body.count("groups", maxLocals, 1) {
					if n := body.u32(); n > maxLocals {
						r.fail("too many")
					}
					body.byte()
				}
			}
		case sectionData:
			r.fail("not looked into")
		}
	}) == nil
}

// anonymous returns a module without custom sections: the compiler refuses names that it cannot read,
// which by the standard it may not.
func anonymous(module []byte) []byte {
	out := bytes.Clone(module[:min(8, len(module))])
	if err := sections(module, func(id byte, r *reader) {
		if id != sectionCustom {
			out = appendSection(out, id, r.b)
		}
	}); err != nil {
		return module
	}
	return out
}

// FuzzRewrite rewrites anything. It takes what the compiler takes, and the compiler takes what comes
// out if it takes what went in.
func FuzzRewrite(f *testing.F) {
	for _, code := range [][]byte{
		one,
		cat(opLoop, blockVoid, 0x0c, 0, opEnd, one),
		cat(one, one, 0x11, 1, 0),
		cat(one, one, one, prefixBulk, 10, 0, 0, one, opGlobalSet, 0, one),
		cat(opRefNull, 0x70, one, prefixBulk, 15, 0),
		cat(one, 0x40, 0),
		cat(opBlock, blockVoid, one, opBrTable, 1, 0, 0, opEnd, one),
		cat(prefixVector, 12, make([]byte, 16), prefixVector, leb(0x83, 2)),
		cat(opRefFunc, 1, opDrop, one),
	} {
		f.Add(sample(2, code))
	}
	f.Add(sampleWith(map[int][]byte{sectionStart: cat(1)}, 0, one))
	f.Add(build(sectionCustom, cat("name", 0, 2, "m")))
	f.Add(build(sectionType, vec(cat(0x60, 0, 0)), sectionFunction, vec(cat(0)), sectionCode, vec(fn(0))))
	r := engine(f)
	f.Fuzz(func(t *testing.T, module []byte) {
		if len(module) > 1<<16 {
			return
		}
		before := bytes.Clone(module)
		out, err := rewrite(module)
		if !bytes.Equal(module, before) {
			t.Fatal("the module has changed")
		}
		if err != nil {
			if !limited(err) && harmless(module, err) {
				if valid(t, r, module) == nil {
					t.Errorf("refused: %v; the compiler takes it", err)
				}
			}
			return
		}
		if len(out.Module) > 1<<10+64*len(module) {
			t.Errorf("%d bytes became %d", len(module), len(out.Module))
		}
		in, rewritten := valid(t, r, anonymous(module)), valid(t, r, out.Module)
		if (in == nil) != (rewritten == nil) {
			t.Errorf("the compiler says of the module: %v; and of what became of it: %v", in, rewritten)
		}
		if again, err := rewrite(out.Module); err != nil {
			t.Errorf("what was written cannot be read: %v", err)
		} else if in == nil && valid(t, r, again.Module) != nil {
			t.Errorf("what was written twice is not valid")
		}
	})
}
