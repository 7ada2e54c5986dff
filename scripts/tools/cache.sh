# The cache of test tools: where it is, what is in it already. Sourced.

tools=${WASMCP_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/wasmcp-tools}
build=$tools/build/install.$$

# What came prebuilt is found by name, by whoever builds with it.
PATH=$PATH:$tools/prebuilt/bin

# say TEXT: one line of progress.
say() { echo "tools: $*" >&2; }

# have KEY: KEY was installed completely. A key names the tool and what it was installed from.
have() { [ -e "$tools/stamps/$1" ]; }

# stamp KEY
stamp() { mkdir -p "$tools/stamps" && : >"$tools/stamps/$1"; }

# logged NAME COMMAND...: the command's output goes to a file, and is shown if it fails.
logged() {
    log=$tools/logs/$1.log
    shift
    "$@" >"$log" 2>&1 || { tail -n 30 "$log" >&2; return 1; }
}

# digest FILE: a short name for what is in it.
digest() { (sha256sum "$1" 2>/dev/null || shasum -a 256 "$1") | cut -c1-16; }

# Two runs at once would build everything twice.
lock_cache() {
    if command -v flock >/dev/null; then
        exec 9>"$tools/lock"
        flock 9
    fi
}
