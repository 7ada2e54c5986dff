//! What goes back for a message.

use crate::fault::Fault;
use alloc::string::String;

/// An answer and its HTTP status. On stdio the status means nothing, and no body is no line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// A JSON-RPC message, if there is an answer.
    pub body: Option<String>,
}

impl Reply {
    /// A result.
    pub fn ok(message: String) -> Reply {
        Reply { status: 200, body: Some(message) }
    }

    /// Nothing but a status.
    pub fn empty(status: u16) -> Reply {
        Reply { status, body: None }
    }

    /// An error.
    #[inline(never)]
    pub fn fault(fault: &Fault, id: Option<&str>) -> Reply {
        Reply { status: fault.status, body: Some(fault.text(id)) }
    }
}
