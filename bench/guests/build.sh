#!/bin/sh
# Builds the components that the benchmarks run into dist/: hello by the recipe of framework/, the others
# as the Rust template builds a provider.
set -eu
cd "$(dirname "$0")"
. ../../scripts/tools/cache.sh

# Debian's Rust can build the standard library for a target that it does not bring.
(
    export RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
    export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-22
    export RUSTFLAGS="-C link-arg=-zstack-size=32768"
    /usr/bin/cargo build --release --locked -Zbuild-std=std,panic_abort --target wasm32-unknown-unknown -p hello
)
(
    environment=$(../../scripts/toolchain/rust.sh)
    eval "$environment"
    export RUSTFLAGS="-C link-arg=-zstack-size=98304" CARGO_TARGET_DIR=$PWD/target
    cargo build --release --locked --target wasm32-wasip2 -p compute -p echo
)

mkdir -p dist
PATH=$tools/cargo/bin:$PATH wasm-tools component new target/wasm32-unknown-unknown/release/hello.wasm -o dist/hello.wasm
cp target/wasm32-wasip2/release/compute.wasm target/wasm32-wasip2/release/echo.wasm dist/
ls -l dist
