# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memmap phys` is `memmap addr` the other way round: for each sample of the truth module, the physical
# address that the kernel's own functions state has the sample's address among its aliases, mapped as
# `memmap addr` says; the struct page is where pfn_to_page() says. Both back ends agree.

need_truth && need_memmap || exit
echo 1 >/proc/sys/kernel/kptr_restrict

# The samples that are mapped and stay so: "NAME VA PA PAGE|none LEAF"
sed -n 's/^\([^ #]*\) va=\([^ ]*\) pa=\([^ ]*\) .*/& /p' /proc/memmap_truth |
	awk '$1 !~ /^vmalloc-freed/ { page = "none"; leaf = 0
	       for (i = 2; i <= NF; i++) {
		split($i, pair, "=")
		if (pair[1] == "va") va = pair[2]
		if (pair[1] == "pa") pa = pair[2]
		if (pair[1] == "page") page = pair[2]
		if (pair[1] == "leaf") leaf = pair[2]
	       }
	       print $1, va, pa, page, leaf }' >/run/samples

for backend in module kcore; do
	cut -d ' ' -f 3 /run/samples | memmap phys --backend $backend --json - >/run/phys.json
	is "phys through $backend: there is something at each address" $? 0
	jq -r --rawfile text /run/samples '
		[$text | split("\n")[] | select(length > 0) | split(" ")] as $samples |
		.physical as $all |
		(if ($all | length) == ($samples | length) then "ok" else "not ok" end) +
			" - as many answers as addresses",
		(range($samples | length) | $samples[.] as $s | $all[.] as $p |
		 ([$p.aliases[] | select(.virt_addr == $s[1] and .status == "ok")]) as $hits |
		 [(if ($hits | length) == 1 then empty else "\($hits | length) aliases at \($s[1])" end),
		  (if $hits[0].leaf_bytes == ($s[4] | tonumber) then empty else "leaf \($hits[0].leaf_bytes)" end),
		  (if ($p.struct_page // "none") == $s[3] then empty else "struct page \($p.struct_page), truth \($s[3])" end),
		  (if $p.is_online == ($s[3] != "none") then empty else "online \($p.is_online)" end),
		  (if $p.nr_aliases == ($p.aliases | length) then empty else "\($p.nr_aliases) aliases" end)] |
		 (if . == [] then "ok" else "not ok" end) + " - \($s[0]) \($s[1]): " + (if . == [] then "found" else join("; ") end))' \
		/run/phys.json | relay "phys through $backend"
done

# of NAME: the card of a sample's first frame, as JSON
of() { memmap phys --json "$(sed -n "s/^$1 [^ ]* \([^ ]*\) .*/\1/p" /run/samples | head -n 1)" | jq '.physical[0]'; }
# aliases: "REGION ACCESS CACHING" of each alias, in order. What the kernel image gives back to the
# allocator, its gaps and what only starting up took, stays mapped there without page table isolation.
aliases() { jq -r '[.aliases[] | select(.region.name != "kernel image") | "\(.region.name) \(.prot[0]) \(.prot[1]) \(.memtype)"] | join(", ")'; }
# linear NAME PROT: the alias of a sample's first frame in the direct map, which has no high memory
linear() {
	pa=$(sed -n "s/^$1 [^ ]* \([^ ]*\) .*/\1/p" /run/samples | head -n 1)
	is_high $((pa / page_bytes)) || echo "direct map $2 write-back, "
}

is "phys: a page of the allocator has one alias" "$(of page | aliases)" "direct map rw $nx write-back"
is "phys: pages of a vmap have two, unless the direct map has no such frame" "$(of vmap | aliases)" \
	"$(linear vmap "rw $nx")vmalloc rw $nx write-back"
is "phys: ... and do not conflict" "$(of vmap | jq -c .conflicts)" "[]"
is "phys: frames of vmalloc likewise" "$(of vmalloc | aliases)" \
	"$(linear vmalloc "rw $nx")vmalloc rw $nx write-back"
is "phys: another way to cache is seen" "$(of vmap-wc | aliases)" \
	"$(linear vmap-wc "rw $nx")vmalloc rw $nx $combining"
conflict='[["caching"],true]'
[ -n "$(linear vmap-wc)" ] || conflict='[[],false]'
is "phys: ... and is a conflict where there are two" \
	"$(of vmap-wc | jq -c --arg type $combining '[.conflicts, (.warning // "" | test($type))]')" "$conflict"
of kernel-text >/run/text.json
case $image in
'direct map') text="direct map" prots="[[true],[false],[]]" ;;
*) text="direct map, $image" prots="[[false,true],[false,false],[]]" ;;
esac
is "phys: kernel text is in the image and in the direct map" \
	"$(jq -r '[.aliases[].region.name] | join(", ")' /run/text.json)" "$text"
is "phys: ... executable in the image alone, writable nowhere" \
	"$(jq -c '[[.aliases[].prot | index("x") != null], [.aliases[].prot | index("rw") != null], .conflicts]' /run/text.json)" \
	"$prots"
is "phys: ... with its symbol" "$(jq -r '.aliases[-1].symbol' /run/text.json | cut -d + -f 1)" vfree
# On arm64 with KASLR modules lie anywhere in vmalloc space.
modules=$(sed -n 's/^module-text .*region=//p' /proc/memmap_truth)
is "phys: module text likewise" "$(of module-text | aliases)" "$(linear module-text "ro $nx")$modules ro x write-back"
is "phys: ... without a conflict" "$(of module-text | jq -c .conflicts)" "[]"
is "phys: ... with its symbol" "$(of module-text | jq -r ".aliases[] | select(.region.name == \"$modules\").symbol" | cut -d + -f 1)" make_images
io=$(io_samples | tail -n 1)
io_va=$(sed -n "s/^ioremap-$io \([^ ]*\) .*/\1/p" /run/samples)
of "ioremap-$io" >/run/io.json
is "phys: I/O memory is no RAM, has no frame" "$(jq -c '[.is_ram, .is_online, .frame, .struct_page]' /run/io.json)" '[false,false,null,null]'
is "phys: ... has a resource" "$(jq -r .resource.name /run/io.json)" \
	"$(resource_at "$(sed -n "s/^ioremap-$io [^ ]* \([^ ]*\) .*/\1/p" /run/samples)")"
is "phys: ... is uncached in all its mappings" \
	"$(jq -r --arg type "$io_memtype" '[.aliases[].memtype] | map(test($type)) | all' /run/io.json)" true
is "phys: ... is known with the area that the truth module made" \
	"$(jq -r --arg start "$(printf '0x%x' $((io_va & -page_bytes)))" '.aliases[].area | select(.start == $start).caller' /run/io.json)" \
	"$(area_caller "$io_va")"

# User memory, and memory that its owner hides from the kernel.
mkfifo /run/hold
pages </run/hold >/run/pages &
exec 7>/run/hold
while [ "$(wc -l </run/pages)" -lt 2 ]; do sleep 0.1; done
sleep 0.5
while read -r kind pfn mappings; do
	memmap phys --json "pfn:$pfn" | jq '.physical[0]' >/run/user.json
	is "phys: $kind memory is mapped $mappings times" "$(jq .mapcount /run/user.json)" "$mappings"
	want='direct map ok'
	[ "$kind" != secret ] || want='direct map unmapped'
	! is_high "$pfn" || want='null null'
	is "phys: $kind memory is there: $want" \
		"$(jq -r '.aliases[0] | "\(.region.name) \(.status)"' /run/user.json)" "$want"
done </run/pages
if grep -q secret /run/pages; then
	is "phys: it says that secret memory was taken out" "$(jq -r '.note | test("taken out of the direct map")' /run/user.json)" true
else
	skip "phys: secret memory" "this kernel has no memfd_secret()"
fi
exec 7>&-

# What is not there. The physical address space goes on behind all resources.
top=$(sed -n 's/^[0-9a-f]*-\([0-9a-f]*\) : .*/\1/p' /proc/iomem |
	awk '{ printf "%16s\n", $1 }' | sort | tail -n 1 | tr -d ' ')
exits 4 "phys: behind all resources is no memory" memmap phys --json "$(printf '%x' $((0x$top + 0x1000)))"
is "phys: ... says so" "$(jq -r '.physical[0] | "\(.status) \(.note | test("no such memory"))"' /run/said)" "absent true"
exits 4 "phys: a virtual address is none" memmap phys --json ffff888000000000
is "phys: ... says so" "$(jq -r '.physical[0].note | test("memmap addr")' /run/said)" true
exits 0 "phys: $not_ram is there" memmap phys --json $not_ram
is "phys: ... and is no RAM" "$(jq '.physical[0].is_ram' /run/said)" false
exits 2 "phys: a symbol is a slip" memmap phys vfree
says "memmap addr vfree" "phys: ... and it says what to do"

# Both back ends agree on all that stands still.
cut -d ' ' -f 3 /run/samples | memmap phys --json --verify - >/run/said 2>/run/warned
is "phys: both back ends agree" "$? $(jq '.errors | length' /run/said)" "0 0"
note "$(head -n 5 /run/warned)"

# There and back: addresses of all areas and modules, and some of kernel text.
{
	awk '!/ phys=/ && /vmalloc|vmap/ { sub("-.*", "", $1); print $1 }' /proc/vmallocinfo
	awk '{ print $6 }' /proc/modules
	awk '/ [tT] / && NR % 997 == 0 { print $1 }' /proc/kallsyms
} >/run/around
# where: "VA PA" of what is mapped
where() { memmap addr --json - </run/around | jq -r '.addresses[] | select(.status == "ok") | "\(.virt_addr) \(.phys_addr)"'; }
where >/run/there
cut -d ' ' -f 2 /run/there | memmap phys --json - |
	jq -r '.physical[] | [.aliases[].virt_addr] | join(" ")' | paste -d ' ' /run/there - |
	awk '{ for (i = 3; i <= NF; i++) if ($i "" == $1 "") next; print }' >/run/gone
# Areas come and go, stacks with every process: what stands still must be found.
where >/run/after
awk 'FILENAME == "/run/after" { still[$1 " " $2] = 1; next } $1 " " $2 in still' /run/after /run/gone >/run/lost
note "$(wc -l </run/there) addresses there and back" "$(head -n 5 /run/lost)"
is "phys: there and back" "$(($(wc -l </run/there) > 50)) $(wc -l </run/lost)" "1 0"
echo 0 >/proc/sys/kernel/kptr_restrict
