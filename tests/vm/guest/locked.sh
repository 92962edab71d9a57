# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A kernel that was booted locked down, as Debian's is under Secure Boot ("integrity"): the module is
# refused with a reason, /proc/kcore answers until "confidentiality", and doctor tells it all.

finding() { jq -r ".findings[] | select(.name == \"$1\") | .$2" /run/said; }

exits 3 "locked: an unsigned module is not loaded" memmap module load --json /lab/memmap.ko
is "locked: ... for its signature" "$(jq -r '.errors[0].code' /run/said)" signature-refused
says "\"$expect_lockdown\"" "locked: ... and the mode is named"
says mokutil "locked: ... and a way out"
exits 0 "locked: zones" memmap zones

if [ "$expect_lockdown" = integrity ]; then
	exits 0 "locked: addr works without the module" memmap addr --json vfree
	is "locked: ... through kcore" "$(jq -r .backend /run/said)" kcore
	is "locked: ... where kallsyms says" "$(jq -r '.addresses[0].virt_addr' /run/said)" \
		"0x$(sed -n 's/ T vfree$//p' /proc/kallsyms)"
	exits 0 "locked: doctor" memmap doctor --json
	is "locked: kcore is fine" "$(finding kcore status)" ok

	# The kernel itself says where these areas lie.
	echo 1 >/proc/sys/kernel/kptr_restrict
	awk 'match($0, / phys=0x[0-9a-f]+/) {
		phys = substr($0, RSTART + 6, RLENGTH - 6)
		sub(/^0x0*/, "0x", phys)
		sub("-.*", "", $1)
		print $1, phys
	}' /proc/vmallocinfo | sort >/run/io-kernel
	cut -d ' ' -f 1 /run/io-kernel | memmap addr --json - |
		jq -r '.addresses[] | "\(.virt_addr) \(.phys_addr)"' | sort >/run/io-memmap
	is "locked: $(wc -l </run/io-kernel) I/O areas lie where vmallocinfo says" \
		"$(cat /run/io-memmap)" "$(cat /run/io-kernel)"
else
	exits 4 "locked: no back end" memmap addr --json vfree
	says "kernel lockdown is \"confidentiality\"" "locked: ... because of the lockdown"
	says "memmap doctor" "locked: ... and doctor is named"
	is "locked: ... but the symbol is known" \
		"$(jq -r '.addresses[0] | "\(.status) \(.symbol | sub("/.*"; ""))"' /run/said)" "unknown vfree+0x0"
	exits 3 "locked: --backend kcore" memmap addr --json --backend kcore vfree
	is "locked: ... has its reason" "$(jq -r '.errors[0].code' /run/said)" lockdown
	exits 3 "locked: doctor" memmap doctor --json
	is "locked: kcore is locked" "$(finding kcore status) $(finding kcore code)" "unusable lockdown"
	is "locked: ... and a way out" "$(finding kcore remedy | grep -c lockdown=confidentiality)" 1
fi
is "locked: doctor knows the mode" "$(finding lockdown detail)" "$expect_lockdown"
is "locked: the module is just not loaded" "$(finding module code)" not-loaded
