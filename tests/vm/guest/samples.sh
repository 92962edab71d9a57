# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Sample allocations: what is refused, caps among 64 at once, and that nothing is left behind whoever dies
# how, nor in the kernel's log.

need_memmap || exit

samples refuse | relay samples
samples caps | relay samples
samples kill | relay samples
is "samples: the log holds nothing about it" "$(dmesg | grep -c -e 'page allocation failure' -e 'vmalloc error' -e 'Out of memory')" 0

# A holder keeps the module loaded, and however it dies lets go of it.
rm -f /run/held
memmap alloc vmalloc 1M --hold >/run/said 2>/run/held &
holder=$!
for _ in $(seq 100); do
	grep -qs holding /run/held && break
	sleep 0.1
done
exits 1 "samples: no unloading while somebody holds samples" memmap module unload
kill -KILL $holder
wait $holder 2>/dev/null
is "samples: kill -9 leaves no area" "$(grep -c '\[memmap\]' /proc/vmallocinfo)" 0
exits 0 "samples: unloading after that" memmap module unload
exits 3 "samples: without the module" memmap alloc kmalloc
says "memmap module load" "samples: ... says how to get it"
exits 3 "samples: demo without the module" memmap demo --json
