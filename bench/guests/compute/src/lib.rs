//! A provider whose one tool does a piece of work, for the benchmark of compute.

wit_bindgen::generate!({
    path: "../../../wit/mcp",
    world: "tools-component",
    generate_all,
});

use exports::wasmcp::mcp::tools::{Error, Guest, Tool, ToolResult};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::hint::black_box;
use wasmcp::mcp::types::{Content, TextContent};

// As in the template: a provider that asks its host for nothing.
#[path = "../../../../templates/rust/tools/src/wasi.rs"]
mod wasi;

fn fib(n: u32) -> u32 {
    if n < 2 { n } else { fib(black_box(n) - 1) + fib(n - 2) }
}

fn sha256() -> String {
    let digest = Sha256::digest(vec![0; 4 << 20]);
    digest.iter().map(|b| format!("{b:02x}")).collect()
}

fn documents() -> usize {
    let rows: Vec<_> = (0..200)
        .map(|i| json!({"id": i, "name": format!("row {i}"), "tags": ["a", "b"], "value": i as f64 / 4.0}))
        .collect();
    let rows = Value::from(rows);
    (0..60).map(|_| serde_json::from_str::<Value>(&rows.to_string()).unwrap().to_string().len()).sum()
}

fn expressions() -> usize {
    let text = "Write to alice@example.com or, on 2026-11-30, to bob.smith@mail.example.org. ".repeat(4000);
    let expression = regex::Regex::new(r"([a-z.]+)@([a-z]+(?:\.[a-z]+)+)|(\d{4})-(\d\d)-(\d\d)").unwrap();
    expression.captures_iter(&text).count()
}

struct Compute;

impl Guest for Compute {
    fn list_tools() -> Result<Vec<Tool>, Error> {
        Ok(vec![Tool {
            name: "compute".into(),
            description: "Do a piece of work.".into(),
            input_schema: r#"{"type":"object","properties":{"work":{"type":"string"}},"required":["work"]}"#.into(),
            output_schema: None,
            extra: None,
        }])
    }

    fn call_tool(name: String, args: String) -> Result<ToolResult, Error> {
        if name != "compute" {
            return Err(Error::NotFound);
        }
        let args: Value = serde_json::from_str(&args).map_err(|e| Error::InvalidParams(e.to_string()))?;
        let done = match args["work"].as_str() {
            Some("fib") => fib(30).to_string(),
            Some("sha256") => sha256(),
            Some("json") => documents().to_string(),
            Some("regex") => expressions().to_string(),
            _ => return Err(Error::InvalidParams("work is none of fib, sha256, json, regex".into())),
        };
        Ok(ToolResult {
            content: vec![Content::Text(TextContent { text: format!("done: {done}"), extra: None })],
            structured_content: None,
            is_error: false,
            extra: None,
        })
    }
}

export!(Compute);
