//! Requests of the modern revisions: each stands alone.

use crate::discovery;
use crate::envelope::{Envelope, Meta, doubled};
use crate::fault::{Fault, INTERNAL, METHOD_NOT_FOUND, MISSING_CAPABILITY};
use crate::header::{Headers, takes_events};
use crate::input;
use crate::message::{Call, shortened};
use crate::method::{self, Kind};
use crate::page::page;
use crate::param;
use crate::reply::Reply;
use crate::result;
use crate::round::{self, Round};
use crate::server::{Failure, Request, Server};
use alloc::borrow::Cow;
use alloc::string::String;
use json::{Object, Value};

/// Serves a request.
pub fn serve(
    call: &Call,
    id: &str,
    meta: &Meta,
    envelope: &Envelope,
    headers: Option<&Headers>,
    server: &mut impl Server,
) -> Result<Reply, Fault> {
    if method::is_removed(&call.method) {
        return Err(Fault::method(&call.method));
    }
    let round = Round::received(&call.method, call.params, server)?;
    server.open(Request {
        id: Some(id),
        version: &envelope.version,
        meta: meta.all.raw(),
        client: envelope.client.map(Value::raw),
        capabilities: envelope.capabilities.raw(),
        session: None,
        round: &round,
        progress: meta.progress()?,
        level: envelope.level,
        takes_messages: headers.is_none_or(takes_events),
    });
    if let (Some(headers), Kind::Call) = (headers, method::kind(&call.method)) {
        param::check(headers, call.params, server)?;
    }
    let mut text = ask(call, server)?;
    let mut result = object(&text, &call.method)?;
    if round::asks(result, &call.method)? {
        if let Some(lacking) = input::missing(result, envelope.capabilities) {
            return Err(lacks(&lacking));
        }
        text = round.asking(result, &call.method, call.params, server)?;
        result = object(&text, &call.method)?;
    }
    let info = server.info();
    let identity = discovery::server_info(info);
    let respond = |result: Value, ttl| Reply::ok(result::modern(id, result, &identity, ttl));
    let (again, ttl) = match method::kind(&call.method) {
        Kind::List(member) => {
            let ttl = Some(info.list_ttl);
            match page(result, member, cursor(call.params)?, info.page_size)? {
                Some(page) => (page, ttl),
                None => return Ok(respond(result, ttl)),
            }
        }
        Kind::Read => return Ok(respond(result, Some(0))),
        _ if call.method == "server/discover" => (discovery::modern(result, info), Some(0)),
        _ => return Ok(respond(result, None)),
    };
    Ok(respond(object(&again, &call.method)?, ttl))
}

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

/// The call needs something of the client that the client has not declared.
fn lacks(capabilities: &str) -> Fault {
    let message = ["this call needs client capabilities: ", capabilities];
    let mut fault = Fault::new(400, MISSING_CAPABILITY, &message);
    fault.data = Some(json::joined(&["{\"requiredCapabilities\":", capabilities, "}"]));
    fault
}

/// `params.cursor`.
pub fn cursor(params: Value) -> Result<Option<Value>, Fault> {
    let [cursor] = params.pick(["cursor"]).map_err(|twice| doubled("params", twice))?;
    Ok(cursor)
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
