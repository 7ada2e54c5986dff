//! The link between JSON methods and typed capabilities.
//!
//! Methods that its providers offer become calls, and what they return becomes JSON in the newest
//! revision's shape; lists and discovery are merged with what the rest of the chain answers, and
//! everything else is passed on.

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

pub mod merge;
pub mod params;

pub mod bindings;
pub mod content;
pub mod failure;
pub mod prompts;
pub mod resources;
pub mod tools;

mod component;
