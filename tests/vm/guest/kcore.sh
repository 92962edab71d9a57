# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The back end that reads /proc/kcore: right about everything without the module, and of one mind
# with the module about everything that both know.

need_truth || exit
[ ! -e /dev/memmap ] || memmap module unload >/dev/null

is "kcore: auto takes it where the module is not" \
	"$(memmap addr --json vfree | jq -r .backend)" kcore
exits 3 "kcore: root alone may" su nobody -s /bin/sh -c "memmap addr --backend kcore ffffffff81000000"
says "/proc/kcore: Permission denied" "kcore: ... and the file is named"
exits 4 "kcore: nobody has no back end" su nobody -s /bin/sh -c "memmap addr ffffffff81000000"
says "not loaded" "kcore: ... because of the module"
says "/proc/kcore: Permission denied" "kcore: ... and because of the file"
is "kcore: ... and where it lands is unknown" "$(sed -n 's/^ *status *//p' /run/said)" unknown

(
	backend=kcore
	. /lab/guest/truth.sh
)

need_memmap || exit
is "kcore: auto takes the module where it is" "$(memmap addr --json vfree | jq -r .backend)" module
echo 1 >/proc/sys/kernel/kptr_restrict

. /lab/guest/agree.sh

sed -n 's/^[^#].* va=\([^ ]*\) .*/\1/p' /proc/memmap_truth >/run/operands
agree "addresses of every kind" /run/operands

awk '{ sub("-.*", "", $1); print $1 }' /proc/vmallocinfo >/run/operands
agree "areas of vmallocinfo, each as its first address" /run/operands
awk '{ sub("-.*", "", $1); print $1 "+" $2 }' /proc/vmallocinfo >/run/operands
agree "areas of vmallocinfo, each as a range" /run/operands

# Symbols of modules and around them; each 199th of the kernel.
{
	awk '/\[/ || NR % 199 == 0 { if ($1 ~ /^f/) print $1 }' /proc/kallsyms
	awk '/\[/ { print substr($1, 1, 15) "d" }' /proc/kallsyms
} >/run/operands
agree "symbols" /run/operands
awk '{ print ($NF ~ /^0x/ ? $NF : $(NF - 1)) "+" $2 }' /proc/modules >/run/operands
agree "modules" /run/operands

# Not all of vmalloc space: each process that starts gets a stack there. On i386 and arm64 it has the modules.
if [ "$(uname -m)" = x86_64 ]; then
	echo "0xffffffffc0000000-0xffffffffff000000" >/run/operands
	agree "region of the modules" /run/operands
fi
echo 0 >/proc/sys/kernel/kptr_restrict
