//! What a component of the framework stands on: an allocator, a panic handler and what bindings
//! need at run time.
//!
//! An instance serves one request over HTTP and any number over stdio. The allocator is made for
//! both: nothing to set up, no table in the data segment, and what is freed is used again, so that
//! memory is bounded by the largest message and not by how many there were.

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

pub mod classes;
pub mod rt;

#[cfg(target_family = "wasm")]
mod wasm;
