# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# High memory of i386: frames without an address, but for the time that they are mapped to a slot of
# pkmap or kmap_local; above 4 GiB with PAE.

need_truth && need_samples || exit
if ! grep -q '^kmap ' /proc/memmap_truth; then
	skip "highmem: frames without an address" "this architecture has none"
	exit
fi
fact() { sed -n "s/^$1 .*\b$2=\([^ ]*\).*/\1/p" /proc/memmap_truth | head -n 1; }

is "highmem: zones" "$(memmap zones --json | jq -r '[.zones[].zone] | join(" ")')" "DMA Normal HighMem"
is "highmem: layout has as much as the zone" "$(memmap layout --json | jq .address_space[0].high_memory_bytes)" \
	"$(awk '$4 == "HighMem" { on = 1 } on && $1 == "managed" { printf "%.0f", $2 * 4096; exit }' /proc/zoneinfo)"
slot=$(fact kmap va)
frame=$(fact kmap pa)
is "highmem: kmap() gave a slot for a frame of that zone" "$(fact kmap zone) $(fact kmap region)" "HighMem pkmap"
[ "$expect_levels" = 2 ] ||
	is "highmem: ... which lies above 4 GiB" "$((frame >= 0x100000000))" 1

pkmap=$(sed -n 's/^# region pkmap \([^ ]*\) \([^ ]*\)$/\1-\2/p' /proc/memmap_truth)
pkmap=${pkmap%-*}-$(printf '0x%x' $((${pkmap#*-} + 1)))
for backend in module kcore; do
	memmap addr --backend $backend --json "$pkmap" | jq -r '.addresses[0].extents[] |
		"\(.virt_addr) \(.phys_addr) \(.length_bytes)"' >/run/slots
	while read -r start phys bytes; do
		if [ $((slot >= start && slot < start + bytes)) = 1 ]; then
			printf '0x%x\n' $((phys + slot - start))
		fi
	done </run/slots >/run/got
	is "highmem: the slots in use through $backend have the one of kmap() and its frame" "$(cat /run/got)" "$frame"
	memmap phys --backend $backend --json "$frame" >/run/phys
	is "highmem: the slot is the frame's only alias through $backend" \
		"$(jq -r '.physical[0].aliases[] | "\(.virt_addr) \(.region.name)"' /run/phys)" "$slot pkmap"
	is "highmem: ... and its struct page is known through $backend" \
		"$(jq -r '.physical[0].struct_page' /run/phys)" "$(fact kmap page)"
done

# A frame that nobody mapped.
memmap alloc kmap-local --json >/run/local
is "highmem: a local mapping has a slot of its own region" \
	"$(jq -r '.samples[0] | "\(.zone) \(.status)"' /run/local) $(memmap addr --json "$(jq -r '.samples[0].virt_addr' /run/local)" |
		jq -r '.addresses[0] | "\(.region.name) \(.status)"')" "HighMem unchecked kmap_local unmapped"
memmap phys --json "$(jq -r '.samples[0].phys_addr' /run/local)" >/run/phys
is "highmem: when it is gone, the frame has no address" "$(jq -c '.physical[0] | [.frame.zone, .aliases]' /run/phys)" \
	'["HighMem",[]]'
