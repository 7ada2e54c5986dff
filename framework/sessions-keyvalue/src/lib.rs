//! Sessions in a key-value store of the host.
//!
//! Every request may be served by another instance, so everything is in the store, under keys that
//! begin with the session's id:
//!
//! | key after `mcp-session.ID` | holds |
//! |---|---|
//! | | what the transport keeps of the client |
//! | `.t` | when the session expires, in seconds since 1970 |
//! | `.k` | the names of what components keep, a JSON array |
//! | `.s.NAME` | what a component keeps |
//! | `.a.NAME` | an answer of the client's, empty as long as it is waited for |
//! | `.e` | the names of the streams that are kept, the oldest first |
//! | `.e.STREAM` | how many messages are gone, `open` or `ended`, when it was written, the request's id, and on a line each the other messages |
//! | `.c.N` | what was cancelled last of the requests whose ids hash to N: when, and the id |
//!
//! and `mcp-sessions.N` holds the id of an anonymous session, or of one that has ended.
//!
//! Stores have no transactions. What is written by more than one request has a key of its own, and
//! a session lives as long as its first entry does: that one is never written again by whoever
//! merely uses the session.

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

pub mod host;
pub mod keys;
pub mod sessions;
pub mod streams;

mod bindings;
mod component;
