//! Messages that are kept for clients that come back, and what other requests have cancelled. All of
//! it is the session store's; servers without one have `forgotten.rs` in this place.

use crate::bindings::wasmcp::mcp::streams;
use alloc::string::String;
use core::sync::atomic::{AtomicBool, Ordering};

/// Whether anything is.
pub const KEEPS: bool = true;

/// Whether the store was told of a session.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// Says whose request is open.
pub fn enter(session: Option<&str>) {
    // Requests of no session cost nothing.
    if ENTERED.swap(session.is_some(), Ordering::Relaxed) || session.is_some() {
        streams::enter(session);
    }
}

/// Begins to keep what is sent for a request and returns the id of an event before the first.
pub fn begin(request: &str) -> Option<String> {
    streams::begin(request)
}

/// Keeps a message and returns the id of its event.
pub fn keep(message: Option<&str>, last: bool) -> Option<String> {
    streams::keep(message, last)
}

/// Whether the request was cancelled by another one.
pub fn is_cancelled(request: &str) -> bool {
    streams::is_cancelled(request)
}

/// The field of an event that tells its id.
pub fn field(id: Option<&str>) -> String {
    id.map_or(String::new(), |id| json::joined(&["id: ", id, "\n"]))
}

/// The first revision whose streams begin with an event without data. Clients of older ones would
/// take the data for a message.
const PRIMED: &str = "2025-11-25";

/// What a stream begins with for clients that know it, so that it can be gone on with from its
/// start. The client is to wait for a second before it does.
pub fn primed(id: &str, version: &str) -> Option<String> {
    (version >= PRIMED).then(|| json::joined(&["id: ", id, "\nretry: 1000\ndata:\n\n"]))
}
