# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memmap check`, `fit` and `account` on memory that is really short, in pieces, or mapped as it must
# not be; `fit` against allocations that are tried right behind it.

need_truth || exit
need_memmap || exit
truth=/proc/memmap_truth
expect_pages=$(($(getconf PAGESIZE 2>/dev/null || echo 4096) / 1024))

# verdict NAME: of the last answer with --json
verdict() { jq -r --arg name "$1" '.checks[] | select(.name == $name).verdict' /run/said; }

# What a fresh guest is: nothing critical, and the first line for monitoring systems.
exits 0 "check: a fresh machine is well" memmap check
note "$(head -n 20 /run/said)"
is "check: one line says so, and how many of them could be measured" \
	"$(head -n 1 /run/said | sed 's/ |.*//; s/, [0-9]* of /, N of /')" "MEMMAP OK - all is well, N of 16 checks"
memmap check --json >/run/said
# Without PAE memory cannot be kept from being executed.
wx=ok
[ $nx = nx ] || wx=n/a
is "check: the page tables hold nothing writable and executable, as the kernel's own check has it" "$(verdict wx)" $wx
is "check: tool and module fit" "$(verdict module)" ok
lowmem=n/a
[ -z "$high_pfn" ] || lowmem=ok
is "check: low memory is for 32 bits" "$(verdict lowmem)" $lowmem
su nobody -s /bin/sh -c "memmap check --json" >/run/said
is "check: without root nothing that is root's to measure is unknown" \
	"$(jq -c '[.checks[] | select(.verdict == "unknown").name]' /run/said)" "[]"
is "check: ... it is n/a, for a reason" \
	"$(jq -c '[.checks[] | select(.code).name] - ["wx", "module"]' /run/said)" '["vmalloc-space","vmalloc-hole"]'
exits 3 "check: nothing but such is unknown" su nobody -s /bin/sh -c "memmap check wx vmalloc-space"

# A page that is both.
echo "wx 1" >$truth
if [ $wx = ok ]; then
	exits 2 "check: a page both writable and executable is critical" memmap check wx --json
	is "check: ... and it is one page" "$(jq -r '.checks[0].value' /run/said)" $((expect_pages * 1024))
	is "check: ... in vmalloc space" "$(jq -r '.checks[0].detail' /run/said | grep -c vmalloc)" 1
else
	exits 0 "check: a page both writable and executable is nothing special without PAE" memmap check wx --json
	is "check: ... and the reason is told" "$(verdict wx) $(jq -r '.checks[0].detail' /run/said)" \
		"n/a without PAE no memory can be kept from being executed"
fi
echo "wx 0" >$truth
exits 0 "check: well again without it" memmap check wx

# Growth of vmalloc since a baseline.
mkdir -p /run/baseline/proc
cat /proc/vmallocinfo >/run/baseline/proc/vmallocinfo
cat /proc/meminfo >/run/baseline/proc/meminfo
cat /proc/slabinfo >/run/baseline/proc/slabinfo
echo "hold 32" >$truth
exits 1 "check: growth of vmalloc since a baseline" \
	memmap check vmalloc-growth --baseline /run/baseline --warning vmalloc-growth=16M --json
is "check: ... by so much as was taken" \
	"$(jq -r '.checks[0].value >= 33554432 and .checks[0].value < 40000000' /run/said)" true
is "check: ... by the module that took it" "$(jq -r '.checks[0].detail' /run/said | grep -c 'hold_make.*truth')" 1
echo "hold 0" >$truth

# The account: exact by construction, and the rest small on a machine without drivers of note.
account() {
	memmap account --json >/run/said
	is "account: $1: the parts add up to MemTotal" "$(jq '[.parts[].bytes] | add' /run/said)" \
		"$(($(awk '/^MemTotal/ { print $2 }' /proc/meminfo) * 1024))"
	note "$(jq -r '.parts[] | select(.bytes > 0) | "\(.name): \(.bytes / 1024) KiB"' /run/said)"
}
account fresh
is "account: the rest is less than a fiftieth" \
	"$(jq '(.parts[-1] | .name == "rest" and .share < 0.02)' /run/said)" true
parts='(.parts[-1].bytes), ([.parts[] | select(.name | startswith("free")).bytes] | add)'
# shellcheck disable=SC2046 # two numbers
set -- $(jq "$parts" /run/said)
exits 0 "account: flags of all frames" memmap account --all-frames --json
is "account: frames without use are no fewer than what has no flag" \
	"$(jq '([.frames[].bytes] | add) >= .parts[-1].bytes' /run/said)" true

# Pages that a module takes itself appear in the rest: some 100 MiB, for what is free moves by itself.
echo "drain $(($(kernel_free) / 1024 - 100))" >$truth
account "100 MiB taken"
# shellcheck disable=SC2046 # two more
set -- "$@" $(jq "$parts" /run/said)
off=$((($3 - $1) - ($2 - $4)))
is "account: the rest grew by what is no longer free ($((($3 - $1) >> 20)) MiB), but for $off bytes" \
	"$(($3 - $1 >= 90 << 20 && off < 2 << 20 && off > -(2 << 20)))" 1
echo "drain 0" >$truth

# fit against real allocations: 'tried STATE N' compares N random requests.
masks='GFP_NOWAIT GFP_ATOMIC GFP_NOWAIT|__GFP_MOVABLE|__GFP_HIGHMEM GFP_DMA32 __GFP_HIGH __GFP_RECLAIMABLE GFP_DMA __GFP_NOMEMALLOC'
for text in $masks; do
	echo "$text $(memmap gfp --json "$text" | jq -r '.masks[0].mask')"
done >/run/masks
nodes=$(cat /sys/devices/system/node/has_memory 2>/dev/null | tr -c '0-9\n' ' ')
# Without CONFIG_NUMA sysfs has none.
nodes=${nodes:-0}

tried() {
	agreed=0
	same_zone=0
	nr_tried=0
	seed=$3
	: >/run/differ
	while [ $nr_tried -lt "$2" ]; do
		seed=$(((seed * 1103515245 + 12345) % 2147483648))
		order=$((seed / 65536 % 11))
		line=$((seed / 1024 % $(wc -l </run/masks) + 1))
		node=$(echo "$nodes" | awk -v n=$((seed / 256)) '{ print $(n % NF + 1) }')
		# shellcheck disable=SC2046 # two words
		set -- "$1" "$2" "$3" $(sed -n "${line}p" /run/masks)
		memmap fit --order $order --gfp "$4" --node "$node" >/run/fit 2>/run/fit-warned
		said=$((1 - $?))
		echo "$order $5 $node" >/proc/memmap_truth_try
		read -r got </proc/memmap_truth_try
		nr_tried=$((nr_tried + 1))
		case $got in
		served=$said*) agreed=$((agreed + 1)) ;;
		*) echo "order $order $4 node $node: fit said $said, the kernel $got" >>/run/differ ;;
		esac
		case $got in
		*node=*)
			[ "$(awk '$1 == "node" { n = $2 } $1 == "zone" { z = $2 } END { print "node=" n, "zone=" z }' /run/fit)" = "${got#* }" ] &&
				same_zone=$((same_zone + 1)) ;;
		*) same_zone=$((same_zone + 1)) ;;
		esac
	done
	note "fit: $1: agreed in $agreed of $nr_tried requests, on the zone too in $same_zone"
	note "$(head -n 10 /run/differ)"
	is "fit: $1: at least 19 of 20 of $nr_tried random requests end as the kernel's own" "$((agreed * 20 >= nr_tried * 19))" 1
	# At the watermark it takes what memmap itself gives back when it exits to change the zone.
	[ "$1" = "short of memory" ] ||
		is "fit: $1: ... in the same zone, mostly" "$((same_zone * 5 >= nr_tried * 4))" 1
}
tried fresh 60 1

# Watermarks: as near as a machine can be and still run these tests. The last zone with memory that the kernel
# may have for itself goes half way from low to min; what zones below it have free is kept for those who cannot do
# with other memory, and what is free of CMA cannot be drained. That last zone is DMA32 on x86-64 here,
# Normal where there is high memory, and DMA on arm64, with none below it: there as much is kept as DMA has on
# x86-64, without which nothing can be started any more.
keep=$(awk '$1 == "Node" { on = $4 != "HighMem" } !on { next }
	$1 == "pages" { free = $3 } $1 == "min" { min = $2 } $1 == "low" { low = $2 } $1 == "nr_free_cma" { cma += $2 }
	$1 == "managed" && $2 { below += int(last / 256); last = free; near = min + (low - min) / 2 }
	END { print int(near / 256) + (below ? below : 16) + int(cma / 256) }' /proc/zoneinfo)
if [ "$expect_nodes" = 1 ]; then
	exits 0 "check: watermarks are far" memmap check watermarks --warning watermarks=1000:
	echo "drain $keep" >$truth
	exits 1 "check: watermarks are near" memmap check watermarks --warning watermarks=1000: --json
	note "$(jq -c '.checks[0].values' /run/said)"
	exits 2 "check: watermarks: critical by a range of one's own" memmap check watermarks --critical watermarks=1000:
	[ -z "$high_pfn" ] || exits 2 "check: low memory is short, however much high memory is free" \
		memmap check lowmem --critical lowmem=10:
	tried "short of memory" 70 2
	account "short of memory"
	echo "drain 0" >$truth

	# Fragmentation: every other page of what is free.
	exits 0 "check: fragmentation is none" memmap check fragmentation --order 5 --critical fragmentation=80
	echo "fragment $(($(kernel_free) / 1024 - 40))" >$truth
	exits 2 "check: memory in pieces is critical" \
		memmap check fragmentation --order 5 --critical fragmentation=80 --json
	note "$(jq -c '.checks[0].values' /run/said)"
	tried "in pieces" 70 3
	echo "fragment 0" >$truth
	exits 0 "check: well again" memmap check fragmentation high-order
fi
