#!/bin/sh
# Brings what the tests need beyond Go: a C compiler for the race detector, Chromium, Node with npm, axe-core, the libraries of
# the reader in vectors/reader, the two programs that the examples in docs/hosting.md are written for, and age, which opens what is
# taken along without us.
# Installs it on Debian and Ubuntu as root or through sudo without a password; elsewhere says what to install.
set -eu
cd "$(dirname "$0")/.."

browser() {
	for name in chromium chromium-browser google-chrome google-chrome-stable; do
		if command -v "$name" >/dev/null 2>&1; then
			echo "$name"
			return 0
		fi
	done
	return 1
}

missing=""
browser >/dev/null || missing="$missing chromium"
command -v node >/dev/null 2>&1 || missing="$missing nodejs"
command -v npm >/dev/null 2>&1 || missing="$missing npm"
command -v "${CC:-gcc}" >/dev/null 2>&1 || missing="$missing gcc libc6-dev"
command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
command -v systemd-analyze >/dev/null 2>&1 || missing="$missing systemd"
command -v age >/dev/null 2>&1 || missing="$missing age"

if [ -n "$missing" ]; then
	as_root=""
	if [ "$(id -u)" -ne 0 ]; then
		as_root="sudo -n"
	fi
	if command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null; then
		echo "installing:$missing"
		export DEBIAN_FRONTEND=noninteractive
		$as_root apt-get update -q </dev/null
		# A server that comes with a package must not start by itself: the tests start what they need.
		quiet=/usr/sbin/policy-rc.d
		if [ -e "$quiet" ]; then
			quiet=""
		else
			printf '#!/bin/sh\nexit 101\n' | $as_root tee "$quiet" >/dev/null
			$as_root chmod +x "$quiet"
		fi
		installed=0
		# shellcheck disable=SC2086 # a list of package names
		$as_root apt-get install -q -y --no-install-recommends $missing </dev/null || installed=$?
		[ -z "$quiet" ] || $as_root rm -f "$quiet"
		[ "$installed" -eq 0 ] || exit "$installed"
	else
		cat >&2 <<END
The tests need, and could not find or install:$missing
Please install a C compiler, Chromium (or Chrome), Node 18 or newer with npm, nginx, systemd-analyze and age, then run make test again.
END
		exit 1
	fi
fi

if ! browser >/dev/null; then
	echo "Chromium was installed and still cannot be found. Please install Chromium or Chrome by hand." >&2
	exit 1
fi

# The browser tests read axe-core from here. It is fetched only when it is not there in the version that is asked for.
want=$(sed -n 's/.*"axe-core": "\([0-9.]*\)".*/\1/p' tools/axe/package.json)
have=$(sed -n 's/^  "version": "\([0-9.]*\)".*/\1/p' tools/axe/node_modules/axe-core/package.json 2>/dev/null || true)
if [ "$want" != "$have" ]; then
	(cd tools/axe && npm ci --no-fund --no-audit </dev/null)
fi

# The libraries of vectors/reader. What was installed is remembered beside them, so a changed lock file installs anew.
(
	cd vectors/reader
	if ! cmp -s package-lock.json node_modules/as-locked.json; then
		npm ci --no-fund --no-audit </dev/null
		cp package-lock.json node_modules/as-locked.json
	fi
)
echo "ready: $(go version | cut -d' ' -f3), $(browser), node $(node --version), axe-core $want"
