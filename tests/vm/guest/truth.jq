# SPDX-License-Identifier: GPL-2.0-or-later
# What guest/truth.sh compares with: /proc/memmap_truth as records, and rules for records of `memmap`.

# Numbers of up to 48 bits stay exact; addresses within one object differ in those alone.
def digit: if . >= 97 then . - 87 else . - 48 end;
def low48: ltrimstr("0x") | .[-12:] | explode | reduce .[] as $c (0; . * 16 + ($c | digit));

def page_bytes: $ENV.page_bytes | tonumber;

# How many levels above the last a leaf is; of i386 without PAE a table has fewer entries.
def leaf_level: (. / page_bytes | log2) / (page_bytes / 8 | log2) | round;

# text of /proc/memmap_truth -> [{name, va, pa, size, leaf, zone, node, region, status, disagree}]
def truth:
	split("\n") | map(select(length > 0 and (startswith("#") | not)) | split(" ") |
		{name: .[0]} + (.[1:] | map(split("=") | {(.[0]): .[1]}) | add) |
		.region |= (if . == "unknown" then null elif IN("cpu_entry_area", "kmap_local") then . else gsub("_"; " ") end) |
		.size |= tonumber |
		if .leaf then .leaf |= tonumber else . end |
		if .node then .node |= tonumber else . end);

def line($good; $text): (if $good then "ok - " else "not ok - " end) + $text;

# differs("field"; got; wanted): nothing when they are equal
def differs($field; $got; $want):
	if $got == $want then empty else "\($field) \($got | tojson), truth \($want | tojson)" end;

# What is wrong with an answer to one address; empty when nothing is. $levels: of the page tables.
def faults($t; $levels):
	differs("virt_addr"; .virt_addr; $t.va),
	differs("region"; .region.name; $t.region),
	if $t.status then
		differs("status"; .status; $t.status),
		differs("phys_addr"; .phys_addr; null),
		differs("frame"; .frame; null)
	else
		differs("status"; .status; "ok"),
		differs("phys_addr"; .phys_addr; $t.pa),
		differs("pfn"; .pfn; $t.pa | low48 / page_bytes | floor),
		(if $t.leaf then
			differs("leaf_bytes"; .leaf_bytes; $t.leaf),
			differs("number of steps"; .steps | length;
				$levels - ($t.leaf | leaf_level))
		else empty end),
		(if $t.zone == "none" then
			differs("frame"; .frame; null)
		else
			differs("zone"; .frame.zone; $t.zone),
			differs("node"; .frame.node; $t.node)
		end)
	end;

# Runs of one object with equal leaves that continue each other become one.
def merge:
	reduce .[] as $e ([];
		if length > 0 and .[-1].leaf == $e.leaf and
		   (.[-1].va | low48) + .[-1].size == ($e.va | low48) and
		   (.[-1].pa | low48) + .[-1].size == ($e.pa | low48)
		then .[-1].size += $e.size
		else . + [$e] end);

# The truth by object: [{name, va, size, runs}], runs mapped ones only
def objects:
	reduce .[] as $t ([];
		(if length > 0 and .[-1].name == $t.name then . else . + [$t + {size: 0, runs: []}] end) |
		.[-1].size += $t.size |
		if $t.status then . else .[-1].runs += [$t] end) |
	map(.runs |= (map({va, pa, size, leaf}) | merge));

# What is wrong with an answer to a range over the whole object
def range_faults($o):
	([.extents[] | {va: .virt_addr, pa: .phys_addr, size: .length_bytes, leaf: .leaf_bytes}] |
		merge) as $got |
	([$o.runs[] | {va, pa, size, leaf: .leaf}]) as $want |
	($want | map(.leaf = 0) | merge | map(.size)) as $physical |
	([$want[].size] | add // 0) as $mapped |
	differs("length_bytes"; .length_bytes; $o.size),
	differs("extents"; $got; $want),
	differs("nr_extents"; .nr_extents; .extents | length),
	differs("mapped_bytes"; .mapped_bytes; $mapped),
	differs("contiguous"; .contiguous; ($physical | length) == 1 and $mapped == $o.size),
	differs("status"; .status;
		if $mapped == $o.size then "ok" elif $mapped == 0 then "unmapped" else "partial" end);
