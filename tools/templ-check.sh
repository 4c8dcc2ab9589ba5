#!/bin/sh
# Generates the templ pages in a copy and compares: every committed *_templ.go must be what its source says.
set -eu
cd "$(dirname "$0")/.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

templ=$(go tool -n -modfile=tools/go.mod templ)
find . -name node_modules -prune -o -name '*.templ' -print | sort >"$copy/sources"
[ -s "$copy/sources" ] || {
	echo "No .templ file was found: there is nothing to compare." >&2
	exit 1
}
tar -cf - -T "$copy/sources" go.mod | tar -xf - -C "$copy"
(cd "$copy" && "$templ" generate -log-level error)

# The generated code names its source by the path from where templ was started; only that may differ.
# shellcheck disable=SC2016 # the backquotes are part of the code
plain() {
	sed 's#FileName: `[^`]*/#FileName: `#' "$1"
}

{
	sed 's/\.templ$/_templ.go/' "$copy/sources"
	find . -name node_modules -prune -o -name '*_templ.go' -print
} | sort -u >"$copy/wanted"
stale=0
while read -r file; do
	if [ ! -f "$file" ] || [ ! -f "$copy/$file" ]; then
		echo "without its other half: $file"
		stale=1
	elif [ "$(plain "$file")" != "$(plain "$copy/$file")" ]; then
		echo "not up to date: $file"
		stale=1
	fi
done <"$copy/wanted"
if [ "$stale" -ne 0 ]; then
	echo "Run make generate and commit what it writes." >&2
	exit 1
fi
