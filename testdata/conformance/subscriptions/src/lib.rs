//! A middleware that takes subscriptions to resources, and never has anything to tell of them. Only
//! revisions before 2026-07-28 have such subscriptions.

#[path = "../../../../templates/rust/tools/src/wasi.rs"]
mod wasi;

wit_bindgen::generate!({
    path: "../../../wit/mcp/mcp.wit",
    inline: "
        package conformance:subscriptions;
        world component {
            import wasmcp:mcp/context@0.1.0;
            import wasmcp:mcp/handler@0.1.0;
            export wasmcp:mcp/handler@0.1.0;
        }
    ",
    generate_all,
});

use exports::wasmcp::mcp::handler::{Guest, RpcError};
use serde_json::{Value, json};
use wasmcp::mcp::{context, handler as next};

struct Component;

impl Guest for Component {
    fn handle(method: String, params: String) -> Result<String, RpcError> {
        match method.as_str() {
            "server/discover" if *context::protocol_version() < *"2026-07-28" => {
                let text = next::handle(&method, &params)?;
                let mut result: Value = serde_json::from_str(&text).map_err(|error| RpcError {
                    code: -32603,
                    message: error.to_string(),
                    data: None,
                })?;
                result["capabilities"]["resources"]["subscribe"] = true.into();
                Ok(result.to_string())
            }
            "resources/subscribe" | "resources/unsubscribe" => Ok(json!({}).to_string()),
            _ => next::handle(&method, &params),
        }
    }

    fn notify(method: String, params: String) {
        next::notify(&method, &params);
    }
}

export!(Component);
