# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memmap vmalloc` against /proc/vmallocinfo, against /proc/meminfo of the same quiet moment, and
# against the sample module, whose areas have known pages.

need_memmap && need_truth || exit

sysctl=/proc/sys/kernel/kptr_restrict

# numbered FILE: "START SIZE PAGES PHYS CALLER" of each line of vmallocinfo that is no freed area
numbered() {
	awk '!/ unpurged / {
		split($1, at, "-")
		sub("^0x0*", "0x", at[1])
		pages = phys = "null"
		for (i = 3; i <= NF; i++) {
			if ($i ~ /^pages=/) pages = substr($i, 7)
			if ($i ~ /^phys=/) { phys = substr($i, 6); sub("^0x0*", "0x", phys) }
		}
		caller = $3 ~ /[+]/ ? $3 : "null"
		if ($4 ~ /^\[/) caller = caller " " $4
		print at[1], $2, pages, phys, caller
	}' "$1" | sort
}

echo 1 >$sysctl

# 559089e0a93d ("vmalloc: replace VM_NO_HUGE_VMAP with VM_ALLOW_HUGE_VMAP"), v5.18: from there on
# there is vmalloc_huge(), which makes the huge sample.
huge=$(grep -o '^vmalloc-huge ' /proc/memmap_truth | head -n 1)

# VmallocUsed counts the pages that vmalloc() took, the stacks of processes among them: one process
# reads it before and after the areas, so that these are of a moment when nothing came or went. Since
# "mm: vmalloc: streamline vmalloc memory accounting" (2026) it is one of the counters of which each CPU
# keeps a little to itself, until stat_refresh is read.
mkdir -p /run/moment/proc
for _ in 1 2 3 4 5 6 7 8 9 10; do
	cat /proc/sys/vm/stat_refresh /proc/meminfo /proc/vmallocinfo /proc/meminfo >/run/both
	sed -n 's/^VmallocUsed: *\([0-9]*\) kB/\1/p' /run/both >/run/used
	[ "$(uniq /run/used | wc -l)" = 1 ] && break
done
grep '^0x' /run/both >/run/moment/proc/vmallocinfo
is "vmalloc: $(head -n 1 /run/used) kB allocated is VmallocUsed" \
	"$(memmap vmalloc --json --root /run/moment 2>/dev/null | jq ".totals[0].nr_pages * $((page_bytes / 1024))")" "$(head -n 1 /run/used)"

# look: asks between two readings of the file; only areas of both count. Prints what an area that came or went
# in between can make differ, so that the next look is another.
look() {
	cat /proc/vmallocinfo >/run/before
	memmap vmalloc --all --json --backend $backend >$json
	cat /proc/vmallocinfo >/run/after
	grep -xFf /run/after /run/before >/run/stable
	numbered /run/stable >/run/want
	jq -r '.areas[] | select(.kind != "unpurged") |
		"\(.start) \(.size_bytes + .guard_bytes) \(.nr_pages) \(.phys_addr) \(.caller)"' $json | sort >/run/got
	grep -vxFf /run/got /run/want
	jq -r '(.areas[] | if .kind == "unpurged" then select(.mapped_bytes != 0)
		else select(.nr_pages and (.kind | IN("vmalloc", "huge", "module")) and .mapped_bytes != .nr_pages * ($ENV.page_bytes | tonumber)) end | .start),
		(.totals[0].other_mapped_bytes | select(. != 0))' $json
}

for backend in module kcore; do
	json=/run/vmalloc-$backend.json
	settled look >/dev/null
	is "vmalloc through $backend: vmalloc space is VmallocTotal" \
		"$(jq ".totals[0].space_bytes / 1024 - $vmalloc_short" $json)" \
		"$(sed -n 's/^VmallocTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo)"

	is "vmalloc through $backend: each of $(wc -l </run/want) areas is there" "$(grep -vxFf /run/got /run/want)" ""
	is "vmalloc through $backend: there are areas" "$(($(wc -l </run/want) > 20))" 1
	is "vmalloc through $backend: as many freed areas as the totals say" \
		"$(jq '.totals[0].nr_unpurged' $json)" "$(jq '[.areas[] | select(.kind == "unpurged")] | length' $json)"
	is "vmalloc through $backend: what vmalloc() allocated is mapped" \
		"$(jq -r '.areas[] | select(.nr_pages and (.kind == "vmalloc" or .kind == "huge" or .kind == "module")) |
			select(.mapped_bytes != .nr_pages * ($ENV.page_bytes | tonumber)) | "\(.start) \(.nr_pages) \(.mapped_bytes) \(.caller)"' $json)" ""
	is "vmalloc through $backend: nodes hold all pages" \
		"$(jq -r '.areas[] | select(.nodes != []) | select(([.nodes[].pages] | add) != .nr_pages) | .start' $json)" ""
	is "vmalloc through $backend: I/O areas are mapped as one run" \
		"$(jq -r '.areas[] | select(.kind == "ioremap" and (.contiguous and .mapped_bytes == .size_bytes | not)) | .start' $json)" ""
	is "vmalloc through $backend: freed areas are not mapped" \
		"$(jq -r '.areas[] | select(.kind == "unpurged" and .mapped_bytes != 0) | .start' $json)" ""
	is "vmalloc through $backend: nothing is mapped outside of areas" "$(jq .totals[0].other_mapped_bytes $json)" 0
	is "vmalloc through $backend: there are modules" "$(jq 'any(.areas[]; .kind == "module")' $json)" true
	[ -z "$huge" ] || [ $huge_vmalloc = no ] || is "vmalloc through $backend: there are huge leaves" \
		"$(jq -c '[any(.areas[]; .kind == "huge" or .caller == null), .totals[0].huge_bytes > 0]' $json)" "[true,true]"
	# Addresses of vmalloc space have the same number of digits.
	is "vmalloc through $backend: no area begins in the largest hole" \
		"$(jq -r '.totals[0].hole_start as $from | .areas[] | select(.kind != "module" and .start >= $from) | .start' $json |
			head -n 1 | while read -r start; do
				[ $((start - $(jq -r .totals[0].hole_start $json))) -ge "$(jq .totals[0].hole_bytes $json)" ] || echo "$start"
			done)" ""
done

# Both back ends say the same of whatever stayed.
disagreement() {
	for backend in module kcore; do
		json=/run/vmalloc-$backend.json
		look >/dev/null
		jq -c '.areas[]' $json | sort >/run/areas-$backend
		mv /run/stable /run/stable-$backend
	done
	numbered /run/stable-module | cut -d ' ' -f 1 >/run/starts-module
	numbered /run/stable-kcore | cut -d ' ' -f 1 | grep -xFf /run/starts-module | sed 's/.*/"&"/' >/run/starts
	grep -Ff /run/starts /run/areas-module >/run/compared
	grep -vxFf /run/areas-kcore /run/compared
}
is "vmalloc: module and kcore agree on each area" "$(settled disagreement | head -n 5)" ""
is "vmalloc: ... and there are areas that stayed" "$(($(wc -l </run/compared) > 20))" 1
exits 0 "vmalloc: --verify finds no difference" memmap vmalloc --verify --by kind

# The sample module's own areas, run by run.
# shellcheck disable=SC2086,SC2046 # a name or none, two names
for name in vmalloc $huge vmap $(io_samples | sed 's/^/ioremap-/') stack; do
	# On i386 stacks are no areas.
	[ "$(sed -n "s/^$name .* region=//p" /proc/memmap_truth | head -n 1)" = vmalloc ] || continue
	jq -n --rawfile text /proc/memmap_truth -L /lab/guest --arg name $name 'include "truth";
		[$text | truth[] | select(.name == $name)] | objects[0] |
		# The area holds whole leaves.
		.runs[] |= ((.va | low48 % 4096) as $in | .va |= sub("...$"; "000") | .pa |= sub("...$"; "000") |
			.size = ((.size + $in) / .leaf | ceil) * .leaf)' >/run/object
	va=$(jq -r .va /run/object)
	memmap vmalloc --json --area "$va" >/run/area.json
	is "vmalloc: --area of $name has the extents of the truth" \
		"$(jq -c -L /lab/guest 'include "truth"; [.areas[0].extents[] |
			{va: .virt_addr, pa: .phys_addr, size: .length_bytes, leaf: .leaf_bytes}] | merge' /run/area.json)" \
		"$(jq -c -L /lab/guest 'include "truth"; [.runs[] | {va, pa, size, leaf}] | merge' /run/object)"
	is "vmalloc: $name has that many physical runs, and that long ones" \
		"$(jq -c '.areas[0] | [.nr_extents, .nr_runs, .largest_run_bytes, .mapped_bytes]' /run/area.json)" \
		"$(jq -c -L /lab/guest 'include "truth"; .runs as $runs |
			($runs | map(.leaf = 0) | merge) as $physical |
			[($runs | merge | length), ($physical | length), ([$physical[].size] | max), ([$runs[].size] | add)]' /run/object)"
done
# Each node has to have its share of at least one huge page, or there is none (__vmalloc_node_range()).
kind=vmalloc
grep -q '^vmalloc-huge .* leaf=2097152' /proc/memmap_truth && kind=huge
[ -z "$huge" ] || is "vmalloc: the huge sample is of kind $kind, by its leaves" "$(memmap vmalloc --json --area \
	"$(sed -n 's/^vmalloc-huge va=\([^ ]*\) .*/\1/p' /proc/memmap_truth | head -n 1)" | jq -r '.areas[0].kind')" $kind
is "vmalloc: the truth module is a module that owns areas" \
	"$(memmap vmalloc --by module --json | jq '[.groups[] | select(.name == "truth")][0].nr_areas > 3')" true
# On arm64 with KASLR that is not among "modules".
is "vmalloc: ... and its own memory is its own, too" \
	"$(jq -r '.areas[] | select(.kind == "module" and .module == "truth" and (.caller | contains("truth") | not)) |
		.start' /run/vmalloc-module.json | memmap addr --json - |
		jq -r '[.addresses[].region.name] | unique | join(" ")')" \
	"$(sed -n 's/^module-text .*region=//p' /proc/memmap_truth)"
# The kernel tells where a module's text begins, in /proc/modules.
sed -n 's/^\([^ ]*\) .* \(0x[0-9a-f]*\).*$/\2 \1/p' /proc/modules | sort >/run/want
# Since 2e45474ab14f ("execmem: add support for cache of large ROX pages"), v6.13, text may lie with that
# of others in one large area, which then is no module's.
is "vmalloc: the area of each module's text is that module's, or one that modules share" \
	"$(jq -r --rawfile want /run/want '[.areas[] | select(.start)] as $areas |
		$want | split("\n")[] | select(length > 0) | . as $line | split(" ") as [$text, $module] |
		[$areas[] | select(.start <= $text and $text <= .last and (.start | length) == ($text | length))][0] |
		select(((.start == $text and .kind == "module" and .module == $module) or
			(.module == null and .size_bytes >= 2097152)) | not) |
		"\($line): \(.start) \(.size_bytes) \(.module) \(.caller)"' /run/vmalloc-module.json)" ""
is "vmalloc: without --all freed areas are not listed" \
	"$(memmap vmalloc --json | jq 'any(.areas[]; .kind == "unpurged")')" false
is "vmalloc: groups by kind add up to the totals" \
	"$(memmap vmalloc --by kind --json | jq -c '.totals[0] as $t | .groups |
		[(map(.nr_areas) | add) == $t.nr_areas, (map(.size_bytes) | add) == $t.size_bytes, (map(.mapped_bytes) | add) == $t.mapped_bytes]')" \
	"[true,true,true]"

# Where two lines of one look differ in nodes, the list of the kernel cannot tell which is which.
nodes() { memmap vmalloc --json "$@" | jq -c '.areas[] | select(.nr_pages and .start) | [.start, .nodes]' | sort; }
nodes >/run/nodes-1
# Hashed and hidden addresses change no size, caller or kind.
groups() { memmap vmalloc --by caller --json | jq -c '.groups[] | select(.name) | [.name, .module, .nr_areas, .size_bytes, .nr_pages]' | sort; }

# same_groups SYSCTL: compares them at a moment when no thread came or went
same_groups() {
	for _ in 1 2 3 4 5 6 7 8; do
		echo 1 >$sysctl
		groups >/run/groups-1
		echo "$1" >$sysctl
		groups >/run/groups-other
		echo 1 >$sysctl
		groups >/run/groups-again
		cmp -s /run/groups-1 /run/groups-again && cmp -s /run/groups-1 /run/groups-other && break
	done
	echo "$1" >$sysctl
	diff /run/groups-1 /run/groups-other
}
is "vmalloc: with hashes every caller is the same" "$(same_groups 0)" ""
is "vmalloc: with hashes what is mapped has an address" \
	"$(memmap vmalloc --json | jq -r '.areas[] | select(.start == null and .nr_pages) | .caller')" ""
if [ -e /sys/devices/system/node ]; then
	nodes --backend kcore >/run/nodes-0
	is "vmalloc: with hashes kcore tells the nodes of areas unlike others, as the file does" \
		"$(jq -nc --slurpfile want /run/nodes-1 --slurpfile got /run/nodes-0 '
			($want | map({(.[0]): .[1]}) | add) as $want |
			[$got[] | select($want[.[0]])] as $both | [$both[] | select(.[1] != [])] as $told |
			[($told | map(select(.[1] != $want[.[0]])) | length), ($told | length) > 9]')" "[0,true]"
else
	# Without CONFIG_NUMA the file tells no nodes.
	is "vmalloc: there are no nodes" "$(jq -sc '[length > 9, (map(.[1]) | unique)]' /run/nodes-1)" "[true,[[]]]"
fi
is "vmalloc: with zeros every caller is the same" "$(same_groups 2)" ""
exits 4 "vmalloc: hidden addresses make it partial" memmap vmalloc --json
says "kptr_restrict=2" "vmalloc: ... and it says why"
is "vmalloc: ... none is shown" "$(jq -c '[.areas[] | select(.start or .last)] | length' /run/said)" 0
is "vmalloc: ... nor a zero" "$(memmap vmalloc 2>/dev/null | grep -c 0x0)" 0
echo 0 >$sysctl
exits 3 "vmalloc: not for everyone" su nobody -s /bin/sh -c "memmap vmalloc"
