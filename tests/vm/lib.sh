# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the scripts of the VM tests share: rows of kernels.conf, the cache, packages by name.

vm=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/memmap

die() {
	echo "${0##*/}: $*" >&2
	exit 1
}

# Runs a command with its output kept for the case that it fails.
quietly() {
	log=$(mktemp)
	if "$@" >"$log" 2>&1 </dev/null; then
		rm -f "$log"
		return 0
	fi
	cat "$log" >&2
	rm -f "$log"
	return 1
}

# rows: the names of all rows
rows() { sed -n 's/^\([^# ][^ ]*\) *|.*/\1/p' "$vm/kernels.conf"; }

# tests_of ROW [TIER]: "TEST SECONDS" of each guest test of a row, of all or of those whose cell has that word
tests_of() {
	awk -F ' *[|] *' -v row="$1" -v tier="${2-}" '
	/^#/ { next }
	$1 == "row" || $1 == "" {
		for (i = 3; i <= NF; i++)
			if ($i != "")
				name[i] = name[i] (name[i] == "" ? "" : "-") $i
		next
	}
	{
		for (i = 3; i <= NF; i++)
			if (name[i] == row && $i != "" && (tier == "" || $i == tier))
				print $1, $2
	}' "$vm/tests.conf"
}

# limits_of ROW: "TEST:SECONDS" of each guest test: after six times what it usually takes it is ended: other
# work on the machine may well take two thirds of it. What is short may wait for long, too.
limits_of() {
	load_row "$1"
	tests_of "$1" | awk -v slow="$slow" '{ usual = $2 > 20 ? $2 : 20; printf "%s:%d ", $1, 6 * usual * slow }'
}

# load_row NAME: sets a variable for each column, and $cpus
load_row() {
	columns=$(sed -n "s/^$1 *|//p" "$vm/kernels.conf")
	[ -n "$columns" ] || die "no row '$1' in kernels.conf; there are:" \
		"$(rows | tr '\n' ' ')"
	IFS='|' read -r suite package arch cpu accel memory slow qemu cmdline expect <<-END
		$columns
	END
	set -f
	# shellcheck disable=SC2086,SC2116 # drops the blanks around each column
	suite=$(echo $suite) package=$(echo $package) arch=$(echo $arch) cpu=$(echo $cpu) \
		accel=$(echo $accel) memory=$(echo $memory) slow=$(echo $slow) qemu=$(echo $qemu) \
		cmdline=$(echo $cmdline) expect=$(echo $expect)
	set +f
	case $cpu in
	[0-9]*x*) cpus=${cpu%%x*} cpu=${cpu#*x} ;;
	*) cpus=2 ;;
	esac
}

# apt_for SUITE ARCH: from here on, apt_run works on that suite and architecture with package lists
# of its own, taken from the mirrors this machine uses. Needs no root, touches nothing of the system.
apt_for() {
	state=$cache/apt/$1-$2
	host=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
	apt_arch=$2
	[ -z "$(find "$state/updated" -mtime -7 2>/dev/null)" ] || return 0
	mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
	: >"$state/status"
	apt-get indextargets --format '$(CREATED_BY) $(REPO_URI) $(RELEASE)' |
		while read -r kind uri release; do
			[ "$kind" = Packages ] || continue
			case $1:$release in
			sid:"$host" | *-*:"$host") echo "deb $uri $1 main" ;;
			sid:* | *-*:*) ;;
			*:"$host" | *:"$host"-updates | *:"$host"-security)
				echo "deb $uri $1${release#"$host"} main"
				;;
			esac
		done | sort -u >"$state/sources.list"
	[ -s "$state/sources.list" ] || die "apt knows no Debian mirror on this machine"
	apt_update
}

apt_run() {
	tool=$1
	shift
	"$tool" -qq -o APT::Architecture="$apt_arch" -o APT::Architectures="$apt_arch" \
		-o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts=/dev/null \
		-o Dir::State::status="$state/status" -o Dir::State::lists="$state/lists" \
		-o Dir::Cache="$state/cache" -o Dir::Cache::pkgcache=pkgcache.bin -o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}

# Being offline, or a mirror that lacks an index, is fine as long as there are lists to work from.
apt_update() {
	echo "${0##*/}: refreshing the package lists of ${state##*/}" >&2
	quietly apt_run apt-get update ||
		echo "${0##*/}: not all package lists could be had; using those that are there" >&2
	[ -n "$(find "$state/lists" -name '*_Packages*')" ] ||
		die "no package lists of ${state##*/}"
	touch "$state/updated"
}

# depends PACKAGE PATTERN: the packages it depends on, by name
depends() {
	apt_run apt-cache depends "$1" | sed -n 's/^ *|*Depends: //p' | grep -x "$2"
}

# with_all PACKAGE...: their names and those of all that they need in turn
with_all() {
	apt_run apt-get --simulate --no-install-recommends install "$@" | sed -n 's/^Inst \([^ ]*\) .*/\1/p'
}

# Downloads packages into a new directory and unpacks them there; moved to $1 when all is well, so
# that half a tree is never seen.
unpack() {
	into=$1
	shift
	mkdir -p "${into%/*}"
	tmp=$(mktemp -d "${into%/*}/.unpack.XXXXXX")
	echo "${0##*/}: fetching $*" >&2
	if ! (
		cd "$tmp"
		quietly apt_run apt-get download "$@"
		for deb in *.deb; do
			dpkg -x "$deb" .
			rm "$deb"
		done
	); then
		rm -rf "$tmp"
		return 1
	fi
	chmod 755 "$tmp"
	mv -T "$tmp" "$into"
}
