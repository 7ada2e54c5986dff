//! What the server says of itself.

use crate::era::{self, STRUCTURED};
use crate::server::Info;
use alloc::string::String;
use json::{Kind, Object, Value};

/// `serverInfo`.
pub fn server_info(info: &Info) -> String {
    identity(info, true)
}

/// `serverInfo`, with what revisions from 2025-06-18 on have if `whole`.
fn identity(info: &Info, whole: bool) -> String {
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    object.string("name", &info.name);
    object.optional("title", info.title.as_deref().filter(|_| whole));
    object.string("version", &info.version);
    if !whole {
        object.end();
        return out;
    }
    if let Some(Ok(extra)) = info.extra.as_deref().map(Value::object) {
        object.splice(extra, &["name", "title", "version"]);
    }
    object.end();
    out
}

/// The result of `server/discover`, from what the chain offers.
pub fn modern(chain: Value, info: &Info) -> String {
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    era::supported(object.key("supportedVersions"));
    capabilities(object.key("capabilities"), chain, &[], &[]);
    object.optional("instructions", info.instructions.as_deref());
    object.splice(chain, &["supportedVersions", "capabilities", "instructions"]);
    object.end();
    out
}

/// The result of `initialize`.
pub fn legacy(chain: Value, info: &Info, version: &str) -> String {
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    object.string("protocolVersion", version);
    // Extensions are the newest revision's.
    capabilities(object.key("capabilities"), chain, &["extensions"], &info.changing);
    object.raw("serverInfo", &identity(info, version >= STRUCTURED));
    object.optional("instructions", info.instructions.as_deref());
    object.end();
    out
}

/// The chain's capabilities and logging, which every part can do through `context`. Who offers one
/// that is `changing` may tell the client that its list has changed.
fn capabilities(out: &mut String, chain: Value, except: &[&str], changing: &[String]) {
    let given = chain.get("capabilities").filter(|given| given.kind() == Kind::Object);
    let given = given.unwrap_or(Value::EMPTY);
    let mut object = Object::new(out);
    if given.get("logging").is_none() {
        object.raw("logging", "{}");
    }
    for (key, value) in given.members().filter(|(key, _)| !except.iter().any(|name| key.is(name))) {
        if value.get("listChanged").is_some() || !changing.iter().any(|name| key.is(name)) {
            object.member(key, value);
            continue;
        }
        let mut one = Object::new(object.as_written(key));
        one.splice(value, &[]);
        one.raw("listChanged", "true");
        one.end();
    }
    object.end();
}
