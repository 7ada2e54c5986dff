package load

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/internal/oracle"
)

// documented are packages that a package refers to, the second one by way of the first.
var documented = map[string]string{
	"main.wit": `package main:main@1.0.0;
/// Of the main package.
interface i { use dep:one/types@1.2.0.{rec, code as number}; f: func(r: rec) -> number; }
world w { import dep:one/calls@1.2.0; export i; }
`,
	"deps/one/one.wit": `/// Of package one.
package dep:one@1.2.0;
/// Types.
@since(version = 1.0.0)
interface types {
  /// A record.
  @since(version = 1.1.0)
  record rec { /// A field.
    a: u8, b: tag }
  /// A variant.
  variant tag { /// A case.
    one, two(code) }
  /// An enum.
  enum code { /// Fine.
    ok, /// Not fine.
    failed }
}
@unstable(feature = calling)
interface calls {
  use types.{rec};
  use dep:two/more.{perms, thing};
  /// A function.
  @unstable(feature = calling)
  @deprecated(version = 1.2.0)
  call: func(p: perms) -> rec;
  @since(version = 1.0.0)
  @deprecated(version = 1.1.0)
  old: func(t: borrow<thing>);
}
/// Not a part of the binary.
interface other { f: func(); }
`,
	"deps/two.wit": `package dep:two;
interface more {
  /// Flags.
  flags perms { /// May read.
    read }
  /// A resource.
  @unstable(feature = things)
  resource thing {
    /// Makes one.
    constructor();
    /// Does it.
    @unstable(feature = things)
    run: func();
  }
}
`,
}

// TestPackages_dependencyDocs has the documentation and the gates of other packages kept in the binary form.
func TestPackages_dependencyDocs(t *testing.T) {
	t.Parallel()
	r, err := Path(write(t, documented), wit.Options{AllFeatures: true})
	if err != nil {
		t.Fatal(err)
	}
	c, err := component.EncodePackage(r.Main)
	if err != nil {
		t.Fatal(err)
	}
	p, err := component.Package(c)
	if err != nil {
		t.Fatal(err)
	}
	text := wit.PrintAll(p)
	for _, want := range []string{
		"/// Of package one.\npackage dep:one@1.2.0 {", "  /// Types.\n  @since(version = 1.0.0)\n  interface types {",
		"/// A record.\n    @since(version = 1.1.0)\n    record rec", "/// A field.\n", "/// A variant.\n", "/// A case.\n", "/// An enum.\n", "/// Fine.\n", "/// Not fine.\n",
		"  @unstable(feature = calling)\n  interface calls {", "/// A function.\n    @unstable(feature = calling)\n    @deprecated(version = 1.2.0)\n    call: func",
		"@since(version = 1.0.0)\n    @deprecated(version = 1.1.0)\n    old: func", "/// Flags.\n", "/// May read.\n", "/// A resource.\n    @unstable(feature = things)\n    resource thing",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the printed package has no\n%s", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
	for _, gone := range []string{"Not a part", "other"} {
		if strings.Contains(text, gone) || strings.Contains(string(c.Encode()), gone) {
			t.Errorf("the binary has %q, of what is not in it", gone)
		}
	}
	encodedAgain, err := component.EncodePackage(p)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(component.Print(c), component.Print(encodedAgain)); diff != "" {
		t.Errorf("encoded again (-first +second):\n%s", diff)
	}
	parsed, err := wit.Options{AllFeatures: true}.Parse([]wit.Source{{Name: "printed.wit", Text: text}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(text, wit.PrintAll(parsed.Main)); diff != "" {
		t.Errorf("printed again (-first +second):\n%s", diff)
	}
	if _, err := (wit.Options{}).Parse([]wit.Source{{Name: "printed.wit", Text: text}}); err == nil || !strings.Contains(err.Error(), "is behind a feature that is off") {
		t.Errorf("without the features the error is %v", err)
	}

	tools.Need(t, "wasm-tools")
	tool := oracle.Find(t)
	tool.Run(t, c.Encode(), "validate", "--features", "all")
	tool.Run(t, c.Encode(), "component", "wit") // to which the section says nothing
}

// TestPackages_dependencyDocsShared has packages of which two binaries have other parts each.
func TestPackages_dependencyDocsShared(t *testing.T) {
	t.Parallel()
	one, dep := encoded(t, "package d:d;\n/// A.\ninterface a { /// T.\ntype t = u8; }\n/// B.\ninterface b { /// U.\ntype u = u8; }\n")
	left, _ := encoded(t, "package l:l;\ninterface i { use d:d/a.{t}; }\n", dep)
	right, _ := encoded(t, "package r:r;\ninterface i { use d:d/b.{u}; }\n", dep)
	main := "package m:m;\ninterface i { use l:l/i.{t}; use r:r/i.{u}; }\n"
	for name, files := range map[string]map[string]string{
		"parts":            {"m.wit": main, "deps/l.wasm": left, "deps/r.wasm": right},
		"with the package": {"m.wit": main, "deps/a.wasm": one, "deps/l.wasm": left, "deps/r.wasm": right},
	} {
		r, err := Path(write(t, files), wit.Options{})
		if err != nil {
			t.Fatal(err)
		}
		text := wit.PrintAll(r.Main)
		for _, want := range []string{"/// A.", "/// T.", "/// B.", "/// U."} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %s in\n%s", name, want, text)
			}
		}
	}
}
