#!/bin/sh
# Builds the Rust components of this folder, as README.md has them, and records the digests of what
# they were built from and of what came of it.
#
#   testdata/foreign/build.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
. "$root/scripts/tools/cache.sh"
eval "$("$root/scripts/toolchain/rust.sh")"
"$root/scripts/tools/install.sh" wasm-tools
PATH=$tools/cargo/bin:$PATH

cd "$here"
# A component shall not tell where it was built.
sources=$(echo "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*)
target=${CARGO_TARGET_DIR:-$here/target}/wasm32-wasip2/release
built() {
    cargo build --quiet --locked --release --target wasm32-wasip2 \
        --config "target.wasm32-wasip2.rustflags=['--remap-path-prefix=$sources=crates','--remap-path-prefix=$here=.']" "$@"
}
mkdir -p dist
built -p hello -p command -p hostile
cp "$target/hello.wasm" "$target/command.wasm" "$target/hostile.wasm" dist
built -p keyvalue
cp "$target/keyvalue.wasm" dist/keyvalue-draft.wasm
built -p keyvalue --features draft2
cp "$target/keyvalue.wasm" dist/keyvalue-draft2.wasm
for component in dist/*.wasm; do
    # The standard library was built here, and names the place; as many bytes instead.
    LC_ALL=C sed "s,$sources,$(echo "$sources" | tr -c '/\n' -),g" "$component" >"$component.tmp"
    mv "$component.tmp" "$component"
    wasm-tools validate "$component"
done

find . -type f ! -name SHA256SUMS ! -name README.md | LC_ALL=C sort | xargs sha256sum >SHA256SUMS
