//! One HTTP request.

use crate::ask::{CANCELLED, Way};
use crate::client::Client;
use crate::envelope::Meta;
use crate::era::{self, Era, LEGACY, decide};
use crate::fault::{Fault, INTERNAL, INVALID_REQUEST};
use crate::header::{Headers, accepts, is_json, origin_allowed, same_host, takes_events};
use crate::legacy::{self, Connection};
use crate::message::{Call, Message, is_id, read, shortened};
use crate::modern;
use crate::reply::Reply;
use crate::round::Round;
use crate::server::Server;
use alloc::borrow::Cow;
use alloc::string::String;
use json::Value;

/// A request before its body is read.
pub struct Head<'a> {
    /// `GET`, `POST`, ...
    pub method: &'a str,
    /// Path and query.
    pub path: &'a str,
    /// Its header fields.
    pub headers: &'a Headers,
}

/// What to do with a request.
#[derive(Debug, PartialEq, Eq)]
pub enum Gate {
    /// Answer without looking at the body.
    Answer(Reply),
    /// Read at most this many bytes of body and serve them.
    Read(usize),
    /// End the session, which this names.
    End(String),
    /// Go on in this session with a stream, after the event of this id.
    Resume(String, String),
}

/// Where RFC 9728 has the metadata of a protected resource.
const METADATA: &str = "/.well-known/oauth-protected-resource";

/// Judges a request by its head and the host that it was sent to, with the port that its scheme
/// means, which are asked for only where they matter. Headers that belong to the response are set on the way.
pub fn admit(
    head: &Head,
    host: impl FnOnce() -> (String, &'static str),
    server: &mut impl Server,
) -> Gate {
    match check(head, host, server) {
        Ok(gate) => gate,
        Err(fault) => Gate::Answer(Reply::fault(&fault, None)),
    }
}

fn check(
    head: &Head,
    host: impl FnOnce() -> (String, &'static str),
    server: &mut impl Server,
) -> Result<Gate, Fault> {
    let path = head.path.split('?').next().unwrap_or_default();
    if head.method == "GET"
        && path.strip_prefix(METADATA).is_some_and(|of| matches!(of, "" | "/mcp"))
    {
        return server
            .metadata()
            .map(|metadata| Gate::Answer(Reply::ok(metadata)))
            .ok_or_else(|| Fault::new(404, INVALID_REQUEST, &["this server is not protected"]));
    }
    if !matches!(path, "/" | "/mcp" | "") {
        return Err(Fault::new(404, INVALID_REQUEST, &["not found: ", shortened(path)]));
    }
    let hosts = &server.info().allowed_hosts;
    if !hosts.is_empty() {
        let (host, port) = host();
        if !hosts.iter().any(|listed| same_host(listed, &host, port)) {
            return Err(Fault::new(
                403,
                INVALID_REQUEST,
                &["Host not allowed: ", shortened(&host)],
            ));
        }
    }
    if let Some(origin) = head.headers.get("origin") {
        if !origin_allowed(&origin, &server.info().allowed_origins) {
            let found = shortened(&origin);
            return Err(Fault::new(403, INVALID_REQUEST, &["Origin not allowed: ", found]));
        }
        server.header("access-control-allow-origin", &origin);
        server.header("access-control-expose-headers", "mcp-session-id, www-authenticate");
        server.header("vary", "origin");
    }
    match head.method {
        "POST" => {}
        "OPTIONS" => return Ok(Gate::Answer(preflight(head.headers, server))),
        "DELETE" => {
            return match head.headers.get("mcp-session-id") {
                Some(id) => Ok(Gate::End(id.into_owned())),
                None => Err(not_allowed("DELETE", server)),
            };
        }
        "GET" => {
            let named = ["mcp-session-id", "last-event-id"].map(|name| head.headers.get(name));
            return match named {
                [Some(id), Some(last)] if takes_events(head.headers) && server.keeps_sessions() => {
                    Ok(Gate::Resume(id.into_owned(), last.into_owned()))
                }
                // A stream of its own, for messages about no request: there are none.
                _ => Err(not_allowed("GET", server)),
            };
        }
        method => return Err(not_allowed(method, server)),
    }
    let content_type = head.headers.get("content-type").unwrap_or_default();
    if !is_json(&content_type) {
        let found = shortened(&content_type);
        let message = ["Content-Type has to be application/json, found ", found];
        return Err(Fault::new(415, INVALID_REQUEST, &message));
    }
    let accept = head.headers.get("accept");
    if !accepts(accept.as_deref(), "application", "json") {
        let message = ["Accept has to list application/json and text/event-stream"];
        return Err(Fault::new(406, INVALID_REQUEST, &message));
    }
    let largest = server.info().largest();
    let length = head.headers.get("content-length").and_then(|length| length.parse().ok());
    if length.is_some_and(|length: usize| length > largest) {
        return Err(too_large());
    }
    Ok(Gate::Read(largest))
}

/// The error for a body over the limit.
pub fn too_large() -> Fault {
    Fault::new(413, INVALID_REQUEST, &["the message is larger than this server takes"])
}

fn not_allowed(method: &str, server: &mut impl Server) -> Fault {
    let methods = methods(server);
    server.header("allow", methods);
    Fault::new(405, INVALID_REQUEST, &["method not allowed: ", shortened(method)])
}

/// The methods that there are. GET goes on with a stream, which only sessions keep.
fn methods(server: &mut impl Server) -> &'static str {
    if server.keeps_sessions() { "GET, POST, DELETE, OPTIONS" } else { "POST, OPTIONS" }
}

/// What a browser asks before it sends the request itself.
fn preflight(headers: &Headers, server: &mut impl Server) -> Reply {
    let methods = methods(server);
    server.header("allow", methods);
    if headers.get("origin").is_some() {
        server.header("access-control-allow-methods", methods);
        // The names of `Mcp-Param-*` headers are the tools' own, so all that are asked for go.
        if let Some(asked) = headers.get("access-control-request-headers") {
            server.header("access-control-allow-headers", &asked);
        }
        server.header("access-control-max-age", "86400");
    }
    Reply::empty(204)
}

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
    match read(body) {
        Ok(Message::Call(call)) => {
            serve_call(&call, headers, server).unwrap_or_else(|fault| Reply::fault(&fault, call.id))
        }
        Ok(Message::Response { id, message }) => { answered(id, message.raw(), headers, server) }
            .unwrap_or_else(|fault| Reply::fault(&fault, None)),
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
    let Some(session) = headers.get("mcp-session-id") else {
        return Err(Fault::request(&["a response, but this server has asked nothing"]));
    };
    held(&session, server)?;
    // What nobody waits for any more was taken all the same.
    let request = id.string().unwrap_or(Cow::Borrowed(id.raw()));
    server.put_answer(&session, &request, message).map_err(store)?;
    Ok(Reply::empty(202))
}

fn serve_call(call: &Call, headers: &Headers, server: &mut impl Server) -> Result<Reply, Fault> {
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
            let session = headers.get("mcp-session-id");
            let session = session.as_deref();
            let mut client = client(session, headers, server)?;
            let Some(id) = id else { return notify(call, &meta, &client, session, server) };
            let connection = Connection {
                session,
                way: session.map_or(Way::None, Way::Session),
                takes_messages: takes_events(headers),
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
    let header = headers.get("mcp-protocol-version");
    if let Some(version) = header.as_deref().filter(|version| !LEGACY.contains(version)) {
        let message = ["unsupported MCP-Protocol-Version: ", shortened(version)];
        return Err(Fault::request(&message));
    }
    match (session, header) {
        (Some(session), _) => held(session, server),
        (None, Some(version)) => Ok(Client::unknown(&version)),
        // A client older than the header; the oldest revision served is nearest to it.
        (None, None) => Ok(Client::unknown(LEGACY[LEGACY.len() - 1])),
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
