# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memmap layout`: bounds are what the kernel's own macros and symbols say, leaf sizes of the direct map
# are what /proc/meminfo counts, and both back ends say the same.

need_truth && need_memmap || exit

# facts: /run/layout as lines "NAME KIND DEPTH START LAST", which cost less to look at
facts() {
	jq -r '.regions[] | "\(.name | gsub(" "; "_")) \(.kind) \(.depth) \(.start) \(.last)"' /run/layout >/run/facts
}

# bounds NAME: first and last address of a region
bounds() {
	awk -v name="$1" '$1 == name { print $4, $5 }' /run/facts
}

# section NAME FIRST END: from one symbol up to the byte before another one. Without CONFIG_KALLSYMS_ALL,
# as on i386, those around the text are the only ones.
section() {
	{ grep -q " $2$" /run/symbols && grep -q " $3$" /run/symbols; } || [ "$1" = text ] || return
	is "layout through $backend: $1 lies between $2 and $3" "$(bounds "$1")" \
		"$(awk -v name="$2" '$3 == name { print "0x" $1 }' /run/symbols) $(
			printf '0x%x' $((0x$(awk -v name="$3" '$3 == name { print $1 }' /run/symbols) - 1)))"
}

# Pieces side by side, given as "START LAST" lines, leave nothing out from START to LAST.
tile() { # tile DESCRIPTION START LAST
	next=$2
	while read -r start last; do
		[ "$next" = "$start" ] || note "$start comes after $next"
		[ "$next" = "$start" ] || break
		next=$(printf '0x%x' $((last + 1)))
	done
	is "$1" "$next" "$(printf '0x%x' $(($3 + 1)))"
}

# is_untold NAME: what /proc/kcore does not tell about i386, see "memmap help layout"
is_untold() {
	[ "$backend" = kcore ] && [ "$expect_levels" -lt 4 ] || return
	case $1 in
	cpu_entry_area | fixmap | kmap_local) true ;;
	*) false ;;
	esac
}

check_bounds() {
	while read -r _ _ name start last; do
		! is_untold "$name" || continue
		got=$(bounds "$name")
		# What /proc/kcore does not tell, see "memmap help layout".
		[ "$backend $name" != "kcore fixmap" ] || start=${got% *}
		# What no macro of the kernel tells.
		[ $((last)) != 0 ] || last=${got#* }
		is "layout through $backend: bounds of the region $name" "$got" "$start $last"
	done </run/regions
	is "layout through $backend: ... and there are no others" \
		"$(grep -c ' region ' /run/facts)" $(($(while read -r _ _ name _; do
			is_untold "$name" || echo
		done </run/regions | wc -l) + 1))
	for name in $sections; do
		between=${name#*=}
		section "${name%=*}" "${between%,*}" "${between#*,}"
	done
	awk '$3 == 0 { print $4, $5 }' /run/facts |
		tile "layout through $backend: regions and holes are the whole address space" 0x0 $space_last
	got=$(bounds direct_map)
	awk '$2 == "physical" { print $4, $5 }' /run/facts |
		tile "layout through $backend: RAM and holes are the whole direct map" "${got% *}" "${got#* }"
}

check_space() {
	is "layout through $backend: page tables" "$(jq -c '.address_space[0] | [(.levels | length), .va_bits]' /run/layout)" \
		"[$expect_levels,$va_bits]"
	text=0x$(awk -v name=$text_start '$3 == name { print $1 }' /run/symbols)
	linked=$(linked_at)
	[ -z "$linked" ] || linked="$linked $(printf '0x%x' $((text - linked)))"
	is "layout through $backend: KASLR" "$(jq -r '.address_space[0] | "\(.text) \(.link_addr) \(.kaslr_offset)"' /run/layout)" \
		"$text ${linked:-null null}"
	is "layout through $backend: page_offset" "$(jq -r '.address_space[0].page_offset' /run/layout)" \
		"$(sed -n 's/^# region direct_map \([^ ]*\) .*/\1/p' /proc/memmap_truth)"
}

# Two things stand between these counters and the page tables. The kernel counts large pages of the image
# that were split as splits of the direct map too (see split_large_page() in
# arch/x86/mm/pat/set_memory.c), so these are taken off. And with two nodes of 2 GiB 6.1 counts two pages of
# 1 GiB beside the smaller ones that map the same memory: what exceeds all RAM is taken off, too.
direct_leaves() {
	image=$(bounds kernel_image)
	# On i386 the image is part of the direct map: no page is counted twice.
	if [ -n "$image" ]; then
		memmap addr --backend $backend --json "${image% *}-$(printf '0x%x' $((${image#* } + 1)))"
	fi |
		jq -r '[.addresses[0].extents[] | select(.leaf_bytes == 4096) | "\(.virt_addr) \(.length_bytes)"][]' |
		while read -r start length; do
			at=$((start >> 21))
			while [ $at -le $(((start + length - 1) >> 21)) ]; do
				echo $at
				at=$((at + 1))
			done
		done | sort -u >/run/split
	awk -v pages="$(wc -l </run/split)" -v total="$ram" '
		/^DirectMap4k/ { small = $2 - pages * 2048 }
		/^DirectMap[24]M/ { large = $2 + pages * 2048 }
		/^DirectMap1G/ { huge = $2 }
		END {
			if (small + large + huge > total)
				huge -= small + large + huge - total
			print small, large, huge + 0
		}' /proc/meminfo
}

# All that is mapped directly, in KiB: on x86 the first MiB with its holes, and the RAM behind it.
ram=$(grep '^[^ ].* : System RAM$' /proc/iomem | {
	ram=$low_kib
	while IFS=' -' read -r start last _; do
		[ $((0x$start)) -lt 1048576 ] || ram=$((ram + (0x$last - 0x$start + 1) / 1024))
	done
	echo $ram
})

grep '^# region ' /proc/memmap_truth >/run/regions
case $expect_levels in
2) va_bits=32 space_last=0xffffffff large_bytes=4194304 ;;
3) va_bits=32 space_last=0xffffffff large_bytes=2097152 ;;
*) va_bits=$((expect_levels * 9 + 12)) space_last=-1 large_bytes=2097152 ;;
esac
[ "$(uname -m)" != aarch64 ] || va_bits=$a64_bits
grep -E " (_text|$(echo "$sections" | tr ' ' '\n' | sed 's/.*=//; s/,/|/' | tr '\n' '|')_text)\$" /proc/kallsyms >/run/symbols
if [ "$(uname -m)" = aarch64 ]; then
	# No macro has the image, but the kernel enters it among its resources; since v6.9 from _text on.
	code=$(sed -n 's/^ *\([0-9a-f]*\)-.* : Kernel code$/0x\1/p' /proc/iomem)
	data=$(sed -n 's/^ *[0-9a-f]*-\([0-9a-f]*\) : Kernel data$/0x\1/p' /proc/iomem)
	text=0x$(awk '$3 == "_text" || $3 == "_stext" { print $1 }' /run/symbols | sort | head -n 1)
	printf '# region kernel_image %s 0x%x\n' "$text" $((text + data - code)) >>/run/regions
fi

for backend in module kcore; do
	memmap layout --backend $backend --json >/run/layout
	facts
	check_bounds
	check_space
	tries=0
	while grep -q ^DirectMap /proc/meminfo && [ $tries -lt 5 ]; do
		wanted=$(direct_leaves)
		memmap layout --backend $backend --json >/run/layout
		got=$(jq -r '.regions[] | select(.name == "direct map") | .leaves | [4096, '$large_bytes', 1073741824][] as $size |
			([.[] | select(.leaf_bytes == $size) | .mapped_bytes] | add // 0) / 1024' /run/layout | tr '\n' ' ')
		[ "$got" != "$wanted " ] || break
		tries=$((tries + 1))
	done
	if grep -q ^DirectMap /proc/meminfo; then
		is "layout through $backend: leaf sizes of the direct map are those of /proc/meminfo" "$got" "$wanted "
		note "$(sed -n 's/^DirectMap/&/p' /proc/meminfo | tr -s '\n ' ' ') $(wc -l </run/split) large pages of the image were split"
	else
		is "layout through $backend: the direct map maps all RAM" \
			"$(jq '.regions[] | select(.name == "direct map") | .mapped_bytes / 1024' /run/layout)" "$ram"
	fi
	is "layout through $backend: shares add up" "$(jq '[.regions[] | select(.mapped_bytes != null) |
		select(.mapped_bytes != ([.leaves[].mapped_bytes] | add // 0) or
		       .mapped_bytes != ([.prots[].mapped_bytes] | add // 0)) | .name] | length' /run/layout)" 0
	is_untold fixmap || is "layout through $backend: nothing is mapped in holes" \
		"$(jq '[.regions[] | select(.kind == "hole") | .mapped_bytes // 0] | add' /run/layout)" 0
	# Without PAE nothing can forbid to execute.
	[ "$expect_levels" = 2 ] || is "layout through $backend: text is executable and not writable, rodata and data are not executable" \
		"$(jq -c '[.regions[] | select(.kind == "section") | {(.name): [.prots[].prot | join(" ")]}] | add |
			[.text == ["ro x"], (.rodata == ["ro nx"]), (.data == ["rw nx"])]' /run/layout)" "[true,true,true]"
	memmap layout --backend $backend --drawing >/run/said
	awk '$2 == "region" || $2 == "section" { print $4 }' /run/facts |
		while read -r start; do grep -q "^ *$start [+|~]" /run/said || echo "$start"; done >/run/missing
	is "layout through $backend: the drawing has where each region begins" "$(cat /run/missing)" ""
	before=$(cut -d ' ' -f 1 /proc/uptime | tr -d .)
	memmap layout --backend $backend >/dev/null
	note "layout through $backend took $(($(cut -d ' ' -f 1 /proc/uptime | tr -d .) - before))0 ms"
done

# What each new process changes in vmalloc space is not the point: both are asked until they agree.
same() {
	for backend in module kcore; do
		memmap layout --backend $backend --json | jq -c 'del(.time, .backend) |
			.regions |= map(if .name == "fixmap" then del(.start, .size_bytes) else . end) |
			(.regions | map(.name) | index("fixmap")) as $fixmap |
			if $fixmap and .regions[$fixmap - 1].kind == "hole" then del(.regions[$fixmap - 1]) else . end |
			if $levels > 3 then . else
				.regions |= map(select(.kind != "hole" and (.name | IN($untold[]) | not)))
			end' --argjson levels "$expect_levels" --argjson untold '["cpu_entry_area", "fixmap", "kmap_local"]' \
			>/run/layout-$backend
	done
	cmp -s /run/layout-module /run/layout-kcore
}
tries=0
until same || [ $tries -ge 20 ]; do tries=$((tries + 1)); done
note "$tries rounds more"
is "layout: module and kcore agree" "$(diff /run/layout-module /run/layout-kcore | head -c 2000)" ""

exits 3 "layout: needs a back end" su nobody -s /bin/sh -c "memmap layout"
says "memmap doctor" "layout: ... and points to the doctor"
