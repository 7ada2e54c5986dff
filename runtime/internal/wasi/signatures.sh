#!/bin/sh
# Writes signatures.txt: what the functions of this package take and return. WASI's own WIT comes with
# its crate, as testdata/foreign pins it; that of wasi:keyvalue is there too.
#
#   runtime/internal/wasi/signatures.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../..
. "$root/scripts/tools/cache.sh"
eval "$("$root/scripts/toolchain/rust.sh")"
"$root/scripts/tools/install.sh" wasm-tools
PATH=$tools/cargo/bin:$PATH

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo fetch --quiet --locked --manifest-path "$root/testdata/foreign/Cargo.toml"
mkdir -p "$work/deps"
cp "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/wasip2-1.0.4*/wit/deps/*.wit "$here"/wit/*.wit "$work/deps"
mv "$work/deps/all.wit" "$work"
for dialect in draft draft2; do
    cp "$root/testdata/foreign/keyvalue/wit/$dialect/keyvalue.wit" "$work/deps/keyvalue-$dialect.wit"
done
wasm-tools component embed --all-features --dummy "$work" --world all -o "$work/module.wasm"
wasm-tools component new "$work/module.wasm" -o "$work/all.wasm"
cd "$root"
go run ./runtime/internal/mksignatures "$work/all.wasm" >"$work/signatures.txt"
mv "$work/signatures.txt" "$here"
