//! What the contract's world of this component is in Rust.

#![allow(missing_docs, unsafe_op_in_unsafe_fn, dead_code)]

wit_bindgen::generate!({
    path: "../../wit/mcp",
    world: "wasmcp:mcp/transport-component",
    runtime_path: "heap::rt",
    disable_run_ctors_once_workaround: true,
    generate_all,
});
