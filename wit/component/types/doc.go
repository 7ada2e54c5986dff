// Package types works out the types of components.
//
// [Of] reads the type of a component from its binary; every type lives in an [Arena] and is named
// by an [ID]. Types are structural: two IDs stand for equal types exactly if [Arena.Equal] says so.
// Resources alone have an identity of their own, a [ResourceID]; an instance of a component has
// fresh ones for all that the component defines, which [Arena.Instantiate] makes.
//
// To read a type, switch on what [Arena.Type] returns:
//
//	switch t := arena.Type(id).(type) {
//	case types.Record:
//		for _, f := range t.Fields { … }
//	case component.Primitive:
//	}
//
// A type that was imported or exported under a name has an ID of its own for that name, which
// [Arena.Name] and [Arena.Alias] tell; Type looks through it.
package types
