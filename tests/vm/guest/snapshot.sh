# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memmap snapshot`: each view says of a snapshot what it said of the running kernel; a redacted one
# holds none of the kernel's addresses; one that was killed is never taken for whole. `memmap diff`
# tells what the truth module brought.

need_memmap || exit
[ ! -e /proc/memmap_truth ] || rmmod truth
echo 0 >/proc/sys/kernel/kptr_restrict
cd /tmp || exit
rm -rf before after redacted killed* whole.tar

exits 0 "snapshot: taken" memmap snapshot before --json
note "$(jq -c '.snapshots[0]' /run/said)"
need_truth

# Areas that stay: memory of the kernel that is mapped, but for stacks, which come and go.
standing() {
	echo 1 >/proc/sys/kernel/kptr_restrict
	awk '/pages=|phys=/ && !/unpurged|dup_task_struct|copy_process|thread_stack/ { print $1, $2, $3 }' /proc/vmallocinfo
	echo 0 >/proc/sys/kernel/kptr_restrict
}
standing | sort >/run/before
exits 0 "snapshot: taken as a tar file" memmap snapshot after.tar
standing | sort >/run/after
is "snapshot: for its owner alone" \
	"$(find before \( -type f ! -perm 600 -o -type d ! -perm 700 \) | wc -l) $(stat -c %a after.tar)" "0 600"
exits 1 "snapshot: replaces nothing" memmap snapshot before
says "exists already" "snapshot: says that it replaces nothing"

# settled: without what a snapshot does not have, as memmap-snapshot(5) says. For data of modules the
# kernel tells no size before 6.4.
cat >/run/facts.jq <<'END'
def settled:
	del(.steps, .mapcount, .note) |
	if .owner.kind == "per-cpu" then del(.owner) else . end |
	if (.owner.kind // "") | test("slab|stack|page cache|struct page") then .owner |= {kind} else . end |
	if .symbol then .symbol |= sub("/0x[0-9a-f]+ \\["; " [") else . end;

# Each fact of each record is a line: what the record is about, which member, and its value. Of members
# that move by themselves only the type counts; stacks come and go with processes.
to_entries[] | select((.value | type == "array") and .key != "errors") | .key as $records | .value[] |
if .address then .address |= settled else settled end |
select((.caller // "") | test("dup_task_struct|copy_process|thread_stack") | not) |
[$records, .operand, .space, .name, .start, .node, .zone, .virt_addr, .code] as $about |
paths(type != "object" and type != "array") as $path |
($path | map(tostring) | join(".")) as $member |
$about + [$member, (getpath($path) | if ($member | test($moving)) or $records == "totals" then type else . end)] | tojson
END

# What each view is asked: its name, the members whose values move, and the command line.
samples=$(sed -n 's/.* va=\(0x[0-9a-f]*\).*/\1/p' /proc/memmap_truth | head -n 40 | tr '\n' ' ')
frames=$(sed -n 's/.* pa=\(0x[0-9a-f]*\).*/\1/p' /proc/memmap_truth | head -n 12 | tr '\n' ' ')
symbols=$(awk '/\[truth\]/ && $2 ~ /[tT]/ { print $1 }' /proc/kallsyms | head -n 8 | tr '\n' ' ')
grep -E '^(vmalloc|vmap)[. ]' /proc/memmap_truth >/run/annotate-me
echo "at ${symbols%% *}" >>/run/annotate-me
# An address that no half has, or where each is the user's or the kernel's, one that nothing is mapped at.
nowhere=ffff7fffffffffff
[ "$digits" = 16 ] || nowhere=ffffffff
cat >/run/asked <<END
addr|refcount|flags|addr $samples $symbols schedule jiffies 0 $nowhere
phys|refcount|flags|phys $frames
annotate|refcount|flags|annotate /run/annotate-me
layout|mapped|leaves|prots|nr_|layout
vmalloc|none|vmalloc
slabs|nr_|memory|waste|pages|slabs
io|none|io
zones|free|above|index|boost|zones
gfp|free|gfp GFP_KERNEL 0xcc0
fit|pages|block|served|largest|fit --order 3
check|value|detail|instance|remedy|check
account|bytes|share|frames|account --frames
metrics|none|metrics
END

# ask VIEW WHEN [OPTION...]: the facts that it tells
ask() {
	asked=$(grep "^$1|" /run/asked)
	command=${asked##*|}
	moving=${asked#*|}
	to=/run/views/$1.$2
	shift 2
	if [ "$command" = metrics ]; then
		# Areas that wait to be purged have nothing mapped: one whose address is hashed is not found out.
		memmap metrics "$@" 2>/dev/null | sed '/^#/d; /kind="unpurged"/d; s/ [^ ]*$//'
	else
		# shellcheck disable=SC2086 # the words of a command line
		memmap $command --json "$@" 2>/dev/null | jq -r --arg moving "${moving%|*}" -f /run/facts.jq
	fi | sort -u >"$to"
}

# lost VIEW WHEN: facts of before that still were so at that time and that the snapshot does not have go to
# VIEW.lost, their number to VIEW.compared; fails when there are some, or too few to tell
lost() {
	awk -v out="/run/views/$1.compared" 'FILENAME ~ /before$/ { before[$0]; next }
		FILENAME ~ /saved$/ { saved[$0]; next }
		$0 in before { nr++; if (!($0 in saved)) print }
		END { print nr + 0 >out }' \
		"/run/views/$1.before" "/run/views/$1.saved" "/run/views/$1.$2" >"/run/views/$1.lost"
	read -r nr <"/run/views/$1.compared"
	[ ! -s "/run/views/$1.lost" ] && [ "$nr" -ge 10 ]
}

# What is told before and after a snapshot must be told by the snapshot. Should something have been
# otherwise just then, the next attempt will not find the same.
rm -rf /run/views now
mkdir /run/views
views=$(sed 's/|.*//' /run/asked)
open=$views
for attempt in 1 2 3; do
	for view in $open; do ask "$view" before; done
	rm -rf now
	memmap snapshot now >/dev/null
	still=
	for view in $open; do
		ask "$view" saved --root now
		# Afterwards only what the snapshot does not have matters.
		cp "/run/views/$view.before" "/run/views/$view.after"
		lost "$view" after && continue
		ask "$view" after
		lost "$view" after || still="$still $view"
	done
	open=$still
	[ -n "$open" ] || break
done
note "attempt $attempt"
for view in $views; do
	case " $open " in
	*" $view "*)
		note "$(head -n 10 "/run/views/$view.lost" | cut -c 1-300)"
		not_ok "snapshot: $view is as live"
		;;
	*)
		note "$(cat "/run/views/$view.compared") facts"
		ok "snapshot: $view is as live"
		;;
	esac
done
is "snapshot: where KASLR put the kernel" "$(memmap layout --json --root now | jq -c '.address_space[0] | del(.mapped_bytes)')" \
	"$(memmap layout --json | jq -c '.address_space[0] | del(.mapped_bytes)')"
exits 0 "snapshot: doctor" memmap doctor --root before
exits 0 "snapshot: text says what it is" memmap zones --root before
says "snapshot of Linux $(uname -r), taken 2" "snapshot: says when it was taken"
is "snapshot: JSON says so too" "$(memmap zones --json --root before | jq -c .snapshot)" true
is "snapshot: leaves nothing behind" "$(find /tmp -maxdepth 1 -name 'memmap-*' -o -maxdepth 1 -name '*.partial-*' | wc -l)" 0

# Areas were hashed when the snapshot was taken; the truth is the file with addresses.
mkdir -p unpacked && tar -xf after.tar -C unpacked
awk '{ print $1, $2, $3 }' unpacked/proc/vmallocinfo >/run/saved
grep -xFf /run/before /run/after | grep -vxFf /run/saved >/run/lost
note "$(wc -l </run/after) areas stand, $(wc -l </run/saved) are saved" "$(head -n 3 /run/lost)"
# On i386 what the kernel maps is in the direct map more often.
few=30
[ "$image" != 'direct map' ] || few=20
is "snapshot: areas have their addresses" "$(($(wc -l </run/after) > few)) $(wc -l </run/lost)" "1 0"
echo 1 >/proc/sys/kernel/kptr_restrict
awk '!/unpurged/ { print $1, $2 }' /proc/vmallocinfo >/run/live
echo 0 >/proc/sys/kernel/kptr_restrict
exits 0 "snapshot: tar unpacks it too" memmap layout --root unpacked

# diff: what insmod brought.
exits 0 "diff: two snapshots" memmap diff before after.tar --json
change() { jq -c "[.changes[] | $1] | .[0]" /run/said; }
is "diff: a new cache" "$(change 'select(.section == "cache" and .name == "memmap_truth_objs") | .kind')" '"came"'
is "diff: the areas of the module's callers" \
	"$(jq '[.changes[] | select(.section == "area" and .kind == "came" and (.name // "" | contains("[truth]"))) | .start] | length > 0' /run/said)" true
is "diff: each such area is in vmallocinfo" "$(
	jq -r '.changes[] | select(.section == "area" and .kind == "came" and (.name // "" | contains("[truth]"))) | .start' /run/said |
		while read -r start; do grep -q "^$start-" /run/live || echo "$start"; done)" ''
is "diff: one boot" "$(jq '.comparison[0].same_boot' /run/said)" true
is "diff: sums" "$(jq 'all(.changes[]; .after_bytes - .before_bytes == .delta_bytes)' /run/said)" true
rmmod truth
exits 0 "diff: against the running system" memmap diff after.tar --json
is "diff: the cache is gone" "$(change 'select(.section == "cache" and .name == "memmap_truth_objs") | .kind')" '"went"'
is "diff: no area of the module is left" \
	"$(jq '[.changes[] | select(.section == "area" and (.name // "" | contains("[truth]")) and .kind != "went")] | length' /run/said)" 0
need_truth

# from_vmalloc [OPTION...]: how far the kernel image is from where vmalloc space begins
from_vmalloc() {
	memmap layout --json "$@" | jq -r '.regions[] | select(.name == "kernel image" or .name == "vmalloc") | .start' |
		sort | sed 's/^0xff/0x/' | {
		read -r low
		read -r high
		echo $((high - low))
	}
}

# without_address FILE...: how many lines have no address, or an end that is none
without_address() { cat "$@" | grep -cE '^(0x)?0{16}[ -]|^0x[0-9a-f]{16}-0x0{16} '; }

# Redacted: no address of a symbol, of an area or of a module, in text or in translations.
redacts() {
	exits 0 "snapshot: redacted" memmap snapshot --redact redacted --json
	{
		awk '$1 ~ /^ffff/ { print $1 }' /proc/kallsyms
		tr -c '0-9a-f' '\n' </run/live | grep '^ff..............$'
		sed -n 's/.* 0x\(ff[0-9a-f]*\).*/\1/p' /proc/modules
	} | sort -u >/run/secrets
	find redacted -type f ! -name translations ! -name vmlinux -print0 | xargs -0 cat | tr -c '0-9a-f' '\n' |
		grep '^ff..............$' | sort -u >/run/shown
	is "snapshot: the redacted one has tokens" "$(($(wc -l </run/shown) > 1000))" 1
	awk 'NR == FNR { secret[$1]; next } $1 in secret' /run/secrets /run/shown >/run/told
	note "$(head -n 3 /run/told)"
	is "snapshot: ... and none of $(wc -l </run/secrets) addresses" "$(wc -l </run/told)" 0
	memmap layout --json --root redacted | jq -c '.regions[] | select(.kind != "hole") | [.name, .size_bytes, .phys_addr, .mapped_bytes != 0]' >/run/redacted
	memmap layout --json | jq -c '.regions[] | select(.kind != "hole") | [.name, .size_bytes, .phys_addr, .mapped_bytes != 0]' >/run/live
	note "$(diff /run/live /run/redacted | head -n 8)"
	is "snapshot: direct map, vmalloc and vmemmap are elsewhere" "$(
		for root in / redacted; do
			memmap layout --json $([ $root = / ] || echo --root $root) |
				jq -r '.regions[] | select(.name == "direct map" or .name == "vmalloc" or .name == "vmemmap") | .start'
		done | sort | uniq -d | wc -l)" 0
	# Where vmalloc space begins everybody knows on arm64, which has the kernel image in it.
	is "snapshot: ... and the kernel image is elsewhere from vmalloc" \
		"$([ "$(from_vmalloc --root redacted)" != "$(from_vmalloc)" ] && echo yes)" yes
	is "snapshot: no symbol or area lost its address" \
		"$(without_address redacted/proc/kallsyms redacted/proc/vmallocinfo)" \
		"$(without_address /proc/kallsyms before/proc/vmallocinfo)"
	is "snapshot: what a symbol is does not change" \
		"$(memmap addr schedule --json --root redacted | jq -c '.addresses[0] | [.symbol, .phys_addr, .prot, .region.name]')" \
		"$(memmap addr schedule --json | jq -c '.addresses[0] | [.symbol, .phys_addr, .prot, .region.name]')"
	is "snapshot: areas of callers and their memory stay" \
		"$(memmap diff before redacted --json | jq -c '[.comparison[0].same_boot, (.comparison[0].note | length > 0)]')" "[null,true]"
	is "snapshot: the command line names nothing" "$(grep -c '=[^*]' redacted/proc/cmdline)" 0
}
case $(uname -m) in
*64) redacts ;;
*) exits 2 "snapshot: addresses of 32 bits are not redacted" memmap snapshot --redact redacted ;;
esac

# Killed at any moment, there is nothing under its name, or a whole one.
i=0
bad=0 done=0
while [ $i -lt 6 ]; do
	memmap snapshot killed$i >/dev/null 2>&1 &
	pid=$!
	usleep $((i * i * 150000))
	kill -9 $pid 2>/dev/null
	wait $pid
	if [ -e killed$i ]; then
		done=$((done + 1))
		memmap zones --root killed$i >/dev/null 2>&1 || bad=$((bad + 1))
	fi
	i=$((i + 1))
done
note "$done of 6 were whole before the signal came"
is "snapshot: no half one after kill -9" $bad 0
left=$(find . -maxdepth 1 -name 'killed*.partial-*' | head -n 1)
if [ -n "$left" ]; then
	exits 1 "snapshot: what is left behind is refused" memmap zones --root "$left"
	says "not finished" "snapshot: says why"
else
	skip "snapshot: what is left behind is refused" "no signal came in time"
fi
printf x >>before/proc/buddyinfo
exits 1 "snapshot: a changed file is refused" memmap zones --root before
says "proc/buddyinfo is not what was saved" "snapshot: says which"
head -c 200000 after.tar >cut.tar
exits 1 "snapshot: a tar file that is cut off is refused" memmap zones --root cut.tar
says "cut off" "snapshot: says that it is cut off"
rm -rf before after.tar cut.tar redacted killed* unpacked
cd /
