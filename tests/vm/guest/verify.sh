# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memmap addr --verify`: the module and kcore agree about memory of every kind, also while everything
# around moves; without a second back end it says so.

need_truth && need_memmap || exit
echo 1 >/proc/sys/kernel/kptr_restrict
sed -n 's/^[^#].* va=\([^ ]*\) .*/\1/p' /proc/memmap_truth >/run/addrs
memmap addr --json --verify - </run/addrs >/run/said 2>/run/warned
is "verify: both agree on every kind (4: some are unmapped)" $? 4
is "verify: ... and no difference is told" "$(jq '.errors | length' /run/said)" 0
note "$(head -n 5 /run/warned)"

vmalloc=$(memmap addr --json "$(sed -n 's/^vmalloc va=\([^ ]*\) .*/\1/p' /proc/memmap_truth | head -n 1)" |
	jq -r '.addresses[0].region | "\(.start) \(.last)"')
exits 4 "verify: both agree on all of vmalloc space" \
	memmap addr --json --verify "${vmalloc% *}-$(printf '0x%x' $((${vmalloc#* } + 1)))"
is "verify: ... with no difference" "$(jq '.errors | length' /run/said)" 0

exits 0 "verify: both agree on the whole address space" memmap layout --json --verify
is "verify: ... with no difference" "$(jq '.errors | length' /run/said)" 0
note "$(head -n 5 /run/warned)"

echo "churn 1" >/proc/memmap_truth
grep -v -e ' status=' -e '^vmalloc-freed' /proc/memmap_truth | sed -n 's/^[^#].* va=\([^ ]*\) .*/\1/p' >/run/addrs
memmap addr --json --verify - </run/addrs >/run/said 2>/run/warned
status=$?
echo "churn 0" >/proc/memmap_truth
is "verify: stable addresses during churn" "$status $(jq '.errors | length' /run/said)" "0 0"
note "$(head -n 5 /run/warned)"

memmap module unload >/dev/null
exits 3 "verify: needs two back ends" memmap addr --json --verify vfree
