//! What the server says of itself.

use crate::era;
use crate::server::Info;
use alloc::string::String;
use json::{Kind, Object, Value};

/// `serverInfo`.
pub fn server_info(info: &Info) -> String {
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    object.string("name", &info.name);
    object.optional("title", info.title.as_deref());
    object.string("version", &info.version);
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
    capabilities(object.key("capabilities"), chain, &[]);
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
    capabilities(object.key("capabilities"), chain, &["extensions"]);
    object.raw("serverInfo", &server_info(info));
    object.optional("instructions", info.instructions.as_deref());
    object.end();
    out
}

/// The chain's capabilities and logging, which every part can do through `context`.
fn capabilities(out: &mut String, chain: Value, except: &[&str]) {
    let given = chain.get("capabilities").filter(|given| given.kind() == Kind::Object);
    let given = given.unwrap_or(Value::EMPTY);
    let mut object = Object::new(out);
    if given.get("logging").is_none() {
        object.raw("logging", "{}");
    }
    object.splice(given, except);
    object.end();
}
