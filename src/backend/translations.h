/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * translations.h - what a back end told, as a file of a snapshot.
 *
 * The file begins with struct translations_header. Sections follow, each a struct
 * translations_section and the items that it counts. A section of an unknown type is skipped. All
 * is as it lies in memory on the machine that wrote it.
 */
#ifndef MEMMAP_BACKEND_TRANSLATIONS_H
#define MEMMAP_BACKEND_TRANSLATIONS_H

#include "backend/backend.h"

#define TRANSLATIONS_FILE    "translations"
#define TRANSLATIONS_MAGIC   0x4c534e4152544d4dULL /* "MMTRANSL" */
#define TRANSLATIONS_VERSION 1

/**
 * struct translations_header - how the file begins
 * @magic: TRANSLATIONS_MAGIC
 * @version: TRANSLATIONS_VERSION
 * @checksum: of what follows, see checksum()
 * @size: bytes that follow
 */
struct translations_header {
	uint64_t magic;
	uint32_t version;
	uint32_t checksum;
	uint64_t size;
};

/**
 * enum translations_type - what the items of a section are
 * @TRANSLATIONS_SPACE: one struct stored_space
 * @TRANSLATIONS_REGIONS: struct memmap_region, most specific first
 * @TRANSLATIONS_EXTENTS: struct memmap_extent of all the kernel's half, in rising order
 * @TRANSLATIONS_FRAMES: struct frame_run, in rising order
 * @TRANSLATIONS_GFP: uint32_t, see backend_gfp()
 */
enum translations_type {
	TRANSLATIONS_SPACE = 1,
	TRANSLATIONS_REGIONS,
	TRANSLATIONS_EXTENTS,
	TRANSLATIONS_FRAMES,
	TRANSLATIONS_GFP,
};

/**
 * struct translations_section - what stands before the items of one type
 * @type: enum translations_type
 * @item_bytes: size of an item
 * @nr_items: how many
 */
struct translations_section {
	uint32_t type;
	uint32_t item_bytes;
	uint64_t nr_items;
};

/**
 * struct stored_space - struct address_space without its regions
 * @format: enum memmap_format
 * @page_shift: log2 of the page size
 * @nr_levels: page-table levels
 * @va_bits: bits of a virtual address
 * @phys_bits: bits of a physical address
 * @struct_page_bytes: size of struct page, or 0
 */
struct stored_space {
	uint32_t format, page_shift, nr_levels, va_bits, phys_bits, struct_page_bytes;
};

/**
 * struct frame_run - page frames that follow one another and are alike
 * @first: the first of them
 * @nr: how many
 * @head_moves: the head of each is as far from it as the first one's: it is its own head, most of
 * all; else 0, and all have the same head
 */
struct frame_run {
	struct memmap_frame first;
	uint64_t nr;
	uint64_t head_moves;
};

/**
 * struct translations - the content of the file
 * @space: the address space, with its regions
 * @extents: what is mapped
 * @nr_extents: how many
 * @frames: page frames
 * @nr_frames: how many runs
 * @gfp: what the kernel makes of GFP words
 * @nr_gfp: how many; 0 when the back end did not tell
 */
struct translations {
	struct address_space space;
	struct memmap_extent *extents;
	size_t nr_extents;
	struct frame_run *frames;
	size_t nr_frames;
	uint32_t gfp[MEMMAP_MAX_GFP];
	size_t nr_gfp;
};

/**
 * translations_clear() - free the content
 * @translations: may be zeroed
 */
void translations_clear(struct translations *translations);

/**
 * translations_add_frame() - append a frame, to the last run where it is alike
 * @translations: where to
 * @frame: the frame, behind all the others
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int translations_add_frame(struct translations *translations, const struct memmap_frame *frame,
			   struct error *err) _must_check_;

/**
 * translations_frame() - look a frame up
 * @translations: where
 * @pfn: the frame
 * @ret: filled
 *
 * Return: false when it is in no run.
 */
bool translations_frame(const struct translations *translations, uint64_t pfn,
			struct memmap_frame *ret);

/**
 * translations_extent() - the first extent that does not end before an address
 * @translations: where
 * @virt_addr: the address
 *
 * Return: its index, or the number of extents.
 */
size_t translations_extent(const struct translations *translations, uint64_t virt_addr);

/**
 * translations_format() - make the file's bytes
 * @translations: the content
 * @ret: the bytes, to be freed by the caller
 * @ret_size: how many
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int translations_format(const struct translations *translations, char **ret, size_t *ret_size,
			struct error *err) _must_check_;

/**
 * translations_parse() - understand the file's bytes
 * @data: the bytes
 * @size: how many
 * @ret: the content, to be released with translations_clear()
 * @err: filled on failure: cut off, damaged, of another machine, or not what it should be
 *
 * Return: 0 or -errno.
 */
int translations_parse(const void *data, size_t size, struct translations *ret,
		       struct error *err) _must_check_;

#endif
