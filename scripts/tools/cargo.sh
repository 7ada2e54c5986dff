# Tools from the Rust registry, built as a user would. Sourced.

wasm_component_ld=0.5.31
wasm_tools=1.263.0
wasmtime=48.0.8

# cargo_tool BINARY CRATE VERSION
cargo_tool() {
    case $("$tools/cargo/bin/$1" --version 2>/dev/null) in
        "$1 $3" | "$1 $3 "*) return ;;
    esac
    say "building $2 $3 (minutes)"
    # One target folder for all, since wasmtime and wasm-tools share many crates.
    CARGO_TARGET_DIR="$build" logged "$1" \
        cargo install --locked --root "$tools/cargo" "$2@$3"
}
