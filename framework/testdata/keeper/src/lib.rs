//! A provider whose tools use the session: `remember` {key, value}, `recall` {key}, `forget` {key},
//! `ask`, which asks the client twice, and `watch` {key}, which says so and then waits until it is
//! cancelled, and remembers that.

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

use alloc::string::String;
use alloc::vec::Vec;
use bindings::exports::wasmcp::mcp::tools::{Error, Guest, Tool, ToolResult};
use bindings::wasmcp::mcp::types::{Content, InputRequest, InputRequired, TextContent};
use bindings::wasmcp::mcp::{context, session};
use json::Value;

#[allow(missing_docs, unsafe_op_in_unsafe_fn, dead_code)]
mod bindings {
    #[cfg(target_family = "wasm")]
    use super::Component;
    wit_bindgen::generate!({
        path: "../../../wit/mcp",
        inline: "
            package test:keeper;
            world keeper {
                import wasmcp:mcp/context@0.1.0;
                import wasmcp:mcp/session@0.1.0;
                export wasmcp:mcp/tools@0.1.0;
            }",
        world: "test:keeper/keeper",
        runtime_path: "heap::rt",
        disable_run_ctors_once_workaround: true,
        generate_all,
    });
    #[cfg(target_family = "wasm")]
    export!(Component);
}

struct Component;

fn text(text: String) -> Result<ToolResult, Error> {
    let content = Content::Text(TextContent { text, extra: None });
    Ok(ToolResult {
        content: Vec::from([content]),
        structured_content: None,
        is_error: false,
        extra: None,
    })
}

fn said(error: session::Error) -> Error {
    Error::Internal(match error {
        session::Error::NoSession => String::from("no session"),
        session::Error::NotJson => String::from("not JSON"),
        session::Error::Store(text) => text,
    })
}

/// Asks for `first`, then for `second`, and gives both answers back.
fn ask() -> Result<ToolResult, Error> {
    for key in ["first", "second"] {
        if context::input_response(key).is_none() {
            let state = context::request_state().unwrap_or_default() + key + " ";
            return Err(Error::InputRequired(InputRequired {
                requests: Vec::from([InputRequest {
                    key: String::from(key),
                    method: String::from("elicitation/create"),
                    params: json::joined(&[
                        "{\"mode\":\"form\",\"message\":\"",
                        key,
                        "?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}",
                    ]),
                }]),
                state: Some(state),
            }));
        }
    }
    let answer = |key| context::input_response(key).unwrap_or_default();
    text(json::joined(&[
        &context::request_state().unwrap_or_default(),
        &answer("first"),
        &answer("second"),
    ]))
}

impl Guest for Component {
    fn list_tools() -> Result<Vec<Tool>, Error> {
        let tool = |name: &str| Tool {
            name: String::from(name),
            description: String::from("Uses the session."),
            input_schema: String::from("{\"type\":\"object\"}"),
            output_schema: None,
            extra: None,
        };
        Ok(["remember", "recall", "forget", "ask", "watch"].map(tool).into())
    }

    fn call_tool(name: String, args: String) -> Result<ToolResult, Error> {
        let args = Value::object(&args).map_err(|_| Error::InvalidParams(String::new()))?;
        let key = args.get("key").and_then(Value::string).unwrap_or_default();
        match &*name {
            "remember" => {
                let value = args.get("value").and_then(Value::string).unwrap_or_default();
                session::set(&key, &value).map_err(said)?;
                text(String::from("remembered"))
            }
            "recall" => text(session::get(&key).map_err(said)?.unwrap_or(String::from("nothing"))),
            "forget" => {
                session::remove(&key).map_err(said)?;
                text(String::from("forgotten"))
            }
            "ask" => ask(),
            "watch" => {
                context::log(context::LogLevel::Warning, None, "\"watching\"");
                while !context::is_cancelled() {}
                session::set(&key, "\"cancelled\"").map_err(said)?;
                text(String::from("cancelled"))
            }
            _ => Err(Error::NotFound),
        }
    }
}
