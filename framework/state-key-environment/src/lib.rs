//! The key that seals what clients keep for the server, from the environment of the host.

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

use alloc::string::String;
use bindings::exports::wasmcp::mcp::state_key::Guest;
use bindings::wasi::cli::environment::get_environment;

#[allow(missing_docs, unsafe_op_in_unsafe_fn, dead_code)]
mod bindings {
    #[cfg(target_family = "wasm")]
    use super::Component;
    wit_bindgen::generate!({
        path: "../../wit/mcp",
        world: "wasmcp:mcp/state-key-environment-component",
        runtime_path: "heap::rt",
        disable_run_ctors_once_workaround: true,
        generate_all,
    });
    #[cfg(target_family = "wasm")]
    export!(Component);
}

/// The variable that holds the key.
const VARIABLE: &str = "WASMCP_STATE_KEY";

struct Component;

impl Guest for Component {
    fn get() -> String {
        let found = get_environment().into_iter().find(|(name, _)| name == VARIABLE);
        found.map(|(_, key)| key).unwrap_or_default()
    }
}
