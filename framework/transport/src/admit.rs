//! Which HTTP requests are let in, judged by their heads.

use crate::fault::{Fault, INVALID_REQUEST};
use crate::header::{Headers, accepts, is_json, origin_allowed, same_host, takes_events};
use crate::message::shortened;
use crate::reply::Reply;
use crate::server::{Info, Server};
use alloc::string::String;

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

/// Where a path leads.
enum Place {
    Endpoint,
    /// The metadata of this server as a protected resource (RFC 9728).
    Metadata,
    /// A place of RFC 8615 where a client looks for something that this server does not have.
    WellKnown,
    Nowhere,
}

impl Place {
    fn of(path: &str, info: &Info) -> Place {
        // A path that ends with a slash is the same one.
        let path = path.strip_suffix('/').unwrap_or(path);
        let is_endpoint = |path: &str| match &info.endpoint {
            Some(endpoint) => path == endpoint,
            None => matches!(path, "" | "/mcp"),
        };
        if is_endpoint(path) {
            return Place::Endpoint;
        }
        let Some(known) = path.strip_prefix("/.well-known/") else { return Place::Nowhere };
        match known.strip_prefix("oauth-protected-resource") {
            Some(of) if of.is_empty() || is_endpoint(of) => Place::Metadata,
            _ => Place::WellKnown,
        }
    }
}

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
    let path = head.path.split('?').next().unwrap_or_default();
    match (Place::of(path, server.info()), head.method) {
        (Place::Endpoint, _) => endpoint(head, server),
        (Place::Metadata | Place::WellKnown, "OPTIONS") => {
            Ok(Gate::Answer(preflight(head.headers, "GET, HEAD, OPTIONS", server)))
        }
        // A host sends no body after the head that HEAD asks for.
        (Place::Metadata, "GET" | "HEAD") => server
            .metadata()
            .map(|metadata| Gate::Answer(Reply::ok(metadata)))
            .ok_or_else(|| Fault::new(404, INVALID_REQUEST, &["this server is not protected"])),
        (Place::Metadata, method) => Err(not_allowed(method, "GET, HEAD, OPTIONS", server)),
        _ => Err(Fault::new(404, INVALID_REQUEST, &["not found: ", shortened(path)])),
    }
}

fn endpoint(head: &Head, server: &mut impl Server) -> Result<Gate, Fault> {
    // A POST need not ask who keeps sessions.
    let keeps = head.method != "POST" && server.keeps_sessions();
    // GET goes on with a stream, which only sessions keep.
    let methods = if keeps { "GET, POST, DELETE, OPTIONS" } else { "POST, OPTIONS" };
    match head.method {
        "POST" => {}
        "OPTIONS" => return Ok(Gate::Answer(preflight(head.headers, methods, server))),
        "DELETE" => {
            return match head.headers.session()? {
                Some(id) => Ok(Gate::End(id.into_owned())),
                None => Err(not_allowed("DELETE", methods, server)),
            };
        }
        "GET" => {
            let named = (head.headers.session()?, head.headers.get("last-event-id"));
            return match named {
                (Some(id), Some(last)) if takes_events(head.headers) && keeps => {
                    Ok(Gate::Resume(id.into_owned(), last.into_owned()))
                }
                // A stream of its own, for messages about no request: there are none.
                _ => Err(not_allowed("GET", methods, server)),
            };
        }
        method => return Err(not_allowed(method, methods, server)),
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

fn not_allowed(method: &str, methods: &str, server: &mut impl Server) -> Fault {
    server.header("allow", methods);
    Fault::new(405, INVALID_REQUEST, &["method not allowed: ", shortened(method)])
}

/// What a browser asks before it sends the request itself.
fn preflight(headers: &Headers, methods: &str, server: &mut impl Server) -> Reply {
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
