# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# TAP for guest tests, and the modules they need. The count lives in a file, so subshells and pipes
# may test too.

result() { # result "ok"|"not ok" DESCRIPTION
	read -r n </run/tap-count
	echo $((n + 1)) >/run/tap-count
	echo "$1 $((n + 1)) - $row $2"
}

ok() { result ok "$*"; }

not_ok() {
	echo "$*" >>/run/tap-failed
	result 'not ok' "$*"
}

skip() { result ok "$1 # SKIP $2"; }

note() { printf '%s\n' "$*" | sed 's/^/# /'; }

is() { # is DESCRIPTION GOT WANTED
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		note "got:    $2"
		note "wanted: $3"
		not_ok "$1"
	fi
}

# exits STATUS DESCRIPTION COMMAND...: what it said is in /run/said and /run/warned
exits() {
	status=$1
	what=$2
	shift 2
	"$@" >/run/said 2>/run/warned
	got=$?
	if [ "$got" = "$status" ]; then
		ok "$what"
	else
		note "exit status $got, not $status, of: $*"
		note "$(head -n 20 /run/warned)"
		not_ok "$what"
	fi
}

# says TEXT DESCRIPTION: the diagnostics of what `exits` ran hold the text
says() {
	if grep -qF -- "$1" /run/warned; then
		ok "$2"
	else
		note "wanted: $1"
		note "$(head -n 20 /run/warned)"
		not_ok "$2"
	fi
}

# settled COMMAND...: what it prints of differences, of the first time that there are none, else of the last. For
# counters that live: one that goes away and comes back between two readings of them is no difference to find.
settled() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		"$@" >/run/unsettled
		[ -s /run/unsettled ] || break
	done
	cat /run/unsettled
}

# relay NAME: takes over TAP from standard input, "ok - text" lines without a number too
relay() {
	awk -v name="$1" -v row="$row" '
	BEGIN { getline n <"/run/tap-count"; close("/run/tap-count") }
	/^(not )?ok / {
		failed = $1 == "not"
		sub(/^(not )?ok ([0-9]+ )?(- )?/, "")
		print failed ? "not ok" : "ok", ++n, "-", row, name ": " $0
		if (failed)
			print name ": " $0 >>"/run/tap-failed"
		next
	}
	/^[0-9]+\.\./ { next }
	{ print /^#/ ? $0 : "# " $0 }
	END { print n >"/run/tap-count" }'
}

need_truth() { [ -e /proc/memmap_truth ] || insmod /lab/truth.ko; }
# need_samples: a helper module that makes sample allocations
need_samples() {
	! grep -qs Y /sys/module/memmap/parameters/samples || return 0
	[ ! -e /dev/memmap ] || memmap module unload >/dev/null || return
	memmap module load --samples /lab/memmap.ko >/dev/null
}
need_memmap() { [ -e /dev/memmap ] || memmap module load /lab/memmap.ko >/dev/null; }

# The size of a page, which arm64 may have larger; truth.jq needs it, too.
page_bytes=$(($(awk '/^KernelPageSize/ { print $2; exit }' /proc/self/smaps) * 1024))
export page_bytes

# Facts of the architecture, which several tests hold answers to:
#	image		the region of the kernel's image
#	modules		the region of modules
#	huge_vmalloc	whether vmalloc space may have huge pages: yes or no
#	digits		of an address
#	vmalloc_short	KiB of vmalloc space that VmallocTotal leaves out: VMALLOC_END is the last byte on x86-64
#	not_ram		a place that a resource of /proc/iomem has and that is no RAM
#	low_kib		what the direct map has beside all System RAM, in KiB
#	io_memtype	how ioremap() caches, as memmap has it; a pattern
#	combining	what pgprot_writecombine() makes
#	dma_region	where memory of dma_alloc_coherent() is mapped
#	text_start	the first symbol of the kernel's text
#	a64_bits	of an address of arm64: of 52 the top table has few entries, with pages of 4 or of 16 KiB
#	bss		the section that what is zero at first is in: arm64's resource of data has it, too
#	sections	of the kernel image: NAME=FIRST,END each, by symbols
image='kernel image' modules=modules huge_vmalloc=yes digits=16 vmalloc_short=1
not_ram=pfn:0xf0 low_kib=1024 io_memtype=uncached combining=write-combining dma_region='direct map'
text_start=_text bss=.bss
sections='text=_text,_etext rodata=__start_rodata,__end_rodata data=_sdata,_edata bss=__bss_start,__bss_stop'
a64_bits=48
if [ "${expect_levels:-4}" = 5 ] || [ $page_bytes = 16384 ]; then a64_bits=52; fi
case $(uname -m) in
i?86) image='direct map' modules=vmalloc huge_vmalloc=no digits=8 vmalloc_short=0 ;;
aarch64)
	not_ram=9000000 low_kib=0 io_memtype='^device' combining=normal-nc dma_region=vmalloc
	vmalloc_short=0 text_start=_stext bss=.data
	sections='text=_stext,_etext rodata=__start_rodata,__init_begin data=_sdata,_end'
	;;
esac
# What memory says that is not for code: without PAE i386 can forbid nobody to execute.
nx=nx
[ "${expect_levels:-4}" != 2 ] || nx=x
# The first frame of high memory, which the direct map does not have; mostly empty.
high_pfn=$(awk '$4 == "HighMem" { high = 1 } high && $1 == "start_pfn:" { print $2; exit }' /proc/zoneinfo)

# kernel_free: KiB of free memory that the kernel may have for itself
kernel_free() { awk '/^MemFree/ { free = $2 } /^LowFree/ { low = $2 } END { print low ? low : free }' /proc/meminfo; }

is_high() { [ -n "$high_pfn" ] && [ $(($1)) -ge "$high_pfn" ]; } # is_high PFN

# Where Debian's kernels are linked to have $text_start; nothing where none tells how far it was moved.
# On arm64 that is 64 KiB behind the image's beginning, which follows the region of modules.
linked_at() {
	case $(uname -m) in
	x86_64) echo 0xffffffff81000000 ;;
	aarch64)
		last=$(sed -n 's/^# region modules [^ ]* //p' /proc/memmap_truth)
		printf '0x%x\n' $((last + 1 + 0x10000))
		;;
	esac
}

# Does /proc/kallsyms have symbols of data? Without, kcore does not find what begins with a variable.
has_data_symbols() { grep -q ' init_task$' /proc/kallsyms; }

# Bytes of an object of the slab cache that kmalloc(64) takes: arm64 may have no smaller ones than of 128.
kmalloc_64() {
	awk '$1 ~ /^kmalloc-[0-9]+$/ && $4 >= 64 && (!least || $4 < least) { least = $4 } END { print least }' /proc/slabinfo
}

# Names of the truth module's samples of I/O memory
io_samples() { sed -n 's/^ioremap-\([^ ]*\) va=.*/\1/p' /proc/memmap_truth; }

# area_caller VIRT: who made the area, by /proc/vmallocinfo; on arm64 since v6.12 that is ioremap() itself
area_caller() {
	awk -v start="$(printf '%x-' $(($1 & -page_bytes)))" '{
		at = $1
		sub(/^0x0*/, "", at)
		if (index(at, start) == 1)
			print $3 ($4 ~ /^\[/ ? " " $4 : "")
	}' /proc/vmallocinfo
}

# resource_at PHYS: the innermost resource of /proc/iomem that has the address
resource_at() {
	awk -v want="$(printf 'x%016x' "$1")" '
	function digits(hex) { hex = sprintf("x%16s", hex); gsub(/ /, "0", hex); return hex }
	{
		split($1, at, "-")
		if (digits(at[1]) <= want && want <= digits(at[2])) {
			name = $0
			sub(/^[^:]* : /, "", name)
		}
	}
	END { print name }' /proc/iomem
}
