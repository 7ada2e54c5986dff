//! JSON texts (RFC 8259) checked, taken apart and joined without being rewritten.
//!
//! The framework passes on what others wrote: schemas, structured content, `_meta`. It has to find
//! members in them, take one out or add one, and be sure that the text is JSON at all; it must not
//! change a number's digits or a member's place. A [`Value`] is therefore a piece of the text
//! itself, checked once, and never a tree.
//!
//! This is written here rather than taken from `serde_json` because of what it costs: every
//! component has its own copy, and this one is a few kB where `RawValue` and its deserializer are
//! tens, and it reads no number and copies no string that nobody asks for.

#![no_std]

extern crate alloc;

pub mod base64;
mod check;
mod number;
mod read;
mod string;
mod write;

pub use check::{Error, MAX_DEPTH};
pub use number::{push_f64, push_i64};
pub use read::{Duplicate, Elements, Key, Kind, Members, Value, string_end};
pub use string::{joined, mend, mend_text, push_string};
pub use write::{Array, Object};
