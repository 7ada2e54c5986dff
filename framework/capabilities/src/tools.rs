//! `tools/list` and `tools/call`.

use crate::bindings::wasmcp::mcp::tools::{Tool, ToolResult};
use crate::content::{Wrong, blocks, extra};
use alloc::string::String;
use json::{Array, Error, Object, Value, push_string};

/// An entry of the list.
pub fn entry(tool: &Tool) -> Result<String, Wrong> {
    let input = Value::object(&tool.input_schema).map_err(|bad| ("input-schema", bad))?;
    // A client refuses the whole list for one such schema.
    if !input.get("type").is_some_and(|kind| kind.is("object")) {
        return Err(("input-schema", Error { at: 0, what: "expected \"type\": \"object\"" }));
    }
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    object.string("name", &tool.name);
    object.string("description", &tool.description);
    object.raw("inputSchema", input.raw());
    if let Some(schema) = &tool.output_schema {
        let schema = Value::object(schema).map_err(|bad| ("output-schema", bad))?;
        object.raw("outputSchema", schema.raw());
    }
    let written = ["name", "description", "inputSchema", "outputSchema"];
    extra(&mut object, tool.extra.as_deref(), &written)?;
    object.end();
    Ok(out)
}

/// The result of a call. Structured content without any other is given as text too, for clients
/// that do not know it.
pub fn result(result: &ToolResult) -> Result<String, Wrong> {
    let structured = match &result.structured_content {
        Some(text) => Some(Value::parse(text).map_err(|bad| ("structured-content", bad))?),
        None => None,
    };
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    match structured {
        Some(value) if result.content.is_empty() => {
            let mut array = Array::new(object.key("content"));
            let element = array.element();
            element.push_str("{\"type\":\"text\",\"text\":");
            let mut text = String::from(value.raw());
            json::mend_text(&mut text);
            push_string(element, &text);
            element.push('}');
            array.end();
        }
        _ => blocks(object.key("content"), &result.content)?,
    }
    if let Some(value) = structured {
        object.raw("structuredContent", value.raw());
    }
    if result.is_error {
        object.raw("isError", "true");
    }
    let written = ["content", "structuredContent", "isError", "resultType"];
    extra(&mut object, result.extra.as_deref(), &written)?;
    object.end();
    Ok(out)
}
