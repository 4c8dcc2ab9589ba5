# shellcheck shell=sh
#
# What tools/test.sh is made of: checks, which end everything where one does not hold, and runs of tests, which do not. A run
# that went badly is remembered, so that one test that fails hides nothing of what comes after it, and all of it ends as failed.
# Sourced, with $logs (a folder) and $tally (a program) set.
# shellcheck disable=SC2154 # these two

runs="" # what has been tested so far, as tally wants it: name=log ...
bad=""  # the runs of these that ended badly: name,name,
began=$(date +%s)

step() {
	printf '\n== %s (after %s s)\n' "$1" "$(($(date +%s) - began))"
}

# stop SENTENCE ends it before anything was tested.
stop() {
	printf '\nSTOPPED: %s\n0 passed, 1 failed\n' "$1"
	exit 1
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

# tests NAME SECONDS COMMAND... is one run of go test -json. What fails in it is named at once, and once more at the end.
tests() {
	name=$1
	seconds=$2
	shift 2
	log="$logs/$(echo "$name" | tr / -).jsonl"
	runs="$runs $name=$log"
	within "$seconds" "$tally" -as "$name" -log "$log" -- "$@" || bad="$bad$name,"
}

# together REQUIRED adds all runs up, prints what failed and the closing line, and ends.
together() {
	step "all together"
	# shellcheck disable=SC2086 # a list of runs
	"$tally" -required "$1" -bad "$bad" -total $runs || exit 1
	[ -z "$bad" ] || exit 1
	exit 0
}
