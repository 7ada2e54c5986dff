# Everything that builds, tests and measures wasmcp. `make help` lists the targets.

GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null)
LDFLAGS  = -s -w $(if $(VERSION),-X github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli.linkedVersion=$(VERSION))
FUZZTIME ?= 5s

# What reads bytes that somebody else has made.
decoders := wit runtime framework oci templates

staticcheck := honnef.co/go/tools/cmd/staticcheck@v0.8.2

.DEFAULT_GOAL := build

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/wasmcp
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/wasmcp ./cmd/wasmcp

.PHONY: demo
demo: build ## compose the sample providers, serve them, and call every tool
	$(GO) run ./acceptance/demo

.PHONY: tools
tools: ## install what `make test` needs, pinned, into a cache outside the tree
	scripts/tools/install.sh test

.PHONY: test
test: tools ## install what is missing, then run the tests: minutes
	$(GO) vet ./...
	$(GO) test -timeout 60m ./...
	$(MAKE) size

.PHONY: test-fast
test-fast: ## run what needs Go alone, and install nothing
	$(GO) test -short ./...

.PHONY: tools-acceptance
tools-acceptance: ## install what `make acceptance` needs besides; two tools take long to compile
	scripts/tools/install.sh test clients site peers

.PHONY: acceptance
acceptance: tools-acceptance ## run the tests that take long, too: every client, peers' tools, corpora, fuzzing
	$(MAKE) acceptance-present ACCEPTANCE=all

ACCEPTANCE ?= present

.PHONY: acceptance-present
acceptance-present: ## the same with what is installed, and no more
	WASMCP_ACCEPTANCE=$(ACCEPTANCE) $(GO) test -timeout 90m ./...
	scripts/fuzz.sh $(FUZZTIME) $(decoders)

.PHONY: check
check: cross ## formatting, vet, staticcheck, a tidy go.mod, every platform
	test -z "$$(gofmt -l .)"
	$(GO) vet ./...
	$(GO) run $(staticcheck) ./...
	$(GO) mod tidy -diff

# Where wasmcp has to build, without C.
platforms := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.PHONY: cross
cross: ## build for every platform
	set -e; for p in $(platforms); do \
		CGO_ENABLED=0 GOOS=$${p%/*} GOARCH=$${p#*/} $(GO) build -trimpath -o /dev/null ./cmd/wasmcp; done

.PHONY: golden
golden: ## rewrite golden files from what the code does now
	$(GO) test ./wit ./wit/component ./wit/diff ./compose ./compose/link ./compose/chain ./cmd/wasmcp -update

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME each
	scripts/fuzz.sh $(FUZZTIME)

.PHONY: framework
framework: ## rebuild framework/dist from its sources
	framework/build.sh

.PHONY: fixtures
fixtures: ## rebuild the committed sample providers
	testdata/providers/build.sh
	testdata/foreign/build.sh
	testdata/conformance/build.sh
	bench/guests/build.sh

# How long good and hostile calls are mixed in a soak.
WASMCP_SOAK_TIME ?= 30m

.PHONY: soak
soak: ## ask a server 100 000 times, then among hostile calls for WASMCP_SOAK_TIME (30m); memory must not grow
	WASMCP_SOAK=100000 $(GO) test ./runtime -run TestHandler_leaksNothing -v -count 1 -timeout 60m
	WASMCP_SOAK_TIME=$(WASMCP_SOAK_TIME) $(GO) test ./runtime -run TestHandler_amongHostile -v -count 1 -timeout 24h

.PHONY: bench
bench: build ## measure servers and composition next to their peers, in one run
	$(GO) run ./bench

.PHONY: bench-compose
bench-compose: ## measure linking next to wac and wasm-tools compose, in one run
	scripts/tools/install.sh wac wasm-tools hyperfine
	$(GO) run ./bench/compose

.PHONY: bench-oci
bench-oci: ## measure pulling next to wkg and oras, and composing of references, in one run
	scripts/tools/install.sh wkg docker-registry hyperfine
	$(GO) run ./bench/oci

.PHONY: size
size: ## print what the framework and a server weigh, and fail over budget
	$(GO) run ./bench/size

.PHONY: site
site: ## build the documentation as a site, in dist/site
	scripts/tools/install.sh site
	hugo --source site --destination ../dist/site --cleanDestinationDir --noBuildLock

.PHONY: clean
clean: ## remove what was built here
	rm -rf bin dist framework/target
