# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The machine of the old kernel texts: 160 MiB, all of it in the direct map from 3 GiB on, a hole of 8 MiB,
# and vmalloc space behind it. `memmap layout` shows that picture, to the byte.

need_truth && need_memmap || exit

# region NAME: where it lies, by address and by physical address
region() {
	jq -r --arg name "$1" '.regions[] | select(.name == $name) | "\(.start)-\(.last) \(.size_bytes) \(.phys_addr)"' /run/layout
}

for backend in module kcore; do
	memmap layout --backend $backend --json >/run/layout
	is "textbook through $backend: 3 GiB are the process's" "$(region user)" "0x0-0xbfffffff 3221225472 null"
	is "textbook through $backend: the direct map has all 160 MiB" "$(region 'direct map')" \
		"0xc0000000-0xc9ffffff 167772160 0x0"
	is "textbook through $backend: all of it is mapped" \
		"$(jq '.regions[] | select(.name == "direct map").mapped_bytes' /run/layout)" 167772160
	is "textbook through $backend: a hole of 8 MiB keeps it from vmalloc space" "$(region 'guard hole')" \
		"0xca000000-0xca7fffff 8388608 null"
	is "textbook through $backend: nothing is mapped in the hole" \
		"$(jq '.regions[] | select(.name == "guard hole").mapped_bytes' /run/layout)" 0
	is "textbook through $backend: vmalloc space begins behind the hole" \
		"$(jq -r '.regions[] | select(.name == "vmalloc").start' /run/layout)" 0xca800000
	is "textbook through $backend: what comes in which order" \
		"$(jq -r '[.regions[] | select(.depth == 0 and (.name | IN("user", "direct map", "guard hole", "vmalloc", "pkmap"))).name] |
			join(", ")' /run/layout)" "user, direct map, guard hole, vmalloc, pkmap"
	is "textbook through $backend: no memory is high" \
		"$(jq -c '.address_space[0] | [.page_offset, .high_memory_bytes]' /run/layout)" '["0xc0000000",0]'
	memmap layout --backend $backend --drawing >/run/said
	is "textbook through $backend: the drawing has these bounds, from top to bottom" \
		"$(sed -n 's/^ *\(0xca800000\|0xca000000\|0xc0000000\|0x0\) [+|~].*/\1/p' /run/said | tr '\n' ' ')" \
		"0xca800000 0xca000000 0xc0000000 0x0 "
done

# What kmalloc() and the page allocator give lies 3 GiB above its physical address, what vmalloc() gives does not.
sed -n 's/^\(page\|kmalloc-64\|kmalloc-4M\) va=\([^ ]*\) pa=\([^ ]*\) .*/\1 \2 \3/p' /proc/memmap_truth >/run/linear
is "textbook: there are samples of linear memory" "$(wc -l </run/linear)" 3
while read -r name va pa; do
	is "textbook: $name lies at its physical address and 3 GiB" \
		"$(memmap addr --json "$va" | jq -r '.addresses[0] | "\(.phys_addr) \(.linear_offset)"')" "$pa 0xc0000000"
	is "textbook: ... as the subtraction has it" "$(printf '0x%x' $((va - 0xc0000000)))" "$pa"
done </run/linear
va=$(sed -n 's/^vmalloc va=\([^ ]*\) .*/\1/p' /proc/memmap_truth | head -n 1)
is "textbook: vmalloc memory lies behind the hole, at no fixed distance" \
	"$((va >= 0xca800000)) $(memmap addr --json "$va" | jq -r '.addresses[0].linear_offset')" "1 null"
