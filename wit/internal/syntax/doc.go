// Package syntax reads the text of WIT into a tree. It knows the grammar and nothing of what names
// refer to.
package syntax
