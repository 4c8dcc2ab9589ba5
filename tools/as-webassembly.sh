#!/bin/sh
# as-webassembly.sh PACKAGE... prints those of these packages whose tests are run as WebAssembly in every make test, after they
# were run natively. The code of the others is the same in both, and integers are as long: what is different in a browser is
# that there is one thread, who does the arithmetic of keys, hashes and packing, where chance comes from, and what JavaScript
# brings. So: whoever has a file of their own for one of the two, brings one of these in by themselves, or is asked for in
# required-tests.txt. Whoever only takes a SHA-256 is left out: internal/seal tries it. `make nightly` runs the tests of all.
set -eu
cd "$(dirname "$0")/.."
# shellcheck disable=SC2016 # a template of go list, not of the shell
each='{{.ImportPath}} {{len .IgnoredGoFiles}}{{range .Imports}} {{.}}/{{end}}'
GOOS=js GOARCH=wasm go list -f "$each" "$@" | awk '
	FILENAME != "-" { if ($1 == "run" && $2 == "js/wasm") asked[$3] = 1; next }
	{
		different = $2 > 0 || $1 in asked
		for (i = 3; i <= NF; i++)
			different = different || $i != "crypto/sha256/" && $i ~ /^(sync|crypto|golang\.org\/x\/crypto|hash|compress|math\/rand|runtime|unsafe|syscall)\//
		if (different) print $1
	}' tools/required-tests.txt -
