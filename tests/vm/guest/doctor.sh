# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memmap doctor` says what is so, for root and for others, with the module and without.

# finding NAME MEMBER: of the last doctor's JSON
finding() { jq -r ".findings[] | select(.name == \"$1\") | .$2" /run/said; }

[ -e /dev/memmap ] && memmap module unload >/dev/null
exits 0 "doctor: without the module kcore translates" memmap doctor --json
is "doctor: the module is not loaded" "$(finding module code)" not-loaded
is "doctor: ... and there is a way out" "$(finding module remedy | grep -c 'memmap module load')" 1
is "doctor: kcore works" "$(finding kcore status)" ok

need_memmap || exit
for restrict in 0 1 2; do
	echo $restrict >/proc/sys/kernel/kptr_restrict
	exits 0 "doctor: kptr_restrict=$restrict" memmap doctor --json
	case $restrict in
	0) wanted='limited hidden' ;;
	1) wanted='ok null' ;;
	2) wanted='limited hidden' ;;
	esac
	is "doctor: vmallocinfo with kptr_restrict=$restrict" \
		"$(finding vmallocinfo status) $(finding vmallocinfo code)" "$wanted"
	# Without CONFIG_KALLSYMS_ALL there are functions only.
	known=limited
	! grep -q ' jiffies$' /proc/kallsyms || known=ok
	is "doctor: kallsyms with kptr_restrict=$restrict" "$(finding kallsyms status)" \
		"$([ $restrict = 2 ] && echo unusable || echo $known)"
done
echo 1 >/proc/sys/kernel/kptr_restrict
is "doctor: the module works" "$(finding module status)" ok
is "doctor: with as many levels as there are" \
	"$(finding module detail)" "walks $expect_levels-level page tables"
is "doctor: lockdown" "$(finding lockdown detail)" none
# Debian's kernels have neither KASAN nor their configuration in /proc.
kasan=unknown
! zcat /proc/config.gz 2>/dev/null | grep -q '^CONFIG_KASAN_GENERIC=y' || kasan=generic
is "doctor: KASAN" "$(finding KASAN detail | cut -d : -f 1)" $kasan
is "doctor: nothing is missing to root" "$(finding capabilities status)" ok
exits 0 "doctor: text" env COLUMNS=80 memmap doctor
note "$(cat /run/said)"

exits 3 "doctor: others cannot translate" su nobody -s /bin/sh -c "memmap doctor --json"
is "doctor: they lack capabilities" "$(finding capabilities code)" no-permission
is "doctor: ... for the module" "$(finding module code)" no-permission
is "doctor: ... and for kcore" "$(finding kcore code)" no-permission
is "doctor: zones they may see" "$(finding zoneinfo status)" ok
