//! JSON Schemas of tools, written so that clients take them.
//!
//! A schema may be as deep as JSON, and the stack is small: so the text is gone through token by
//! token, with a note for each level.

use alloc::string::String;
use json::{MAX_DEPTH, Value, string_end};

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A schema, or an array of them.
    Schema,
    /// A schema that clients know as true and false.
    Closing,
    /// An object whose members are schemas.
    Map,
    /// An array whose elements are schemas.
    List,
    /// Data: `const`, `enum`, `default`, `examples` and whatever is no keyword.
    Data,
}

/// The keywords whose values have schemas in them (JSON Schema 2020-12, and drafts before it).
const KEYWORDS: [(&[&str], Place); 4] = [
    (
        &["items", "contains", "propertyNames", "not", "if", "then", "else", "contentSchema"],
        Place::Schema,
    ),
    (
        &["additionalProperties", "unevaluatedProperties", "additionalItems", "unevaluatedItems"],
        Place::Closing,
    ),
    (
        &[
            "properties",
            "patternProperties",
            "$defs",
            "definitions",
            "dependentSchemas",
            "dependencies",
        ],
        Place::Map,
    ),
    (&["allOf", "anyOf", "oneOf", "prefixItems"], Place::List),
];

impl Place {
    /// What the value of a keyword is.
    fn of(keyword: &str) -> Place {
        let known = KEYWORDS.iter().find(|(names, _)| names.contains(&keyword));
        known.map_or(Place::Data, |(_, place)| *place)
    }

    fn is_schema(self) -> bool {
        matches!(self, Place::Schema | Place::Closing)
    }

    /// What the elements of such an array are.
    fn element(self) -> Place {
        if matches!(self, Place::Schema | Place::List) { Place::Schema } else { Place::Data }
    }

    /// What a member of such an object is.
    fn member(self, name: &str) -> Place {
        match self {
            Place::Schema | Place::Closing => Place::of(name),
            Place::Map => Place::Schema,
            Place::List | Place::Data => Place::Data,
        }
    }
}

/// A level that is open.
#[derive(Clone, Copy)]
struct Level {
    place: Place,
    object: bool,
    /// `type` is `object`.
    typed: bool,
    /// There is a member `properties`.
    properties: bool,
}

/// Appends `schema`, with objects for schemas that are true or false if `booleans`, and with
/// `properties` for every object's schema that has none if `properties`. Says whether anything is
/// not as it was.
pub fn write(out: &mut String, schema: Value, booleans: bool, properties: bool) -> bool {
    let text = schema.raw();
    let b = text.as_bytes();
    let none = Level { place: Place::Data, object: false, typed: false, properties: false };
    let mut levels = [none; MAX_DEPTH as usize + 1];
    let (mut depth, mut at, mut copied) = (0, 0, 0);
    let (mut place, mut key, mut of_type) = (Place::Schema, false, false);
    while let Some(c) = b.get(at) {
        match c {
            b'{' | b'[' => {
                depth += 1;
                let object = *c == b'{';
                if let Some(level) = levels.get_mut(depth) {
                    *level = Level { place, object, ..none };
                }
                (key, place) = (object, place.element());
                of_type = false;
            }
            b'}' | b']' => {
                let level = levels.get(depth).copied().unwrap_or(none);
                if properties && level.typed && !level.properties {
                    out.push_str(text.get(copied..at).unwrap_or_default());
                    out.push_str(",\"properties\":{}");
                    copied = at;
                }
                depth = depth.saturating_sub(1);
            }
            b',' => {
                let level = levels.get(depth).copied().unwrap_or(none);
                (key, place) = (level.object, level.place.element());
            }
            b'"' => {
                let end = string_end(b, at + 1);
                let name = text.get(at + 1..end - 1).unwrap_or_default();
                let level = levels.get_mut(depth);
                if let (true, Some(level)) = (key, level) {
                    key = false;
                    place = level.place.member(name);
                    of_type = level.place.is_schema() && name == "type";
                    level.properties |= name == "properties";
                } else if let (true, Some(level)) = (of_type, levels.get_mut(depth)) {
                    level.typed = name == "object";
                    of_type = false;
                }
                at = end;
                continue;
            }
            b't' | b'f' => {
                let (length, object) = if *c == b't' { (4, "{}") } else { (5, "{\"not\":{}}") };
                if booleans && place == Place::Schema && depth > 0 {
                    out.push_str(text.get(copied..at).unwrap_or_default());
                    out.push_str(object);
                    copied = at + length;
                }
                at += length;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    copied > 0
}
