//! One HTTP request.

use crate::ask::{CANCELLED, Way};
use crate::batch::{Answers, is_request};
use crate::client::Client;
use crate::envelope::Meta;
use crate::era::{self, BATCHES, Era, LEGACY, decide};
use crate::fault::{Fault, INTERNAL, INVALID_REQUEST};
use crate::header::{Headers, differ, takes_events};
use crate::legacy::{self, Connection};
use crate::message::{Call, Malformed, Message, is_id, read, shortened};
use crate::modern;
use crate::reply::Reply;
use crate::round::Round;
use crate::server::Server;
use alloc::borrow::Cow;
use alloc::string::String;
use json::Value;

/// Ends a session.
pub fn end(id: &str, server: &mut impl Server) -> Reply {
    let ended = held(id, server).and_then(|_| server.end_session(id).map_err(store));
    match ended {
        Ok(()) => Reply::empty(204),
        Err(fault) => Reply::fault(&fault, None),
    }
}

/// The client of a session. To anybody but who began it there is no such session.
pub fn held(id: &str, server: &mut impl Server) -> Result<Client, Fault> {
    let held = server.session(id).map_err(store)?.ok_or_else(no_session)?;
    let client = Client::from_json(&held).ok_or_else(|| store(String::from("holds no client")))?;
    if client.caller == server.caller() { Ok(client) } else { Err(no_session()) }
}

fn no_session() -> Fault {
    Fault::new(404, INVALID_REQUEST, &["no such session: initialize again"])
}

/// The error for a session store that failed.
pub fn store(message: String) -> Fault {
    Fault::new(500, INTERNAL, &["the session store: ", &message])
}

/// Serves the body of an admitted request.
pub fn serve(body: &[u8], headers: &Headers, server: &mut impl Server) -> Reply {
    let mut room = String::new();
    match read(body, &mut room) {
        Ok(Message::Batch(all)) => {
            serve_batch(all, headers, server).unwrap_or_else(|fault| Reply::fault(&fault, None))
        }
        message => serve_message(message, headers, true, server),
    }
}

fn serve_batch(all: Value, headers: &Headers, server: &mut impl Server) -> Result<Reply, Fault> {
    let session = headers.session()?;
    let version = client(session.as_deref(), headers, server)?.version;
    let mut answers = Answers::begin(all, &version)?;
    for element in all.elements() {
        let mut room = String::new();
        let Some(message) = answers.admit(read(element.raw().as_bytes(), &mut room)) else {
            continue;
        };
        let is_request = is_request(&message);
        let reply = serve_message(Ok(message), headers, false, server);
        if is_request {
            answers.add(reply);
        }
    }
    Ok(answers.end())
}

#[inline(never)] // it is large, and called for one message and for each of several
/// Serves a message; `alone` says that the response is its own.
fn serve_message(
    message: Result<Message, Malformed>,
    headers: &Headers,
    alone: bool,
    server: &mut impl Server,
) -> Reply {
    match message {
        Ok(Message::Call(call)) => serve_call(&call, headers, alone, server)
            .unwrap_or_else(|fault| Reply::fault(&fault, call.id)),
        Ok(Message::Response { id, message }) => answered(id, message.raw(), headers, server)
            .unwrap_or_else(|fault| Reply::fault(&fault, None)),
        Ok(Message::Batch(_)) => Reply::empty(202),
        Err((fault, id)) => Reply::fault(&fault, id),
    }
}

/// The client's answer to a request of the server's: someone waits for it in a session.
fn answered(
    id: Value,
    message: &str,
    headers: &Headers,
    server: &mut impl Server,
) -> Result<Reply, Fault> {
    let Some(session) = headers.session()? else {
        return Err(Fault::request(&["a response, but this server has asked nothing"]));
    };
    held(&session, server)?;
    // What nobody waits for any more was taken all the same.
    let request = id.string().unwrap_or(Cow::Borrowed(id.raw()));
    server.put_answer(&session, &request, message).map_err(store)?;
    Ok(Reply::empty(202))
}

fn serve_call(
    call: &Call,
    headers: &Headers,
    alone: bool,
    server: &mut impl Server,
) -> Result<Reply, Fault> {
    let meta = Meta::read(call)?;
    match (decide(call, &meta, Some(headers))?, call.id) {
        (Era::Modern(envelope), Some(id)) => {
            modern::serve(call, id, &meta, &envelope, Some(headers), server)
        }
        (Era::Modern(_) | Era::ModernNotification, _) => {
            let client = Client::unknown(era::MODERN[0]);
            notify(call, &meta, &client, None, server)
        }
        (Era::Handshake, Some(id)) => {
            let mut client = Client::introduced(call.params)?;
            client.caller = server.caller();
            let anonymous = client.caller.is_none();
            let session = server.create_session(&client.to_json(), anonymous);
            if let Some(session) = session.map_err(store)? {
                server.header("mcp-session-id", &session);
            }
            legacy::handshake(call, id, &meta, &client, server)
        }
        (Era::Handshake | Era::Legacy, id) => {
            let session = headers.session()?;
            let session = session.as_deref();
            let mut client = client(session, headers, server)?;
            let Some(id) = id else { return notify(call, &meta, &client, session, server) };
            let connection = Connection {
                session,
                way: session.filter(|_| alone).map_or(Way::None, Way::Session),
                takes_messages: alone && takes_events(headers),
            };
            let (reply, changed) =
                legacy::serve(call, id, &meta, &mut client, &connection, server)?;
            if let (true, Some(session)) = (changed, session) {
                server.set_session(session, &client.to_json()).map_err(store)?;
            }
            Ok(reply)
        }
    }
}

/// The legacy client that a request comes from.
pub fn client(
    session: Option<&str>,
    headers: &Headers,
    server: &mut impl Server,
) -> Result<Client, Fault> {
    let header = headers.one(era::VERSION);
    let header = header.map_err(|two| differ(era::VERSION, &two, INVALID_REQUEST))?;
    if let Some(version) = header.as_deref().filter(|version| !LEGACY.contains(version)) {
        let message = ["unsupported MCP-Protocol-Version: ", shortened(version)];
        return Err(Fault::request(&message));
    }
    match (session, header) {
        (Some(session), _) => held(session, server),
        (None, Some(version)) => Ok(Client::unknown(&version)),
        // The specification has it so: the header is younger than that revision.
        (None, None) => Ok(Client::unknown(BATCHES)),
    }
}

/// The longest id that is remembered as cancelled.
const LONGEST_ID: usize = 256;

fn is_id_of_request(value: &Value) -> bool {
    is_id(value) && value.raw().len() <= LONGEST_ID
}

fn notify(
    call: &Call,
    meta: &Meta,
    client: &Client,
    session: Option<&str>,
    server: &mut impl Server,
) -> Result<Reply, Fault> {
    // The response to a notification has no body for messages to go into.
    if let (Some(session), true) = (session, call.method == CANCELLED) {
        // Another instance serves the request.
        if let Some(of) = call.params.get("requestId").filter(is_id_of_request) {
            server.cancel(session, of.raw()).map_err(store)?;
        }
    }
    let connection = Connection { session, ..Connection::MUTE };
    legacy::open(None, meta, client, &connection, &Round::default(), server)?;
    server.notify(&call.method, call.params.raw());
    Ok(Reply::empty(202))
}
