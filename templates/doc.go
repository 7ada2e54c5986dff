// Package templates starts projects: it holds a tree of files for each language and type of
// component, and writes one out as a new folder that builds with the language's own tools.
//
// A tree is LANGUAGE/TYPE below this package. What ends in .tmpl is a [text/template] of
// [Options] and loses that ending; everything else is copied as it is, so that most of a tree can
// be read, edited and checked in place. What all types of a language share is in the tree of its
// tools. The contract is added to each project as wit/mcp.wit.
// A new language or type is a new folder.
package templates
