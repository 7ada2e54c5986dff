//! Errors that the transport itself answers with.

use alloc::string::String;
use json::{Object, Value, push_i64};

/// The text is not JSON.
pub const PARSE: i32 = -32700;
/// It is JSON and not a message.
pub const INVALID_REQUEST: i32 = -32600;
/// The method is unknown, was removed, or belongs to a capability that is not offered.
pub const METHOD_NOT_FOUND: i32 = -32601;
/// The parameters are wrong, or the envelope is.
pub const INVALID_PARAMS: i32 = -32602;
/// A part of the server failed.
pub const INTERNAL: i32 = -32603;
/// Header and body disagree, or a header is missing.
pub const HEADER_MISMATCH: i32 = -32020;
/// The client lacks a capability that the call needs.
pub const MISSING_CAPABILITY: i32 = -32021;
/// The revision asked for is not served.
pub const UNSUPPORTED_VERSION: i32 = -32022;
/// How the legacy revisions say that there is no such resource.
pub const LEGACY_RESOURCE_NOT_FOUND: i32 = -32002;

/// An error on its way to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The HTTP status that goes with it.
    pub status: u16,
    /// The JSON-RPC code.
    pub code: i32,
    /// What is wrong, and what was expected.
    pub message: String,
    /// JSON.
    pub data: Option<String>,
}

// What makes errors is called in a hundred places, seldom in one of them.
impl Fault {
    /// An error without data.
    #[inline(never)]
    pub fn new(status: u16, code: i32, message: &[&str]) -> Fault {
        Fault { status, code, message: json::joined(message), data: None }
    }

    /// The message is not one.
    #[inline(never)]
    pub fn request(message: &[&str]) -> Fault {
        Fault::new(400, INVALID_REQUEST, message)
    }

    /// The envelope or the parameters are malformed.
    #[inline(never)]
    pub fn params(message: &[&str]) -> Fault {
        Fault::new(400, INVALID_PARAMS, message)
    }

    /// A header is missing or says something else than the body.
    #[inline(never)]
    pub fn header(message: &[&str]) -> Fault {
        Fault::new(400, HEADER_MISMATCH, message)
    }

    /// No part of the server knows the method.
    #[inline(never)]
    pub fn method(method: &str) -> Fault {
        Fault::new(404, METHOD_NOT_FOUND, &["method not found: ", method])
    }

    /// The JSON-RPC error. Where the request's id could not be read there is none: the newest
    /// revision has no `null` there.
    pub fn text(&self, id: Option<&str>) -> String {
        let mut out = String::new();
        let mut message = Object::new(&mut out);
        message.raw("jsonrpc", "\"2.0\"");
        if let Some(id) = id {
            message.raw("id", id);
        }
        let mut error = Object::new(message.key("error"));
        push_i64(error.key("code"), i64::from(self.code));
        error.string("message", &self.message);
        match self.data.as_deref().map(|data| (data, Value::parse(data))) {
            Some((_, Ok(data))) => error.raw("data", data.raw()),
            // Not JSON, but what somebody had to say.
            Some((text, Err(_))) => error.string("data", text),
            None => {}
        }
        error.end();
        message.end();
        out
    }
}
