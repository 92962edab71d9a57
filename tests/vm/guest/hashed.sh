# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# With kernel.kptr_restrict=0 /proc/vmallocinfo shows hashes; `memmap addr` must know area and caller
# all the same. The truth is the same file with 1, read before and after.

need_memmap && need_truth || exit

sysctl=/proc/sys/kernel/kptr_restrict
set_sysctl() { echo "$1" >$sysctl; }

# areas-before has "START SIZE LINE" for each area
numbered() { awk '{ split($1, at, "-"); print at[1], $2, $0 }'; }

# facts FILE: "ADDR START SIZE CALLER" of each answer
facts() {
	jq -r '.addresses[] | "\(.virt_addr) \(.area | if . then "\(.start) \(.size_bytes) \(.caller) \(.kind)" else "unknown" end)"' "$1"
}

set_sysctl 1
numbered </proc/vmallocinfo | sort >/run/areas-before
cut -d ' ' -f 1 /run/areas-before >/run/starts
awk '{ print $1 "+" $2 }' /run/areas-before >/run/area-ranges
memmap addr --json - </run/starts >/run/at-1.json
memmap addr --json - </run/area-ranges >/run/ranges.json
set_sysctl 0
memmap addr --json - </run/starts >/run/at-0.json
is "hashed: memmap left the sysctl at 0" "$(cat $sysctl)" 0
set_sysctl 1
numbered </proc/vmallocinfo | sort >/run/areas-after
set_sysctl 0

# Only areas that were there all the time count.
grep -xFf /run/areas-after /run/areas-before >/run/areas
facts /run/at-0.json >/run/facts-0
facts /run/at-1.json >/run/facts-1
jq -r '.addresses[] | "\(.virt_addr) \(.mapped_bytes)"' /run/ranges.json >/run/mapped
awk -v here=/run/known '
	FILENAME == "/run/areas" { alive[$1] = $0; next }
	FILENAME == "/run/mapped" { mapped[$1] = $2; next }
	FILENAME == "/run/facts-1" { want[$1] = $0; next }
	$1 in alive {
		nr++
		nr_mapped += mapped[$1] > 0
		if ($0 == want[$1]) {
			nr_known++
			nr_known_mapped += mapped[$1] > 0
		} else if ($2 != "unknown") {
			print "wrong", $0, "instead of", want[$1]
		} else {
			print (mapped[$1] > 0 ? "missing" : "unmapped"), alive[$1]
		}
	}
	END { print nr + 0, nr_known + 0, nr_mapped + 0, nr_known_mapped + 0 >here }
' /run/areas /run/mapped /run/facts-1 /run/facts-0 >/run/differences
read -r nr nr_known nr_mapped nr_known_mapped </run/known
note "$nr areas, $nr_mapped with something mapped; with 0 memmap knows $nr_known, $nr_known_mapped of these"
grep '^unmapped' /run/differences | while read -r line; do note "not found: $line"; done
is "hashed: no area is wrong" "$(grep '^wrong' /run/differences)" ""
is "hashed: each of $nr_mapped areas with something mapped is known" "$(grep '^missing' /run/differences)" ""
is "hashed: there are areas" "$((nr_mapped > 20))" 1
is "hashed: with 1, areas begin where vmallocinfo says" \
	"$(awk 'FILENAME == "/run/areas" { alive[$1] = $2; next }
		$1 in alive && (alive[$1] "" != $3 "" || $1 "" != $2 "") && $2 != "unknown"' /run/areas /run/facts-1 |
		awk '{ sub("^0x0*", "0x", $1); if ($1 "" != $2 "") print }')" ""

# Modules, and one address of each kind that has an area, in the middle and in the guard page. Areas come and go:
# those are asked about that there are by then.
inside() {
	set_sysctl 1
	sed -n 's/^vmalloc va=\([^ ]*\) .*/\1/p' /proc/memmap_truth | sed -n 1p >/run/some
	numbered </proc/vmallocinfo | awk '$2 > 8192 { print $1 }' | head -n 20 | while read -r start; do
		printf '0x%x\n' "$((start + 8191))"
	done >>/run/some
	memmap addr --json - </run/some >/run/some-1.json
	set_sysctl 0
	memmap addr --json - </run/some >/run/some-0.json
	facts /run/some-0.json >/run/some-0
	facts /run/some-1.json | diff - /run/some-0
}
is "hashed: the same inside of areas" "$(settled inside)" ""
is "hashed: there are addresses inside of areas" "$(($(wc -l </run/some-0) > 10))" 1
read -r va </run/some

set_sysctl 0
is "hashed: no note where the area is known" "$(memmap addr --json "$va" | jq -c '.addresses[0].note')" null
set_sysctl 2
is "hashed: with 2 the note says hidden" \
	"$(memmap addr --json "$va" | jq -r '.addresses[0] | "\(.area) \(.note)"' | grep -c 'null.*shows no addresses.*kptr_restrict=2')" 1
set_sysctl 0

# A module from before HASHES does all the rest.
memmap module unload >/dev/null
exits 0 "hashed: load a module without HASHES" memmap module load /lab/nohash/memmap.ko
is "hashed: it translates, and the note names the sysctl" \
	"$(memmap addr --json "$va" | jq -r '.addresses[0] | "\(.status) \(.area) \(.note)"' |
		grep -c 'ok null .*too old.*sysctl kernel.kptr_restrict=1')" 1
memmap module unload >/dev/null
memmap module load /lab/memmap.ko >/dev/null
is "hashed: in the end the sysctl is as it was" "$(cat $sysctl)" 0
