//! Requests of the modern revisions: each stands alone.

use crate::chain::{ask, object};
use crate::discovery;
use crate::envelope::{Envelope, Meta};
use crate::fault::{Fault, MISSING_CAPABILITY};
use crate::header::{Headers, takes_events};
use crate::input;
use crate::lists;
use crate::message::Call;
use crate::method::{self, Kind};
use crate::page::{cursor, page};
use crate::param;
use crate::reply::Reply;
use crate::result;
use crate::round::{self, Round};
use crate::server::{Request, Server};
use json::Value;

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
        answers: &round.answers,
        state: round.state.as_deref(),
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
            let page = page(result, member, cursor(call.params)?, info.page_size)?;
            let shown = match &page {
                Some(page) => object(page, &call.method)?,
                None => result,
            };
            match lists::written(shown, member, &envelope.version) {
                Some(list) => (list, ttl),
                None => return Ok(respond(shown, ttl)),
            }
        }
        Kind::Read => return Ok(respond(result, Some(0))),
        _ if call.method == "server/discover" => (discovery::modern(result, info), Some(0)),
        _ => return Ok(respond(result, None)),
    };
    Ok(respond(object(&again, &call.method)?, ttl))
}

/// The call needs something of the client that the client has not declared.
fn lacks(capabilities: &str) -> Fault {
    let message = ["this call needs client capabilities: ", capabilities];
    let mut fault = Fault::new(400, MISSING_CAPABILITY, &message);
    fault.data = Some(json::joined(&["{\"requiredCapabilities\":", capabilities, "}"]));
    fault
}
