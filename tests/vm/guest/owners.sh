# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Whose memory it is, by `memmap addr` through each back end and by the kernel's own account.

need_truth && need_memmap || exit
echo 1 >/proc/sys/kernel/kptr_restrict

small=$(kmalloc_64)
order_4m=0
while [ $((page_bytes << order_4m)) -lt 4194304 ]; do order_4m=$((order_4m + 1)); done
# The variable of which the truth module tells, see make_per_cpu() there.
case $(uname -m) in
aarch64) per_cpu=numa_node ;;
*) per_cpu=cpu_info ;;
esac

# Truth as "# owner va=… kind=… MEMBER=VALUE …"; what other files of the module tell comes as such, too.
owners() {
	awk '$1 != "stack" || !stacks++' "$1" | sed -n 's/^# object cache=\([^ ]*\) .* addr=\([^ ]*\) slab=\([^ ]*\) size=\([^ ]*\) state=\(.*\)/# owner va=\2 kind=slab name=\1 object_addr=\2 object_bytes=\4 offset_bytes=0 start_addr=\3 state=\5/p
		s/^percpu-late\.\([0-9]*\) va=\([^ ]*\) .*/# owner va=\2 kind=per-cpu cpu=\1 object_bytes=32768 state=allocated/p
		s/^percpu-module\.\([0-9]*\) va=\([^ ]*\) .*/# owner va=\2 kind=per-cpu cpu=\1 name=own_per_cpu_[truth] object_addr=\2 offset_bytes=0 state=allocated/p
		s/^percpu-static\.\([0-9]*\) va=\([^ ]*\) .*/# owner va=\2 kind=per-cpu cpu=\1 name='"$per_cpu"' object_addr=\2 offset_bytes=0 state=allocated/p
		s/^stack va=\([^ ]*\) .*/# owner va=\1 kind=stack name=memmap_truth object_addr=\1 object_bytes=16384 offset_bytes=0/p
		s/^module-rodata va=\([^ ]*\) .*/# owner va=\1 kind=module name=truth section=.rodata/p
		s/^module-data va=\([^ ]*\) .*/# owner va=\1 kind=module name=truth section=.data/p
		s/^kernel-rodata va=\([^ ]*\) .*/# owner va=\1 kind=kernel_image section=.rodata/p
		s/^kmalloc-4M va=\([^ ]*\) .*/# owner va=\1 kind=allocated order='"$order_4m"'/p
		s/^page va=\([^ ]*\) .*/# owner va=\1 kind=allocated order=null/p
		s/^kmalloc-64 va=\([^ ]*\) .*/# owner va=\1 kind=slab name=kmalloc-'"$small"' object_addr=\1 state=allocated/p
		/^# owner/p' | known
}

# With neither the kernel's types nor symbols of its data, as on i386, the flags of frames and the callers
# of areas tell what can be told: a slab but no object, and of what was set aside at boot just that. Stacks
# are no areas there, and the zero page lies in the direct map as the image does. With types and without
# those symbols, as on 6.1 of arm64, tasks and what belongs to a CPU are not found.
known() {
	if [ -e /sys/kernel/btf/vmlinux ] && has_data_symbols; then
		sed "/ kind=kernel_image /s/=\.bss\$/=$bss/"
		return
	fi
	types=0
	[ ! -e /sys/kernel/btf/vmlinux ] || types=1
	awk -v vmalloc="$(sed -n 's/^# region vmalloc \([^ ]*\) .*/\1/p' /proc/memmap_truth)" -v types=$types -v bss="$bss" '
		{ start = match($0, / start_addr=[^ ]*/) ? substr($0, RSTART, RLENGTH) : "" }
		$4 == "kind=per-cpu" { print "# owner", $3, substr($3, 4) < vmalloc ? "kind=reserved" : $4, "cpu=null"; next }
		$4 == "kind=stack" && types { print "# owner", $3, $4, "pid=null"; next }
		$4 == "kind=kernel_image" && types { sub(/=\.bss$/, "=" bss); print; next }
		types { print; next }
		$4 == "kind=slab" { print "# owner", $3, $4, "name=null" start; next }
		$4 == "kind=stack" { print "# owner", $3, "kind=allocated"; next }
		$4 == "kind=page_cache" { print "# owner", $3, $4, "inode=null"; next }
		$4 == "kind=kernel_image" && $5 == "section=.bss" { print "# owner", $3, "kind=zero_page"; next }
		{ print }'
}

# Since v6.18 ("slab: add opt-in caching layer of percpu sheaves") free objects may be in a sheaf, where
# memmap does not look: of one that is not on its slab's list it says that the state is not known.
sheaves=false unsure=
! grep -qa cpu_sheaves /sys/kernel/btf/vmlinux || sheaves=true unsure=sheaf
# Without symbols of data the free objects that a CPU has are not found; slabs of memmap_truth_objs are no CPU's.
has_data_symbols || unsure=__per_cpu_offset

# judge BACKEND: TAP for each owner that was there before and after
judge() {
	cat /proc/memmap_truth >/run/truth-before
	owners /run/truth-before >/run/owners-before
	sed 's/.* va=\([^ ]*\) .*/\1/' /run/owners-before | memmap addr --backend "$1" --json - >/run/owners.json
	echo $? >/run/owners-status
	cat /proc/memmap_truth >/run/truth-after
	owners /run/truth-after >/run/owners-after
	jq -r --rawfile before /run/owners-before --rawfile after /run/owners-after --argjson sheaves $sheaves \
		--arg unsure "$unsure" '
		def lines: split("\n") | map(select(length > 0));
		($before | lines) as $b | ($after | lines) as $a | .addresses as $got |
		range($b | length) as $i | select($a | index($b[$i])) |
		($b[$i] | split(" ")[2:] | map(index("=") as $e | {(.[:$e]): .[$e + 1:]}) | add) as $t |
		($got[$i].owner // {}) as $o |
		[$t | del(.va) | to_entries[] | ($o[.key] | tostring | gsub(" "; "_")) as $is |
			select($is != .value) |
			select(($unsure != "" and .key == "state" and $is == "null" and ($o.note // "" | test($unsure)) and
				($sheaves or $t.name != "memmap_truth_objs")) | not) |
			"\(.key) \($is), truth \(.value)"] as $faults |
		(if $got[$i].virt_addr != $t.va then ["answer for another address"] else $faults end) as $faults |
		(if $faults == [] then "ok" else "not ok" end) +
		" - \($t.kind) \($t.name // "") \($t.va): " +
		(if $faults == [] then "right" else ($faults | join("; ")) + " in " + ($o | tojson) end)' /run/owners.json
}

# compare BACKEND: TAP of the first time that nothing is wrong, else of the last: a block that is free before and
# after may be somebody's in between, or a CPU's.
compare() {
	for _ in 1 2 3; do
		judge "$1" >/run/compared
		grep -q '^not ok' /run/compared || break
	done
	is "owners: $1 answers for all" "$(cat /run/owners-status)" 0
	relay "owners through $1" </run/compared
	for kind in slab per-cpu stack module kernel_image struct_page page_cache page_table anonymous free_block allocated; do
		case $high_pfn:$kind in
		[0-9]*:stack | [0-9]*:page_cache | [0-9]*:page_table | [0-9]*:anonymous) continue ;;
		esac
		is "owners: $1, some $kind" "$(grep -c "^\(not \)*ok - $kind" /run/compared | sed 's/^[1-9].*/some/')" some
	done
}

compare module
compare kcore

# The same of a frame, whatever maps it.
grep -E 'kind=(slab|stack|page_cache|free_block|per-cpu)' /run/owners-before |
	awk '!nr[$4]++ || nr[$4] < 9 { print $3 }' | cut -d = -f 2 >/run/virtual
facts='.owner | "\(.kind) \(.name) \(.state) \(.pid) \(.inode) \(.object_index) \(.order)"'
# A free block may be somebody's between the two questions.
other_by_frame() {
	memmap addr --json - </run/virtual >/run/virtual.json
	jq -r '.addresses[].phys_addr' /run/virtual.json | memmap phys --json - >/run/physical.json
	jq -r ".physical[] | $facts" /run/physical.json >/run/by-frame
	jq -r ".addresses[] | $facts" /run/virtual.json | diff /run/by-frame -
}
is "owners: phys says the same as addr" "$(settled other_by_frame)" ""
is "owners: ... of as many" "$(wc -l </run/by-frame)" "$(wc -l </run/virtual)"

# High memory can be asked by frame alone.
sed -n 's/^# high pa=\([^ ]*\) kind=\([^ ]*\).*/\1 \2/p' /proc/memmap_truth >/run/high
if [ -s /run/high ]; then
	for backend in module kcore; do
		is "owners: frames of high memory through $backend" \
			"$(cut -d ' ' -f 1 /run/high | memmap phys --backend $backend --json - |
				jq -r '.physical[] | "\(.phys_addr) \(.owner.kind | gsub(" "; "_"))"')" "$(cat /run/high)"
	done
fi

grep '^# owner.*name=memmap_truth_hot' /proc/memmap_truth >/run/hot
read -r _ _ va rest </run/hot
va=${va#va=}

awk '/pcpu_/ { print $1 }' /proc/vmallocinfo | cut -d - -f 1 | memmap addr --json - >/run/chunks.json
if [ ! -e /sys/kernel/btf/vmlinux ]; then
	for backend in module kcore; do
		is "owners: $backend says that it takes types to know objects" \
			"$(memmap addr --backend $backend --json "$va" | jq -r '.addresses[0].owner | "\(.kind) \(.name) \(.note)"' |
				grep -c '^slab null cache and object unknown: .*sys/kernel/btf/vmlinux')" 1
	done
fi
# What the allocator notes about a chunk is made by pcpu_create_chunk(), or by what that calls.
if ! has_data_symbols; then
	is "owners: chunks alone are per-CPU, and why no more is known" \
		"$(jq -r '.addresses[] | "\(.area.caller) \(.owner.kind) \(.owner.note // "" | test("^CPU and chunk unknown: "))"' /run/chunks.json |
			sed 's/+[^ ]*//' | grep -c -v -e '^pcpu_get_vm_areas per-cpu true$' -e '^pcpu_[a-z_]* vmalloc area false$')" 0
else
	is "owners: of what the per-CPU allocator made, chunks alone are per-CPU, and known" \
		"$(jq -r '.addresses[] | "\(.area.caller) \(.owner.kind) \(.owner.note)"' /run/chunks.json |
			sed 's/+[^ ]*//; s/^pcpu_mem_zalloc /pcpu_create_chunk /' | sort -u | tr '\n' ';')" \
		"pcpu_create_chunk vmalloc area null;pcpu_get_vm_areas per-cpu null;"
fi
[ -e /sys/kernel/btf/vmlinux ] || exit 0

# Nothing of this needs addresses in /proc/kallsyms or /proc/vmallocinfo.
echo 2 >/proc/sys/kernel/kptr_restrict
for wanted in 'slab memmap_truth_hot' 'stack init'; do
	hidden=$(sed -n "s/^# owner va=\([^ ]*\) kind=${wanted% *}.* name=${wanted#* } .*/\1/p" /proc/memmap_truth | head -n 1)
	memmap addr --json "$hidden" >/run/said
	# Tasks begin with a variable; 5fd8fea935a1 ("vmcoreinfo: include kallsyms symbols"), v6.0, lets one
	# find variables without /proc/kallsyms.
	if [ "$wanted" = 'stack init' ] &&
		! { has_data_symbols && head -c 65536 /proc/kcore | grep -aq 'SYMBOL(kallsyms_names)'; }; then
		is "owners: with everything hidden, no stack, and why" \
			"$(jq -r '.addresses[0] | "\(.owner) \(.note | test("kptr_restrict=2"))"' /run/said)" "null true"
	else
		is "owners: with everything hidden, ${wanted% *}" \
			"$(jq -r '.addresses[0].owner | "\(.kind) \(.name)"' /run/said)" "$wanted"
	fi
done
echo 1 >/proc/sys/kernel/kptr_restrict

# Without BTF, or without /proc/kcore, the flags alone are known, and why.
mkdir -p /run/empty
mount -o bind /run/empty /sys/kernel/btf
for backend in module kcore; do
	exits 0 "owners: $backend without BTF" memmap addr --backend $backend --json "$va"
	is "owners: ... says so" \
		"$(jq -r '.addresses[0].owner | "\(.kind) \(.name) \(.note)"' /run/said | grep -c '^slab null cache and object unknown: .*sys/kernel/btf/vmlinux')" 1
done
umount /sys/kernel/btf
printf '' >/run/empty-file
mount -o bind /run/empty-file /proc/kcore
exits 0 "owners: the module without /proc/kcore" memmap addr --backend module --json "$va"
is "owners: ... says so" \
	"$(jq -r '.addresses[0].owner | "\(.kind) \(.name) \(.note)"' /run/said | grep -c '^slab null cache and object unknown: .*kcore')" 1
umount /proc/kcore
dd if=/sys/kernel/btf/vmlinux of=/run/cut bs=4096 count=30 2>/dev/null
mount -o bind /run/cut /sys/kernel/btf/vmlinux
exits 0 "owners: with BTF cut short" memmap addr --json "$va"
is "owners: ... says so" "$(jq -r '.addresses[0].owner | "\(.name) \(.note)"' /run/said | grep -c '^null cache and object unknown')" 1
umount /sys/kernel/btf/vmlinux

# While everything is torn: what is said of objects that nobody touches stays right.
echo 'churn 1' >/proc/memmap_truth
for _ in 1 2; do
	sed 's/.* va=\([^ ]*\) .*/\1/' /run/hot | memmap addr --json - >/run/torn.json
	jq -r '.addresses[].owner | "\(.object_addr) \(.state)"' /run/torn.json >/run/torn
	sed 's/.* object_addr=\([^ ]*\) .* state=\(.*\)/\1 \2/' /run/hot |
		awk -v unsure="$unsure" '{ getline got <"/run/torn"; print unsure != "" && got == $1 " null" ? got : $0 }' >/run/torn-truth
	is "owners: objects under churn" "$(cat /run/torn)" "$(cat /run/torn-truth)"
done
awk '$1 ~ /^0x/ { print $1 }' /proc/vmallocinfo | cut -d - -f 1 | memmap addr --json - >/run/torn.json
is "owners: all areas under churn have answers or notes" \
	"$(jq '[.addresses[] | select(.area != null and .owner == null)] | length' /run/torn.json)" 0
echo 'churn 0' >/proc/memmap_truth
note "$(jq -r '.addresses[].owner.note // empty' /run/torn.json | sort | uniq -c)"
