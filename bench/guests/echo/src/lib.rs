//! A provider of one tool, which answers with the text that it is given. A benchmark that needs
//! many providers makes them of this one by writing other digits into `echo_000`.

wit_bindgen::generate!({
    path: "../../../wit/mcp",
    world: "tools-component",
    generate_all,
});

use exports::wasmcp::mcp::tools::{Error, Guest, Tool, ToolResult};
use std::hint::black_box;
use wasmcp::mcp::types::{Content, TextContent};

// Read through `black_box`, lest the compiler spread its bytes over the code.
static NAME: &str = "echo_000";

// As in the template: a provider that asks its host for nothing.
#[path = "../../../../templates/rust/tools/src/wasi.rs"]
mod wasi;

struct Echo;

impl Guest for Echo {
    fn list_tools() -> Result<Vec<Tool>, Error> {
        Ok(vec![Tool {
            name: black_box(NAME).into(),
            description: "Answers with the text.".into(),
            input_schema: r#"{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}"#.into(),
            output_schema: None,
            extra: None,
        }])
    }

    fn call_tool(name: String, args: String) -> Result<ToolResult, Error> {
        if name != black_box(NAME) {
            return Err(Error::NotFound);
        }
        // The benchmark sends `{"text":"..."}` without escapes.
        let text = args
            .split('"')
            .nth(3)
            .ok_or_else(|| Error::InvalidParams("text is missing".into()))?;
        Ok(ToolResult {
            content: vec![Content::Text(TextContent { text: text.into(), extra: None })],
            structured_content: None,
            is_error: false,
            extra: None,
        })
    }
}

export!(Echo);
