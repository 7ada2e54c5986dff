// Package jsontext writes JSON in one form, so that what is written has one digest.
package jsontext

import (
	"bytes"
	"encoding/json"
)

// Encode returns v with members in the order of its fields, maps sorted, text as it is and no line
// end. It panics where v cannot be encoded: it is for types that have no way to fail.
func Encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}
