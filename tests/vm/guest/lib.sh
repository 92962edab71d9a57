# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# TAP for guest tests. The count lives in a file, so subshells and pipes may test too.

result() { # result "ok"|"not ok" DESCRIPTION
	n=$(($(cat /run/tap-count) + 1))
	echo "$n" >/run/tap-count
	echo "$1 $n - $row $2"
}

ok() { result ok "$*"; }

not_ok() {
	echo "$*" >>/run/tap-failed
	result 'not ok' "$*"
}

skip() { result ok "$1 # SKIP $2"; }

note() { printf '%s\n' "$*" | sed 's/^/# /'; }

is() { # is DESCRIPTION GOT WANTED
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		note "got:    $2"
		note "wanted: $3"
		not_ok "$1"
	fi
}

# succeeds DESCRIPTION COMMAND...
succeeds() {
	what=$1
	shift
	if "$@" >/run/said 2>&1; then
		ok "$what"
	else
		note "status $? of: $*"
		note "$(head -n 20 /run/said)"
		not_ok "$what"
	fi
}
