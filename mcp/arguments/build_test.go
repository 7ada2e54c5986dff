package arguments

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const everything = `{"type":"object","required":["n","s"],"properties":{
	"n":{"type":"number"},
	"i":{"type":"integer"},
	"b":{"type":"boolean"},
	"s":{"type":"string"},
	"a":{"type":"array","items":{"type":"string"}},
	"o":{"type":"object"},
	"maybe":{"type":["integer","null"]},
	"either":{"anyOf":[{"type":"boolean"},{"type":"string"}]},
	"unit":{"enum":["C","F"]},
	"one":{"$ref":"#/$defs/a~1b"},
	"loop":{"$ref":"#/properties/loop"},
	"any":{},
	"true":true
},"$defs":{"a/b":{"type":"integer"}}}`

func TestBuild(t *testing.T) {
	for _, c := range []struct{ name, schema, args, want string }{
		{"number", everything, "s=x n=1.50", `{"s":"x","n":1.50}`},
		{"large number", everything, "s=x n=123456789012345678901234567890", `{"s":"x","n":123456789012345678901234567890}`},
		{"string that looks like a number", everything, "n=1 s=007", `{"n":1,"s":"007"}`},
		{"string that is one", everything, `n=1 s=42`, `{"n":1,"s":"42"}`},
		{"string with equal signs", everything, `n=1 s=a=b<c>`, `{"n":1,"s":"a=b<c>"}`},
		{"empty string", everything, `n=1 s=`, `{"n":1,"s":""}`},
		{"quotation marks stay", everything, `n=1 s="q"`, `{"n":1,"s":"\"q\""}`},
		{"integer", everything, "n=1 s=x i=-2 maybe=3 one=4", `{"n":1,"s":"x","i":-2,"maybe":3,"one":4}`},
		{"integer with a fraction that is none", everything, "n=1 s=x i=1e3", `{"n":1,"s":"x","i":1e3}`},
		{"boolean", everything, "n=1 s=x b=true", `{"n":1,"s":"x","b":true}`},
		{"null", everything, "n=1 s=x maybe=null", `{"n":1,"s":"x","maybe":null}`},
		{"array and object", everything, `n=1 s=x a=["y"] o={"k":1}`, `{"n":1,"s":"x","a":["y"],"o":{"k":1}}`},
		{"either", everything, "n=1 s=x either=false", `{"n":1,"s":"x","either":false}`},
		{"or", everything, "n=1 s=x either=falsehood", `{"n":1,"s":"x","either":"falsehood"}`},
		{"one of some values", everything, "n=1 s=x unit=C", `{"n":1,"s":"x","unit":"C"}`},
		{"anything", everything, `n=1 s=x any=1 true=word loop="q"`, `{"n":1,"s":"x","any":1,"true":"word","loop":"q"}`},
		{"no schema", `{"type":"object"}`, "x=1 y=z", `{"x":1,"y":"z"}`},
		{"more allowed", `{"properties":{"a":{}},"additionalProperties":{"type":"string"}}`, "x=1", `{"x":"1"}`},
		{"nothing", `{"type":"object"}`, "", `{}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Build(json.RawMessage(c.schema), given(c.args))
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != c.want {
				t.Errorf("Build(%s) = %s, want %s", c.args, got, c.want)
			}
		})
	}
}

func TestBuild_refuses(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"n=two s=x", `argument n has the wrong type: found string "two", expected number`},
		{"n=1 s=x i=1.5", `argument i has the wrong type: found number "1.5", expected integer`},
		{"n=1 s=x i=1e999999999", `argument i has the wrong type: found number "1e999999999", expected integer`},
		{"n=1 s=x b=1", `argument b has the wrong type: found integer "1", expected boolean`},
		{"n=1 s=x a=y", `argument a has the wrong type: found string "y", expected array of string`},
		{"n=1 s=x o=[1]", `argument o has the wrong type: found array "[1]", expected object`},
		{"n=1 s=x maybe=no", `argument maybe has the wrong type: found string "no", expected integer|null`},
		{"n=1 s=x unit=K", `argument unit may not be "K": expected "C"|"F"`},
		{"n=1 s=x m=1", "there is no parameter m"},
		{"i=1", "missing arguments: n (number), s (string)"},
		{"i=x q=1", strings.Join([]string{
			`argument i has the wrong type: found string "x", expected integer`,
			"there is no parameter q",
			"missing arguments: n (number), s (string)",
		}, "\n")},
	} {
		_, err := Build(json.RawMessage(everything), given(c.args))
		if err == nil || err.Error() != c.want {
			t.Errorf("Build(%s): %v, want %s", c.args, err, c.want)
		}
	}
}

func given(words string) []Argument {
	var all []Argument
	for _, w := range strings.Fields(words) {
		name, value, _ := strings.Cut(w, "=")
		all = append(all, Argument{name, value})
	}
	return all
}

func TestParameters(t *testing.T) {
	got := Parameters(json.RawMessage(everything))
	want := []Parameter{
		{"n", "number", true},
		{"i", "integer", false},
		{"b", "boolean", false},
		{"s", "string", true},
		{"a", "array of string", false},
		{"o", "object", false},
		{"maybe", "integer|null", false},
		{"either", "boolean|string", false},
		{"unit", `"C"|"F"`, false},
		{"one", "integer", false},
		{"loop", "any", false},
		{"any", "any", false},
		{"true", "any", false},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParameters_ofNoSchema(t *testing.T) {
	for _, s := range []string{`{}`, `true`, `null`, `[]`, `{"properties":[]}`, `{"type":1,"properties":{"a":1}}`} {
		for _, p := range Parameters(json.RawMessage(s)) {
			if p.Type != "any" {
				t.Errorf("Parameters(%s) has %+v", s, p)
			}
		}
	}
}

func TestParameters_ofSchemasThatBranchWithoutEnd(t *testing.T) {
	const width = 10
	var defs []string
	for i := range mostRefs {
		refs := strings.TrimSuffix(strings.Repeat(fmt.Sprintf(`{"$ref":"#/$defs/%d"},`, i+1), width), ",")
		defs = append(defs, fmt.Sprintf(`"%d":{"%s":[%s]}`, i, []string{"anyOf", "allOf"}[i%2], refs))
	}
	schema := fmt.Sprintf(`{"properties":{"a":{"$ref":"#/$defs/0"}},"$defs":{%s,"%d":{}}}`, strings.Join(defs, ","), mostRefs)
	if got := Parameters(json.RawMessage(schema)); len(got) != 1 || got[0].Type != "any" {
		t.Errorf("Parameters = %v, want one of any type", got)
	}
}
