/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memory.h - plain structs for what /proc tells: zones, vmalloc areas and physical resources. */
#ifndef MEMMAP_MODEL_MEMORY_H
#define MEMMAP_MODEL_MEMORY_H

#include <stdbool.h>

#include "model/value.h"

/* Bounds of this program, not of the kernel: how many orders, zones a node and types are kept. */
#define MAX_ORDERS	 32
#define MAX_NODE_ZONES	 16
#define MAX_MIGRATETYPES 16
#define NAME_BYTES	 24

/**
 * struct free_list - free blocks of one migratetype in one zone, from /proc/pagetypeinfo
 * @node: NUMA node
 * @zone: name of the zone
 * @migratetype: the kernel's name: "Unmovable", "Movable", "HighAtomic" …
 * @nr_orders: entries of @nr_free
 * @nr_free: blocks per order; the kernel stops counting at 100,000 and says so
 * @truncated: at least one count is a lower bound
 */
struct free_list {
	int node;
	char zone[NAME_BYTES];
	char migratetype[NAME_BYTES];
	unsigned int nr_orders;
	uint64_t nr_free[MAX_ORDERS];
	uint8_t truncated;
};

/**
 * struct zone_reserve - pages a zone keeps back from allocations that could be served elsewhere
 * @highest_zone: name of the highest zone such an allocation may use
 * @pages: lowmem reserve against it
 */
struct zone_reserve {
	char highest_zone[NAME_BYTES];
	uint64_t pages;
};

/**
 * struct zone - one zone of one node
 * @node: NUMA node
 * @name: "DMA", "DMA32", "Normal", "HighMem", "Movable", "Device"
 * @start_pfn: first page frame; ABSENT where the kernel prints none (unpopulated zones)
 * @spanned_pages: from the first to the last page, holes included
 * @present_pages: pages that exist
 * @managed_pages: pages the buddy allocator manages; before 3.9 those that are present
 * @cma_pages: pages of contiguous memory areas; ABSENT before 4.0
 * @free_pages: free pages
 * @free_cma_pages: of these, those of contiguous memory areas, which only what can move may take;
 * ABSENT before 3.8
 * @boost_pages: temporary raise of the watermarks; ABSENT before 5.0
 * @min_pages: min watermark
 * @low_pages: low watermark
 * @high_pages: high watermark
 * @promo_pages: promotion watermark; ABSENT before 6.11 and without it
 * @reserves: lowmem reserves, one for each zone type of the node
 * @nr_reserves: entries of @reserves
 * @nr_orders: entries of the per-order arrays; 0 when /proc/buddyinfo has no line for the zone
 * @nr_free: free blocks per order, from /proc/buddyinfo
 * @unusable_index: per order, thousandths of free memory unusable for it
 * @fragmentation_index: per order, thousandths; -1000 when a request would succeed
 * @reserved_highatomic_pages: pages of the blocks that are kept for urgent requests, in use or
 * free; ABSENT where neither /proc/zoneinfo nor /proc/pagetypeinfo could tell
 * @free_highatomic_pages: of these, the free ones; ABSENT on kernels whose /proc/zoneinfo does not
 * tell
 * @start_phys_addr: physical address of the first page, ABSENT without @start_pfn
 * @last_phys_addr: physical address of the last byte, ABSENT without @start_pfn
 * @above_min_pages: free pages above the min watermark, negative below it
 * @above_low_pages: free pages above the low watermark
 * @above_high_pages: free pages above the high watermark
 * @free_lists: free blocks by migratetype
 * @nr_free_lists: entries of @free_lists; 0 when /proc/pagetypeinfo could not be read
 *
 * Sources: /proc/zoneinfo and /proc/buddyinfo (mm/vmstat.c), /proc/pagetypeinfo; what follows from
 * them is filled by zones_derive().
 */
struct zone {
	int node;
	char name[NAME_BYTES];
	uint64_t start_pfn, spanned_pages, present_pages, managed_pages, cma_pages;
	uint64_t free_pages, free_cma_pages;
	uint64_t boost_pages, min_pages, low_pages, high_pages, promo_pages;
	struct zone_reserve reserves[MAX_NODE_ZONES];
	unsigned int nr_reserves;
	unsigned int nr_orders;
	uint64_t nr_free[MAX_ORDERS];
	int unusable_index[MAX_ORDERS];
	int fragmentation_index[MAX_ORDERS];
	uint64_t reserved_highatomic_pages, free_highatomic_pages;
	uint64_t start_phys_addr, last_phys_addr;
	int64_t above_min_pages, above_low_pages, above_high_pages;
	struct free_list free_lists[MAX_MIGRATETYPES];
	unsigned int nr_free_lists;
};

/**
 * enum highatomic_rule - which pages of HighAtomic blocks do not count as free for a request that
 * must not take them
 * @HIGHATOMIC_UNKNOWN: the kernel does not tell
 * @HIGHATOMIC_ALL: all of them, those in use too
 * @HIGHATOMIC_FREE: the free ones (v6.12, c928807f6f6b)
 */
enum highatomic_rule { HIGHATOMIC_UNKNOWN, HIGHATOMIC_ALL, HIGHATOMIC_FREE };

/**
 * struct zone_array - zones of all nodes in the kernel's order
 * @items: the zones
 * @nr: how many
 */
struct zone_array {
	struct zone *items;
	size_t nr;
};

/**
 * zone_array_clear() - free the zones
 * @zones: may be zeroed
 */
void zone_array_clear(struct zone_array *zones);

/**
 * struct node_pages - how many pages of something lie on one NUMA node
 * @node: the node
 * @pages: how many
 */
struct node_pages {
	uint64_t node, pages;
};

/**
 * struct vmap_area - one line of /proc/vmallocinfo
 * @start: first address
 * @size_bytes: its size, with the guard page that the kernel counts in (VM_NO_GUARD areas have
 * none)
 * @phys_addr: physical address of an I/O mapping, else ABSENT
 * @nr_pages: pages behind it, or ABSENT
 * @caller: who made it, "symbol+0xoff/0xsize [module]", its address if it has no name, or NULL
 * @kind: "vmalloc", "vmap", "ioremap", "vm_map_ram", "user", "dma-coherent", "unpurged" or "other"
 * @nodes: where its pages lie, or NULL; only areas with @nr_pages have it
 * @nr_nodes: entries of @nodes
 */
struct vmap_area {
	uint64_t start, size_bytes;
	uint64_t phys_addr;
	uint64_t nr_pages;
	char *caller;
	const char *kind;
	struct node_pages *nodes;
	size_t nr_nodes;
};

/**
 * struct hashed_vmap_area - one line of /proc/vmallocinfo with hashes where the addresses should be
 * @start_hash: what the kernel's %p prints for its first address
 * @end_hash: the same for the first address behind it
 * @area: the rest of the line; its start is ABSENT until it is found out
 */
struct hashed_vmap_area {
	uint64_t start_hash, end_hash;
	struct vmap_area area;
};

/**
 * struct vmap_area_array - areas sorted by address
 * @items: the areas
 * @nr: how many
 * @hashed_items: lines whose addresses are not known, in the order of the file
 * @nr_hashed: how many
 * @hashed: the kernel printed hashes instead of addresses (kptr_restrict=0)
 * @hidden: the kernel printed zeros instead of addresses (kptr_restrict=2, or no CAP_SYSLOG)
 */
struct vmap_area_array {
	struct vmap_area *items;
	size_t nr;
	struct hashed_vmap_area *hashed_items;
	size_t nr_hashed;
	bool hashed, hidden;
};

/**
 * vmap_area_array_clear() - free the areas
 * @areas: may be zeroed
 */
void vmap_area_array_clear(struct vmap_area_array *areas);

/**
 * vmap_area_array_sort() - sort the areas by address
 * @areas: the areas
 */
void vmap_area_array_sort(struct vmap_area_array *areas);

/**
 * vmap_area_find() - the area that holds an address
 * @areas: the areas
 * @virt_addr: the address
 *
 * Return: the area, borrowed from @areas, or NULL.
 */
const struct vmap_area *vmap_area_find(const struct vmap_area_array *areas, uint64_t virt_addr);

/**
 * struct mem_resource - one line of /proc/iomem
 * @start: first physical address
 * @last: last physical address
 * @depth: nesting, 0 for the outermost
 * @name: what it is: "System RAM", "Kernel code", "0000:00:02.0" …
 * @parent: the resource around it, or NULL
 */
struct mem_resource {
	uint64_t start, last;
	unsigned int depth;
	char *name;
	const struct mem_resource *parent;
};

/**
 * struct mem_resource_array - the resource tree in the kernel's order
 * @items: the resources
 * @nr: how many
 * @hidden: the kernel printed zeros instead of addresses (no CAP_SYS_ADMIN)
 */
struct mem_resource_array {
	struct mem_resource *items;
	size_t nr;
	bool hidden;
};

/**
 * mem_resource_array_clear() - free the resources
 * @resources: may be zeroed
 */
void mem_resource_array_clear(struct mem_resource_array *resources);

/**
 * mem_resource_find() - the innermost resource that holds a physical address
 * @resources: the resources
 * @phys_addr: the address
 *
 * Return: the resource, borrowed from @resources, or NULL.
 */
const struct mem_resource *mem_resource_find(const struct mem_resource_array *resources,
					     uint64_t phys_addr);

#endif
