package schema

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// definitions are the types of one revision.
type definitions struct {
	// root is where they are in the document: "$defs" or "definitions".
	root  string
	types map[string]any

	mu       sync.Mutex
	compiler *jsonschema.Compiler
}

func parse(text []byte) (*definitions, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(location, doc); err != nil {
		return nil, err
	}
	members := doc.(map[string]any)
	for _, root := range []string{"$defs", "definitions"} {
		if types, ok := members[root].(map[string]any); ok {
			return &definitions{root: root, types: types, compiler: compiler}, nil
		}
	}
	return nil, fmt.Errorf("the schema defines no types")
}

// location is what the schema is called inside the compiler.
const location = "mcp:///schema.json"

// validate checks a value against a type.
func (d *definitions) validate(name string, value any) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.types[name] == nil {
		return fmt.Errorf("the revision has no %s", name)
	}
	compiled, err := d.compiler.Compile(location + "#/" + d.root + "/" + name)
	if err != nil {
		return err
	}
	if err := compiled.Validate(value); err != nil {
		return fmt.Errorf("not a %s: %w", name, err)
	}
	return nil
}

// checkByMethod checks a message against that type of a union whose method it has.
func (d *definitions) checkByMethod(union, method string, object map[string]any) error {
	var known []string
	for _, name := range d.union(union) {
		at, _ := d.property(name, "method").(map[string]any)
		if at["const"] != method {
			known = append(known, fmt.Sprint(at["const"]))
			continue
		}
		if err := d.validate(name, object); err != nil {
			return err
		}
		params, _ := object["params"].(map[string]any)
		switch schema := d.property(name, "params").(type) {
		case map[string]any:
			return strangers(params, d.membersOf(schema)...)
		default:
			return strangers(params)
		}
	}
	return fmt.Errorf("%q is no %s of the revision: there are %s", method, union, strings.Join(known, ", "))
}

// union are the names of the types that a union is of.
func (d *definitions) union(name string) []string {
	schema, _ := d.types[name].(map[string]any)
	branches, _ := schema["anyOf"].([]any)
	var names []string
	for _, branch := range branches {
		reference, _ := branch.(map[string]any)["$ref"].(string)
		names = append(names, d.named(reference))
	}
	return names
}

// property is the schema of a type's member.
func (d *definitions) property(name, member string) any {
	schema, _ := d.types[name].(map[string]any)
	properties, _ := schema["properties"].(map[string]any)
	return properties[member]
}

// members are the names of a type's members, sorted.
func (d *definitions) members(name string) []string {
	schema, _ := d.types[name].(map[string]any)
	return d.membersOf(schema)
}

// membersOf are the names of the members that a schema has, through references and unions.
func (d *definitions) membersOf(schema map[string]any) []string {
	var names []string
	if reference, ok := schema["$ref"].(string); ok {
		names = append(names, d.members(d.named(reference))...)
	}
	for _, keyword := range []string{"allOf", "anyOf", "oneOf"} {
		branches, _ := schema[keyword].([]any)
		for _, branch := range branches {
			names = append(names, d.membersOf(branch.(map[string]any))...)
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	for name := range properties {
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// named is the name of the type that a reference leads to.
func (d *definitions) named(reference string) string {
	return strings.TrimPrefix(reference, "#/"+d.root+"/")
}
