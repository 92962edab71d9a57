# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A 32-bit memmap on a 64-bit kernel gives the same answers as a 64-bit one: the interface of the module
# is the same for both, see include/uapi/memmap.h, and so are the files of /proc.

if [ ! -e /bin/memmap32 ]; then
	skip "compat: a 32-bit program" "this kernel runs none, or all are"
	exit
fi
need_truth && need_memmap || exit
echo 1 >/proc/sys/kernel/kptr_restrict

# What does not change from one moment to the next.
answers() {
	"$@" | jq -c '.addresses[] | [.virt_addr, .status, .phys_addr, .pfn, .leaf_bytes, .region, .symbol,
		.prot, .memtype, .frame.zone, .frame.node, (.steps | map([.level, .index])),
		(.extents // [] | map([.virt_addr, .phys_addr, .length_bytes]))]'
}

# Each sample by its address, those that stay as a range too.
grep -v '^vmalloc-freed' /proc/memmap_truth |
	sed -n 's/^[^#].* va=\([^ ]*\) .* size=\([0-9]*\) .*/\1\n\1+\2/p' >/run/operands
is "compat: there are operands" "$(($(wc -l </run/operands) > 50))" 1
for backend in module kcore; do
	answers memmap addr --backend $backend --json - </run/operands >/run/answers
	answers memmap32 addr --backend $backend --json - </run/operands >/run/answers32
	is "compat: as many answers through $backend" "$(wc -l </run/answers32)" "$(wc -l </run/answers)"
	is "compat: addr through $backend" "$(diff /run/answers /run/answers32 | head -n 4 | cut -c 1-2000)" ""
	for program in memmap memmap32; do
		$program layout --backend $backend --json |
			jq -c '[(.address_space | map(del(.mapped_bytes))), (.regions | map([.name, .start, .last, .phys_addr]))]' >/run/layout-$program
	done
	is "compat: layout through $backend" "$(cat /run/layout-memmap32)" "$(cat /run/layout-memmap)"
done

exits 0 "compat: samples" memmap32 alloc kmalloc 100 --count 3 --json
is "compat: ... three of them, each with an address" "$(jq -c '[.samples[] | .virt_addr | test("^0x")]' /run/said)" \
	"[true,true,true]"
masks() { "$1" gfp --json | jq -c 'del(.time, .masks[].zones[].free_pages)'; }
is "compat: GFP flags" "$(masks memmap32)" "$(masks memmap)"
exits 0 "compat: both back ends agree" memmap32 addr --verify --json vfree

# Hashes of addresses, as %p makes them of 64 bits.
echo 0 >/proc/sys/kernel/kptr_restrict
areas() { "$1" vmalloc --json | jq -r '.areas[] | select(.caller // "" | test("memmap_truth|make_")) | .start' | sort; }
is "compat: areas behind hashes" "$(areas memmap32)" "$(areas memmap)"
