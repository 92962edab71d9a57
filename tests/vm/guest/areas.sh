# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Without the helper module the areas come from the kernel's own list while kernel.kptr_restrict is 0
# or 2. The truth is /proc/vmallocinfo with 1, read before and after.

need_truth || exit
[ ! -e /dev/memmap ] || memmap module unload >/dev/null

sysctl=/proc/sys/kernel/kptr_restrict
set_sysctl() { echo "$1" >$sysctl; }
starts() { sed 's/^0x0*\([^ ]*\) .*/0x\1 /'; }
numbered() { awk '{ split($1, at, "-"); print at[1], $2, $0 }'; }

# facts FILE KEYS: the area of each answer, without the keys
facts() {
	jq -r "$(printf '.addresses[] | "\\(.virt_addr) \\(.area | if . then del(%s) | tojson else "unknown" end)"' "$2")" "$1"
}

# 5fd8fea935a1 ("vmcoreinfo: include kallsyms symbols"), v6.0: from there on the kernel says where its
# own table of symbols is, so that they have names though /proc/kallsyms shows no addresses.
tables=$(head -c 16384 /proc/kcore | grep -ao 'SYMBOL(kallsyms_names)')

# Stacks of processes that ended leave areas that wait to be purged.
n=0
while [ $((n += 1)) -le 16 ]; do sleep 1 & done
wait

set_sysctl 1
numbered </proc/vmallocinfo | sort >/run/areas-before
cut -d ' ' -f 1 /run/areas-before >/run/starts
memmap addr --backend kcore --json - </run/starts >/run/at-1.json
for value in 0 2; do
	set_sysctl $value
	memmap addr --backend kcore --json - </run/starts >/run/at-$value.json
done
is "areas: memmap left the sysctl alone" "$(cat $sysctl)" 2
set_sysctl 1
numbered </proc/vmallocinfo | sort >/run/areas-after
set_sysctl 0

# Only areas that were there all the time count, those that wait to be purged included; on arm64 without
# the segments of the kernel image, which is a region of its own.
jq -r '.addresses[] | select(.region.name == "kernel image") | .virt_addr' /run/at-1.json | sed 's/$/ /' >/run/image
grep -xFf /run/areas-after /run/areas-before | grep -vFf /run/image >/run/areas
note "$(grep -c unpurged /run/areas) of $(wc -l </run/areas) areas wait to be purged"
# The head of the freed areas is a symbol of data; where there are none, their addresses stay unknown.
if [ -e /sys/kernel/btf/vmlinux ] && ! has_data_symbols; then
	grep unpurged /run/areas | starts >/run/freed
	grep -v unpurged /run/areas >/run/used && mv /run/used /run/areas
	for value in 0 2; do
		is "areas: with $value each freed area is said to be unknown" "$(jq -r '.addresses[] |
			"\(.virt_addr) \(.area) \(.note)"' /run/at-$value.json | grep -Ff /run/freed |
			grep -vc ' null area and caller unknown if .* of freed areas, whose list has no symbol')" 0
	done
	n=0
	while
		freed=$(grep -c unpurged /proc/vmallocinfo)
		counted=$(memmap vmalloc --backend kcore --json | jq '.totals[0].nr_unpurged')
		[ "$counted" != "$freed" ] && [ $n -lt 10 ]
	do
		n=$((n + 1))
	done
	is "areas: vmalloc counts them" "$counted" "$freed"
fi
starts </run/areas >/run/alive
nr=$(wc -l </run/areas)
# Without symbols of data the list of modules is out of reach, and so are names in modules.
unnamed='^$'
has_data_symbols || unnamed='\]"}$'
# differ VALUE KEYS [BUT]: answers with the sysctl at VALUE that are not those with 1, but for the keys, and
# but for lines with a pattern
differ() {
	facts /run/at-1.json "$2" | grep -Ff /run/alive >/run/want
	facts "/run/at-$1.json" "$2" | grep -Ff /run/alive >/run/have
	grep -vxFf /run/have /run/want | grep -v -e "${3:-^$}" | head -n 5
}
# Where stacks are no areas there are fewer.
few=50
[ "$image" != 'direct map' ] || few=20
is "areas: there are some" "$((nr > few))" 1
is "areas: with 1 each is one" "$(facts /run/at-1.json .kind | grep -Ff /run/alive | grep -c unknown)" 0
if [ -e /sys/kernel/btf/vmlinux ]; then
	is "areas: with 0 each of $nr has start, size, caller, pages and address as with 1" "$(differ 0 .kind)" ""
	is "areas: with 0 each has its kind" "$(differ 0 .none)" ""
	if [ -n "$tables" ]; then
		is "areas: with 2 each has its caller too, though /proc/kallsyms shows no addresses" \
			"$(differ 2 .kind "$unnamed")" ""
	else
		# The address of the caller's code, whose name the sysctl hides; it has the name with 0. The head
		# of the freed areas is hidden as well, which VMCOREINFO never had.
		grep -v unpurged /run/areas | starts >/run/alive
		is "areas: with 2 each in use has start, size, pages and address as with 1" "$(differ 2 .kind,.caller)" ""
		starts </run/areas >/run/alive
		jq -r '.addresses[].area | select(.caller) | .caller' /run/at-2.json | sort -u >/run/callers
		is "areas: ... and the address of its caller, which is named as the caller is" \
			"$(memmap addr --backend kcore --json - </run/callers | jq -r '.addresses[].symbol' | sort -u)" \
			"$(jq -r '.addresses[].area | select(.caller) | .caller' /run/at-1.json | sort -u)"
	fi

	read -r va </run/starts
	is "areas: no note where they are known" \
		"$(memmap addr --backend kcore --json "$va" | jq -c '.addresses[0].note')" null

	# What an answer costs, with the list and without.
	for value in 0 1; do
		set_sysctl $value
		busybox time -f '%e' memmap addr --backend kcore "$va" 2>/run/cost >/dev/null
		note "one answer with $value: $(cat /run/cost) s"
	done
	set_sysctl 0

	# While areas come and go: an answer or none, but never a wrong one.
	(while :; do
		for _ in 1 2 3 4 5 6 7 8; do true & done
		wait
	done) 2>/dev/null &
	churn=$!
	n=0
	while [ $n -lt 12 ]; do
		memmap addr --backend kcore --json - </run/starts >/run/busy-$n.json || true
		n=$((n + 1))
	done
	kill $churn
	wait
	for file in /run/busy-*.json; do facts "$file" .kind; done | grep -Ff /run/alive | grep -v unknown | sort -u >/run/all
	facts /run/at-1.json .kind | grep -Ff /run/alive >/run/want
	set_sysctl 1
	numbered </proc/vmallocinfo | sort | grep -xFf - /run/areas | starts >/run/alive
	set_sysctl 0
	is "areas: none is wrong while others come and go" \
		"$(grep -Ff /run/alive /run/all | grep -vxFf /run/want | head -n 5)" ""
	known=0
	for file in /run/busy-*.json; do
		facts "$file" .kind | grep -Ff /run/alive | grep -q unknown || known=$((known + 1))
	done
	note "$known of 12 answers knew all areas while others came and went"
	is "areas: there are answers that know them then" "$((known > 2))" 1
else
	# The list cannot be read without the kernel's types.
	for value in 0 2; do
		is "areas: with $value none of $nr is taken for known without the kernel's types" \
			"$(facts /run/at-$value.json .none | grep -Ff /run/alive | grep -vc unknown)" 0
	done
	read -r va </run/starts
	is "areas: no note where they are known" \
		"$(set_sysctl 1; memmap addr --backend kcore --json "$va" | jq -c '.addresses[0].note')" null
	set_sysctl 0
fi

# Symbols of modules come from the module's own table, whatever /proc/kallsyms shows. That of a per-CPU
# variable is an offset, which looks like an address of the kernel image since 9d7de2aa8b41 (v6.15). Marks in
# the code, as modules of arm64 have, name nothing.
set_sysctl 1
sed -n '/ own_per_cpu\t/d; / \$[adtx]/d; s/^\([0-9a-f]*\) [^U] [^ ]*\t\[\(memmap\|truth\)\]$/0x\1/p' /proc/kallsyms |
	awk -v digits=$digits 'length == digits + 2 && !/^0x0/' >/run/symbols
nr=$(wc -l </run/symbols)
symbols() { memmap addr --backend kcore --json - </run/symbols | jq -r '.addresses[] | "\(.virt_addr) \(.symbol)"'; }
symbols >/run/symbols-1
set_sysctl 2
symbols >/run/symbols-2
set_sysctl 0
is "areas: there are symbols of modules" "$((nr > 20))" 1
is "areas: with 1 all $nr have names" "$(grep -vc '\]$' /run/symbols-1)" 0
if [ -n "$tables" ] && has_data_symbols; then
	is "areas: with 2 they have the same" "$(diff /run/symbols-1 /run/symbols-2 | grep "^[-+]0x" | head -n 5)" ""
else
	is "areas: with 2 none has a name: where the modules are is hidden as well" \
		"$(grep -vc ' null$' /run/symbols-2)" 0
fi

# Without the kernel's types the note says what is missing, and what would help.
mkdir -p /run/empty
[ ! -e /sys/kernel/btf ] || mount -o bind /run/empty /sys/kernel/btf
is "areas: without BTF the note names the file and the sysctl" \
	"$(memmap addr --backend kcore --json "$va" | jq -r '.addresses[0] | "\(.area) \(.note)"' |
		grep -c 'null .*/sys/kernel/btf/vmlinux: No such file.*sysctl kernel.kptr_restrict=1')" 1
symbols >/run/symbols-0
[ ! -e /sys/kernel/btf ] || umount /sys/kernel/btf
# Texts of several modules may share an area since 2e45474ab14f (v6.13): the last symbol of each has no size.
grep -q ' execmem_cache_' /proc/kallsyms && ends=unseen || ends=seen
awk -v ends=$ends 'FILENAME == "/run/symbols-1" { want[$1] = $0; next }
	ends == "unseen" && !/\+0x[0-9a-f]*\// && sub(/\/0x[0-9a-f]*/, "", want[$1]) { unsized++ }
	want[$1] != $0 { print }
	unsized > 2 { print "too many without a size:", $0 }' /run/symbols-1 /run/symbols-0 >/run/wrong
is "areas: without BTF symbols of modules come from /proc/kallsyms, and are the same" "$(head -n 5 /run/wrong)" ""
