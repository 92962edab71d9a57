# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memmap gfp` against the kernel's own: %pGg, gfp_zone(), the values of its headers, its zonelists.

need_truth || exit
truth=/proc/memmap_truth_gfp

# agree FROM: every mask of the truth, with the bits known from FROM
agree() {
	sed -n 's/^mask=\([^ ]*\) .*/\1/p' $truth | sort -u >/run/masks
	xargs memmap gfp --json </run/masks >/run/said
	is "gfp: bits from $1" "$(jq -r '[.masks[].bits_from] | unique[]' /run/said)" "$1"
	# For no flag at all %pGg prints nothing, traces print "none".
	sed -n '/^mask=/s/ text=$/ text=none/; /^mask=/p' $truth | sort -u >/run/wanted
	jq -r '.masks[] | "mask=\(.mask) zone=\(.highest_zone // "bad") type=\(.migratetype // "bad") sleeps=\(
		if .may_sleep then 1 else 0 end) text=\(.text)"' /run/said | sort -u >/run/got
	is "gfp: zone, migratetype, sleeping and text of $(wc -l </run/wanted) masks as the kernel has them ($1)" \
		"$(diff /run/wanted /run/got | head -n 6)" ""
	is "gfp: ... and there were many ($1)" "$(($(wc -l </run/got) > 500))" 1
	sed -n 's/^word=\([^ ]*\) mask=\(.*\)/\1 \2/p' $truth >/run/words
	cut -d ' ' -f 1 /run/words | xargs memmap gfp --json |
		jq -r '.masks[] | "\(.operand) \(.mask)"' >/run/got
	is "gfp: $(wc -l </run/words) names have the values of the kernel's headers ($1)" \
		"$(diff /run/words /run/got | head -n 6)" ""
}

case $(uname -r) in
[1-5].* | 6.[0-9].*) ;;
*)
	agree btf
	# Without privileges type information is what there is.
	is "gfp: nobody may ask BTF, too" "$(su nobody -s /bin/sh -c 'memmap gfp --json 0xcc0' | jq -r '.masks[0].bits_from')" btf
	;;
esac
: >/run/no-btf
[ ! -e /sys/kernel/btf/vmlinux ] || mount -o bind /run/no-btf /sys/kernel/btf/vmlinux
agree tracefs

for node in $(sed -n 's/^zonelist=\([0-9]*\) .*/\1/p' $truth); do
	is "gfp: zonelist of node $node" \
		"$(memmap gfp --node "$node" --json GFP_HIGHUSER_MOVABLE |
			jq -r '[.masks[0].zones[] | "\(.node):\(.zone)"] | join(" ")')" \
		"$(sed -n "s/^zonelist=$node //p" $truth)"
done

# Without tracefs: the module; without either: assumed, and said so.
umount /sys/kernel/debug/tracing /sys/kernel/debug
need_memmap || exit
agree module
memmap module unload >/dev/null
memmap gfp --json GFP_KERNEL >/run/said 2>/run/warned
is "gfp: without either the bits are assumed" "$(jq -r '.masks[0].bits_from' /run/said | cut -c 1-18)" "assumed: as in Lin"
says "assumed" "gfp: ... which stderr says, too"
is "gfp: assumed for this release, they are right" \
	"$(cut -d ' ' -f 1 /run/words | xargs memmap gfp --json 2>/dev/null | jq -r '.masks[] | "\(.operand) \(.mask)"' |
		diff /run/words - | head -n 6)" ""
su nobody -s /bin/sh -c 'memmap gfp --json 0xcc0' >/run/said 2>/run/warned
is "gfp: works without privileges" "$(jq -r '.masks[0].text' /run/said)" GFP_KERNEL
mount -t debugfs debug /sys/kernel/debug
[ ! -e /sys/kernel/btf/vmlinux ] || umount /sys/kernel/btf/vmlinux
