#!/bin/sh
# Measures. Numbers are for reading, never a reason to fail: a busy machine is slow.
set -eu
cd "$(dirname "$0")/.."
mkdir -p bin
packages=$(grep -rlE '^func Benchmark' --include='*_test.go' cmd internal | xargs -n1 dirname | sort -u | sed 's#^#./#')
# shellcheck disable=SC2086 # a list of packages
go test -run '^$' -bench . -benchtime "${BENCHTIME:-1s}" -p 1 -timeout 30m $packages | tee bin/bench.txt
