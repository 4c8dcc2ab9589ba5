#!/bin/sh
# Longer than make test: every fuzz target for a minute, the random properties with a hundred times as many cases, all tests of
# the device packages as WebAssembly and nothing of them shortened, a browser killed two hundred times in the middle of keeping,
# every page looked at by axe-core on a phone and at a desk, both light and dark, a relay killed ten thousand times, five thousand
# power cuts, and random lives of a person's devices, a million unless SNOWDROP_SEQUENCES says how many, and a hundred thousand of
# two and three people who share, unless it says fewer.
# FUZZTIME=10m make nightly fuzzes longer.
set -u
cd "$(dirname "$0")/.." || exit 1
failed=0

echo "== random properties, many cases"
packages=$(sh tools/tests-that-import.sh pgregory.net/rapid) || exit 1
if [ -z "$packages" ]; then
	echo "No package has random properties: they are gone." >&2
	exit 1
fi
# shellcheck disable=SC2086 # a list of packages
go test -timeout 60m $packages -rapid.checks=10000 || failed=1

echo "== every test of the device packages, as WebAssembly"
device=$(GOOS=js GOARCH=wasm go list -deps ./cmd/webapp | grep '^snowdrop/') || exit 1
# Only what is needed is handed on: the loader refuses a large environment.
# shellcheck disable=SC2086 # a list of packages
env -i PATH="$PATH" HOME="$HOME" TMPDIR="${TMPDIR:-/tmp}" GOFLAGS="${GOFLAGS:-}" GOCACHE="$(go env GOCACHE)" GOMODCACHE="$(go env GOMODCACHE)" \
	GOPROXY="$(go env GOPROXY)" GOOS=js GOARCH=wasm go test -timeout 60m -exec="$(go env GOROOT)/lib/wasm/go_js_wasm_exec" $device || failed=1

echo "== the relay killed, cut off from power and asked for the order of its answers; every state of two devices"
SNOWDROP_NIGHTLY=1 go test -timeout 6h ./internal/relay ./internal/relay/sqlite ./internal/space ./internal/vault ./internal/devices || failed=1

echo "== random lives of one person's devices: ${SNOWDROP_SEQUENCES:-a million}; of people who share: at most a hundred thousand"
SNOWDROP_NIGHTLY=1 go test -timeout 24h ./internal/testkit/world || failed=1

echo "== the browser killed ${WALKS_KILLS:-200} times"
WALKS_KILLS="${WALKS_KILLS:-200}" go test -timeout 60m -run TestNothingShownAsSafeIsLostWhenTheBrowserIsKilled ./internal/testkit/walks || failed=1

echo "== every page at both widths, light and dark"
SNOWDROP_NIGHTLY=1 go test -timeout 60m -run 'ForEverybody$' ./internal/testkit/walks || failed=1

echo "== fuzzing, ${FUZZTIME:-1m} for each target"
targets=$(grep -rHoE '^func Fuzz[A-Za-z0-9_]+' --include='*_test.go' cmd internal)
if [ -z "$targets" ]; then
	echo "No fuzz target was found: they are gone." >&2
	exit 1
fi
for found in $targets; do
	case $found in
	*:func) file=${found%:func} ;;
	Fuzz*)
		echo "-- ./$(dirname "$file") $found"
		go test -run '^$' -fuzz "^$found\$" -fuzztime "${FUZZTIME:-1m}" "./$(dirname "$file")" || failed=1
		;;
	esac
done
exit "$failed"
