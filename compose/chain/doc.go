// Package chain is the policy that makes an MCP server of components: which component plays which
// part, in which order the parts are linked, and what is written for the parts nobody gave.
//
// A server is a chain of responsibility. The transport asks the first link; a link answers the
// methods it knows and passes the rest on; method-not-found ends the chain. A link is a middleware,
// or a group of neighbouring providers behind one capabilities component and one generated router.
//
// Tools, prompts, resources and resource templates have owners. What a provider lists when it is
// asked before the composition ([Names], [Offer]) is its own: the router calls it for that and shows
// it nothing else, and two owners of one name are refused. Only a provider whose names are not known,
// or may change, is tried with a name that nobody owns. A URI that nobody lists belongs to those with
// a template that matches it. What a provider lists later, and no call for it would reach, is left
// out of the server's lists; a list that a provider fails to give costs its own entries. Both are
// told in the client's log. A trap ends the request whoever causes it: the instances of a server
// are one instance to its host.
//
// [NewPlan] decides everything, [Plan.Compose] carries it out. Neither touches files or network.
package chain
