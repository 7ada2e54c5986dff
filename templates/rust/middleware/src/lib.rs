//! Makes a component of the function in middleware.rs. Nothing here needs to change when it does.

mod middleware;
mod wasi;

wit_bindgen::generate!({ path: "wit", world: "middleware" });

use exports::wasmcp::mcp::handler::Guest;
use serde_json::Value;

pub use exports::wasmcp::mcp::handler::RpcError;
pub use wasmcp::mcp::context;

/// A result, a JSON object in the form that MCP's newest revision has for it, or a JSON-RPC error.
pub type Answer = Result<Value, RpcError>;

/// The rest of the server: asks it with a method and its params.
pub type Next<'a> = &'a dyn Fn(&str, &Value) -> Answer;

/// An error for the client.
pub fn error(code: i32, message: impl Into<String>) -> RpcError {
    RpcError { code, message: message.into(), data: None }
}

struct Component;

impl Guest for Component {
    fn handle(method: String, params: String) -> Result<String, RpcError> {
        if !middleware::METHODS.contains(&method.as_str()) {
            return wasmcp::mcp::handler::handle(&method, &params);
        }
        let next: Next = &|method, params| {
            parse(&wasmcp::mcp::handler::handle(method, &params.to_string())?)
        };
        middleware::handle(&method, parse(&params)?, next).map(|result| result.to_string())
    }

    fn notify(method: String, params: String) {
        wasmcp::mcp::handler::notify(&method, &params);
    }
}

fn parse(text: &str) -> Answer {
    serde_json::from_str(text).map_err(|wrong| error(-32603, wrong.to_string()))
}

export!(Component);
