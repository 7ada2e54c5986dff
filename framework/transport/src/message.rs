//! JSON-RPC messages as they come in.

use crate::absent;
use crate::fault::{Fault, PARSE};
use alloc::borrow::Cow;
use alloc::string::String;
use json::{Duplicate, Kind, Value, push_i64};

/// A request or a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call<'a> {
    /// The id as it was written; a notification has none.
    pub id: Option<&'a str>,
    /// What is asked.
    pub method: Cow<'a, str>,
    /// An object, empty where none was sent.
    pub params: Value<'a>,
}

/// What a client may send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message<'a> {
    /// A request or a notification.
    Call(Call<'a>),
    /// The answer to a request of the server's.
    Response {
        /// The id of that request.
        id: Value<'a>,
        /// The whole message.
        message: Value<'a>,
    },
    /// Several of them, an array.
    Batch(Value<'a>),
}

/// What is wrong with a message, and its id where that could be read.
pub type Malformed<'a> = (Fault, Option<&'a str>);

/// The bytes without byte order marks before them, which some clients send.
pub fn unmarked(mut bytes: &[u8]) -> &[u8] {
    while let Some(rest) = bytes.trim_ascii_start().strip_prefix(b"\xef\xbb\xbf") {
        bytes = rest;
    }
    bytes
}

/// Reads one message. `room` holds it where it is not read as it was sent.
pub fn read<'a>(bytes: &'a [u8], room: &'a mut String) -> Result<Message<'a>, Malformed<'a>> {
    let text = core::str::from_utf8(unmarked(bytes))
        .map_err(|_| (Fault::new(400, PARSE, &["the message is not UTF-8"]), None))?;
    let (mut value, nulls) = Value::inspect(text).map_err(|bad| {
        let mut at = String::new();
        push_i64(&mut at, bad.at as i64);
        (Fault::new(400, PARSE, &["the message is not JSON: byte ", &at, ": ", bad.what]), None)
    })?;
    match value.kind() {
        Kind::Object => {}
        Kind::Array => return Ok(Message::Batch(value)),
        _ => return Err((Fault::request(&["the message is not an object"]), None)),
    }
    if nulls {
        *room = absent::without(value);
        value = Value::parse(room).unwrap_or(value);
    }
    let members = value.pick(["jsonrpc", "id", "method", "params", "result", "error"]);
    let [version, id, method, params, result, error] = members.map_err(|Duplicate(name)| {
        let id = if name == "id" { None } else { value.get("id").filter(is_id) };
        (Fault::request(&["the message has two members ", name]), id.map(Value::raw))
    })?;
    if let Some(id) = id.filter(|id| !is_id(id)) {
        let found = ["id is neither a string nor an integer: ", shortened(id.raw())];
        return Err((Fault::request(&found), None));
    }
    let raw_id = id.map(Value::raw);
    if !version.is_some_and(|version| version.is("2.0")) {
        return Err((Fault::request(&["jsonrpc is not \"2.0\""]), raw_id));
    }
    match (method, id, result.is_some(), error.is_some()) {
        (Some(method), _, false, false) => {
            let method = method
                .string()
                .ok_or_else(|| (Fault::request(&["method is not a string"]), raw_id))?;
            let params = params.unwrap_or(Value::EMPTY);
            if params.kind() != Kind::Object {
                return Err((Fault::params(&["params is not an object"]), raw_id));
            }
            Ok(Message::Call(Call { id: raw_id, method, params }))
        }
        (None, Some(id), true, false) | (None, Some(id), false, true) => {
            Ok(Message::Response { id, message: value })
        }
        _ => {
            let found = "neither a request nor a notification nor a response";
            Err((Fault::request(&[found]), raw_id))
        }
    }
}

/// A string or an integer.
pub fn is_id(value: &Value) -> bool {
    value.kind() == Kind::String || value.is_integer()
}

/// Enough of a value to be recognised in an error.
pub fn shortened(raw: &str) -> &str {
    match raw.char_indices().nth(60) {
        Some((end, _)) => raw.get(..end).unwrap_or_default(),
        None => raw,
    }
}
