# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in the guest: every figure as a ratio to a floor of the same run. No figure makes it fail.
export PATH=/bin
memmap module load /lab/memmap.ko >/dev/null
insmod /lab/truth.ko
va=$(sed -n 's/^vmalloc va=\(0x[0-9a-f]*\).*/\1/p' /proc/memmap_truth | head -n 1)
echo 1 >/proc/sys/kernel/kptr_restrict
runs=${1:-100}
echo "$(uname -r), $(wc -l </proc/vmallocinfo) vmalloc areas, median of $runs runs"
bench pair 'memmap addr VA' "$runs" "memmap addr $va" '/lab/cat /proc/vmallocinfo /proc/iomem'
bench pair 'addr, kcore to module' "$runs" "memmap addr --backend kcore $va" "memmap addr --backend module $va"
text=$(sed -n 's/ T vfree$//p' /proc/kallsyms)
bench pair '... of kernel text' "$runs" "memmap addr --backend kcore $text" "memmap addr --backend module $text"
symbol=$(sed -n 's/^\([0-9a-f]*\) t make_vmalloc\t\[truth\]$/0x\1/p' /proc/kallsyms)
bench pair '... of a module' "$runs" "memmap addr --backend kcore $symbol" "memmap addr --backend module $symbol"
echo 0 >/proc/sys/kernel/kptr_restrict
bench pair '... of a hashed area' "$runs" "memmap addr --backend kcore $va" "memmap addr --backend module $va"
echo 1 >/proc/sys/kernel/kptr_restrict
bench pair 'memmap addr --json VA' "$runs" "memmap addr --json $va" '/lab/cat /proc/vmallocinfo /proc/iomem'
bench pair 'memmap vmalloc' "$runs" 'memmap vmalloc' '/lab/cat /proc/vmallocinfo'
bench pair 'memmap zones --json' "$runs" 'memmap zones --json' '/lab/cat /proc/zoneinfo /proc/buddyinfo'
facts=$(find /sys/kernel/slab -name object_size -o -name reclaim_account | tr "\n" " ")
bench pair 'memmap slabs' "$runs" 'memmap slabs' "/lab/cat /proc/slabinfo /proc/meminfo $facts"
# All checks; those that need no walk of the page tables; and one, which costs what any run does.
echo 'wx = off' >/run/no-wx
files='/proc/meminfo /proc/zoneinfo /proc/buddyinfo /proc/vmallocinfo /sys/devices/system/node/has_memory /sys/module/memmap/version'
bench pair 'memmap check' "$runs" 'memmap check' "/lab/cat $files"
bench pair '... but wx' "$runs" 'memmap check --config /run/no-wx' "/lab/cat $files"
bench pair '... percpu alone' "$runs" 'memmap check percpu' '/lab/cat /proc/meminfo'
# Owners: a slab object against what needs no memory of the kernel, and a thousand against one.
objects=$(sed -n 's/^# object .* addr=\([^ ]*\) .*/\1/p; s/^# owner va=\([^ ]*\) kind=slab .*/\1/p' /proc/memmap_truth)
for _ in 1 2 3 4 5 6; do echo "$objects"; done | head -n 1000 >/run/objects
echo 'exec memmap addr --json - </run/objects' >/run/owners
echo 'exec memmap addr --columns virt_addr,status,phys_addr,frame.flags - </run/objects' >/run/no-owners
object=$(head -n 1 /run/objects)
bench pair 'addr of a slab object' "$runs" "memmap addr $object" "memmap addr $text"
bench pair '... of 1000, to no owners' "$runs" 'sh /run/owners' 'sh /run/no-owners'
stack=$(sed -n 's/^stack va=\([^ ]*\) .*/\1/p' /proc/memmap_truth | head -n 1)
bench pair '... of a stack' "$runs" "memmap addr $stack" "memmap addr $text"
echo 'areas 10000' >/proc/memmap_truth
few=$((1 + runs / 4))
page=$(sed -n 's/^page .* pa=\([^ ]*\) .*/\1/p' /proc/memmap_truth | head -n 1)
area=$(sed -n 's/^vmalloc .* pa=\([^ ]*\) .*/\1/p' /proc/memmap_truth | head -n 1)
some=$(sed -n 's/.* pa=\([^ ]*\) .*/\1/p' /proc/memmap_truth | head -n 24 | tr '\n' ' ')
echo "$(wc -l </proc/vmallocinfo) vmalloc areas, median of $few runs"
bench pair 'memmap phys PA' "$few" "memmap phys $page" 'bench scan'
bench pair '... through kcore' "$few" "memmap phys --backend kcore $page" 'bench scan'
bench pair '... with its area' "$few" "memmap phys $area" 'bench scan /proc/vmallocinfo'
bench pair '... 24 at once' "$few" "memmap phys $some" 'bench scan /proc/vmallocinfo'
echo 'areas 0' >/proc/memmap_truth
bench walk "$runs" 'WALK/page, as booted'
echo 'hold 128' >/proc/memmap_truth
bench walk "$runs" 'WALK/page, 128 MiB more'
# shellcheck disable=SC2046 # two words
set -- $(memmap addr --json "$va" | sed 's/.*"vmalloc","start":"\([^"]*\)","last":"\([^"]*\)".*/\1 \2/; 1d' | head -n 1)
range=$1-$(printf '0x%x' $(($2 + 1)))
bench pair 'all vmalloc, kcore to module' "$runs" "memmap addr --json --backend kcore $range" "memmap addr --json --backend module $range"
echo 'hold 0' >/proc/memmap_truth
echo 'areas 10000' >/proc/memmap_truth
few=$((1 + runs / 10))
echo "$(wc -l </proc/vmallocinfo) vmalloc areas, median of $few runs"
bench pair 'memmap vmalloc' "$few" 'memmap vmalloc' '/lab/cat /proc/vmallocinfo'
bench pair 'memmap vmalloc --json' "$few" 'memmap vmalloc --json' '/lab/cat /proc/vmallocinfo'
bench pair 'memmap vmalloc --by caller' "$few" 'memmap vmalloc --by caller' '/lab/cat /proc/vmallocinfo'
bench pair 'vmalloc, kcore to module' "$few" 'memmap vmalloc --by kind --backend kcore' 'memmap vmalloc --by kind --backend module'
echo 0 >/proc/sys/kernel/kptr_restrict
bench pair 'memmap vmalloc, hashed' "$few" 'memmap vmalloc' '/lab/cat /proc/vmallocinfo'
echo 'areas 0' >/proc/memmap_truth
