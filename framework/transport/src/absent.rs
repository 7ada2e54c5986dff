//! Members that are `null` where MCP has none. Some clients write everything that they leave out
//! so: it is taken as left out, and nobody behind the transport meets it.

use crate::keys::{CAPABILITIES, CLIENT, VERSION};
use alloc::string::String;
use json::{Key, Kind, Object, Value};

/// How many members that are `null` one object may have; further ones stay. No client has as many.
const MOST: usize = 64;

/// What a value is, as far as its members are looked at.
#[derive(Clone, Copy)]
enum Place {
    /// The JSON-RPC message.
    Message,
    /// Its params; true for a method all of whose arguments are strings.
    Params(bool),
    /// `params._meta`.
    Meta,
    /// An object whose members may be left out, and so many levels below.
    Optional(u32),
    /// Data whose `null`s are somebody's own.
    Data,
}

impl Place {
    /// Whether a member that is `null` is one that was left out.
    fn drops(self, key: Key) -> bool {
        match self {
            // An id that is null is none, which JSON-RPC does not allow.
            Place::Message => ["method", "params", "result", "error"].iter().any(|k| key.is(k)),
            Place::Data | Place::Optional(0) => false,
            // Whoever names a revision at all is held to that.
            Place::Meta => !key.is(VERSION),
            _ => true,
        }
    }

    /// What a member's value is.
    fn member(self, key: Key, strings: bool) -> Place {
        let name = key.name();
        match (self, &*name) {
            (Place::Message, "params") => Place::Params(strings),
            (Place::Message, "result") => Place::Optional(2),
            (Place::Params(_), "_meta") => Place::Meta,
            (Place::Params(true), "arguments") => Place::Optional(1),
            (Place::Params(_), "inputResponses") => Place::Optional(3),
            (
                Place::Params(_),
                "capabilities" | "clientInfo" | "context" | "ref" | "argument" | "notifications",
            )
            | (Place::Meta, CLIENT | CAPABILITIES) => Place::Optional(8),
            (Place::Optional(depth @ 1..), _) => Place::Optional(depth - 1),
            _ => Place::Data,
        }
    }
}

/// The message without them.
pub fn without(message: Value) -> String {
    let mut out = String::with_capacity(message.raw().len());
    let strings = message.get("method").is_some_and(|method| method.is("prompts/get"));
    write(&mut out, message, Place::Message, strings);
    out
}

fn write(out: &mut String, value: Value, place: Place, strings: bool) {
    match (value.kind(), place) {
        (_, Place::Data | Place::Optional(0)) => out.push_str(value.raw()),
        (Kind::Object, _) => {
            let mut object = Object::new(out);
            let mut looked_at = 0;
            for (key, member) in value.members() {
                if member.kind() == Kind::Null && place.drops(key) && looked_at < MOST {
                    looked_at += 1;
                    // A name that occurs twice is refused by whoever picks it.
                    let name = key.name();
                    if value.members().filter(|(other, _)| other.is(&name)).count() == 1 {
                        continue;
                    }
                }
                write(object.as_written(key), member, place.member(key, strings), strings);
            }
            object.end();
        }
        (Kind::Array, Place::Optional(_)) => {
            let mut array = json::Array::new(out);
            for element in value.elements() {
                let object = element.kind() == Kind::Object;
                write(array.element(), element, if object { place } else { Place::Data }, strings);
            }
            array.end();
        }
        _ => out.push_str(value.raw()),
    }
}
