//! What the contract's world of this component is in Rust.

#![allow(missing_docs, unsafe_op_in_unsafe_fn, dead_code)]

#[cfg(not(feature = "draft2"))]
wit_bindgen::generate!({
    path: "../../wit/mcp",
    world: "wasmcp:mcp/sessions-keyvalue-component",
    runtime_path: "heap::rt",
    disable_run_ctors_once_workaround: true,
    generate_all,
});
#[cfg(feature = "draft2")]
wit_bindgen::generate!({
    path: "../../wit/mcp",
    world: "wasmcp:mcp/sessions-keyvalue-draft2-component",
    runtime_path: "heap::rt",
    disable_run_ctors_once_workaround: true,
    generate_all,
});
