# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memmap addr --pid`, `memmap user` and `memmap demo paging` against what the process itself knows:
# what it did, mincore(2), /proc/PID/smaps, and get_user_pages() in the truth module.

need_truth || exit
[ ! -e /lab/loop.ko ] || insmod /lab/loop.ko
dd if=/dev/zero of=/tmp/swap bs=1M count=16 2>/dev/null
mknod /dev/loop0 b 7 0 2>/dev/null
losetup /dev/loop0 /tmp/swap && mkswap /dev/loop0 >/dev/null && swapon /dev/loop0
is "user: there is a swap area" "$(awk 'NR == 2 { print $1 }' /proc/swaps)" /dev/loop0
echo 2 >/proc/sys/vm/nr_hugepages
echo madvise >/sys/kernel/mm/transparent_hugepage/enabled
mkdir -p /tmp/ram && mount -t ramfs ram /tmp/ram

# Where PAGEMAP_SCAN is missing each page costs time; 32 bits have 3 GiB.
case "$(uname -m) $(uname -r)" in
i?86*) gigabytes=1 ;;
*' '[1-5].* | *' '6.[0-6].*) gigabytes=4 ;;
*) gigabytes=4096 ;;
esac
paging /tmp/ram/file $gigabytes >/run/pages &
pid=$!
i=0
until grep -q -e '^ready' -e '^failed' /run/pages || [ $((i += 1)) -gt 100 ]; do sleep 0.1; done
grep -E '^(#|failed)' /run/pages

# wanted_of NAME: status and backing
wanted_of() {
	case $1 in
	untouched | given-back) echo "untouched null" ;;
	zero-page) echo "ok zero page" ;;
	no-vma) echo "unmapped null" ;;
	file | file-private) echo "ok file" ;;
	shared-memory) echo "ok shared memory" ;;
	hugetlb) echo "ok hugetlb" ;;
	*) echo "ok anonymous" ;;
	esac
}

sed -n '/ va=/s/\([^ ]*\) va=\([^ ]*\) in=\([^ ]*\) pfn=\(.*\)/\1 \2 \3 \4/p' /run/pages >/run/facts

# check BACKEND: every page, as that back end has it
check() {
	grep -v '^swapped' /run/facts | while read -r name va in pfn; do
		memmap addr --json --pid $pid "$@" "$va" >/run/said
		[ "$pfn" = - ] || pfn=$((pfn))
		is "user: $name ($*)" \
			"$(jq -r '.addresses[0] | "\(.status) \(.backing) \(.pfn // "-")"' /run/said)" \
			"$(wanted_of "$name") $pfn"
		[ "$in" -lt 0 ] || is "user: ... mincore agrees" \
			"$(jq '.addresses[0].status == "ok"' /run/said)" "$([ "$in" = 1 ] && echo true || echo false)"
	done
	is "user: a huge page says so ($*)" "$(memmap addr --json --pid $pid "$@" \
		"$(awk '$1 == "huge" { print $2 }' /run/facts)" |
		jq -c '.addresses[0].frame.flags | map(select(. == "thp"))')" '["thp"]'
}
check
need_memmap || exit
is "user: with the module" "$(memmap addr --json --pid $pid 0x1000 | jq -r .backend)" module
check --backend module

# Pages that went to swap, but for those that something held back.
awk '$1 == "swapped" { print $2 }' /run/facts | xargs memmap addr --json --pid $pid >/run/said
nr=$(jq '[.addresses[] | select(.status == "swapped")] | length' /run/said)
is "user: pages are swapped ($nr of 64)" "$((nr > 48))" 1
is "user: ... where smaps says so, too" "$nr" \
	"$(awk '/^Swap:/ { kb += $2 } END { print kb / 4 }' /proc/$pid/smaps)"
is "user: ... and to which area" \
	"$(jq -r '[.addresses[] | select(.swap) | .swap.area] | unique[]' /run/said)" /dev/loop0
is "user: ... each in a slot of its own" \
	"$(jq '[.addresses[] | select(.swap) | .swap.offset_pages] | unique | length' /run/said)" "$nr"

# Each area against smaps: the zero page does not count in either.
began=$(date +%s)
memmap user --json $pid >/run/said
took=$(($(date +%s) - began))
is "user: $gigabytes GiB with one page in it take $took s" "$((took < 20))" 1
jq -r '.vmas[] | select(.resident_pages != null) |
	"\(.vma.start) \(.resident_pages * 4) \(.swapped_pages * 4) \(.huge_pages * 4)"' /run/said >/run/got
awk '/^[0-9a-f]+-/ { if (start != "") print start, rss + tlb, swap, huge + tlb
		split($1, at, "-"); start = "0x" at[1]; sub(/^0x0+/, "0x", start); tlb = huge = 0 }
	/^Rss:/ { rss = $2 } /^Swap:/ { swap = $2 }
	/^(AnonHugePages|ShmemPmdMapped|FilePmdMapped):/ { huge += $2 }
	/^(Shared|Private)_Hugetlb:/ { tlb += $2 }
	END { print start, rss + tlb, swap, huge + tlb }' /proc/$pid/smaps | grep -v ^0xfffffff >/run/wanted
is "user: each of $(wc -l </run/got) areas has Rss, Swap and huge pages as smaps says" "$(diff /run/wanted /run/got)" ""
is "user: sizes add up" \
	"$(jq '[.vmas[] | select(.resident_pages != null) | .size_bytes / 4096 - .resident_pages - .zero_pages -
		.swapped_pages - .special_pages - .untouched_pages] | add' /run/said)" 0
is "user: one zero page" "$(jq '[.vmas[].zero_pages] | add' /run/said)" 1
is "user: the huge pages lie in one run" \
	"$(jq --argjson pages "$(awk '$1 == "Hugepagesize:" { print $2 / 4 }' /proc/meminfo)" \
		'[.vmas[] | select(.huge_pages == $pages) | .nr_runs] | unique' -c /run/said)" "[1]"
is "user: all resident pages are on nodes" \
	"$(jq '([.vmas[].nodes[].pages] | add) == ([.vmas[].resident_pages] | add)' /run/said)" true
jq -r '.vmas[] | "\(.vma.start) \(.nr_runs) \(.largest_run_pages)"' /run/said >/run/with-module
memmap module unload >/dev/null
memmap user --json $pid | jq -r '.vmas[] | "\(.vma.start) \(.nr_runs) \(.largest_run_pages)"' >/run/with-kcore
is "user: runs are the same with kcore" "$(diff /run/with-module /run/with-kcore)" ""

# The extents of an area come to what its line says.
nr_bad=0
jq -r '.vmas[] | select(.resident_pages > 0) | "\(.number) \(.resident_pages + .zero_pages + .swapped_pages + .special_pages)"' \
	/run/said >/run/numbers
while read -r number pages; do
	got=$(memmap user --json --vma "$number" $pid | jq '[.vmas[0].extents[].length_bytes] | add / 4096')
	[ "$got" = "$pages" ] || nr_bad=$((nr_bad + 1))
done </run/numbers
is "user: the extents of $(wc -l </run/numbers) areas have as many pages as the areas" "$nr_bad" 0

# A user without privileges: states, but no frames; other people's processes not at all.
exits 3 "user: another user's process is refused" su nobody -s /bin/sh -c "memmap user $pid"
says "ptrace" "user: ... and says what it takes"
su nobody -s /bin/sh -c 'memmap user --json self' >/run/said 2>/run/warned
is "user: without privileges no runs" "$(jq -c '[.vmas[].nr_runs] | unique' /run/said)" "[null]"
is "user: ... but what is resident" "$(jq '([.vmas[].resident_pages] | add) > 50' /run/said)" true
says "CAP_SYS_ADMIN" "user: ... and says why"

# What is no process, or has no memory.
exits 1 "user: no such process" memmap user 999999
exits 2 "user: a kernel thread" memmap user 2
says "kernel thread" "user: ... says so"
exits 2 "user: an address of the kernel" memmap addr --pid $pid ffff888000000000
kill $pid
wait $pid 2>/dev/null
exits 1 "user: a process that ended" memmap user $pid

# It stays a zombie as long as its parent, which does not wait for it: not the shell, which is gone by then.
rm -f /run/zombie
sh -c 'sleep 1 & echo $! >/run/zombie; exec sleep 100000' &
parent=$!
tries=0
until grep -qs '^State:.Z' "/proc/$(cat /run/zombie 2>/dev/null)/status" || [ $tries -ge 600 ]; do
	tries=$((tries + 1))
	usleep 100000
done
exits 1 "user: a zombie" memmap user "$(cat /run/zombie)"
says "has ended" "user: ... says so"
kill $parent
wait $parent 2>/dev/null

# Going while it is looked at: an answer or an error that says so, nothing else.
bad=0
for i in 1 2 3 4 5 6 7 8; do
	paging /tmp/ram/file >/dev/null &
	victim=$!
	(sleep 0.$i; kill -9 $victim) 2>/dev/null &
	memmap user --json $victim >/run/said 2>/run/warned
	case $? in 0 | 1) ;; *) bad=$((bad + 1)) ;; esac
	jq -e .schema /run/said >/dev/null || bad=$((bad + 1))
	wait
done
is "user: processes that end meanwhile do no harm" "$bad" 0

# The demonstration: what must happen in each step on any kernel.
want='[0,4,4,1,0,1,1,0] [0,0,4,5,5,5,5,0] [16,12,8,8,8,8,8,16]'
memmap demo paging --json >/run/said
is "user: demo paging: faults, own pages, untouched pages" \
	"$(jq -r '"\([.steps[].minor_faults]) \([.steps[].resident_pages]) \([.steps[].untouched_pages])"' /run/said)" "$want"
is "user: demo paging: copy on write" \
	"$(jq -c '.steps | [.[4].pfn == .[4].child_pfn, .[5].pfn == .[5].child_pfn, .[5].pfn == .[6].pfn, .[1].pfn == .[3].pfn]' /run/said)" \
	"[true,false,true,false]"
su nobody -s /bin/sh -c 'memmap demo paging --json' >/run/said 2>/run/warned
is "user: demo paging without privileges counts the same faults" \
	"$(jq -c '[.steps[].minor_faults]' /run/said)" "[0,4,4,1,0,1,1,0]"
is "user: ... and no page for its own that is not, as far as the kernel tells" \
	"$(jq '[[.steps[].resident_pages], [0,0,4,5,5,5,5,0]] | transpose | all(.[0] == null or .[0] == .[1])' /run/said)" true
is "user: ... and has no frames" "$(jq -c '[.steps[].pfn] | unique' /run/said)" "[null]"
swapoff /dev/loop0
losetup -d /dev/loop0
umount /tmp/ram
echo 0 >/proc/sys/vm/nr_hugepages
