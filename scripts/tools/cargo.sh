# Tools from the Rust registry, built as a user would. Sourced.

wasm_component_ld=0.5.31
wac=0.12.0
wasm_tools=1.263.0
wasmtime=48.0.8
wkg=0.16.1

# cargo_tool BINARY CRATE VERSION [OPTION...]: options are those of cargo install.
cargo_tool() {
    binary=$1 crate=$2 version=$3
    shift 3
    root=${root:-$tools/cargo}
    case $("$root/bin/$binary" --version 2>/dev/null) in
        "$binary $version" | "$binary $version "* | "$crate $version") return ;;
    esac
    say "building $crate $version (minutes)"
    # One target folder for all, since they share many crates.
    CARGO_TARGET_DIR="$build" logged "$binary" \
        cargo install --locked --root "$root" "$@" "$crate@$version"
}

# wkg_oracle: wkg for tests, which ask what it does and not how soon. It takes less than half as long to build.
wkg_oracle() {
    [ "$("$tools/cargo/bin/wkg" --version 2>/dev/null)" = "wkg $wkg" ] && return
    export CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
    build=$build/unoptimised root=$tools/unoptimised
    cargo_tool wkg wkg "$wkg"
}

# crates: sources whose WIT, and whose expectations of it, the tests read.
crates() {
    wanted="wit-parser-0.263.0 wit-component-0.263.0 wasm-tools-$wasm_tools"
    for part in "" -http -config -keyvalue -tls -io; do
        wanted="$wanted wasmtime-wasi$part-$wasmtime"
    done
    key=crates-$(echo "$wanted" | cksum | cut -d' ' -f1)
    have "$key" && return
    say "fetching the sources of $wanted"
    project=$build/crates
    mkdir -p "$project/src" "$tools/crates"
    : >"$project/src/lib.rs"
    {
        printf '[package]\nname = "crates"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n'
        for crate in $wanted; do echo "${crate%-*} = \"=${crate##*-}\""; done
    } >"$project/Cargo.toml"
    logged crates cargo fetch --manifest-path "$project/Cargo.toml"
    for crate in $wanted; do
        for source in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/"$crate"; do
            rm -rf "$tools/crates/$crate"
            cp -R "$source" "$tools/crates/$crate"
        done
    done
    stamp "$key"
}
