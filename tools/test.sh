#!/bin/sh
# Every check of the project, in the order in which a mistake is cheapest to find. The first check that does not hold ends it;
# tests that fail do not: the rest is tested as well. The last line says how many tests passed and failed.
set -u
cd "$(dirname "$0")/.." || exit 1

logs="bin/logs"
tally="bin/tally"
rm -rf "$logs"
mkdir -p "$logs"
# shellcheck source=tools/stages.sh
. tools/stages.sh

# The compiler and the linker collect their garbage less often, up to some memory: a fifth less work, and what they build is the
# same to the byte. The tests themselves run as ever.
export GOFLAGS="${GOFLAGS:-} -buildvcs=false '-toolexec=env GOGC=400 GOMEMLIMIT=2GiB'"

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

# Tests that drive a browser run last and without the race detector, what tools/no-race.txt names without it, the rest with it.
slow=$(sh tools/tests-that-import.sh github.com/chromedp snowdrop/internal/testkit/chromium) || stop "the browser tests could not be found"
# shellcheck disable=SC2086 # a list of packages
as_wasm=$(sh tools/as-webassembly.sh $device) || stop "the packages to test as WebAssembly could not be found"
# shellcheck disable=SC2046 # a list of packages
plain=$(go list $(sed -e 's/#.*//' tools/no-race.txt | awk 'NF { print $1 }')) || stop "tools/no-race.txt names what is not there"
fast=$(go list ./... | grep -vxF -e "$slow" -e "$plain")
[ -n "$slow" ] || stop "no package drives a browser: the browser tests are gone"

# The race detector watches all of our code, and all that hands memory from one goroutine to another. It does not watch
# arithmetic and reading that work on what one caller gave them, and the database's C: there is nothing to race there, and
# watching each of their steps was three quarters of all that these tests did. A package that uses sync.Map, or another generic
# type that hands memory on, has to be watched: of code that is compiled in several packages the linker keeps one, and if that is
# the unwatched one, no handing on is seen anywhere, and races are told that are none (encoding/xml was such a one).
arithmetic="crypto/ecdh crypto/internal/fips140/edwards25519/... crypto/internal/fips140/mlkem crypto/internal/fips140/sha3
	crypto/internal/fips140/sha256 crypto/internal/fips140/sha512 golang.org/x/crypto/argon2 golang.org/x/crypto/blake2b modernc.org/...
	regexp regexp/syntax"
# shellcheck disable=SC2086 # a list, each with its own option
unwatched=$(printf -- '-gcflags=%s=-race=false ' $arithmetic)
case $unwatched in *snowdrop*) stop "our own code has to be watched by the race detector" ;; esac

# All was vetted above. What still runs when a program ends is watched for a tenth of a second, and not for a whole one: there
# are more than a hundred programs.
step "tests, with the race detector"
# shellcheck disable=SC2086
tests native 900 env GORACE=atexit_sleep_ms=100 go test -race $unwatched -vet=off -json -timeout 14m $fast

if [ -n "$plain" ]; then
	step "tests that have nothing to race, or are too heavy for the race detector"
	# shellcheck disable=SC2086
	tests heavy 900 go test -vet=off -json -timeout 9m $plain
fi

step "tests of the device packages, as WebAssembly"
exec_js="$(go env GOROOT)/lib/wasm/go_js_wasm_exec"
# Only what is needed is handed on: the loader refuses a large environment. Random properties had their cases above, and so
# had what is tried at every step: here, with -short, a few show that the browser's build says the same.
# shellcheck disable=SC2086
tests js/wasm 900 env -i PATH="$PATH" HOME="$HOME" TMPDIR="${TMPDIR:-/tmp}" GOFLAGS="$GOFLAGS" \
	GOCACHE="$(go env GOCACHE)" GOMODCACHE="$(go env GOMODCACHE)" GOPROXY="$(go env GOPROXY)" RAPID_CHECKS=50 GOOS=js GOARCH=wasm \
	go test -short -vet=off -json -timeout 8m -exec="$exec_js" $as_wasm

# Two packages at a time, from the end of the alphabet, where the walks are, which take longest: one alone leaves a quarter of two cores
# idle. The longest walks that need nobody else wait for the end of theirs, when the other packages are done, and go two at a time.
step "tests in a real browser"
# shellcheck disable=SC2046
tests browser 2820 go test -vet=off -json -p 2 -parallel 2 -timeout 45m $(echo "$slow" | sort -r)

together tools/required-tests.txt
