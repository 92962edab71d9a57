/* SPDX-License-Identifier: GPL-2.0-or-later */
/* struct_pages.h - facts about page frames, from their struct pages. */
#ifndef MEMMAP_KERNEL_STRUCT_PAGES_H
#define MEMMAP_KERNEL_STRUCT_PAGES_H

#include "kernel/kernel.h"

/**
 * struct_pages_frames() - facts about page frames, see kernel_frames()
 * @kernel: the kernel; its memory can be read
 * @frames: zeroed but for their pfn
 * @nr: how many
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int struct_pages_frames(struct kernel *kernel, struct memmap_frame *frames, size_t nr,
			struct error *err) _must_check_;

/**
 * struct_pages_free() - release what struct kernel.struct_pages points to
 * @pages: may be NULL
 */
void struct_pages_free(struct struct_pages *pages);

#endif
