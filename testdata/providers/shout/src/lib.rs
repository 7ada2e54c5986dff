//! A middleware that turns the texts of every tool's result into capitals, and has a tool of its
//! own, `shout`.

mod wasi;

wit_bindgen::generate!({ path: "wit", world: "middleware" });

use exports::wasmcp::mcp::handler::{Guest, RpcError};
use serde_json::{Value, json};
use wasmcp::mcp::handler as next;

struct Component;

impl Guest for Component {
    fn handle(method: String, params: String) -> Result<String, RpcError> {
        match method.as_str() {
            "server/discover" => {
                let mut result = ask(&method, &params)?;
                let capabilities = object(&mut result, "capabilities");
                capabilities
                    .as_object_mut()
                    .map(|all| all.entry("tools").or_insert(json!({})));
                Ok(result.to_string())
            }
            "tools/list" => {
                let mut result = match ask(&method, &params) {
                    Err(error) if error.code == METHOD_NOT_FOUND => json!({ "tools": [] }),
                    answered => answered?,
                };
                if let Some(tools) = result["tools"].as_array_mut() {
                    tools.insert(0, shout());
                }
                Ok(result.to_string())
            }
            "tools/call" => {
                let asked: Value = parse(&params)?;
                let mut result = match asked["name"].as_str() {
                    Some("shout") => json!({
                        "content": [{ "type": "text", "text": asked["arguments"]["text"] }],
                    }),
                    name => ask(&method, &params).map_err(|error| unknown(error, name))?,
                };
                for block in result["content"].as_array_mut().into_iter().flatten() {
                    if let Some(text) = block["text"].as_str() {
                        block["text"] = text.to_uppercase().into();
                    }
                }
                Ok(result.to_string())
            }
            _ => next::handle(&method, &params),
        }
    }

    fn notify(method: String, params: String) {
        next::notify(&method, &params);
    }
}

/// What nobody after this link offers.
const METHOD_NOT_FOUND: i32 = -32601;

/// Where nobody else has tools, this one's are the only ones.
fn unknown(error: RpcError, name: Option<&str>) -> RpcError {
    if error.code != METHOD_NOT_FOUND {
        return error;
    }
    RpcError {
        code: -32602,
        message: format!("unknown tool: {}", name.unwrap_or_default()),
        data: None,
    }
}

/// The tool's description.
fn shout() -> Value {
    json!({
        "name": "shout",
        "description": "Say it louder.",
        "inputSchema": {
            "type": "object",
            "properties": { "text": { "type": "string" } },
            "required": ["text"],
            "additionalProperties": false,
        },
    })
}

/// What the rest of the chain answers.
fn ask(method: &str, params: &str) -> Result<Value, RpcError> {
    parse(&next::handle(method, params)?)
}

fn parse(text: &str) -> Result<Value, RpcError> {
    serde_json::from_str(text).map_err(|error| RpcError {
        code: -32603,
        message: format!("shout: {error}"),
        data: None,
    })
}

/// A member of an object, an empty object if it was not there.
fn object<'a>(value: &'a mut Value, member: &str) -> &'a mut Value {
    let member = &mut value[member];
    if !member.is_object() {
        *member = json!({});
    }
    member
}

export!(Component);
