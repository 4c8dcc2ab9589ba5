#!/bin/sh
# Measures, and prints each number beside the raw limit of the same run. Numbers are for reading and never a reason to
# fail: a busy machine is slow. BENCH=name measures only benchmarks of that name.
set -eu
cd "$(dirname "$0")/.."
name="${BENCH:-.}"

show() {
	# What go test says of the machine and of each benchmark stays out of the tables.
	grep -vE '^(goos|goarch|pkg|cpu|PASS|ok|Benchmark)' || true
}

go build -trimpath -o bin/snowdrop ./cmd/snowdrop
# A peer to measure beside the relay. Where it cannot be built its rows are left out, and this says so.
if go build -C tools/pocketbase -o ../../bin/pocketbase .; then
	SNOWDROP_BENCH_POCKETBASE="$PWD/bin/pocketbase"
	export SNOWDROP_BENCH_POCKETBASE
else
	echo "PocketBase could not be built here: no rows beside it."
fi

echo "== natively, and in Chromium"
go test -run '^$' -bench "$name" -benchtime 1x -timeout 20m ./internal/testkit/bench | show

echo
echo "== as WebAssembly, outside a browser"
env -i PATH="$PATH" HOME="$HOME" GOCACHE="$(go env GOCACHE)" GOMODCACHE="$(go env GOMODCACHE)" GOPROXY="$(go env GOPROXY)" \
	GOOS=js GOARCH=wasm go test -run '^$' -bench "$name" -benchtime 1x -timeout 20m \
	-exec="$(go env GOROOT)/lib/wasm/go_js_wasm_exec" ./internal/testkit/bench | show

others=$(grep -rlE '^func Benchmark' --include='*_test.go' cmd internal | grep -v testkit/bench | xargs -r -n1 dirname | sort -u | sed 's#^#./#')
if [ -n "$others" ]; then
	echo
	echo "== single parts"
	# shellcheck disable=SC2086 # a list of packages
	go test -run '^$' -bench "$name" -benchtime "${BENCHTIME:-300ms}" -p 1 -timeout 30m $others | grep -E '^(pkg|Benchmark)' || true
fi

echo
echo "== sizes in bytes, as they are sent (Brotli), and of the server"
find web/built bin/snowdrop -type f \( -name '*.br' -o -name snowdrop \) -exec wc -c {} + | grep -v ' total$' | sort -n | tail -n 12
