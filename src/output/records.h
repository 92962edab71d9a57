/* SPDX-License-Identifier: GPL-2.0-or-later */
/* records.h - the field tables of all records. */
#ifndef MEMMAP_OUTPUT_RECORDS_H
#define MEMMAP_OUTPUT_RECORDS_H

#include "output/record.h"

/* struct address: the answer of "memmap addr" */
extern const struct record_type address_record;

/* struct annotation: the answer of "memmap annotate" in JSON */
extern const struct record_type annotation_record;

/* struct extent: the rows of a range */
extern const struct record_type extent_record;

/* struct layout_region: the answer of "memmap layout", with further text views of it */
extern const struct record_type layout_record;
extern const struct record_type layout_mapped_record;
extern const struct record_type layout_physical_record;

/* struct layout_space: what "memmap layout" says of the address space as a whole */
extern const struct record_type layout_space_record;

/* struct area_usage: the answer of "memmap vmalloc"; with --by struct area_group */
extern const struct record_type area_usage_record;
extern const struct record_type area_group_record;

/* struct area_totals: what ends that answer */
extern const struct record_type area_totals_record;

/* struct io_resource: the answer of "memmap io" */
extern const struct record_type io_resource_record;

/* struct physical: the answer of "memmap phys", and struct alias, its further text table */
extern const struct record_type physical_record;
extern const struct record_type alias_record;

/* What these nest: struct memmap_region, memmap_frame, vmap_area and mem_resource. */
extern const struct record_type region_record;
extern const struct record_type frame_record;
extern const struct record_type area_record;
extern const struct record_type resource_record;

/* struct owner: whose memory an address or page frame is */
extern const struct record_type owner_record;

/* struct zone: the answer of "memmap zones" */
extern const struct record_type zone_record;

/* Further text views of struct zone; JSON holds all of it in zone_record. */
extern const struct record_type zone_watermarks_record;
extern const struct record_type zone_blocks_record;
extern const struct record_type zone_unusable_record;
extern const struct record_type zone_fragmentation_record;

/* struct free_list: free blocks by migratetype */
extern const struct record_type free_list_record;

/* struct finding: the answer of "memmap doctor", and its second text table */
extern const struct record_type finding_record;
extern const struct record_type remedy_record;

/* struct helper: the answer of "memmap module" */
extern const struct record_type helper_record;

/* struct vm_area: the area of a process that an address lies in */
extern const struct record_type vm_area_record;

/* struct user_vma: the answer of "memmap user", and its totals; struct user_extent */
extern const struct record_type user_vma_record;
extern const struct record_type user_total_record;
extern const struct record_type user_extent_record;

/* struct paging_step: the answer of "memmap demo paging", and its second text table */
extern const struct record_type paging_step_record;
extern const struct record_type paging_shows_record;

/* struct sample: the answer of "memmap demo" and "memmap alloc"; its text views */
extern const struct record_type sample_record;
extern const struct record_type sample_rule_record;
extern const struct record_type sample_lesson_record;

/* struct gfp_request: the answer of "memmap gfp" */
extern const struct record_type gfp_record;

/* struct slab_cache, and struct slab_total: the answer of "memmap slabs" */
extern const struct record_type slab_cache_record;
extern const struct record_type slab_total_record;

/* struct account_part: the answer of "memmap account"; struct account_node, struct frame_group */
extern const struct record_type account_part_record;
extern const struct record_type account_node_record;
extern const struct record_type frame_group_record;

/* struct check_result: the answer of "memmap check", and what to do; struct check: --list */
extern const struct record_type check_record;
extern const struct record_type check_remedy_record;
extern const struct record_type check_spec_record;

/* struct fit: the answer of "memmap fit"; struct fit_zone: its zones */
extern const struct record_type fit_record;
extern const struct record_type fit_zone_record;

/* struct snapshot: the answer of "memmap snapshot" */
extern const struct record_type snapshot_record;

/* struct change: the answer of "memmap diff", with a text view for each section */
extern const struct record_type change_record;
extern const struct record_type change_cache_record;
extern const struct record_type change_caller_record;
extern const struct record_type change_area_record;
extern const struct record_type change_zone_record;
extern const struct record_type change_meminfo_record;

/* struct comparison: what "memmap diff" compared */
extern const struct record_type comparison_record;

#endif
