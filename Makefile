# Go 1.26 and make are all that `make run` needs. `make help` lists the rest.

GO    ?= go
BUILD  = $(GO) build -trimpath
TOOL   = $(GO) tool -modfile=tools/go.mod

.DEFAULT_GOAL := help
.PHONY: run build bundle companion demo test nightly bench vuln generate gallery clean help

run: build ## build Snowdrop, start it on this machine and print its address
	bin/snowdrop serve

build: bundle ## build the server with the app inside: bin/snowdrop, which runs from anywhere
	$(BUILD) -o bin/snowdrop ./cmd/snowdrop

bundle:
	$(GO) run ./cmd/bundle

companion: bundle ## build the app for one's own machine: bin/companion open
	$(BUILD) -o bin/companion ./cmd/companion

demo: bundle ## look at three made-up people who share, at week twelve; nothing of it is kept
	$(GO) run ./cmd/demo

test: ## check everything; sets up by itself what it needs on Debian and Ubuntu
	@sh tools/test.sh

nightly: test ## everything of `make test`, then longer fuzzing and more random cases
	@sh tools/nightly.sh

bench: bundle ## measure, and print each number beside the raw limit of the same run
	@sh tools/bench.sh

vuln: ## look for known vulnerabilities in what we link
	@sh tools/vuln.sh

generate: ## write the Go code of the templ pages again
	$(TOOL) templ generate

gallery: ## look at every component and page with made-up people; prints its address
	$(GO) run ./cmd/gallery

clean: ## remove what was built
	rm -rf bin tools/axe/node_modules
	$(GO) clean -testcache

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile
