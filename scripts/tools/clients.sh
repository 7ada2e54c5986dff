# Official clients and what runs them. Sourced.

node=22.23.3
clients=$here/../../acceptance/clients

# MCP Inspector needs Node 22.19; the npm package `node` carries the binary.
node_22() {
    have "node-$node" && return
    say "installing node $node"
    rm -rf "$tools/node"
    mkdir -p "$tools/node"
    logged node npm install --no-audit --no-fund --no-save --prefix "$tools/node" "node@$node"
    [ "$("$tools/node/node_modules/node/bin/node" --version)" = "v$node" ]
    stamp "node-$node"
}

# npm_packages NAME FOLDER TEXT: in $tools/NAME-DIGEST, after the lock file of FOLDER.
npm_packages() {
    key=$1-$(digest "$2/package-lock.json")
    have "$key" && return
    say "installing $3"
    dir=$tools/$key
    rm -rf "$dir"
    mkdir -p "$dir"
    cp "$2/package.json" "$2/package-lock.json" "$dir"
    PATH=$tools/node/node_modules/node/bin:$PATH logged "$1" \
        npm ci --ignore-scripts --no-audit --no-fund --prefix "$dir"
    stamp "$key"
}

npm_clients() { npm_packages npm-clients "$clients" "MCP clients for Node"; }

npm_agents() { npm_packages npm-agents "$here/../../acceptance/agents" "agents for Node"; }

conformance() {
    npm_packages conformance "$here/../../acceptance/conformance" "the MCP conformance suite"
}

# python_packages NAME FOLDER TEXT: in $tools/NAME-DIGEST, after the requirements of FOLDER.
python_packages() {
    key=$1-$(digest "$2/requirements.txt")
    have "$key" && return
    say "installing $3"
    dir=$tools/$key
    rm -rf "$dir"
    # The interpreter itself, since a version manager's shim follows the working folder.
    "$(python3 -c 'import sys; print(sys.executable)')" -m venv "$dir"
    logged "$1" "$dir/bin/pip" install --disable-pip-version-check --no-deps -r "$2/requirements.txt"
    logged "$1" "$dir/bin/pip" check
    stamp "$key"
}

python_clients() { python_packages python-clients "$clients" "MCP clients for Python"; }

oras() { python_packages oras "$here/../../acceptance/oras" "the ORAS client for Python"; }
