package tomltext

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/BurntSushi/toml"
)

// Decode reads a text into what v points to. The error says what is wrong as [Explain] does.
func Decode(text string, v any) (toml.MetaData, error) {
	meta, err := toml.Decode(text, v)
	if err != nil {
		return meta, errors.New(Explain(err))
	}
	for _, key := range meta.Keys() {
		// The decoder takes whatever stands where a table of any keys should, and drops it.
		t := at(reflect.TypeOf(v), key)
		if t == nil || t.Kind() != reflect.Map || meta.Type(key...) == "Hash" {
			continue
		}
		where := key.String()
		if line := Line(text, key[len(key)-1]); line > 0 {
			where = fmt.Sprintf("line %d: %s", line, where)
		}
		return meta, fmt.Errorf("%s\n  found:    %s\n  expected: a table", where, kinds[meta.Type(key...)])
	}
	return meta, nil
}

// kinds names values by what the decoder calls them.
var kinds = map[string]string{
	"String": "a string", "Integer": "a whole number", "Float": "a number with a fraction", "Bool": "true or false",
	"Datetime": "a date or time", "Array": "a list", "ArrayHash": "a list of tables",
}

// at is the type that a key is read into; nil where there is none.
func at(t reflect.Type, key toml.Key) reflect.Type {
	for _, name := range key {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		switch t.Kind() {
		case reflect.Map:
			t = t.Elem()
		case reflect.Struct:
			field, ok := t.FieldByNameFunc(func(n string) bool {
				f, _ := t.FieldByName(n)
				tag, _, _ := strings.Cut(f.Tag.Get("toml"), ",")
				return tag == name || tag == "" && strings.EqualFold(n, name)
			})
			if !ok {
				return nil
			}
			t = field.Type
		default:
			return nil
		}
	}
	return t
}

// Keys lists the keys that v has for a table, in their order.
func Keys(v any, table toml.Key) []string {
	t := at(reflect.TypeOf(v), table)
	for t != nil && (t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice) {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	var all []string
	for _, f := range reflect.VisibleFields(t) {
		if tag, _, _ := strings.Cut(f.Tag.Get("toml"), ","); tag != "" {
			all = append(all, tag)
		}
	}
	return all
}

// Line finds the line in which a key gets its value; 0 unless there is one alone that can be it.
func Line(text, key string) int {
	found, n := 0, 0
	for line := range strings.Lines(text) {
		n++
		name, _, ok := strings.Cut(line, "=")
		if ok && strings.Trim(strings.TrimSpace(name), `"'`) == key {
			if found > 0 {
				return 0
			}
			found = n
		}
	}
	return found
}
