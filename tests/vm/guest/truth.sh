# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Each answer of `memmap addr` is what the kernel's own functions say, for memory of every kind: all
# addresses at once, each by itself, and each object as a range. $backend names the back end to ask.

: "${backend:=module}"
need_truth || exit
[ "$backend" != module ] || need_memmap || exit

# judge FILTER: its lines are TAP; $truth is the truth as records, input the records of memmap
judge() {
	jq -r -L /lab/guest --rawfile text /run/truth --argjson levels "$expect_levels" \
		"include \"truth\"; (\$text | truth) as \$truth | $1"
}

# What /proc/kcore does not tell about i386, see src/arch/x86_32.c.
told() {
	if [ "$backend" = kcore ] && [ "$expect_levels" -lt 4 ]; then
		sed -E 's/ region=(cpu_entry_area|fixmap|kmap_local)$/ region=unknown/' /proc/memmap_truth
	else
		cat /proc/memmap_truth
	fi
}

told >/run/truth
sed -n 's/^[^#].* va=\([^ ]*\) .*/\1/p' /run/truth >/run/addrs

memmap addr --backend $backend --json - </run/addrs >/run/at-once
is "truth through $backend: unmapped ones among all at once give exit status 4" $? 4
rm -f /run/alone-status
while read -r addr; do
	memmap addr --backend $backend --json "$addr"
	echo $? >>/run/alone-status
done </run/addrs >/run/alone
jq -n -r -L /lab/guest --rawfile text /run/truth \
	'include "truth"; $text | truth | objects[] | "\(.va)+\(.size)"' >/run/objects
memmap addr --backend $backend --json - </run/objects >/run/ranges

# What moved under our hands cannot be held against an answer: mappings that others may have made
# or split meanwhile.
told >/run/truth-after
rm -f /run/moved-names
grep -vxFf /run/truth-after /run/truth | grep -v '^#' >/run/moved
if [ -s /run/moved ]; then
	note "moved meanwhile:" "$(cat /run/moved)"
	cut -d ' ' -f 1 /run/moved | sort -u >/run/moved-names
	is "truth through $backend: little moves meanwhile" "$(($(wc -l </run/moved-names) < 3))" 1
fi
: >>/run/moved-names
moved=$(jq -R -s 'split("\n") | map(select(length > 0))' /run/moved-names)
dropped="select(.t.name as \$n | $moved | index(\$n) | not)"
# What was freed is anybody's to take for a moment, the stack of memmap itself above all.
taken='.t.name == "vmalloc-freed" and .a.area != null and (.a.area.caller // "" | contains("memmap_truth") | not)'
dropped="$dropped | select($taken | not)"

jq -n --rawfile text /run/truth -r -L /lab/guest 'include "truth"; $text | truth[] |
	line(.disagree | not; "the kernel agrees with itself on \(.name) \(.va)")' | grep '^not' >/run/disputed
relay truth </run/disputed
is "truth through $backend: the kernel's functions agree on every address" "$(wc -l </run/disputed)" 0

# Both ways must give the same records; all at once is one object, alone one object each.
for way in at-once alone; do
	jq -s '{addresses: [.[].addresses[]]}' /run/$way |
		judge ".addresses as \$a | line((\$a | length) == (\$truth | length); \"as many answers as addresses\"),
			(range(\$truth | length) | {t: \$truth[.], a: \$a[.]} | $dropped | .t as \$t |
			 [.a | faults(\$t; \$levels)] as \$f |
			 line(\$f == []; \"\(\$t.name) \(\$t.va): \(if \$f == [] then \"right\" else \$f | join(\"; \") end)\"))" |
		relay "addr through $backend $way"
done

judge ".addresses as \$a | (\$truth | objects) as \$o |
	line((\$a | length) == (\$o | length); \"as many answers as ranges\"),
	(range(\$o | length) | {t: \$o[.], a: \$a[.]} | $dropped | .t as \$t |
	 [.a | range_faults(\$t)] as \$f |
	 line(\$f == []; \"\(\$t.name)+\(\$t.size): \(if \$f == [] then \"right\" else \$f | join(\"; \") end)\"))" \
	</run/ranges | relay "addr through $backend range"

# Exit statuses of the addresses by themselves, in order.
sed -n '/^#/d; / status=unmapped /{s/\([^ ]*\) .*/\1 4/p;d}; s/\([^ ]*\) .*/\1 0/p' /run/truth >/run/alone-named
sed -n '/^vmalloc-freed /d; s/.* //p' /run/alone-named >/run/alone-wanted
awk 'NR == FNR { name[NR] = $1; next } name[FNR] != "vmalloc-freed"' /run/alone-named /run/alone-status >/run/alone-kept
[ -s /run/moved ] || is "truth through $backend: exit status of each alone" "$(cat /run/alone-kept)" "$(cat /run/alone-wanted)"

# Facts that only some kinds have. Symbols of data are there with CONFIG_KALLSYMS_ALL.
data=false
if grep -q ' init_task$' /proc/kallsyms; then data=true; fi
io=ioremap-lapic resource=ioremap-hpet
if [ "$(uname -m)" = aarch64 ]; then io=ioremap-uart resource=ioremap-rtc; fi
judge "$data"' as $data | .addresses as $in |
	def of($n): [range($truth | length) as $i | select($truth[$i].name == $n) | $i][0] as $i | $in[$i];
	line(of("page").frame.refcount == 1; "a page has one reference"),
	line(of("kmalloc-64").frame.flags | index("slab") != null; "a small object lies in a slab"),
	line(of("kmalloc-4M").frame | .compound_order == (4194304 / page_bytes | log2) and
		.head_pfn == (of("kmalloc-4M").pfn); "4 MiB are a compound page"),
	line(of("module-text").symbol // "" | test("^make_images.*\\[truth\\]"); "module text has a symbol and a module"),
	line(of("kernel-text").symbol // "" | startswith("vfree"); "kernel text has its symbol"),
	line(of("kernel-data").symbol // "" | if $data then startswith("init_task") else . == "" end; "kernel data has its symbol"),
	line(of("module-text").prot | index("x") != null and index("rw") == null; "module text is executable, not writable"),
	line(of("vmalloc").prot | index("rw") != null and (index("x") == null) == ($levels > 2); "vmalloc is writable, and executable only where nothing can forbid it"),
	line(of("'$io'").memtype | test("uncached|UC|device-nGnRE"; "i"); "I/O memory is uncached"),
	line(of("'$resource'").resource.name // "" | test("HPET|PNP0103|pl031"); "I/O memory has its resource")' </run/at-once |
	relay "addr through $backend"
