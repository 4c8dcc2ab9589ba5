#!/bin/sh
# Looks for known vulnerabilities in everything we link, for the server and for the browser.
# Without its database govulncheck can say nothing: that is told plainly and is no failure. A finding is one.
set -u
cd "$(dirname "$0")/.." || exit 1
govulncheck=$(go tool -n -modfile=tools/go.mod govulncheck) || exit 1

look() {
	said=$("$@" 2>&1)
	status=$?
	printf '%s\n' "$said"
	case $status in
	0) return 0 ;;
	3) return 3 ;;
	esac
	case $said in
	*"fetching vulnerabilities"* | *"dial tcp"* | *"no such host"* | *"i/o timeout"* | *"connection refused"* | *"proxyconnect"*)
		echo
		echo "The vulnerability database could not be reached. NOTHING WAS CHECKED. Run make vuln again where it can be."
		exit 0
		;;
	esac
	return "$status"
}

echo "== what runs on a server or on one's own machine"
look "$govulncheck" ./... || exit
echo "== what runs in the browser"
look env GOOS=js GOARCH=wasm "$govulncheck" ./cmd/webapp || exit
