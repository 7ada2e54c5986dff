//! What servers without a session store have in place of `kept.rs`: nothing is kept.

use alloc::string::String;

/// Whether anything is.
pub const KEEPS: bool = false;

/// Says whose request is open.
pub fn enter(_: Option<&str>) {}

/// Begins to keep what is sent.
pub fn begin(_: &str) -> Option<String> {
    None
}

/// Keeps a message and returns the id of its event.
pub fn keep(_: Option<&str>, _: bool) -> Option<String> {
    None
}

/// Whether the request was cancelled by another one.
pub fn is_cancelled(_: &str) -> bool {
    false
}

/// The field of an event that tells its id.
pub fn field(_: Option<&str>) -> String {
    String::new()
}

/// What a stream begins with, so that it can be gone on with from its start.
pub fn primed(_: &str, _: &str) -> Option<String> {
    None
}
