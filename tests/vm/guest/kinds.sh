# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Statuses and exit statuses for addresses of every kind; and the areas of /proc/vmallocinfo, whose
# `phys=` and `pages=` are a truth of their own.

need_memmap || exit

# kind STATUS REGION EXIT OPERAND DESCRIPTION
kind() {
	got=$(memmap addr --json "$4" 2>/run/warned)
	code=$?
	is "kinds: $5" "$(echo "$got" | jq -r '.addresses[0] | "\(.status) \(.region.name)"') $code" "$1 $2 $3"
}

kind user user 4 0x1000 "low user address"
kind user user 4 0 "null"
kind noncanonical null 4 0x8000000000000000 "non-canonical"
image='kernel image' unmapped=0xfffffffffeffffff
case "$(uname -m) $expect_levels" in
aarch64*) # each half has all bits of its own tables
	unmapped=0xffffffffffffffff
	user_last=$(((1 << a64_bits) - 1))
	kind user user 4 "$(printf '0x%x' $user_last)" "last user address"
	kind noncanonical null 4 "$(printf '0x%x' $((user_last + 1)))" "first non-canonical"
	kind noncanonical null 4 "$(printf '0x%x' $((~user_last - 1)))" "last non-canonical"
	kind unmapped null 4 $unmapped "last page of all"
	;;
*' 2' | *' 3') # i386: the kernel's half is what 32 bits leave of it
	image='direct map' unmapped=0xffffffff
	kind user user 4 bfffffff "last user address, without 0x"
	kind noncanonical null 4 0x100000000 "more than 32 bits"
	need_truth
	kind unmapped "guard hole" 4 "$(sed -n 's/^# region guard_hole \([^ ]*\) .*/\1/p' /proc/memmap_truth)" \
		"behind the direct map"
	;;
*' 4')
	kind user user 4 7ffffffff000 "high user address, without 0x"
	kind noncanonical null 4 0x800000000000 "first non-canonical with 4 levels"
	kind noncanonical null 4 0xff11000000000000 "direct map of 5 levels, with 4"
	kind unmapped "guard hole" 4 0xffff800000000000 "guard hole"
	;;
*' 5')
	kind user user 4 7ffffffff000 "high user address, without 0x"
	kind user user 4 0x800000000000 "user address with 5 levels"
	kind noncanonical null 4 0x100000000000000 "first non-canonical with 5 levels"
	kind unmapped "guard hole" 4 0xff00000000000000 "guard hole"
	;;
esac
[ "$(uname -m)" != x86_64 ] || kind unmapped modules 4 $unmapped "end of the modules, unmapped"
kind ok "$image" 0 vfree "symbol"
kind ok "$image" 0 vfree+0x10 "symbol and offset"
# Symbols of data are there with CONFIG_KALLSYMS_ALL.
if has_data_symbols; then
	kind ok "$image" 0 init_task "data symbol"
	kind ok "$image" 0 linux_banner "rodata symbol"
fi

is "kinds: a symbol's address is the one of kallsyms" \
	"$(memmap addr --json vfree | jq -r '.addresses[0].virt_addr')" \
	"0x$(sed -n 's/ T vfree$//p' /proc/kallsyms)"

exits 4 "kinds: one of several unmapped" memmap addr --json vfree $unmapped
exits 0 "kinds: several mapped" memmap addr --json vfree kfree
exits 2 "kinds: no operand" memmap addr --json
exits 2 "kinds: not a number" memmap addr --json 12xyz+
exits 2 "kinds: more than 64 bits" memmap addr --json 0x1ffffffffffffffff
exits 0 "kinds: a range" memmap addr --json "$(sed -n 's/ T vfree$//p' /proc/kallsyms)+4K"
is "kinds: ... of 4096 bytes" "$(jq '.addresses[0].length_bytes' /run/said)" 4096

# Beside RAM, but no resource names it: to the kernel there is no such memory, see page_is_ram().
if [ -n "${expect_hole-}" ]; then
	hole=$(printf '0x%x' $((expect_hole + 0x80000)))
	is "kinds: no resource names the hole in RAM" "$(resource_at "$hole")" ""
	for backend in module kcore; do
		memmap phys --backend $backend --json "$hole" >/run/said 2>/run/warned
		is "kinds: ... it is no memory through $backend" "$(jq -r '.physical[0].status' /run/said)" absent
	done
fi

# All areas twice: only those that were there before and after count, and of what came and went in between
# the next look is another.
echo 1 >/proc/sys/kernel/kptr_restrict
look() {
	cat /proc/vmallocinfo >/run/areas-before
	awk '/ phys=.* ioremap/ { sub("-.*", "", $1); print $1 }' /run/areas-before >/run/io-addrs
	awk '/ pages=[0-9]+ / && / vmalloc/ { sub("-.*", "", $1); print $1 "+" $2 }' /run/areas-before >/run/area-ranges
	memmap addr --json - </run/io-addrs >/run/io.json
	memmap addr --json - </run/area-ranges >/run/areas.json
	cat /proc/vmallocinfo >/run/areas-after
	grep -xFf /run/areas-after /run/areas-before >/run/areas
}

# Each prints what of the file is not as memmap has it.
misplaced_io() {
	look
	jq -r '.addresses[] | "\(.virt_addr) \(.phys_addr) \(.area.phys_addr) \(.area.kind)"' /run/io.json |
		sort >/run/io-memmap
	awk '/ ioremap/ && match($0, / phys=0x[0-9a-f]+/) {
		phys = substr($0, RSTART + 6, RLENGTH - 6)
		sub(/^0x0*/, "0x", phys)
		sub("-.*", "", $1)
		print $1, phys, phys, "ioremap"
	}' /run/areas | sort >/run/io-kernel
	grep -vxFf /run/io-memmap /run/io-kernel
}
miscounted_areas() {
	look
	jq -r '.addresses[] | "\(.virt_addr) \(.mapped_bytes / '"$page_bytes"')"' /run/areas.json | sort >/run/areas-memmap
	awk '/ vmalloc/ && match($0, / pages=[0-9]+/) {
		pages = substr($0, RSTART + 7, RLENGTH - 7)
		sub("-.*", "", $1)
		print $1, pages
	}' /run/areas | sort >/run/areas-kernel
	grep -vxFf /run/areas-memmap /run/areas-kernel
}
is "kinds: I/O areas of vmallocinfo lie where it says" "$(settled misplaced_io)" ""
is "kinds: there are I/O areas" "$(($(wc -l </run/io-kernel) > 2))" 1
is "kinds: areas of vmallocinfo have the pages it says" "$(settled miscounted_areas)" ""
is "kinds: there are areas" "$(($(wc -l </run/areas-kernel) > 10))" 1
echo 0 >/proc/sys/kernel/kptr_restrict
