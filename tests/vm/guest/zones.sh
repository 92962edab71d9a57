# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memmap zones` agrees with /proc/zoneinfo, /proc/buddyinfo, /proc/pagetypeinfo and the kernel's own
# fragmentation indices, on fresh memory and on memory in pieces.

# Reads everything around a run of memmap, until free memory did not move in between: then the free
# lists are the same before, after and in memmap's answer. One process reads it all, because starting
# one moves pages. Prints the kernel's view of each populated zone as a line
#	NODE ZONE nr_free... unusable... extfrag... free min low high spanned present managed start_pfn
quiet() {
	awk '
	function slurp(path,    line, text) {
		while ((getline line <path) > 0)
			text = text line "\n"
		close(path)
		return text
	}
	# "Node 0, zone DMA 1 2 3" lines, by zone
	function rows(text, of,    n, i, lines, f, m, j, row) {
		n = split(text, lines, "\n")
		for (i = 1; i < n; i++) {
			m = split(lines[i], f, /[ ,]+/)
			row = ""
			for (j = 5; j <= m; j++)
				if (f[j] != "")
					row = row " " f[j]
			of[f[2] " " f[4]] = row
		}
	}
	function zoneinfo(text, of,    n, i, lines, f, zone, v) {
		n = split(text, lines, "\n")
		for (i = 1; i <= n; i++) {
			split(lines[i], f)
			if (f[1] == "Node") {
				sub(",", "", f[2])
				zone = f[2] " " f[4]
			} else if (f[1] == "pages") {
				v["free"] = f[3]
			} else if (f[1] ~ /^(min|low|high|spanned|present|managed)$/ && !(f[1] in v)) {
				v[f[1]] = f[2]
			} else if (f[1] == "start_pfn:") {
				of[zone] = " " v["free"] " " v["min"] " " v["low"] " " v["high"] " " \
					   v["spanned"] " " v["present"] " " v["managed"] " " f[2]
			}
			if (f[1] == "start_pfn:" || f[1] == "Node")
				delete v
		}
	}
	BEGIN {
		for (attempt = 1; attempt <= 400; attempt++) {
			before = slurp("/proc/buddyinfo")
			info_before = slurp("/proc/zoneinfo")
			system("memmap zones --json >/run/zones.json")
			info = slurp("/proc/zoneinfo")
			unusable = slurp("/sys/kernel/debug/extfrag/unusable_index")
			extfrag = slurp("/sys/kernel/debug/extfrag/extfrag_index")
			types = slurp("/proc/pagetypeinfo")
			after = slurp("/proc/buddyinfo")
			zoneinfo(info_before, free_before)
			zoneinfo(info, free_after)
			moved = before != after
			for (zone in free_after)
				if (free_before[zone] != free_after[zone])
					moved = 1
			if (moved)
				continue
			# The counter of free pages is folded from those of each CPU now and then, so it
			# moves by itself: memmap must have caught what it is before and after.
			system("jq -r \".zones[] | [.node, .zone, .nr_free[], .free_pages] | join(\\\" \\\")\" /run/zones.json >/run/zones.said")
			rows(before, nr_free)
			wanted = ""
			n = split(before, order, "\n")
			for (i = 1; i < n; i++) {
				split(order[i], f, /[ ,]+/)
				zone = f[2] " " f[4]
				split(free_after[zone], counts)
				wanted = wanted zone nr_free[zone] " " counts[1] "\n"
			}
			if (slurp("/run/zones.said") == wanted)
				break
		}
		if (attempt > 400)
			exit 1
		print types >"/run/pagetypeinfo"
		rows(unusable, u)
		rows(extfrag, e)
		n = split(before, order, "\n")
		for (i = 1; i < n; i++) {
			split(order[i], f, /[ ,]+/)
			zone = f[2] " " f[4]
			print zone nr_free[zone] u[zone] e[zone] free_after[zone]
		}
		print "# quiet at attempt " attempt >"/dev/stderr"
	}'
}

compare() {
	if ! quiet >/run/kernel-zones 2>/run/quiet; then
		note "$(cat /run/kernel-zones /proc/buddyinfo)" "$(jq -c . /run/zones.json | head -c 2000)"
		not_ok "zones: $1: memmap never shows the free lists of /proc/buddyinfo"
		return
	fi
	cat /run/quiet
	jq -r '.zones[] | "\(.node) \(.zone) \([.nr_free[], .unusable_index[], .fragmentation_index[],
		.free_pages, .min_pages, .low_pages, .high_pages, .spanned_pages, .present_pages,
		.managed_pages, .start_pfn] | map(tostring) | join(" "))"' /run/zones.json >/run/memmap-zones
	# 0.500 and 0.5 are the same number.
	awk '{ for (i = 3; i <= NF; i++) $i += 0; print }' /run/kernel-zones >/run/kernel-numbers
	awk '{ for (i = 3; i <= NF; i++) $i += 0; print }' /run/memmap-zones >/run/memmap-numbers
	is "zones: $1: as many as in /proc/buddyinfo" "$(wc -l </run/memmap-numbers)" "$(wc -l </run/kernel-numbers)"
	while read -r line; do
		set -- "$1" $line
		is "zones: $1: node $2 $3 as the kernel sees it" \
			"$(grep "^$2 $3 " /run/memmap-numbers)" "$line"
	done </run/kernel-numbers

	# Free lists by migratetype, against /proc/pagetypeinfo of the same moment.
	# Past 100000 the kernel stops counting, writes ">" and memmap says that it is truncated.
	awk '$5 == "type" {
		gsub(",", "")
		truncated = gsub(">", "") ? "true" : "false"
		printf "%s %s %s", $2, $4, $6
		for (i = 7; i <= NF; i++)
			printf " %s", $i
		print " " truncated
	}' /run/pagetypeinfo | sort >/run/kernel-types
	jq -r '.zones[] | . as $z | .free_lists[] |
		"\($z.node) \($z.zone) \(.migratetype) \(.nr_free | map(tostring) | join(" ")) \(.truncated)"' \
		/run/zones.json | sort >/run/memmap-types
	is "zones: $1: free lists by migratetype" "$(cat /run/memmap-types)" "$(cat /run/kernel-types)"
}

compare "fresh"
exits 0 "zones: text" env COLUMNS=80 memmap zones
awk 'length > 80' /run/said >/run/long
note "$(cat /run/long)"
is "zones: 80 columns are enough" "$(wc -l </run/long)" 0

# The same without root, which may not read /proc/pagetypeinfo.
cp /run/zones.json /run/zones-root.json
exits 0 "zones: works for anybody" su nobody -s /bin/sh -c "memmap zones --json"
is "zones: anybody sees the same zones" "$(jq -c '[.zones[] | [.node, .zone, .managed_pages]]' /run/said)" \
	"$(jq -c '[.zones[] | [.node, .zone, .managed_pages]]' /run/zones-root.json)"

is "zones: --node" "$(memmap zones --json --node 0 | jq '[.zones[].node] | unique | tojson')" '"[0]"'
is "zones: --zone" "$(memmap zones --json --zone DMA | jq '[.zones[].zone] | unique | tojson')" '"[\"DMA\"]"'
is "zones: nodes" "$(jq '[.zones[].node] | unique | length' /run/zones-root.json)" "$expect_nodes"

# Breaking gigabytes into pieces takes too long for what it adds.
if [ "$(awk '/^MemFree/ { print int($2 / 1048576) }' /proc/meminfo)" = 0 ] && need_truth; then
	awk '/^MemFree/ { print "fragment", int($2 / 1024) - 40 }' /proc/meminfo >/proc/memmap_truth
	compare "in pieces"
	echo "fragment 0" >/proc/memmap_truth
fi
