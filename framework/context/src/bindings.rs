//! What the contract's world of this component is in Rust.

#![allow(missing_docs, unsafe_op_in_unsafe_fn, dead_code)]

#[cfg(not(feature = "streams"))]
wit_bindgen::generate!({
    path: "../../wit/mcp",
    world: "wasmcp:mcp/context-component",
    runtime_path: "heap::rt",
    disable_run_ctors_once_workaround: true,
    generate_all,
});
#[cfg(feature = "streams")]
wit_bindgen::generate!({
    path: "../../wit/mcp",
    world: "wasmcp:mcp/context-streams-component",
    runtime_path: "heap::rt",
    disable_run_ctors_once_workaround: true,
    generate_all,
});
