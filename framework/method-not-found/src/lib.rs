//! The end of the chain. It offers nothing, so discovery starts from an empty set of capabilities
//! and every other method is unknown; the links before it add what they offer.

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

use alloc::string::String;
use bindings::exports::wasmcp::mcp::handler::{Guest, Json, RpcError};

#[allow(missing_docs, unsafe_op_in_unsafe_fn, dead_code)]
mod bindings {
    wit_bindgen::generate!({
        path: "../../wit/mcp",
        world: "wasmcp:mcp/method-not-found-component",
        runtime_path: "heap::rt",
        disable_run_ctors_once_workaround: true,
    });
    #[cfg(target_family = "wasm")]
    use super::Component;
    #[cfg(target_family = "wasm")]
    export!(Component);
}

struct Component;

impl Guest for Component {
    fn handle(method: String, _params: Json) -> Result<Json, RpcError> {
        if method == "server/discover" {
            return Ok(String::from(r#"{"capabilities":{}}"#));
        }
        let mut message = String::from("method not found: ");
        message.push_str(&method);
        Err(RpcError { code: -32601, message, data: None })
    }

    fn notify(_method: String, _params: Json) {}
}
