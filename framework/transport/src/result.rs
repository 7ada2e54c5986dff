//! Results, from the chain's shape to that of a revision.

use crate::keys::SERVER;
use alloc::string::String;
use json::{Kind, Object, Value, push_i64};

/// What the newest revision puts around every result, and the older ones do not know.
const ENVELOPE: [&str; 3] = ["resultType", "ttlMs", "cacheScope"];

/// A modern response. `server` is `serverInfo`, JSON; `ttl` is for how many
/// milliseconds it may be kept, where this method's results carry cache hints. Members that are
/// there stay as they are.
pub fn modern(id: &str, result: Value, server: &str, ttl: Option<u32>) -> String {
    let mut out = open(id, result, server.len() + 160);
    let mut object = Object::new(&mut out);
    let kind = result.get("resultType");
    if kind.is_none() {
        object.raw("resultType", "\"complete\"");
    }
    object.splice(result, &["_meta"]);
    if let (Some(ttl), true) = (ttl, kind.is_none_or(|kind| kind.is("complete"))) {
        if result.get("ttlMs").is_none() {
            push_i64(object.key("ttlMs"), i64::from(ttl));
        }
        if result.get("cacheScope").is_none() {
            object.raw("cacheScope", "\"private\"");
        }
    }
    let mut meta = Object::new(object.key("_meta"));
    if let Some(given) = result.get("_meta") {
        meta.splice(given, &[SERVER]);
    }
    meta.raw(SERVER, server);
    meta.end();
    object.end();
    out.push('}');
    out
}

/// A legacy response, without what the legacy revisions do not know. `structured` says that the
/// result is a tool's.
pub fn legacy(id: &str, result: Value, structured: bool) -> String {
    let mut out = open(id, result, 64);
    let mut object = Object::new(&mut out);
    let content = result.get("structuredContent").filter(|value| {
        // Until 2026-07-28 structured content is an object.
        structured && value.kind() != Kind::Object
    });
    match content {
        Some(content) => {
            let except = ["resultType", "ttlMs", "cacheScope", "structuredContent"];
            object.splice(result, &except);
            let mut wrapped = Object::new(object.key("structuredContent"));
            wrapped.raw("result", content.raw());
            wrapped.end();
        }
        None => object.splice(result, &ENVELOPE),
    }
    object.end();
    out.push('}');
    out
}

fn open(id: &str, result: Value, more: usize) -> String {
    let mut out = String::with_capacity(id.len() + result.raw().len() + more);
    out.push_str("{\"jsonrpc\":\"2.0\",\"id\":");
    out.push_str(id);
    out.push_str(",\"result\":");
    out
}
