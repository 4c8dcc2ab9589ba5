#!/bin/sh
# tests-that-import.sh PACKAGE... prints the packages whose tests import one of these, or something below it.
set -eu
cd "$(dirname "$0")/.."
# shellcheck disable=SC2016 # a template of go list, not of the shell
each='{{$p := .ImportPath}}{{range .TestImports}}{{$p}} {{.}}/
{{end}}{{range .XTestImports}}{{$p}} {{.}}/
{{end}}'
go list -f "$each" ./... | awk -v wanted="$*" '
	BEGIN { n = split(wanted, w, " ") }
	{ for (i = 1; i <= n; i++) if (index($2, w[i] "/") == 1) print $1 }' | sort -u
