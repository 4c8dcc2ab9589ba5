#!/bin/sh
# Every check of the project, in the order in which a mistake is cheapest to find. Stops at the first one that fails.
# The last line says how many tests passed and failed.
set -u
cd "$(dirname "$0")/.." || exit 1

logs="bin/logs"
tally="bin/tally"
rm -rf "$logs"
mkdir -p "$logs"
runs=""   # what has been tested so far, as tally wants it: name=log ...

export GOFLAGS="${GOFLAGS:-} -buildvcs=false"

stop() {
	echo
	echo "STOPPED: $1"
	if [ -n "$runs" ]; then
		# shellcheck disable=SC2086 # a list of runs
		"$tally" -total $runs
	else
		echo "0 passed, 1 failed"
	fi
	exit 1
}

began=$(date +%s)
step() {
	printf '\n== %s (after %s s)\n' "$1" "$(($(date +%s) - began))"
}

# check SENTENCE COMMAND... runs a command that must succeed.
check() {
	sentence=$1
	shift
	step "$sentence"
	"$@" || stop "$sentence"
}

# silent SENTENCE COMMAND... runs a command that must succeed and print nothing but notes on the side.
silent() {
	sentence=$1
	shift
	step "$sentence"
	if ! said=$("$@") || [ -n "$said" ]; then
		echo "$said"
		stop "$sentence"
	fi
}

# within SECONDS COMMAND... puts a limit around a command from outside: a js/wasm program that loops cannot stop itself.
within() {
	seconds=$1
	shift
	if command -v timeout >/dev/null 2>&1; then
		timeout -k 10 "$seconds" "$@"
	else
		"$@"
	fi
}

# tests NAME SECONDS COMMAND... is one run of go test -json.
tests() {
	name=$1
	seconds=$2
	shift 2
	log="$logs/$(echo "$name" | tr / -).jsonl"
	runs="$runs $name=$log"
	within "$seconds" "$tally" -as "$name" -log "$log" -- "$@" || stop "tests: $name"
}

check "what the tests need" sh tools/setup.sh
silent "gofmt: nothing to change" gofmt -l cmd internal web tools vectors
check "templ: the generated code is up to date" sh tools/templ-check.sh
check "vet" go vet ./...

device=$(GOOS=js GOARCH=wasm go list -deps ./cmd/webapp | grep '^snowdrop/') || stop "the device packages could not be listed"
# shellcheck disable=SC2086 # lists of packages, here and below
check "vet, as the browser builds it" env GOOS=js GOARCH=wasm go vet $device

staticcheck=$(go tool -n -modfile=tools/go.mod staticcheck) || stop "staticcheck could not be built"
check "staticcheck" "$staticcheck" ./...
# shellcheck disable=SC2086
check "staticcheck, as the browser builds it" env GOOS=js GOARCH=wasm "$staticcheck" $device
silent "go.mod: tidy" go mod tidy -diff
check "modules: as their checksums say" go mod verify
check "bundle: the app for the browser" go run ./cmd/bundle
check "build" go build ./...
check "tally" go build -o "$tally" ./internal/testkit/tally

# Tests that drive a browser or fill memory run alone and without the race detector; the rest with it.
slow=$(sh tools/tests-that-import.sh github.com/chromedp snowdrop/internal/testkit/chromium) || stop "the browser tests could not be found"
plain=$(sed -e 's/#.*//' tools/no-race.txt | awk 'NF { print $1 }')
fast=$(go list ./... | grep -vxF -e "$slow" -e "$plain")
[ -n "$slow" ] || stop "no package drives a browser: the browser tests are gone"

step "tests, with the race detector"
# shellcheck disable=SC2086
tests native 600 go test -race -json -timeout 9m $fast

if [ -n "$plain" ]; then
	step "tests that are too heavy for the race detector"
	# shellcheck disable=SC2086
	tests heavy 600 go test -json -p 1 -timeout 9m $plain
fi

step "tests of the device packages, as WebAssembly"
exec_js="$(go env GOROOT)/lib/wasm/go_js_wasm_exec"
# Only what is needed is handed on: the loader refuses a large environment. Random properties had their cases above;
# here a few show that the browser's build says the same.
# shellcheck disable=SC2086
tests js/wasm 480 env -i PATH="$PATH" HOME="$HOME" TMPDIR="${TMPDIR:-/tmp}" GOFLAGS="$GOFLAGS" \
	GOCACHE="$(go env GOCACHE)" GOMODCACHE="$(go env GOMODCACHE)" GOPROXY="$(go env GOPROXY)" RAPID_CHECKS=20 GOOS=js GOARCH=wasm \
	go test -json -timeout 4m -exec="$exec_js" $device

step "tests in a real browser"
# shellcheck disable=SC2086
tests browser 1800 go test -json -p 1 -timeout 20m $slow

step "all together"
# shellcheck disable=SC2086
"$tally" -required tools/required-tests.txt -total $runs
