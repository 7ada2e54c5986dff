#!/bin/sh
# Builds the sample providers, as README.md beside this file has them, and their manifest.
#
#   testdata/providers/build.sh [NAME...]     default: all
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
cd "$root"
. scripts/tools/cache.sh
eval "$(scripts/toolchain/rust.sh)"
scripts/tools/install.sh wasm-tools
PATH=$tools/cargo/bin:$PATH

[ $# -gt 0 ] || set -- $(cd "$here" && ls -d */ | tr -d /)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for name in "$@"; do
    project=$work/$name
    go run ./templates/internal/mkfixtures project "$name" "$project"
    if [ -e "$project/Cargo.toml" ]; then
        # As the project's Makefile does, but no component shall tell where it was built.
        sources=$(echo "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*)
        (cd "$project" && cargo build --quiet --locked --release --target wasm32-wasip2 \
            --config "target.wasm32-wasip2.rustflags=['--remap-path-prefix=$sources=crates']")
        target=${CARGO_TARGET_DIR:-$project/target}
        cp "$target/wasm32-wasip2/release/$name.wasm" "$here/$name/$name.wasm"
    else
        scripts/toolchain/typescript.sh "$project"
        go build -o "$work/wasmcp" ./cmd/wasmcp
        make -s -C "$project" build WASMCP="$work/wasmcp"
        # The engine names the place that its own libraries came from; as many bytes instead.
        LC_ALL=C sed 's/index\.crates\.io/crates-registry/g' "$project/$name.wasm" >"$here/$name/$name.wasm"
    fi
    wasm-tools validate "$here/$name/$name.wasm"
done
go run ./templates/internal/mkfixtures manifest
