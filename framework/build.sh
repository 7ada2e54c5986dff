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

"$cargo" build --quiet --locked --release -Zbuild-std=core,alloc -Zbuild-std-features=optimize_for_size \
    --target wasm32-unknown-unknown

cd ..
mkdir -p framework/dist
for name in capabilities context transport; do
    module=$CARGO_TARGET_DIR/wasm32-unknown-unknown/release/$(echo $name | tr - _).wasm
    component=$CARGO_TARGET_DIR/$name.wasm
    wasm-tools component new "$module" -o "$component"
    go run ./framework/internal/rewrite "$component" framework/heap/memory.wat "$component"
    wasm-tools strip --all "$component" -o "framework/dist/$name.wasm"
    wasm-tools validate "framework/dist/$name.wasm"
done

go run ./framework/internal/mkmanifest -toolchain \
    "$("$RUSTC" --version | cut -d' ' -f1,2), $("$linker" --version | cut -d' ' -f1-4 | sed 's/^Debian //'), $(wasm-tools --version | cut -d' ' -f1,2)"
