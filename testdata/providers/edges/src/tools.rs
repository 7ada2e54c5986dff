//! Tools for what a tool seldom does: odd errors, questions to the client, a panic.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::wasmcp::mcp::types::{InputRequest, InputRequired, RpcError};
use crate::{Error, Result, Tool, context, tool};

pub fn tools() -> Vec<Tool> {
    vec![
        tool("echo", "Answer with the arguments as they came.", echo),
        tool("error", "Answer with a JSON-RPC error.", error),
        tool("input", "Ask the client for a name, and greet it.", input),
        tool(
            "context",
            "Tell what the component knows of the request.",
            context,
        ),
        tool("trap", "Panic.", trap).extra(json!({
            "title": "Trap",
            "annotations": { "destructiveHint": true },
        })),
    ]
}

fn echo(arguments: Map<String, Value>) -> Result<String> {
    Ok(serde_json::to_string(&arguments)?)
}

#[derive(Deserialize, JsonSchema)]
struct Failure {
    code: i32,
    message: String,
    data: Option<Value>,
}

fn error(failure: Failure) -> Result<String> {
    Err(Error::Rpc(RpcError {
        code: failure.code,
        message: failure.message,
        data: failure.data.map(|data| data.to_string()),
    }))?
}

#[derive(Deserialize, JsonSchema)]
struct Nothing {}

/// The state counts how often the client was asked.
fn input(_: Nothing) -> Result<String> {
    let asked: u32 = context::request_state().map_or(Ok(0), |state| state.parse())?;
    let answer: Value = match context::input_response("name") {
        Some(answer) => serde_json::from_str(&answer)?,
        None => Value::Null,
    };
    if let Some(name) = answer["content"]["name"].as_str() {
        return Ok(format!("Hello, {name}! You were asked {asked} times."));
    }
    Err(Error::InputRequired(InputRequired {
        requests: vec![InputRequest {
            key: "name".into(),
            method: "elicitation/create".into(),
            params: json!({
                "mode": "form",
                "message": "Who are you?",
                "requestedSchema": {
                    "type": "object",
                    "properties": { "name": { "type": "string" } },
                    "required": ["name"],
                },
            })
            .to_string(),
        }],
        state: Some((asked + 1).to_string()),
    }))?
}

fn context(_: Nothing) -> Result<String> {
    let parsed = |text: String| serde_json::from_str::<Value>(&text);
    let caller = context::caller().map(|caller| {
        json!({
            "subject": caller.subject,
            "issuer": caller.issuer,
            "scopes": caller.scopes,
        })
    });
    let known = json!({
        "protocolVersion": context::protocol_version(),
        "meta": parsed(context::meta())?,
        "clientInfo": context::client_info().map(parsed).transpose()?,
        "clientCapabilities": parsed(context::client_capabilities())?,
        "caller": caller,
        "sessionId": context::session_id(),
        "isCancelled": context::is_cancelled(),
    });
    Ok(known.to_string())
}

fn trap(_: Nothing) -> String {
    panic!("as asked")
}
