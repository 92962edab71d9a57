# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# memmap walks while every CPU maps and unmaps: 20 seconds or more through each back end without a wrong answer
# for what stays, and without a complaint of the kernel.

need_truth && need_memmap || exit

# What stays: every mapped truth, as "virtual physical". Where something was freed others map theirs.
sed -n '/^vmalloc-freed/d; / pa=/s/.* va=\([^ ]*\) pa=\([^ ]*\) .*/\1 \2/p' /proc/memmap_truth | sort >/run/stays
cut -d ' ' -f 1 /run/stays >/run/stays-addrs
cat /run/stays-addrs /run/stays-addrs >/run/many-addrs

vmalloc=$(memmap addr --json "$(sed -n 's/^vmalloc va=\([^ ]*\) .*/\1/p' /proc/memmap_truth | head -n 1)" |
	jq -r '.addresses[0].region | "\(.start) \(.last)"')
first=${vmalloc% *}
behind=$(printf '0x%x' $((${vmalloc#* } + 1)))

# Addresses, many at a time
addresses() {
	while [ ! -e /run/over ]; do
		memmap addr --backend $backend --json - </run/many-addrs |
			sed -n 's/.*"virt_addr":"\([^"]*\)".*"phys_addr":"\([^"]*\)","pfn".*/\1 \2/p' |
			sort | uniq -c | awk '{ print $2, $3; if ($1 != 2) print "odd count" }' >/run/saw
		cmp -s /run/saw /run/stays || diff /run/stays /run/saw >>/run/wrong
		echo >>/run/rounds-addr
	done
}

# The whole of vmalloc space, where everything comes and goes
ranges() {
	while [ ! -e /run/over ]; do
		memmap addr --backend $backend --json "$first-$behind" >/run/range.json
		status=$?
		case $status in
		0 | 4) ;;
		*) echo "range: status $status" >>/run/wrong ;;
		esac
		jq -e '.addresses[0] | .nr_extents > 100 and .nr_extents == (.extents | length)' \
			/run/range.json >/dev/null || echo "range: odd answer" >>/run/wrong
		echo >>/run/rounds-range
	done
}

asked() { [ "$(wc -l </run/rounds-addr)" -gt 2 ] && [ "$(wc -l </run/rounds-range)" -gt 2 ]; }

for backend in module kcore; do
	: >/run/rounds-addr
	: >/run/rounds-range
	: >/run/wrong
	rm -f /run/over
	echo "churn 1" >/proc/memmap_truth
	before=$(sed -n 's/^# churn=//p' /proc/memmap_truth)
	addresses &
	ranges &
	sleep 20
	# One emulated CPU of a busy host may need longer for them.
	n=0
	while ! asked && [ $n -lt 40 ]; do
		sleep 5
		n=$((n + 1))
	done
	: >/run/over
	wait
	churned=$(($(sed -n 's/^# churn=//p' /proc/memmap_truth) - before))
	echo "churn 0" >/proc/memmap_truth

	note "$backend: $churned rounds of churn, $(wc -l </run/rounds-addr) times $(wc -l </run/many-addrs) addresses, $(wc -l </run/rounds-range) times all of vmalloc space"
	note "$(head -n 40 /run/wrong)"
	is "stress: no wrong answer through $backend" "$(wc -l </run/wrong)" 0
	is "stress: the churn churned" "$((churned > 500))" 1
	is "stress: addresses were asked for" "$(($(wc -l </run/rounds-addr) > 2))" 1
	is "stress: ranges were asked for" "$(($(wc -l </run/rounds-range) > 2))" 1
done
