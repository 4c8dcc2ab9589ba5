#!/bin/sh
# tests-that-import.sh MODULE prints the packages whose tests import a package of that name or below it.
set -eu
cd "$(dirname "$0")/.."
# shellcheck disable=SC2016 # a template of go list, not of the shell
each='{{$p := .ImportPath}}{{range .TestImports}}{{$p}} {{.}}/
{{end}}{{range .XTestImports}}{{$p}} {{.}}/
{{end}}'
go list -f "$each" ./... | awk -v module="$1/" 'index($2, module) == 1 { print $1 }' | sort -u
