# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memmap slabs` agrees with a cache whose objects are known, with every line of /proc/slabinfo, with
# every file of /sys/kernel/slab that it reads, and its totals with /proc/meminfo.

# What memmap's totals may differ from /proc/meminfo by: a few slabs come and go while the two are
# read one after the other, by memmap itself too.
bound=65536

# meminfo: SReclaimable and SUnreclaim in bytes, with what the CPUs still keep back folded in
meminfo() {
	echo 1 >/proc/sys/vm/stat_refresh
	awk '/^SReclaimable|^SUnreclaim/ { printf "%.0f ", $2 * 1024 }' /proc/meminfo
}

# totals: of a moment when little moved, "RECLAIMABLE-OFF UNRECLAIMABLE-OFF": meminfo less memmap
totals() {
	for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		before=$(meminfo)
		memmap slabs --json >/run/slabs.json
		after=$(meminfo)
		off=$(jq -r '.totals[] | select(.kind != "all") | .memory_bytes' /run/slabs.json |
			awk -v before="$before" -v after="$after" -v bound=$bound '
			BEGIN { split(before, b); split(after, a) }
			{
				moved = a[NR] - b[NR]
				if (moved > bound || moved < -bound)
					exit
				printf "%s%.0f", (NR > 1 ? " " : ""), (a[NR] + b[NR]) / 2 - $1
			}')
		case $off in *' '*) break ;; esac
	done
	echo "$off" "$attempt"
}

# near VALUE WANTED: both in bytes
near() { [ $(($1 - $2)) -le $bound ] && [ $(($2 - $1)) -le $bound ] && echo near || echo "$1"; }

[ ! -e /proc/memmap_truth ] || rmmod truth
# shellcheck disable=SC2046 # three words
set -- $(totals)
large=$2
note "reclaimable off by $1 bytes, at attempt $3; $2 bytes of large kmalloc()"
is "slabs: SReclaimable is the sum of reclaimable caches" "$(near "$1" 0)" near
is "slabs: SUnreclaim is no less than the sum of the others" "$(($2 >= -bound))" 1
exits 1 "slabs: a cache that is not there" memmap slabs --cache memmap_truth_objs
says 'no slab cache goes by the name "memmap_truth_objs"' "slabs: says that it is not there"

# The truth module takes 4 MiB by kmalloc(), which are in SUnreclaim and in no cache.
need_truth
# shellcheck disable=SC2046 # three words
set -- $(totals)
note "reclaimable off by $1 bytes, at attempt $3; $2 bytes of large kmalloc()"
is "slabs: SReclaimable is still that sum" "$(near "$1" 0)" near
is "slabs: 4 MiB of large kmalloc() are beside the caches" "$(near $(($2 - large)) 4194304)" near
is "slabs: all is both" "$(jq '.totals | .[2].memory_bytes == .[0].memory_bytes + .[1].memory_bytes' /run/slabs.json)" true

# A cache whose objects are known.
grep '^# object ' /proc/memmap_truth >/run/objects
allocated=$(grep -c ' state=allocated$' /run/objects)
exits 0 "slabs: one cache" memmap slabs --json --cache memmap_truth_objs
fact() { jq -r ".caches[0] | $1" /run/said; }
is "slabs: objects in use" "$(fact .nr_active_objects)" "$allocated"
is "slabs: slabs" "$(fact .nr_slabs)" "$(sed 's/.* slab=\([^ ]*\) .*/\1/' /run/objects | sort -u | wc -l)"
is "slabs: objects fill the slabs" "$(fact '.nr_objects == .nr_slabs * .objects_per_slab')" true
is "slabs: size of an object" "$(fact .object_bytes)" 200
is "slabs: waste" "$(fact .waste_bytes)" "$(fact ".nr_slabs * .slab_bytes - 200 * $allocated")"
is "slabs: constructor" "$(fact .ctor | cut -d + -f 1)" construct
is "slabs: not merged" "$(fact '[.id, .aliases] | tojson')" '["memmap_truth_objs",[]]'
if [ -e /sys/devices/system/node ]; then
	is "slabs: objects on the nodes" "$(fact '[.nodes[].nr_active_objects] | add')" "$allocated"
	is "slabs: slabs on the nodes" "$(fact '[.nodes[].nr_slabs] | add')" "$(fact .nr_slabs)"
else
	# Without CONFIG_NUMA sysfs counts no nodes.
	is "slabs: no nodes" "$(fact '.nodes | length')" 0
fi
is "slabs: nodes" "$(fact '.nodes | length <= '"$expect_nodes")" true

# Every line of slabinfo that stays the same while memmap reads it; a counter that is another just then and
# the old one afterwards makes no difference that is found twice.
lines() { awk 'NR > 2 { print $1, $2, $3, $4, $5, $6, $15 }' /proc/slabinfo | sort; }
differing_lines() {
	lines >/run/before
	memmap slabs --json >/run/slabs.json
	lines >/run/after
	grep -xFf /run/before /run/after >/run/wanted
	jq -r '.caches[] | "\(.name) \(.nr_active_objects) \(.nr_objects) \(.slot_bytes) \(.objects_per_slab) \(
		pow(2; .order)) \(.nr_slabs)"' /run/slabs.json | sort >/run/got
	grep -vxFf /run/got /run/wanted
}
is "slabs: lines of slabinfo" "$(settled differing_lines)" ''
is "slabs: as many as in slabinfo" "$(wc -l </run/got)" "$(wc -l </run/before)"
is "slabs: half of the lines at least stay the same" "$(($(wc -l </run/wanted) * 2 > $(wc -l </run/before)))" 1

# Every fact of sysfs that does not move, and every name.
cd /sys/kernel/slab || exit
# facts FILE...: "ID FILE VALUE" of each cache, without the links that lead to it; by one process
facts() {
	for file; do find . -name "$file"; done | xargs grep -H . | sed 's|^\./\(.*\)/\([a-z_]*\):|\1 \2 |'
}
differing_facts() {
	memmap slabs --json >/run/slabs.json
	{
		facts object_size usersize align
		facts reclaim_account hwcache_align cache_dma destroy_by_rcu store_user | sed -n 's/ 1$//p'
		for path in *; do
			[ ! -L "$path" ] || echo "$(readlink "$path") alias $path"
		done
	} | sort >/run/wanted
	jq -r '.caches[] | .id as $id | "\($id) object_size \(.object_bytes)", "\($id) usersize \(.usercopy_bytes)",
		"\($id) align \(.align_bytes)",
		(.flags - ["red_zone", "poison", "sanity_checks", "trace", "failslab", "skip_kfence"] | .[] | "\($id) \(.)"),
		(select(.name != $id) | "\($id) alias \(.name)"), (.aliases[] | "\($id) alias \(.)")' /run/slabs.json |
		sort >/run/got
	diff /run/wanted /run/got
}
is "slabs: facts and names of /sys/kernel/slab" "$(settled differing_facts)" ''
cd /
is "slabs: reclaimable ones" "$(jq '[.caches[] | select(.reclaimable)] | length' /run/slabs.json)" \
	"$(grep -c ' reclaim_account$' /run/wanted)"

# One source alone.
mkdir -p /tmp/one/proc /tmp/other/sys
cat /proc/slabinfo >/tmp/one/proc/slabinfo
# A link would lead out of the root.
mount -o bind /sys /tmp/other/sys
exits 0 "slabs: slabinfo alone" memmap slabs --root /tmp/one --json
says "object sizes, waste, flags, aliases and nodes are not known" "slabs: says what is missing without sysfs"
is "slabs: slabinfo alone has the counts" \
	"$(jq '.caches[] | select(.name == "memmap_truth_objs") | .nr_active_objects' /run/said)" "$allocated"
exits 0 "slabs: sysfs alone" memmap slabs --root /tmp/other --json
says "slabinfo: No such file" "slabs: says what is missing without slabinfo"
is "slabs: sysfs alone has the counts" \
	"$(jq '.caches[] | select(.name == "memmap_truth_objs") | .nr_active_objects' /run/said)" "$allocated"
umount /tmp/other/sys

exits 0 "slabs: text" env COLUMNS=80 memmap slabs
awk 'length > 80' /run/said >/run/long
note "$(cat /run/long)"
is "slabs: 80 columns are enough" "$(wc -l </run/long)" 0
is "slabs: one screen" "$(($(wc -l </run/said) < 24))" 1
exits 3 "slabs: not for anybody" su nobody -s /bin/sh -c "memmap slabs"
says "Permission denied" "slabs: says why"
says "root only" "slabs: says who may"
