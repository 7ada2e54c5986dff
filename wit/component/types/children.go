package types

// Children calls f with every type that a structural type is made of, in order.
func (a *Arena) Children(id ID, f func(ID)) {
	mapChildren(a.Type(id), func(child ID) ID { f(child); return child })
}
