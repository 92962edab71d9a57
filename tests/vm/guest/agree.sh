# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What holds the two back ends to one another, for the tests kcore and random.

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
# the top, see src/arch/x86_32.c, and without PAE where the text of a module ends.
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
