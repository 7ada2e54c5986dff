#!/bin/sh
# Builds the framework's components into dist/ and writes their manifest. The same sources and
# tools give the same bytes, wherever the tree lies.
#
# It wants Debian's rustc-web, cargo-web, rust-web-src and lld-22 (Rust with its sources, which
# other toolchains have under the names below), wasm-tools and Go.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "$here"

cargo=${WASM_CARGO:-/usr/bin/cargo}
RUSTC=${WASM_RUSTC:-/usr/bin/rustc}
linker=${WASM_LINKER:-wasm-ld-22}
. ../scripts/tools/cache.sh
PATH=$PATH:$tools/cargo/bin
CARGO_TARGET_DIR=$tools/framework
sysroot=$("$RUSTC" --print sysroot)

# The standard library is built along, for size and without the texts of panics: they end in a trap
# all the same. A small stack leaves an instance with one page (64 KiB) of memory, and its odd end, 2 KiB
# before a page of the host's (4 KiB), lets stack and data share one that has to be touched anyway.
export RUSTC CARGO_TARGET_DIR RUSTC_BOOTSTRAP=1
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$linker"
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="\
 -Zunstable-options -Cpanic=immediate-abort --cfg sha2_backend_soft=\"compact\" -Clink-arg=-zstack-size=30720\
 --remap-path-prefix=$here=/framework\
 --remap-path-prefix=$sysroot=/rust\
 --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"

build() {
    "$cargo" build --quiet --locked --release -Zbuild-std=core,alloc \
        -Zbuild-std-features=optimize_for_size --target wasm32-unknown-unknown "$@"
}

# component CRATE FILE makes a component of a module that was built.
component() {
    module=$CARGO_TARGET_DIR/wasm32-unknown-unknown/release/$(echo "$1" | tr - _).wasm
    made=$CARGO_TARGET_DIR/made.wasm
    wasm-tools component new "$module" -o "$made"
    (cd .. && go run ./framework/internal/rewrite "$made" framework/heap/memory.wat "$made")
    wasm-tools strip --all "$made" -o "$2"
    wasm-tools validate "$2"
}

mkdir -p dist
build
for name in capabilities context state-key-environment transport; do
    component $name dist/$name.wasm
done
component sessions-keyvalue dist/sessions-keyvalue-draft.wasm
component keeper testdata/keeper/keeper.wasm
build --package sessions-keyvalue --features draft2
component sessions-keyvalue dist/sessions-keyvalue-draft2.wasm
build --package context --features streams
component context dist/context-streams.wasm

cd ..
go run ./framework/internal/mkmanifest -toolchain \
    "$("$RUSTC" --version | cut -d' ' -f1,2), $("$linker" --version | cut -d' ' -f1-4 | sed 's/^Debian //'), $(wasm-tools --version | cut -d' ' -f1,2)"
