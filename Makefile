.DEFAULT_GOAL := help
GOLANGCI := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
# v2.18 wants Go 1.27.
GORELEASER := github.com/goreleaser/goreleaser/v2@v2.16.0
FUZZTIME ?= 20s

.PHONY: help run fleet build test e2e race check format vet lint golden docs fuzz bench flood keys screenshots snapshot release packages-check reproducible

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## open the console on a local instance with sample keys
	@bin/supascale-tui local --sample

fleet: build ## open the console on eight local instances, slow and unreachable ones among them
	@bin/supascale-tui local --sample --instances 8

build: ## build bin/supascale-tui, one static binary
	@CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o bin/supascale-tui ./cmd/supascale-tui

test: ## run all tests; needs Go alone
	@go test $(TESTFLAGS) -ldflags '-s -w' ./...

e2e: e2e/authjs/node_modules/.package-lock.json ## run the tests with real ssh, tmux, screen, X11, Python and Node.js; needs the packages .ci/run names
	@go test -tags e2e -count=1 -parallel 6 ./e2e/... ./internal/activity/export/...
	@go test -tags e2e -count=1 -run SickMountedDisk ./internal/instance

e2e/authjs/node_modules/.package-lock.json: e2e/authjs/package-lock.json
	@npm ci --prefix e2e/authjs --ignore-scripts --no-audit --no-fund --loglevel error

race: ## run all tests with the race detector, as CI does; needs a C compiler
	@CGO_ENABLED=1 $(MAKE) --no-print-directory test TESTFLAGS=-race

check: format vet lint ## all that CI runs before the tests

format: ## fail on files that gofmt would change
	@files=$$(gofmt -l .); if [ -n "$$files" ]; then echo "not gofmt'ed:"; echo "$$files"; exit 1; fi

vet: ## run go vet, and build for Windows and macOS
	@go vet -tags e2e ./...
	@for os in windows darwin; do GOOS=$$os go build -o /dev/null ./cmd/supascale-tui; done

lint: ## run golangci-lint, which also keeps the dependency arrows
	@$(GOLANGCI) run

golden: ## rewrite the golden frames; read the diff before you commit it
	@go test ./internal/views/... -update

docs: ## rewrite what docs/configuration.md says of the settings, from the code
	@go test ./internal/config -run TestTheDocumentedSettings -update

fuzz: ## run every fuzz test for FUZZTIME (20s) each
	@set -e; for file in $$(grep -rlE '^func Fuzz' --include='*_test.go' .); do \
		for name in $$(grep -oE '^func Fuzz[A-Za-z0-9_]+' $$file | cut -c6-); do \
			echo "$$name in $$(dirname $$file)"; \
			go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) $$(dirname $$file); \
		done; \
	done

bench: ## run the benchmarks; figures are ratios within one run
	@go test -run '^$$' -bench . -benchmem ./...

flood: ## flood a server for a minute in each of several ways; fails beyond the bounds
	@go test -run '^$$' -bench BenchmarkFlood -timeout 20m ./internal/cli -flood 60s

keys: ## press 10,000 sequences of random keys; takes minutes
	@go test -run TestRandomKeys -timeout 60m ./internal/views -sequences 10000

screenshots: build ## remake the README's screenshots; needs tmux, aha and Chromium
	@scripts/screenshots

snapshot: ## build all packages into dist/ without releasing anything; takes minutes
	@go run $(GORELEASER) release --snapshot --clean

release: ## what CI runs on a tag: build the packages and draft the release
	@go run $(GORELEASER) release --clean

packages-check: ## check what is in dist/, and run it on a clean machine; needs root and debootstrap for that
	@scripts/check-packages dist

reproducible: ## build again from a fresh clone and compare with dist/
	@scripts/check-reproducible $(GORELEASER)
