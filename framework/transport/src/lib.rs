//! MCP over Streamable HTTP and stdio.
//!
//! This component alone knows revisions. Every message is judged by itself ([`era`]); what goes on
//! into the chain has the newest revision's shape, and what comes back is given the shape of the
//! revision that the client speaks ([`result`]). Everything up to the edge is a function from text
//! to text over a [`server::Server`], so that all of it is tested without Wasm.

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

pub mod absent;
pub mod admit;
pub mod ask;
pub mod batch;
pub mod chain;
pub mod client;
pub mod discovery;
pub mod envelope;
pub mod era;
pub mod fault;
pub mod header;
pub mod http;
pub mod input;
pub mod keys;
pub mod legacy;
pub mod lists;
pub mod message;
pub mod method;
pub mod modern;
pub mod older;
pub mod page;
pub mod param;
pub mod reply;
pub mod result;
pub mod resume;
pub mod round;
pub mod schema;
pub mod seal;
pub mod server;
pub mod stdio;

mod bindings;
mod component;
