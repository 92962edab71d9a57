# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memmap io` against /proc/iomem and /proc/ioports, the I/O areas of vmallocinfo, the sample module,
# and what the kernel's list of memory types says of caching.

need_memmap && need_truth || exit

sysctl=/proc/sys/kernel/kptr_restrict
echo 1 >$sysctl

# The file again, from JSON: WIDTH digits at least.
as_file() {
	jq -r --arg space "$1" --argjson width "$2" '
		def digits: ltrimstr("0x") | "0" * ([$width - length, 0] | max) + .;
		.resources[] | select(.space == $space and .name) |
		"\("  " * .depth // "")\(.start | digits)-\(.last | digits) : \(.name)"' "$3"
}

# The direct map ends where high memory begins.
linear_end=null
[ -z "$high_pfn" ] || linear_end=$((high_pfn * 4096))

# mappings FILE: "VIRT PHYS LENGTH CALLER" of I/O areas
mappings() {
	jq -r '.resources[].mappings[] | select(.kind == "ioremap") |
		"\(.virt_addr) \(.phys_addr) \(.length_bytes) \(.caller)"' "$1" | sort -u
}

for backend in module kcore; do
	json=/run/io-$backend.json
	cat /proc/vmallocinfo >/run/before
	exits 0 "io through $backend" memmap io --json --backend $backend
	cp /run/said $json
	cat /proc/vmallocinfo >/run/after
	is "io through $backend: /proc/iomem is all there" "$(as_file mem 8 $json)" "$(cat /proc/iomem)"
	width=$(sed -n '1s/-.*//p' /proc/ioports)
	is "io through $backend: /proc/ioports is all there" "$(as_file port ${#width} $json)" "$(cat /proc/ioports)"

	# Segments of arm64's kernel image have a physical address, too.
	grep -xFf /run/after /run/before | awk '/ phys=.* ioremap/ {
		split($1, at, "-")
		sub("^0x0*", "0x", at[1])
		for (i = 3; i <= NF; i++)
			if ($i ~ /^phys=/) { phys = substr($i, 6); sub("^0x0*", "0x", phys) }
		caller = $3
		if ($4 ~ /^\[/) caller = caller " " $4
		print at[1], phys, $2 - 4096, caller
	}' | sort >/run/want
	mappings $json >/run/got
	is "io through $backend: each of $(wc -l </run/want) I/O areas is mapped where vmallocinfo says" \
		"$(grep -vxFf /run/got /run/want)" ""
	is "io through $backend: ... and there are no others" "$(wc -l </run/got)" "$(wc -l </run/want)"

	# The truth module's mappings: resource, address, and by whom.
	for name in $(io_samples); do
		va=$(sed -n "s/^ioremap-$name va=\([^ ]*\).*/\1/p" /proc/memmap_truth)
		pa=$(sed -n "s/^ioremap-$name .* pa=\([^ ]*\).*/\1/p" /proc/memmap_truth)
		# 6.12 enters no resource for the APIC here: what is mapped beside all of them has no name.
		want=$(resource_at "$pa")
		is "io through $backend: the sample on $name lies in its resource" \
			"$(jq -c --arg va "${va%???}000" '.resources[] | .name as $name | .mappings[] | select(.virt_addr == $va) |
				[$name, .phys_addr, .length_bytes, .caller]' $json)" \
			"$(jq -nc --arg name "$want" --arg pa "${pa%???}000" \
				--arg caller "$(area_caller "$va")" \
				'[if $name == "" then null else $name end, $pa, 4096, $caller]')"
	done

	# "PAT: [mem 0xSTART-0xEND] TYPE", the end exclusive, for what ioremap() reserved.
	list=/sys/kernel/debug/x86/pat_memtype_list
	if [ -e $list ]; then
		sed -n 's/^PAT: \[mem 0x0*\([0-9a-f]*\)-0x[0-9a-f]*\] \(.*\)/0x\1 \2/p' $list | sort -u >/run/memtypes
		jq -r '.resources[].mappings[] | select(.kind == "ioremap") | "\(.phys_addr) \(.memtype)"' $json |
			sort -u >/run/cached
		awk 'FILENAME == "/run/memtypes" { type[$1] = $2; next }
			$1 in type { nr++; if (type[$1] != $2) print $0, "is", type[$1] }
			END { if (!nr) print "no mapping is in the list" }' /run/memtypes /run/cached >/run/differ
		is "io through $backend: caching is as the kernel's list says" "$(cat /run/differ)" ""
	else
		skip "io through $backend: caching" "no $list"
	fi

	fixmap=$(sed -n 's/^fixmap-apic va=\([^ ]*\) pa=0xfee00000 .*/\1/p' /proc/memmap_truth)
	if [ "$backend" = kcore ] && [ "$expect_levels" -lt 4 ]; then
		skip "io through $backend: the APIC in the fixmap" "/proc/kcore does not tell i386's fixmap"
	elif [ -n "$fixmap" ]; then
		is "io through $backend: the APIC is mapped in the fixmap, too" \
			"$(jq -r '.resources[].mappings[] |
				select(.region == "fixmap" and .phys_addr == "0xfee00000") | "\(.virt_addr) \(.caller)"' $json)" "$fixmap null"
	else
		skip "io through $backend: the APIC in the fixmap" "it is not mapped there"
	fi
	is "io through $backend: the direct map has all RAM" \
		"$(jq -r -L /lab/guest --argjson limit $linear_end 'include "truth"; .resources[] | select(.name == "System RAM") |
			([.mappings[] | select(.region == "direct map").length_bytes] | add // 0) as $mapped |
			([.size_bytes, ([($limit // infinite) - (.start | low48), 0] | max)] | min) as $wanted |
			select($mapped < $wanted or $mapped >= $wanted + 8192) | "\(.start) \($wanted) \($mapped)"' $json)" ""
	is "io through $backend: the kernel image is there, and cached" \
		"$(jq -r --arg image "$image" '.resources[] | select(.name // "" | test("^(System RAM|Kernel (code|data))$")) |
			.mappings[] | select(.region == $image) | .memtype' $json | sort -u)" write-back
	is "io through $backend: no address stands in two regions" \
		"$(jq -r '[.resources[].mappings[] | {virt_addr, region}] | unique | group_by(.virt_addr)[] |
			select(length > 1) | .[0].virt_addr' $json)" ""
done
# both FILE: what both back ends know
both() {
	jq -c --argjson levels "$expect_levels" 'del(.backend, .time) |
		if $levels > 3 then . else
			.resources |= map(.mappings |= map(select(.region != "fixmap")) | .nr_mappings = (.mappings | length))
		end' "$1"
}
both /run/io-module.json >/run/io-1
both /run/io-kcore.json >/run/io-2
is "io: module and kcore agree" "$(cmp /run/io-1 /run/io-2 2>&1)" ""
exits 0 "io: --verify finds no difference" memmap io --verify
exits 0 "io: --mapped" memmap io --mapped --json
is "io: ... has mappings only, and what is around them" \
	"$(jq '[.resources[] | .nr_mappings] | length > 3 and all(.resources[]?; true)' /run/said 2>/dev/null || echo true)" true
is "io: --ports has no memory" "$(memmap io --ports --json | jq -c '[.resources[].space] | unique')" '["port"]'

# Hashed lines change nothing that the module can find out.
echo 0 >$sysctl
memmap io --json --backend module >/run/io-hashed.json
both /run/io-hashed.json >/run/io-0
is "io: with hashes it is the same" "$(cmp /run/io-0 /run/io-1 2>&1)" ""

# Without capabilities all addresses are zeros in the files: never in the answer.
exits 4 "io: not all for everyone" su nobody -s /bin/sh -c "memmap io --json"
is "io: ... it says hidden" "$(jq -c '[.errors[].code] | unique' /run/said)" '["hidden"]'
is "io: ... no address is shown" "$(jq -c '[.resources[] | .start, .last, .size_bytes] | unique' /run/said)" '[null]'
is "io: ... all names are" "$(jq -r '.resources[].name' /run/said)" \
	"$(cat /proc/iomem /proc/ioports | sed 's/.* : //')"
exits 4 "io: ... nor in text" su nobody -s /bin/sh -c "memmap io"
is "io: ... not even a zero" "$(grep -c 0x /run/said)" 0
says "CAP_SYS_ADMIN" "io: ... and it says why"
