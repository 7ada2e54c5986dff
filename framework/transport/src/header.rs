//! HTTP header fields.

use crate::fault::{Fault, INVALID_REQUEST};
use crate::message::shortened;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use json::base64;

/// The fields of a request.
#[derive(Clone, Debug, Default)]
pub struct Headers(pub Vec<(String, Vec<u8>)>);

impl Headers {
    /// The value of a field without the white space around it. A field that occurs more than once
    /// has its values joined by commas, as HTTP defines it, and then agrees with nothing.
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut found: Option<Cow<str>> = None;
        for (field, value) in &self.0 {
            if field.eq_ignore_ascii_case(name) {
                let value = text(value);
                found = Some(match found {
                    None => value,
                    Some(first) => Cow::Owned(json::joined(&[&first, ", ", &value])),
                });
            }
        }
        found
    }
}

impl Headers {
    /// The value of a field that says one thing. Clients send it twice, and what stands between
    /// joins such fields: equal copies are one. Different values are the error.
    pub fn one(&self, name: &str) -> Result<Option<Cow<'_, str>>, (String, String)> {
        let Some(all) = self.get(name) else { return Ok(None) };
        let mut copies = all.split(',').map(str::trim_ascii).filter(|copy| !copy.is_empty());
        let Some(first) = copies.next() else { return Ok(Some(all)) };
        match copies.find(|copy| *copy != first) {
            Some(other) => Err((String::from(first), String::from(other))),
            None if first.len() == all.len() => Ok(Some(all)),
            None => Ok(Some(Cow::Owned(String::from(first)))),
        }
    }

    /// The session that a request belongs to.
    pub fn session(&self) -> Result<Option<Cow<'_, str>>, Fault> {
        self.one("mcp-session-id").map_err(|two| differ("Mcp-Session-Id", &two, INVALID_REQUEST))
    }
}

/// The error for a field that says two things.
pub fn differ(name: &str, (a, b): &(String, String), code: i32) -> Fault {
    Fault::new(400, code, &[name, " has two values: ", shortened(a), " and ", shortened(b)])
}

fn text(value: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(value.trim_ascii())
}

/// The value of a field that may be carried in base64: `=?base64?…?=`. `None` where it is marked
/// as such and is not that.
pub fn decoded(value: &str) -> Option<Cow<'_, str>> {
    let coded = value.strip_prefix("=?base64?").and_then(|rest| rest.strip_suffix("?="));
    match coded {
        Some(coded) => String::from_utf8(base64::decode(coded)?).ok().map(Cow::Owned),
        None => Some(Cow::Borrowed(value)),
    }
}

/// Whether a `Content-Type` is `application/json`, whatever its parameters.
pub fn is_json(content_type: &str) -> bool {
    media_type(content_type).eq_ignore_ascii_case("application/json")
}

fn media_type(value: &str) -> &str {
    value.split(';').next().unwrap_or_default().trim_ascii()
}

/// Whether an `Accept` takes `kind/subtype`. Nothing said takes everything.
pub fn accepts(accept: Option<&str>, kind: &str, subtype: &str) -> bool {
    let Some(accept) = accept else { return true };
    accept.split(',').map(media_type).any(|range| {
        let (left, right) = range.split_once('/').unwrap_or((range, ""));
        left == "*" && right == "*"
            || left.eq_ignore_ascii_case(kind)
                && (right == "*" || right.eq_ignore_ascii_case(subtype))
    })
}

/// Whether a request takes messages ahead of its answer: they need a stream of events.
pub fn takes_events(headers: &Headers) -> bool {
    accepts(headers.get("accept").as_deref(), "text", "event-stream")
}

/// Whether two values of `Host` are the same authority (RFC 9110, section 4.2.3): names have no
/// case, and `port` is that of a value without one.
pub fn same_host(a: &str, b: &str, port: &str) -> bool {
    let whole = |host| {
        split_port(host).map_or((host, port), |(name, given)| {
            (name, if given.is_empty() { port } else { given })
        })
    };
    let (a, b) = (whole(a), whole(b));
    a.0.eq_ignore_ascii_case(b.0) && a.1 == b.1
}

/// The name and the port of an authority. The colons of an IPv6 address are in brackets.
fn split_port(host: &str) -> Option<(&str, &str)> {
    host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|c| c.is_ascii_digit()))
}

/// Whether an `Origin` may speak to this server: the machine's own pages, and those listed.
pub fn origin_allowed(origin: &str, listed: &[String]) -> bool {
    listed.iter().any(|one| one == "*" || one == origin) || is_loopback(origin)
}

fn is_loopback(origin: &str) -> bool {
    let Some(authority) =
        origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"))
    else {
        return false;
    };
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|host| match authority.strip_prefix(host) {
        Some("") => true,
        Some(port) => port
            .strip_prefix(':')
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit())),
        None => false,
    })
}
