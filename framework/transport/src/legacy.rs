//! Requests of the legacy revisions.

use crate::ask::{self, Stopped, Way};
use crate::chain::{ask, fault, object};
use crate::client::Client;
use crate::discovery;
use crate::envelope::{Meta, level_of};
use crate::fault::{Fault, INTERNAL, INVALID_PARAMS, LEGACY_RESOURCE_NOT_FOUND};
use crate::input;
use crate::lists;
use crate::message::Call;
use crate::method::{self, Kind};
use crate::older;
use crate::page::{cursor, page};
use crate::reply::Reply;
use crate::result;
use crate::round::{self, Round};
use crate::server::{Request, Server};
use alloc::borrow::Cow;
use alloc::string::String;
use json::{Value, push_string};

/// Answers `initialize` for a client that has introduced itself.
pub fn handshake(
    call: &Call,
    id: &str,
    meta: &Meta,
    client: &Client,
    server: &mut impl Server,
) -> Result<Reply, Fault> {
    open(Some(id), meta, client, &Connection::MUTE, &Round::default(), server)?;
    let discover = Call { id: Some(id), method: "server/discover".into(), params: Value::EMPTY };
    let chain = ask(&discover, server)?;
    let chain = object(&chain, &call.method)?;
    let text = discovery::legacy(chain, server.info(), &client.version);
    Ok(Reply::ok(result::legacy(id, object(&text, &call.method)?, false)))
}

/// How a legacy client is connected.
#[derive(Clone, Copy, Debug)]
pub struct Connection<'a> {
    /// Its session over HTTP.
    pub session: Option<&'a str>,
    /// How it can be asked.
    pub way: Way<'a>,
    /// Whether it takes messages ahead of the answer.
    pub takes_messages: bool,
}

impl Connection<'_> {
    /// One on which nothing but the answer can be sent.
    pub const MUTE: Connection<'static> =
        Connection { session: None, way: Way::None, takes_messages: false };
    /// Standard input and output.
    pub const STDIO: Connection<'static> =
        Connection { session: None, way: Way::Stdio, takes_messages: true };
}

/// How often a call may ask.
const ROUNDS: usize = 8;

/// Describes a legacy request to the chain.
pub fn open(
    id: Option<&str>,
    meta: &Meta,
    client: &Client,
    connection: &Connection,
    round: &Round,
    server: &mut impl Server,
) -> Result<(), Fault> {
    server.open(Request {
        id,
        version: &client.version,
        meta: meta.all.raw(),
        client: client.info.as_deref(),
        capabilities: &client.capabilities,
        session: connection.session,
        answers: &round.answers,
        state: round.state.as_deref(),
        progress: meta.progress()?,
        level: Some(client.level),
        takes_messages: connection.takes_messages,
    });
    Ok(())
}

/// Serves a request other than `initialize`. True in the answer says that the client's record has
/// changed.
pub fn serve(
    call: &Call,
    id: &str,
    meta: &Meta,
    client: &mut Client,
    connection: &Connection,
    server: &mut impl Server,
) -> Result<(Reply, bool), Fault> {
    match &*call.method {
        "ping" => return Ok((done(id), false)),
        "logging/setLevel" => {
            let level = call.params.get("level").and_then(level_of).ok_or_else(|| {
                Fault::new(200, INVALID_PARAMS, &["params.level is not a log level"])
            })?;
            client.level = level;
            return Ok((done(id), true));
        }
        method if method::is_new(method) => return Err(not_found(method)),
        _ => {}
    }
    let mut round = Round::default();
    open(Some(id), meta, client, connection, &round, server)?;
    if matches!(&*call.method, "resources/subscribe" | "resources/unsubscribe") {
        subscribes(call, server)?;
    }
    let mut text = ask(call, server).map_err(|error| older(error, &call.method))?;
    let mut questions = 0;
    for left in (0..ROUNDS).rev() {
        let result = object(&text, &call.method)?;
        if !round::asks(result, &call.method)? {
            break;
        }
        let capabilities = Value::object(&client.capabilities).unwrap_or(Value::EMPTY);
        let failure = if connection.way == Way::None || !connection.takes_messages {
            String::from(
                "this call needs input that the server cannot ask for over this connection",
            )
        } else if let Some(lacking) = input::missing(result, capabilities) {
            json::joined(&["this call needs client capabilities: ", &lacking])
        } else if left == 0 {
            String::from("this call asks for input again and again")
        } else {
            let state = result.get("requestState").and_then(Value::string).map(Cow::into_owned);
            match ask::ask(
                result,
                &client.version,
                id,
                &mut questions,
                &mut round,
                connection.way,
                server,
            ) {
                Ok(()) => {
                    round.state = state;
                    open(Some(id), meta, client, connection, &round, server)?;
                    text = ask(call, server).map_err(|error| older(error, &call.method))?;
                    continue;
                }
                Err(Stopped::Gone) => return Ok((Reply::empty(202), false)),
                Err(Stopped::Fault(fault)) => return Err(fault),
                Err(Stopped::Refused(why)) => why,
            }
        };
        return Ok((Reply::ok(unanswered(call, id, &failure)?), false));
    }
    let result = object(&text, &call.method)?;
    if result.get("resultType").is_some_and(|kind| !kind.is("complete")) {
        let text = "this call has a result that the revision spoken does not know";
        return Ok((Reply::ok(unanswered(call, id, text)?), false));
    }
    let reply = match method::kind(&call.method) {
        Kind::List(member) => {
            let page = page(result, member, cursor(call.params)?, server.info().page_size)?;
            let text = page.unwrap_or(text);
            let list = lists::written(object(&text, &call.method)?, member, &client.version);
            let text = list.unwrap_or(text);
            result::legacy(id, object(&text, &call.method)?, false)
        }
        kind => match older::result(result, &call.method, &client.version) {
            Some(text) => result::legacy(id, object(&text, &call.method)?, kind == Kind::Call),
            None => result::legacy(id, result, kind == Kind::Call),
        },
    };
    Ok((Reply::ok(reply), false))
}

fn done(id: &str) -> Reply {
    Reply::ok(result::legacy(id, Value::EMPTY, false))
}

fn not_found(method: &str) -> Fault {
    older(Fault::method(method), method)
}

/// An error as the legacy revisions have it: none of them ties a code to an HTTP status.
fn older(mut fault: Fault, method: &str) -> Fault {
    fault.status = 200;
    let names_uri = || {
        let data = fault.data.as_deref().map(Value::object);
        matches!(data, Some(Ok(data)) if data.get("uri").is_some())
    };
    if method == "resources/read" && fault.code == INVALID_PARAMS && names_uri() {
        fault.code = LEGACY_RESOURCE_NOT_FOUND;
    }
    fault
}

/// Refuses subscriptions where discovery does not offer them, whatever the chain would say: nothing
/// that is composed changes while it runs, so only a middleware can have something to tell.
fn subscribes(call: &Call, server: &mut impl Server) -> Result<(), Fault> {
    let answer = server.call("server/discover", "{}").map_err(fault)?;
    let offered = object(&answer, &call.method)?.get("capabilities");
    let offered = offered.and_then(|offered| offered.get("resources"));
    let subscribe = offered.and_then(|resources| resources.get("subscribe"));
    if subscribe.is_some_and(|subscribe| subscribe.raw() == "true") {
        Ok(())
    } else {
        Err(not_found(&call.method))
    }
}

/// The answer to a call that cannot go on without the client's input. A model can act on a tool's
/// error.
fn unanswered(call: &Call, id: &str, why: &str) -> Result<String, Fault> {
    if method::kind(&call.method) != Kind::Call {
        return Err(Fault::new(200, INTERNAL, &[why]));
    }
    let mut out = String::from("{\"content\":[{\"type\":\"text\",\"text\":");
    push_string(&mut out, why);
    out.push_str("}],\"isError\":true}");
    Ok(result::legacy(id, object(&out, &call.method)?, false))
}
