# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The module and /proc/kcore agree about ten thousand random addresses of the direct map and of vmalloc space.

need_truth && need_memmap || exit
echo 1 >/proc/sys/kernel/kptr_restrict
. /lab/guest/agree.sh

# random FIRST LAST: 10000 addresses, uniformly
random() {
	awk -v seed="$(($(date +%s) + $1))" -v size=$(($2 - $1)) 'BEGIN {
		srand(seed)
		for (i = 0; i < 10000; i++)
			printf "%.0f\n", int(rand() * size)
	}' | while read -r offset; do printf '0x%x\n' $(($1 + offset)); done
}

region() { # region ADDRESS: first and last address of its region
	memmap addr --json "$1" | jq -r '.addresses[0].region | "\(.start) \(.last)"'
}

va=$(sed -n 's/^page va=\([^ ]*\) .*/\1/p' /proc/memmap_truth | head -n 1)
# shellcheck disable=SC2046 # two words
random $(region "$va") >/run/operands
agree "random addresses of the direct map" /run/operands

# Hardly any of vmalloc space is mapped: most are taken near areas.
va=$(sed -n 's/^vmalloc va=\([^ ]*\) .*/\1/p' /proc/memmap_truth | head -n 1)
{
	# shellcheck disable=SC2046
	random $(region "$va") | head -n 1000
	sed 's/-[^ ]* */ /' /proc/vmallocinfo | awk -v seed="$(date +%s)" '
	{ start[NR] = $1; size[NR] = $2 }
	END {
		srand(seed)
		for (i = 0; i < 9000; i++) {
			n = int(rand() * NR) + 1
			print start[n], int(rand() * (size[n] + 4096))
		}
	}' | while read -r start offset; do printf '0x%x\n' $((start + offset)); done
} >/run/operands
agree "random addresses of vmalloc space" /run/operands
echo 0 >/proc/sys/kernel/kptr_restrict
