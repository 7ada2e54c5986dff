//! The connection to the client.
//!
//! This component knows the request being served and owns the way back to the client: the HTTP
//! response or standard output. It exports `requests` to the transport and `context` to every
//! provider, and it alone decides whether an answer goes out as plain JSON or as the end of a
//! stream, because it alone sees whether a message came first.

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

pub mod lines;
pub mod message;

mod bindings;
mod component;
mod http;
#[cfg_attr(not(feature = "streams"), path = "forgotten.rs")]
mod kept;
mod stdio;
