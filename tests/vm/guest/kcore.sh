# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The back end that reads /proc/kcore: right about everything without the module, and of one mind
# with the module about everything that both know.

need_truth || exit
[ ! -e /dev/memmap ] || memmap module unload >/dev/null

is "kcore: auto takes it where the module is not" \
	"$(memmap addr --json vfree | jq -r .backend)" kcore
exits 3 "kcore: root alone may" su nobody -s /bin/sh -c "memmap addr --backend kcore ffffffff81000000"
says "/proc/kcore: Permission denied" "kcore: ... and the file is named"
exits 3 "kcore: nobody has no back end" su nobody -s /bin/sh -c "memmap addr ffffffff81000000"
says "not loaded" "kcore: ... because of the module"
says "/proc/kcore: Permission denied" "kcore: ... and because of the file"

(
	backend=kcore
	. /lab/guest/truth.sh
)

need_memmap || exit
is "kcore: auto takes the module where it is" "$(memmap addr --json vfree | jq -r .backend)" module
echo 1 >/proc/sys/kernel/kptr_restrict

# ask BACKEND: about the operands in /run/left; one answer a line. Nothing else runs meanwhile, whose stack would
# be another's the next time.
ask() {
	memmap addr --json --backend "$1" - </run/left >/run/said
	case $(head -n 1 /run/left) in
	*[-+]*) jq -c '.addresses[]' /run/said ;;
	*) grep '^{"operand"' /run/said ;;
	esac >"/run/both-$1"
}

# differing: of the operands in /run/left those about which the two say another thing, but for what only one of
# them knows: the first slot of the fixmap, and which process asks. On i386 kcore does not know the regions at
# the top, see src/backend/kcore_x86_32.c, and without PAE where the text of a module ends.
differing() {
	awk -v levels="$expect_levels" '
	# without LINE BEFORE: the line but for the string that follows the first BEFORE
	function without(line, before,    at, rest) {
		at = index(line, before)
		if (!at)
			return line
		at += length(before)
		rest = substr(line, at + 1)
		return substr(line, 1, at) substr(rest, index(rest, "\""))
	}
	# unnamed LINE NAMES: the line without its region, if that has one of the names. Only a line that may have it
	# is looked at with a pattern, which takes as long as to ask.
	function unnamed(line, names) {
		if (substr(line, index(line, "\"region\":"), 40) ~ names)
			sub(/"region":[{][^}]*[}]/, "\"region\":null", line)
		return line
	}
	function plain(line) {
		if (substr(line, length(line)) == ",")
			line = substr(line, 1, length(line) - 1)
		if (index(line, "\"level\":\"PGD\""))
			line = without(line, "\"table_phys_addr\":")
		line = without(line, "\"name\":\"fixmap\",\"start\":")
		if (at = index(line, "\"owner\":{\"kind\":\"stack\",\"name\":\"memmap\""))
			line = substr(line, 1, at) substr(line, at + index(substr(line, at), "\"cpu\":"))
		if (levels < 4)
			line = unnamed(line, "\"(fixmap|kmap_local|cpu_entry_area)\"")
		if (levels == 2 && match(line, /"symbol":"[^"]*\/0x[0-9a-f]*/)) {
			at = RSTART + RLENGTH
			line = substr(line, 1, RSTART - 1 + index(substr(line, RSTART, RLENGTH), "/0x") - 1) substr(line, at)
		}
		return line
	}
	{
		getline module <"/run/both-module"
		getline kcore <"/run/both-kcore"
		# Below the first slot of the fixmap there is nothing, or so the module says.
		if (index(module, "\"region\":null,"))
			kcore = unnamed(kcore, "\"fixmap\"")
		if (module != kcore && plain(module) != plain(kcore)) {
			print
			print plain(module) "\n" plain(kcore) >"/run/differing"
		}
	}' /run/left
}

# agree NAME FILE: both say the same about each operand in the file. Memory that is in use changes
# while one of them is asked after the other: where they differ, both are asked again.
agree() {
	cp "$2" /run/left
	rounds=0
	while [ -s /run/left ] && [ $rounds -lt 25 ]; do
		ask module
		# The stack of whoever asks may be one of two that the kernel keeps, in turns: in each second round
		# both get the same.
		[ $((rounds % 2)) = 0 ] || busybox true
		ask kcore
		[ "$(wc -l </run/both-module)" = "$(wc -l </run/left)" ] || break
		differing >/run/again || break
		mv /run/again /run/left
		rounds=$((rounds + 1))
	done
	note "$1: $rounds rounds"
	[ ! -s /run/left ] || note "$(head -n 5 /run/left)" "$(head -n 2 /run/differing | cut -c 1-4000)"
	is "kcore: agrees with the module about $(wc -l <"$2") $1" "$(wc -l </run/left)" 0
}

sed -n 's/^[^#].* va=\([^ ]*\) .*/\1/p' /proc/memmap_truth >/run/operands
agree "addresses of every kind" /run/operands

awk '{ sub("-.*", "", $1); print $1 }' /proc/vmallocinfo >/run/operands
agree "areas of vmallocinfo, each as its first address" /run/operands
awk '{ sub("-.*", "", $1); print $1 "+" $2 }' /proc/vmallocinfo >/run/operands
agree "areas of vmallocinfo, each as a range" /run/operands

# Symbols of modules and around them; each 199th of the kernel.
{
	awk '/\[/ || NR % 199 == 0 { if ($1 ~ /^f/) print $1 }' /proc/kallsyms
	awk '/\[/ { print substr($1, 1, 15) "d" }' /proc/kallsyms
} >/run/operands
agree "symbols" /run/operands
awk '{ print ($NF ~ /^0x/ ? $NF : $(NF - 1)) "+" $2 }' /proc/modules >/run/operands
agree "modules" /run/operands

# random FIRST LAST: 10000 addresses, uniformly
random() {
	awk -v seed="$(($(date +%s) + $1))" -v size=$(($2 - $1)) 'BEGIN {
		srand(seed)
		for (i = 0; i < 10000; i++)
			printf "%.0f\n", int(rand() * size)
	}' | while read -r offset; do printf '0x%x\n' $(($1 + offset)); done
}

region() { # region ADDRESS: first and last address of its region
	memmap addr --json "$1" | jq -r '.addresses[0].region | "\(.start) \(.last)"'
}

va=$(sed -n 's/^page va=\([^ ]*\) .*/\1/p' /proc/memmap_truth | head -n 1)
# shellcheck disable=SC2046 # two words
random $(region "$va") >/run/operands
agree "random addresses of the direct map" /run/operands

# Hardly any of vmalloc space is mapped: most are taken near areas.
va=$(sed -n 's/^vmalloc va=\([^ ]*\) .*/\1/p' /proc/memmap_truth | head -n 1)
{
	# shellcheck disable=SC2046
	random $(region "$va") | head -n 1000
	sed 's/-[^ ]* */ /' /proc/vmallocinfo | awk -v seed="$(date +%s)" '
	{ start[NR] = $1; size[NR] = $2 }
	END {
		srand(seed)
		for (i = 0; i < 9000; i++) {
			n = int(rand() * NR) + 1
			print start[n], int(rand() * (size[n] + 4096))
		}
	}' | while read -r start offset; do printf '0x%x\n' $((start + offset)); done
} >/run/operands
agree "random addresses of vmalloc space" /run/operands

# Not all of vmalloc space: each process that starts gets a stack there. On i386 and arm64 it has the modules.
if [ "$(uname -m)" = x86_64 ]; then
	echo "0xffffffffc0000000-0xffffffffff000000" >/run/operands
	agree "region of the modules" /run/operands
fi
echo 0 >/proc/sys/kernel/kptr_restrict
