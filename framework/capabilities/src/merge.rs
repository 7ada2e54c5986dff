//! One answer out of this link's and the rest of the chain's.

use alloc::string::String;
use alloc::vec::Vec;
use json::{Array, Kind, Object, Value};

/// A list result: the entries of this link, each of them JSON, and then those under `member` in
/// the rest's result. Other members of that result stay; `ttlMs` and `cacheScope` go, since they
/// speak of a part only.
pub fn list(member: &str, own: &[String], rest: Option<Value>) -> String {
    let mut out = String::new();
    let mut result = Object::new(&mut out);
    let mut array = Array::new(result.key(member));
    for entry in own {
        array.element().push_str(entry);
    }
    let theirs = rest.and_then(|rest| rest.get(member));
    if let Some(theirs) = theirs {
        array.splice(theirs);
    }
    array.end();
    if let Some(rest) = rest {
        result.splice(rest, &[member, "ttlMs", "cacheScope"]);
    }
    result.end();
    out
}

/// A discovery result: what the rest of the chain can do and `own` besides, each with no settings.
pub fn discovery(own: &[&str], rest: Value) -> String {
    let theirs = rest.get("capabilities").filter(|theirs| theirs.kind() == Kind::Object);
    let theirs = theirs.unwrap_or(Value::EMPTY);
    let missing: Vec<_> = own.iter().filter(|name| theirs.get(name).is_none()).collect();
    let mut out = String::new();
    let mut result = Object::new(&mut out);
    let mut capabilities = Object::new(result.key("capabilities"));
    for name in missing {
        capabilities.raw(name, "{}");
    }
    capabilities.splice(theirs, &[]);
    capabilities.end();
    result.splice(rest, &["capabilities"]);
    result.end();
    out
}
