# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Sample allocations: what is refused, caps among 64 at once, and that nothing is left behind whoever dies
# how, nor in the kernel's log.

need_samples || exit

samples refuse | relay samples
samples user | relay samples
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
says "memmap module load --samples" "samples: ... says how to get it"
exits 3 "samples: demo without the module" memmap demo --json
is "samples: ... says how to get it" "$(jq -r '.errors[0].remedy' /run/said | grep -c 'memmap module load --samples')" 1

# A module that stays loaded for the rest makes none.
exits 0 "samples: load without samples" memmap module load /lab/memmap.ko
samples off | relay samples
is "samples: module status says so" "$(memmap module status --json | jq '.modules[0].samples')" false
exits 3 "samples: alloc with such a module" memmap alloc kmalloc
says "memmap module load --samples" "samples: ... says how to get it"
exits 3 "samples: demo with such a module" memmap demo
says "memmap module load --samples" "samples: ... says how to get it"
exits 1 "samples: they cannot be had while it is loaded" memmap module load --samples /lab/memmap.ko
says "memmap module unload" "samples: ... it says what to do"
exits 0 "samples: the loaded one is as good for the rest" memmap module load /lab/memmap.ko
exits 0 "samples: doctor" memmap doctor --json
is "samples: ... says that they are off" "$(jq -r '.findings[] | select(.name == "samples") | .detail' /run/said | cut -d : -f 1)" off
memmap module unload >/dev/null
exits 0 "samples: load with samples" memmap module load --samples --json /lab/memmap.ko
is "samples: ... says so" "$(jq '.modules[0].samples' /run/said)" true
exits 0 "samples: alloc with that" memmap alloc kmalloc
exits 0 "samples: doctor" memmap doctor --json
is "samples: ... says that they are on" "$(jq -r '.findings[] | select(.name == "samples") | .detail' /run/said | cut -d : -f 1)" on
