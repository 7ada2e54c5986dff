#!/bin/sh
# Builds the conformance fixtures in Rust, as README.md beside this file has them, and their manifest.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
. scripts/tools/cache.sh
eval "$(scripts/toolchain/rust.sh)"
scripts/tools/install.sh wasm-tools
PATH=$tools/cargo/bin:$PATH

# No component shall tell where it was built.
sources=$(echo "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*)
root=$(pwd)
(cd "$here" && cargo build --quiet --locked --release --target wasm32-wasip2 \
    --config "target.wasm32-wasip2.rustflags=['--remap-path-prefix=$sources=crates','--remap-path-prefix=$root=.']")
target=${CARGO_TARGET_DIR:-$here/target}
for name in content prompts questions resources subscriptions; do
    cp "$target/wasm32-wasip2/release/$name.wasm" "$here/$name/$name.wasm"
    wasm-tools validate "$here/$name/$name.wasm"
done
go run ./templates/internal/mkfixtures conformance
