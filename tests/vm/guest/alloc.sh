# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memmap alloc` and `memmap demo`: each kind lands where the kernel's own functions and both back ends
# say, zones and nodes are those asked for, and reasons are told; see samples.sh for caps and leaks.

need_samples || exit

# kept ARGUMENT...: runs `memmap alloc ARGUMENT... --hold`, with its answer in /run/kept
kept() {
	rm -f /run/kept /run/held
	memmap alloc "$@" --hold --json >/run/kept 2>/run/held &
	holder=$!
	for _ in $(seq 100); do
		grep -qs holding /run/held && break
		sleep 0.1
	done
}

# Not by SIGINT, which a shell has its "&" ignore.
let_go() {
	kill "${1:--TERM}" "$holder"
	wait "$holder" 2>/dev/null
}

# kind NAME REGION ARGUMENT...: memory of a kind is in its region, by this, by kcore, and by its frame
kind() {
	name=$1
	region=$2
	shift 2
	kept "$@"
	is "alloc $name: agrees with the kernel's own functions" \
		"$(jq -r '[.samples[].status] | unique | join(" ")' /run/kept)" ok
	is "alloc $name: lies in the $region" \
		"$(jq -r '[.samples[].region] | unique | join(" ")' /run/kept)" "$region"
	jq -r '.samples[] | "\(.virt_addr) \(.phys_addr) \(.zone) \(.node)"' /run/kept >/run/here
	cut -d ' ' -f 1 /run/here | memmap addr --backend kcore --json - 2>/dev/null |
		jq -r '.addresses[] | "\(.virt_addr) \(.phys_addr) \(.frame.zone) \(.frame.node)"' >/run/there
	is "alloc $name: is where kcore says" "$(cat /run/there)" "$(cat /run/here)"
	is "alloc $name: is something" "$(($(wc -l </run/here) > 0))" 1
	jq -r '.samples[] | "\(.virt_addr)+\(.size_bytes)"' /run/kept |
		memmap addr --backend kcore --json - 2>/dev/null |
		jq -r '.addresses[] | "\(.nr_runs) \(.contiguous)"' >/run/there
	is "alloc $name: has the runs that kcore says" "$(cat /run/there)" \
		"$(jq -r '.samples[] | "\(.nr_runs) \(.contiguous)"' /run/kept)"
	let_go
	is "alloc $name: a signal ends it well" "$?" 0
}

kind pages "direct map" pages 32K
kind zeroed-page "direct map" zeroed-page --count 5
kind kmalloc "direct map" kmalloc 100 --count 5
kind kmalloc-4M "direct map" kmalloc 4M
kind cache "direct map" cache --count 5
kind vmalloc vmalloc vmalloc 1000000
# 559089e0a93d ("vmalloc: replace VM_NO_HUGE_VMAP with VM_ALLOW_HUGE_VMAP"), v5.18, brought vmalloc_huge();
# i386 makes no huge mappings in vmalloc space.
not_here=none
if grep -q ' T vmalloc_huge' /proc/kallsyms && [ "$huge_vmalloc" = yes ]; then
	kind vmalloc-huge vmalloc vmalloc-huge 4M
else
	not_here='^vmalloc-huge'
	exits 1 "alloc vmalloc-huge: not on this kernel" memmap alloc vmalloc-huge 4M
	says "no vmalloc_huge()" "alloc vmalloc-huge: ... gets the reason"
fi
if [ -n "$high_pfn" ]; then
	kind kmap pkmap kmap
	# Nothing else can look at a local mapping while there is one.
	unchecked='^kmap-local'
	exits 0 "alloc kmap-local: high memory" memmap alloc kmap-local --json
	is "alloc kmap-local: ... lands in zone HighMem, which no one else can check" \
		"$(jq -r '.samples[0] | "\(.zone) \(.status)"' /run/said)" "HighMem unchecked"
else
	unchecked=none not_here="^kmap|$not_here"
	exits 1 "alloc: high memory where there is none" memmap alloc kmap
	says "no high memory" "alloc: ... gets the reason"
fi
kind vmap vmalloc vmap 64K
kind dma "$dma_region" dma 4096
kind ioremap vmalloc ioremap
kind list "direct map" list --count 50
# Per-cpu memory lies in the direct map or in vmalloc space, as the chunk that has room.
kept percpu 64
is "alloc percpu: agrees for each CPU" "$(jq -r '.samples[] | "\(.cpu) \(.status)"' /run/kept)" \
	"$(seq 0 "$(sed 's/.*-//' /sys/devices/system/cpu/possible)" | sed 's/$/ ok/')"
let_go -HUP

# Zones as asked for.
jqs() { jq -r "$1" /run/said; }
# zones: "NAME FIRST END" of each zone of the first node that has memory, in page frames
zones() {
	awk '$1 == "Node" { zone = $4; spanned = 0; nr += $2 != "0," }
		nr { exit }
		$1 == "spanned" { spanned = $2 }
		$1 == "start_pfn:" && spanned { print zone, $2, $2 + spanned }' /proc/zoneinfo
}
exits 0 "alloc: GFP_DMA with kmalloc" memmap alloc kmalloc --json --gfp 'GFP_KERNEL|GFP_DMA' --count 3
is "alloc: ... lands in zone DMA" "$(jqs '[.samples[].zone] | unique | join(" ")')" DMA
exits 0 "alloc: GFP_DMA with pages" memmap alloc pages --json --gfp 'GFP_KERNEL|GFP_DMA'
is "alloc: ... lands in zone DMA" "$(jqs '.samples[0].zone')" DMA
if grep -q 'zone *DMA32$' /proc/zoneinfo; then
	exits 0 "alloc: GFP_DMA32 with pages" memmap alloc pages --json --gfp 'GFP_KERNEL|GFP_DMA32'
	# Or below, where that has no memory.
	is "alloc: ... lands in the highest zone up to DMA32" "$(jqs '.samples[0].zone')" \
		"$(zones | awk '$1 ~ /^DMA/ && $3 > $2 { zone = $1 } END { print zone }')"
else
	exits 1 "alloc: GFP_DMA32 where there is none" memmap alloc pages --gfp 'GFP_KERNEL|GFP_DMA32'
	says "without that zone" "alloc: ... gets the reason"
fi
exits 0 "alloc: GFP_DMA with vmap" memmap alloc vmap --json --gfp 'GFP_KERNEL|GFP_DMA'
is "alloc: ... all of it in zone DMA" "$(jqs '.samples[].extents[].phys_addr' |
	while read -r phys; do [ $((phys)) -lt $(($(zones | sed -n 's/^DMA [^ ]* //p') * 4096)) ] || echo "$phys"; done)" ""
exits 0 "alloc: GFP_ATOMIC" memmap alloc kmalloc --json --gfp GFP_ATOMIC

# Reserves are kept for others' emergencies: what opens them does not get to the page allocator. Nobody else
# takes blocks of that order meanwhile.
tracing=/sys/kernel/tracing
event=$tracing/events/kmem/mm_page_alloc
mount -t tracefs tracing $tracing
echo 'order == 6' >$event/filter
echo 1 >$event/enable
# asked KIND FLAGS: with which flags the page allocator was asked for the sample
asked() {
	: >$tracing/trace
	memmap alloc "$1" $((64 * page_bytes)) --gfp "$2" >/run/said 2>/run/warned
	sed -n 's/.* order=6 .*gfp_flags=//p' $tracing/trace
}
for what in pages kmalloc; do
	kernel=$(asked $what GFP_KERNEL)
	nowait=$(asked $what GFP_NOWAIT)
	is "alloc $what: flags reach the page allocator" "$(echo "$kernel $nowait" | grep -c 'GFP_KERNEL.* GFP_NOWAIT')" 1
	is "alloc $what: ... but not __GFP_HIGH" "$(asked $what 'GFP_KERNEL|__GFP_HIGH')" "$kernel"
	is "alloc $what: ... nor what GFP_ATOMIC has beyond GFP_NOWAIT" "$(asked $what GFP_ATOMIC)" "$nowait"
done
echo 0 >$event/enable
echo 0 >$event/filter
umount $tracing

# Nodes as asked for.
for node in $(seq 0 $((expect_nodes - 1))); do
	for what in pages zeroed-page kmalloc cache vmap list; do
		exits 0 "alloc $what: on node $node" \
			memmap alloc $what --json --gfp 'GFP_KERNEL|__GFP_THISNODE' --node "$node"
		is "alloc $what: ... lands there" "$(jqs '[.samples[].node] | unique | map(tostring) | join(" ")')" "$node"
	done
	exits 0 "alloc vmalloc: on node $node" memmap alloc vmalloc 64K --json --node "$node"
	is "alloc vmalloc: ... lands there" "$(jqs '.samples[0].node')" "$node"
done
exits 1 "alloc: a node that is not there" memmap alloc pages --node 7

# Reasons.
exits 2 "alloc: __GFP_HIGHMEM with kmalloc" memmap alloc kmalloc --gfp 'GFP_KERNEL|__GFP_HIGHMEM'
says "returns an address" "alloc: ... gets the reason"
exits 2 "alloc: GFP_DMA32 with kmalloc" memmap alloc kmalloc --gfp 'GFP_KERNEL|GFP_DMA32'
says "slab caches" "alloc: ... gets the reason"
exits 2 "alloc: a zone with vmalloc" memmap alloc vmalloc --gfp 'GFP_KERNEL|GFP_DMA'
says "chooses by itself" "alloc: ... gets the reason"
if memmap gfp __GFP_ATOMIC >/dev/null 2>&1; then
	exits 2 "alloc: __GFP_ATOMIC with what may reclaim" memmap alloc pages --gfp 'GFP_KERNEL|__GFP_ATOMIC'
	says "makes the kernel warn" "alloc: ... gets the reason"
	exits 0 "alloc: gfp says so, too" memmap gfp 'GFP_KERNEL|__GFP_ATOMIC' --json
	is "alloc: ... in a note" "$(grep -c 'the kernel warns' /run/said)" 1
fi
exits 2 "alloc: too large" memmap alloc kmalloc 5M
says 4194304 "alloc: ... gets the limit"
exits 2 "alloc: too many" memmap alloc kmalloc --count 65
is "alloc: ... shows what there was all the same" "$(grep -c '^kmalloc' /run/said)" 64

# A list is linked as it is shown: each next is the next one's address, each prev the one's before.
exits 0 "alloc list: 100 nodes" memmap alloc list --count 100 --json
is "alloc list: linked forwards" \
	"$(jqs '.samples | [range(99) as $i | .[$i].next_addr == .[$i + 1].virt_addr] | all')" true
is "alloc list: linked backwards" \
	"$(jqs '.samples | [range(99) as $i | .[$i + 1].prev_addr == .[$i].virt_addr] | all')" true
is "alloc list: both ends are the head" "$(jqs '.samples | .[0].prev_addr == .[99].next_addr')" true
jqs '.samples[] | "\(.slab_cache) \(.size_bytes)"' | sort -u >/run/here
while read -r cache size; do
	awk -v cache="$cache" '$1 == cache { print cache, $4 }' /proc/slabinfo
done </run/here >/run/there
if [ -e /sys/kernel/btf/vmlinux ]; then
	is "alloc list: each node is of a slab cache of its size" "$(cat /run/there)" "$(cat /run/here)"
else
	is "alloc list: no cache is known without the kernel's types" "$(cut -d ' ' -f 1 /run/here)" null
fi

# The demonstration.
exits 0 "demo: succeeds" memmap demo --json --explain --svg /run/demo.svg
is "demo: has every kind" "$(jqs '[.samples[].kind] | unique | length')" 12
is "demo: all agree but what is not here" \
	"$(jqs "[.samples[] | select(.kind | test(\"$not_here|$unchecked\") | not) | .status] | unique | join(\" \")")" ok
is "demo: what is not here is said not to be" \
	"$(jqs "[.samples[] | select(.kind | test(\"$not_here\")) | .status] | unique | join(\" \")")" \
	"$([ "$not_here" = none ] || echo "not here")"
is "demo: has a lesson for each" "$(jqs '[.samples[].lesson | length > 40] | all')" true
is "demo: the subtraction holds wherever it is the rule" "$(jqs '[.samples[] | select(.linear_offset) | .contiguous] | all')" true
is "demo: draws an image" "$(head -c 4 /run/demo.svg)$(tail -n 1 /run/demo.svg)" "<svg</svg>"
exits 0 "demo: as text" memmap demo --explain
