//! Which revision a message speaks.
//!
//! A message that names a revision in its `_meta` is modern and is held to that; the body decides,
//! and the header has to agree. Without such a claim a message is legacy, unless its header names
//! a modern revision. stdio is the same without headers.

use crate::envelope::{Envelope, Meta};
use crate::fault::{Fault, HEADER_MISMATCH, INVALID_REQUEST, UNSUPPORTED_VERSION};
use crate::header::{Headers, decoded, differ};
use crate::message::{Call, shortened};
use crate::method;
use alloc::string::String;
use json::{Array, Object, Value, push_string};

/// The header that names the revision.
pub const VERSION: &str = "MCP-Protocol-Version";

/// The first modern revision; their names are dates, so they are ordered as texts.
const FIRST_MODERN: &str = "2026-07-28";

/// The modern revisions served, the newest first.
pub const MODERN: [&str; 1] = [FIRST_MODERN];

/// The legacy revisions served, the newest first.
pub const LEGACY: [&str; 4] = ["2025-11-25", STRUCTURED, BATCHES, "2024-11-05"];

/// The first revision with structured content, titles, links to resources and elicitation.
pub const STRUCTURED: &str = "2025-06-18";

/// The only revision with batches, the first one that has audio, and the one spoken over HTTP by who
/// does not say.
pub const BATCHES: &str = "2025-03-26";

/// What a message turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Era<'a> {
    /// It carries its own envelope.
    Modern(Envelope<'a>),
    /// A modern notification without an envelope, known by its header.
    ModernNotification,
    /// `initialize`.
    Handshake,
    /// Anything else of the legacy revisions.
    Legacy,
}

/// Judges a message. `headers` are those of its HTTP request; stdio has none.
pub fn decide<'a>(
    call: &Call<'a>,
    meta: &Meta<'a>,
    headers: Option<&Headers>,
) -> Result<Era<'a>, Fault> {
    let code = if meta.version.is_some() { HEADER_MISMATCH } else { INVALID_REQUEST };
    let header = match headers.map(|headers| headers.one(VERSION)) {
        Some(Err(two)) => return Err(differ(VERSION, &two, code)),
        Some(Ok(header)) => header,
        None => None,
    };
    let modern_header = header.as_deref().is_some_and(is_modern);
    let claimed = meta.version.and_then(Value::string);
    if call.method == "initialize" && !claimed.as_deref().is_some_and(is_modern) {
        if modern_header && call.id.is_some() {
            let found = header.as_deref().unwrap_or_default();
            return Err(Fault::header(&["initialize does not exist in revision ", found]));
        }
        return Ok(Era::Handshake);
    }
    if meta.version.is_none() {
        return match (modern_header, call.id) {
            (true, Some(_)) => Err(meta.envelope().err().unwrap_or(Fault::params(&["no _meta"]))),
            (true, None) => Ok(Era::ModernNotification),
            (false, _) => Ok(Era::Legacy),
        };
    }
    if call.id.is_none() {
        let Some(claimed) = claimed else {
            return Err(meta.envelope().err().unwrap_or(Fault::params(&["no _meta"])));
        };
        if header.is_some_and(|header| header != claimed) {
            return Err(Fault::header(&["MCP-Protocol-Version and the body's revision differ"]));
        }
        return Ok(Era::ModernNotification);
    }
    let envelope = meta.envelope()?;
    if let Some(headers) = headers {
        agree(headers, VERSION, &envelope.version, false)?;
        agree(headers, "Mcp-Method", &call.method, false)?;
    }
    if !MODERN.contains(&&*envelope.version) {
        return Err(unsupported(&envelope.version));
    }
    if let Some(headers) = headers {
        agree(headers, VERSION, &envelope.version, true)?;
        agree(headers, "Mcp-Method", &call.method, true)?;
        if let Some(member) = method::named_by(&call.method) {
            names(headers, call, member)?;
        }
    }
    Ok(Era::Modern(envelope))
}

/// Whether a revision's name is that of a modern one.
pub fn is_modern(version: &str) -> bool {
    version >= FIRST_MODERN
}

/// A header that is there has to say what the body says.
fn agree(headers: &Headers, name: &str, body: &str, required: bool) -> Result<(), Fault> {
    match headers.one(name).map_err(|two| differ(name, &two, HEADER_MISMATCH))? {
        Some(found) if found == body => Ok(()),
        Some(found) => {
            let (found, body) = (shortened(&found), shortened(body));
            Err(Fault::header(&[name, " is ", found, ", the body says ", body]))
        }
        None if required => {
            Err(Fault::header(&[name, " is missing, the body says ", shortened(body)]))
        }
        None => Ok(()),
    }
}

/// `Mcp-Name` has to be there exactly where the body names something, and name the same.
fn names(headers: &Headers, call: &Call, member: &str) -> Result<(), Fault> {
    let header = headers.get("mcp-name");
    // What is not a string is refused by whoever reads the parameters.
    let body = call.params.get(member).and_then(Value::string);
    match (header, body) {
        (Some(header), Some(body)) if decoded(&header).is_some_and(|name| name == body) => Ok(()),
        (None, None) => Ok(()),
        (None, Some(body)) => {
            Err(Fault::header(&["Mcp-Name is missing, the body names ", shortened(&body)]))
        }
        (Some(header), body) => {
            let body = body.as_deref().unwrap_or("nothing");
            let (header, body) = (shortened(&header), shortened(body));
            Err(Fault::header(&["Mcp-Name is ", header, ", the body names ", body]))
        }
    }
}

/// The error for a revision that is not served.
fn unsupported(requested: &str) -> Fault {
    let mut data = String::new();
    let mut object = Object::new(&mut data);
    supported(object.key("supported"));
    object.string("requested", requested);
    object.end();
    let message = ["unsupported protocol version: ", shortened(requested)];
    let mut fault = Fault::new(400, UNSUPPORTED_VERSION, &message);
    fault.data = Some(data);
    fault
}

/// Appends the array of the revisions that may be named in an envelope.
pub fn supported(out: &mut String) {
    let mut array = Array::new(out);
    for version in MODERN {
        push_string(array.element(), version);
    }
    array.end();
}
