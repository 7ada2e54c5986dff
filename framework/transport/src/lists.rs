//! Entries of lists, as a revision has them and as clients take them.

use crate::era::{STRUCTURED, is_modern};
use crate::schema;
use alloc::string::String;
use json::{Array, Object, Value};

/// A list's result for a revision; `None` where that is the result as it is.
pub fn written(result: Value, member: &str, version: &str) -> Option<String> {
    let old = version < STRUCTURED;
    if member != "tools" && !old {
        return None;
    }
    let mut changed = false;
    let mut out = String::with_capacity(result.raw().len() + 256);
    let mut object = Object::new(&mut out);
    let mut array = Array::new(object.key(member));
    for entry in result.get(member).unwrap_or(Value::EMPTY).elements() {
        changed |= if member == "tools" {
            tool(array.element(), entry, version)
        } else {
            untitled(array.element(), entry)
        };
    }
    array.end();
    object.splice(result, &[member]);
    object.end();
    changed.then_some(out)
}

/// Writes a tool. True says that it is not what it was.
fn tool(out: &mut String, tool: Value, version: &str) -> bool {
    let legacy = !is_modern(version);
    let [input, output] = ["inputSchema", "outputSchema"].map(|name| tool.get(name));
    let mut written = String::new();
    // The legacy revisions' own schema has objects where a schema may be true or false.
    let input_differs = input.is_some_and(|input| schema::write(&mut written, input, legacy, true));
    let titled = version < STRUCTURED && tool.get("title").is_some();
    let mut shown = String::new();
    let output_differs =
        legacy && output.is_some_and(|output| differs(&mut shown, output, version));
    if !input_differs && !output_differs && !titled {
        out.push_str(tool.raw());
        return false;
    }
    let mut one = Object::new(out);
    let mut except = ["inputSchema"; 3];
    if output_differs {
        except[1] = "outputSchema";
    }
    if titled {
        except[2] = "title";
    }
    one.splice(tool, &except);
    if input_differs {
        one.raw("inputSchema", &written);
    } else if let Some(input) = input {
        one.raw("inputSchema", input.raw());
    }
    if !shown.is_empty() {
        one.raw("outputSchema", &shown);
    }
    one.end();
    true
}

/// Writes an output schema as a legacy revision has words for it, or nothing where it has none: there
/// the root is an object. Where no value can be one, the schema is wrapped as the value will be;
/// where some may be, nothing can be said of all of them. True says that it is not what it was.
fn differs(out: &mut String, output: Value, version: &str) -> bool {
    if version < STRUCTURED {
        return true;
    }
    let kind = output.get("type");
    let mut written = String::new();
    let differs = schema::write(&mut written, output, true, false);
    if kind.is_some_and(|kind| kind.is("object")) {
        *out = written;
        return differs;
    }
    if kind.and_then(Value::string).is_some() && !refers(output) {
        let mut wrapped = Object::new(out);
        wrapped.raw("type", "\"object\"");
        let mut properties = Object::new(wrapped.key("properties"));
        properties.raw("result", &written);
        properties.end();
        wrapped.raw("required", "[\"result\"]");
        wrapped.end();
    }
    true
}

/// Whether a schema refers to another, or to a part of itself, which would be elsewhere when wrapped.
fn refers(schema: Value) -> bool {
    schema.raw().as_bytes().windows(6).any(|text| text == b"\"$ref\"")
}

/// Writes an entry without titles. True says that it is not what it was.
fn untitled(out: &mut String, entry: Value) -> bool {
    let arguments = entry.get("arguments");
    let mut all = arguments.unwrap_or(Value::EMPTY).elements();
    if entry.get("title").is_none() && !all.any(|one| one.get("title").is_some()) {
        out.push_str(entry.raw());
        return false;
    }
    let mut one = Object::new(out);
    one.splice(entry, &["title", "arguments"]);
    if let Some(arguments) = arguments {
        let mut array = Array::new(one.key("arguments"));
        for argument in arguments.elements() {
            let mut object = Object::new(array.element());
            object.splice(argument, &["title"]);
            object.end();
        }
        array.end();
    }
    one.end();
    true
}
