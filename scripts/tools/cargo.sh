# Tools from the Rust registry, built as a user would. Sourced.

wasm_component_ld=0.5.31
wac=0.12.0
wkg=0.16.1
# What the binaries of prebuilt.sh say of themselves. wit/internal/oracle names the crates' versions too.
wasm_tools=1.262.0
wasmtime=49.0.3

# cargo_tool BINARY CRATE VERSION [OPTION...]: options are those of cargo install.
cargo_tool() {
    binary=$1 crate=$2 version=$3
    shift 3
    root=${root:-$tools/cargo}
    is_version "$root/bin/$binary" "$binary $version" && return
    is_version "$root/bin/$binary" "$crate $version" && return
    say "building $crate $version (minutes)"
    # One target folder for all, since they share many crates.
    CARGO_TARGET_DIR="$build" logged "$binary" \
        cargo install --locked --root "$root" "$@" "$crate@$version"
}

# unoptimised: what is built from here on takes less than half as long, and runs slower.
unoptimised() {
    export CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
    build=$build/unoptimised
}

# component_ld: the linker of Rust's components, whose work takes a moment in either case.
component_ld() {
    unoptimised
    cargo_tool wasm-component-ld wasm-component-ld "$wasm_component_ld"
}

# wkg_oracle: wkg for tests, which ask what it does and not how soon.
wkg_oracle() {
    [ "$("$tools/cargo/bin/wkg" --version 2>/dev/null)" = "wkg $wkg" ] && return
    unoptimised
    root=$tools/unoptimised
    cargo_tool wkg wkg "$wkg"
}

# is_version FILE TEXT: FILE runs, and what it says of itself begins with TEXT.
is_version() {
    case $("$1" --version 2>/dev/null) in
        "$2" | "$2 "*) return 0 ;; # a bare return would return what came before
    esac
    return 1
}

# crates: sources whose WIT, and whose expectations of it, the tests read.
crates() {
    wanted="wit-parser-0.${wasm_tools#*.} wit-component-0.${wasm_tools#*.} wasm-tools-$wasm_tools"
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
