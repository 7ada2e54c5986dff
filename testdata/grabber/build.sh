#!/bin/sh
# Builds the provider for each dialect of wasi:keyvalue, and records the digests of what it was built
# from and of what came of it.
#
#   testdata/grabber/build.sh
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
built
cp "$target/grabber.wasm" grabber-draft.wasm
built --features draft2
cp "$target/grabber.wasm" grabber-draft2.wasm
for component in *.wasm; do
    # The standard library was built here, and names the place; as many bytes instead.
    LC_ALL=C sed "s,$sources,$(echo "$sources" | tr -c '/\n' -),g" "$component" >"$component.tmp"
    mv "$component.tmp" "$component"
    wasm-tools validate "$component"
done

find . -type f ! -name SHA256SUMS ! -path './target/*' | LC_ALL=C sort | xargs sha256sum >SHA256SUMS
