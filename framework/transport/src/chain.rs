//! Asking the chain.

use crate::fault::{Fault, INTERNAL, METHOD_NOT_FOUND};
use crate::message::{Call, shortened};
use crate::method::{self, Kind};
use crate::server::{Failure, Server};
use alloc::borrow::Cow;
use alloc::string::String;
use json::{Object, Value};

/// Asks the chain, which knows whole lists only.
pub fn ask(call: &Call, server: &mut impl Server) -> Result<String, Fault> {
    let params = match method::kind(&call.method) {
        Kind::List(_) if call.params.get("cursor").is_some() => {
            let mut whole = String::new();
            let mut object = Object::new(&mut whole);
            object.splice(call.params, &["cursor"]);
            object.end();
            Cow::Owned(whole)
        }
        _ => Cow::Borrowed(call.params.raw()),
    };
    server.call(&call.method, &params).map_err(fault)
}

/// The result of the chain, which any author's middleware may have made.
pub fn object<'a>(text: &'a str, method: &str) -> Result<Value<'a>, Fault> {
    Value::object(text).map_err(|bad| {
        let what =
            ["the server's answer to ", shortened(method), " is not a JSON object: ", bad.what];
        Fault::new(200, INTERNAL, &what)
    })
}

/// A failure of the chain, code, message and data unchanged. The statuses are those that the
/// revision demands; what it leaves open is no failure of HTTP.
pub fn fault(failure: Failure) -> Fault {
    let status = match failure.code {
        METHOD_NOT_FOUND => 404,
        -32022..=-32020 => 400,
        _ => 200,
    };
    Fault { status, code: failure.code, message: failure.message, data: failure.data }
}
