// Package chain is the policy that makes an MCP server of components: which component plays which
// part, in which order the parts are linked, and what is written for the parts nobody gave.
//
// A server is a chain of responsibility. The transport asks the first link; a link answers the
// methods it knows and passes the rest on; method-not-found ends the chain. A link is a middleware,
// or a group of neighbouring providers behind one capabilities component and one generated router.
//
// [NewPlan] decides everything, [Plan.Compose] carries it out. Neither touches files or network.
package chain
