#!/bin/sh
# Builds the components that the benchmarks run, by the recipe of framework/, into dist/.
set -eu
cd "$(dirname "$0")"
. ../../scripts/tools/cache.sh

# Debian's Rust can build the standard library for a target that it does not bring.
export RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-22
export RUSTFLAGS="-C link-arg=-zstack-size=32768"
/usr/bin/cargo build --release --locked -Zbuild-std=std,panic_abort --target wasm32-unknown-unknown

mkdir -p dist
for name in echo hello; do
    "$tools/cargo/bin/wasm-tools" component new \
        target/wasm32-unknown-unknown/release/$name.wasm -o dist/$name.wasm
done
ls -l dist
