# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memmap annotate`: addresses of /proc/kallsyms get the symbols that stand beside them, those of the
# truth module their regions, owners and physical addresses, those of a real dump of the processors what
# they are; and without the explanations the text is what it was.

need_truth && need_memmap || exit
echo 1 >/proc/sys/kernel/kptr_restrict

# Explanations stand in brackets behind addresses and hold none themselves.
stripped() { sed -E 's/([0-9a-fA-F]{'$digits'}) \[[^][]*\]/\1/g' "$1" | cmp -s - "$2" && echo same; }

# Symbols of the kernel's text and of modules; several may share an address. What only starting up took is
# in the direct map on i386, where it is others' memory by now. Marks in the code, as modules of arm64 have,
# name nothing.
awk -v image="$image" '$3 == "_sinittext" { init = image == "direct map" }
	$3 == "_einittext" { init = 0 }
	!init && $2 ~ /^[tT]$/ && $3 !~ /^\$/ && ($4 != "" || NR % 501 == 0) && !seen[$1]++' /proc/kallsyms | head -n 600 >/run/symbols
awk 'FILENAME == "/run/symbols" { want[$1] = 1; next } $1 in want { print $1, $3 }' \
	/run/symbols /proc/kallsyms >/run/names
for backend in module kcore; do
	memmap annotate --backend $backend </run/symbols >/run/annotated
	is "annotate through $backend: symbols" $? 0
	is "annotate through $backend: ... the text is as it was" "$(stripped /run/annotated /run/symbols)" same
	awk 'FILENAME == "/run/names" { names[$1] = names[$1] " " $2 " "; next }
		{
			match($0, /\[[^]]*\]/)
			text = substr($0, RSTART + 1, RLENGTH - 2)
			if (sub(/\+0x0(\/.*)?$/, "", text)) {
				n = split(text, words, " ")
				if (index(names[$1], " " words[n] " ")) next
			}
			print
		}' /run/names /run/annotated >/run/wrong
	note "$(wc -l </run/symbols) symbols" "$(head -n 5 /run/wrong)"
	is "annotate through $backend: ... each has its name" \
		"$(($(wc -l </run/symbols) > 100)) $(wc -l </run/wrong)" "1 0"
	is "annotate through $backend: ... and its module" \
		"$(grep '\[truth\]' /run/annotated | grep -vc ' \[truth [^]]*\]')" 0
done

# va=ADDRESS pa=ADDRESS … region=REGION: no symbol is known for memory that was allocated.
grep -E '^(page|kmalloc-64|vmalloc|vmap|stack|percpu-late)[. ]' /proc/memmap_truth >/run/truth-text
memmap annotate /run/truth-text >/run/annotated
is "annotate: the text of the truth module is as it was" "$(stripped /run/annotated /run/truth-text)" same
sed -E -n 's/.* va=0x[0-9a-f]* \[([^]]*), (0x[0-9a-f]*)\] pa=(0x[0-9a-f]*) .* region=([a-z_]*).*/\2 \3 \4 \1/p' /run/annotated |
	awk '{ gsub("_", " ", $3); if ($1 "" != $2 "" || index(substr($0, length($1 $2) + 3), $3) != 1) print }' >/run/wrong
note "$(head -n 2 /run/annotated)" "$(head -n 5 /run/wrong)"
is "annotate: ... with regions and physical addresses" "$(wc -l </run/wrong) $(grep -c '\[' /run/annotated)" \
	"0 $(wc -l </run/truth-text)"
sed -E 's/.* pa=(0x[0-9a-f]*) .* page=0x[0-9a-f]* \[vmemmap, struct page of (0x[0-9a-f]*)\].*/\1 \2/' /run/annotated |
	while read -r pa page rest; do
		[ -z "$rest" ] && [ $((pa & -page_bytes)) = $((page)) ] || echo "$pa $page $rest"
	done >/run/wrong
note "$(head -n 5 /run/wrong)"
is "annotate: ... and frames of struct pages" "$(wc -l </run/wrong)" 0
is "annotate: ... and areas with their callers" \
	"$(grep '^vmap va' /run/annotated | grep -vc 'vmalloc vmap area by truth ')" 0
# Where free objects may be in a sheaf, an allocated one is not known to be, see owners.sh.
state=' allocated' cpu='[^]]*of CPU [0-9]+'
! grep -qa cpu_sheaves /sys/kernel/btf/vmlinux || state=
stack='vmalloc, stack [^]]* pid [0-9]+'
# Without symbols of data neither tasks nor what belongs to a CPU is found, free objects that it has included.
has_data_symbols || state='( allocated)?' stack='vmalloc, stack' cpu=''
object=" kmalloc-(rnd-[0-9]+-)?$(kmalloc_64) object [0-9]+$state"
# Without types, as on i386, it is a slab; stacks are no areas there.
[ -e /sys/kernel/btf/vmlinux ] || object='' stack='direct map(, allocated)?' cpu=''
is "annotate: ... and slab caches" \
	"$(grep '^kmalloc-64' /run/annotated | grep -vcE " \[direct map, slab$object, 0x")" 0
is "annotate: ... and whose stacks" "$(grep '^stack' /run/annotated | grep -vcE " \[$stack, 0x")" 0
is "annotate: ... and CPUs" "$(grep '^percpu-late' /run/annotated | grep -vcE ", per-cpu$cpu")" 0

# JSON says where each stands.
memmap annotate --json /run/truth-text >/run/said
jq -r '.annotations[] | "\(.line) \(.column) \(.virt_addr) \(.address.virt_addr)"' /run/said >/run/places
awk -v digits=$digits 'FILENAME == "/run/truth-text" { line[FNR] = $0; next }
	{ if (substr(line[$1], $2, digits + 2) != $3 || $3 "" != $4 "") print }' /run/truth-text /run/places >/run/wrong
is "annotate: JSON says where each address stands" "$(($(wc -l </run/places) > 10)) $(wc -l </run/wrong)" "1 0"

# A dump of what the processors do, with registers, as the kernel prints it; the kernel's half of the
# work is that of copying.
dmesg >/run/before
dd if=/dev/zero of=/dev/null bs=64M 2>/dev/null &
busy=$!
case $(uname -m) in
i?86) pointer='ESP: [c-f]' where='direct map' ;;
aarch64) pointer='sp : ffff' where='vmalloc(, stack| (vmap )?area by)' ;;
*) pointer='RSP: 0018:' where='vmalloc(, stack| (vmap )?area by)' ;;
esac
for try in 1 2 3 4 5; do
	sleep 0.3
	echo l >/proc/sysrq-trigger
	sleep 0.7
	dmesg | grep -vxFf /run/before >/run/dump
	grep -q "$pointer" /run/dump && break
done
cat /run/dump >>/run/expected
memmap annotate </run/dump >/run/annotated 2>/run/warned
is "annotate: a dump of the processors" "$?$(cat /run/warned)" 0
# Not before: its stack goes with it.
kill $busy
is "annotate: ... is as it was" "$(stripped /run/annotated /run/dump)" same
if grep -q "$pointer" /run/dump; then
	note "$(grep -m 3 ' \[' /run/annotated)"
	is "annotate: ... the stack pointer lies in a stack" \
		"$(grep "$pointer" /run/annotated | grep -vcE "$pointer[0-9a-f]+ \[$where[^]]*, 0x")" 0
elif [ "$(uname -m)" = aarch64 ] && ! grep -q 'pc : ' /run/dump; then
	# Without NMI-like IPIs, which came with v6.7, there are call traces alone.
	skip "annotate: the stack pointer" "this kernel prints no registers of its processors"
else
	skip "annotate: the stack pointer" "no processor was met in the kernel"
fi

# The kernel's own log, as a pipe of one line a time, and that of another kernel.
dmesg >/run/log
memmap annotate </run/log >/run/annotated 2>/run/warned
is "annotate: the kernel's log is as it was" "$?$(stripped /run/annotated /run/log)" 0same
is "annotate: ... without a warning" "$(cat /run/warned)" ""
is "annotate: ... with physical resources that are none of the kernel's addresses" \
	"$(grep -c '\[mem 0x[0-9a-f]*[ -]*[0-9a-fx]* \[' /run/annotated)" 0
echo "Linux version 5.10.0 (somebody)" | memmap annotate >/run/said 2>/run/warned
says "is of kernel 5.10.0, but this is $(uname -r)" "annotate: warns of another kernel's text"
mkfifo /run/in /run/out
memmap annotate </run/in >/run/out &
exec 5>/run/in 6</run/out
echo "$(head -n 1 /run/names)" >&5
is "annotate: answers a line before the next comes" "$(timeout 20 head -n 1 <&6 | grep -c '+0x0/')" 1
exec 5>&- 6<&-
echo 0 >/proc/sys/kernel/kptr_restrict
