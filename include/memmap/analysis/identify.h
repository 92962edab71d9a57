/* SPDX-License-Identifier: GPL-2.0-or-later */
/* identify.h - join what the page tables, /proc and the frames say about an address. */
#ifndef MEMMAP_ANALYSIS_IDENTIFY_H
#define MEMMAP_ANALYSIS_IDENTIFY_H

#include <memmap/backend/backend.h>
#include <memmap/model/address.h>

/**
 * struct identifier - what is needed to identify addresses, read when first needed and then kept
 * @root: where /proc is
 * @backend: how to translate; borrowed
 * @areas: vmalloc areas
 * @resources: physical resources
 * @areas_error: why @areas could not be read, or are not known in spite of that
 * @resources_error: why @resources could not be read
 * @areas_note: said of addresses that no area is known for while lines are left that fit none
 * @areas_read: reading @areas was tried
 * @resources_read: reading @resources was tried
 */
struct identifier {
	const struct root *root;
	struct backend *backend;
	struct vmap_area_array areas;
	struct mem_resource_array resources;
	struct error areas_error, resources_error;
	char areas_note[256];
	bool areas_read, resources_read;
};

/**
 * identifier_clear() - free what was read
 * @identifier: may be zeroed
 */
void identifier_clear(struct identifier *identifier);

/**
 * identifier_unhash() - read the vmalloc areas with kernel.kptr_restrict lifted for the moment
 * @identifier: the sources; nothing was identified yet
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int identifier_unhash(struct identifier *identifier, struct error *err) _must_check_;

/**
 * identify_address() - say everything about one virtual address
 * @identifier: the sources
 * @operand: what the user asked for; borrowed by @ret
 * @virt_addr: the address
 * @ret: the answer; valid as long as the identifier
 * @err: filled on failure
 *
 * Every page-table mapping is a status of @ret; so are addresses that no table can map. A missing
 * /proc file leaves its member NULL and a word in @ret->note.
 *
 * Return: 0 or -errno.
 */
int identify_address(struct identifier *identifier, const char *operand, uint64_t virt_addr,
		     struct address *ret, struct error *err) _must_check_;

/**
 * identify_range() - begin the answer about a range: its region, symbol and area
 * @identifier: the sources
 * @operand: what the user asked for; borrowed by @ret
 * @virt_addr: first address
 * @length_bytes: length, at least 1
 * @ret: the answer, its extents not yet counted
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int identify_range(struct identifier *identifier, const char *operand, uint64_t virt_addr,
		   uint64_t length_bytes, struct address *ret, struct error *err) _must_check_;

#endif
