//! Results for clients of revisions before 2025-06-18. A block of content of a kind that their
//! revision does not have makes them refuse the whole result, so it becomes one that it has.

use crate::era::{BATCHES, STRUCTURED};
use alloc::string::String;
use json::{Array, Object, Value, push_string};

/// A result as an older revision has it; `None` where it is the same.
pub fn result(result: Value, method: &str, version: &str) -> Option<String> {
    if version >= STRUCTURED {
        return None;
    }
    let mut out = String::with_capacity(result.raw().len());
    let mut object = Object::new(&mut out);
    match method {
        "tools/call" => {
            object.splice(result, &["content", "structuredContent"]);
            let mut array = Array::new(object.key("content"));
            for one in result.get("content").unwrap_or(Value::EMPTY).elements() {
                block(array.element(), one, version);
            }
            array.end();
        }
        "prompts/get" => {
            object.splice(result, &["messages"]);
            let mut array = Array::new(object.key("messages"));
            for one in result.get("messages").unwrap_or(Value::EMPTY).elements() {
                let mut message = Object::new(array.element());
                message.splice(one, &["content"]);
                block(message.key("content"), one.get("content").unwrap_or(Value::EMPTY), version);
                message.end();
            }
            array.end();
        }
        _ => return None,
    }
    object.end();
    Some(out)
}

fn block(out: &mut String, block: Value, version: &str) {
    let kind = block.get("type").unwrap_or(Value::EMPTY);
    if kind.is("resource_link") {
        let uri = block.get("uri").and_then(Value::string).unwrap_or_default();
        let name = block.get("name").and_then(Value::string).unwrap_or_default();
        out.push_str("{\"type\":\"text\",\"text\":");
        push_string(out, &json::joined(&[&name, ": ", &uri]));
        out.push('}');
    } else if kind.is("audio") && version < BATCHES {
        let mut object = Object::new(out);
        object.raw("type", "\"resource\"");
        let mut resource = Object::new(object.key("resource"));
        resource.raw("uri", "\"audio:content\"");
        resource.raw("mimeType", block.get("mimeType").map_or("\"\"", Value::raw));
        resource.raw("blob", block.get("data").map_or("\"\"", Value::raw));
        resource.end();
        object.end();
    } else {
        out.push_str(block.raw());
    }
}
