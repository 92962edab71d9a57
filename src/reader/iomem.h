/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iomem.h - read /proc/iomem and /proc/ioports, which look alike. */
#ifndef MEMMAP_READER_IOMEM_H
#define MEMMAP_READER_IOMEM_H

#include "base/root.h"
#include "model/memory.h"

/**
 * iomem_parse() - parse the text of /proc/iomem or /proc/ioports
 * @text: the text; it is cut up
 * @ret: the resources, to be released with mem_resource_array_clear()
 * @err: filled on failure
 *
 * Without CAP_SYS_ADMIN the kernel prints zeros for all addresses (51d7b120418e, 4.6); @ret then
 * says hidden.
 *
 * Source: r_show() in kernel/resource.c.
 *
 * Return: 0 or -errno.
 */
int iomem_parse(char *text, struct mem_resource_array *ret, struct error *err) _must_check_;

/**
 * iomem_read() - read and parse /proc/iomem
 * @root: where from
 * @ret: the resources, to be released with mem_resource_array_clear()
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int iomem_read(const struct root *root, struct mem_resource_array *ret,
	       struct error *err) _must_check_;

/**
 * ioports_read() - read and parse /proc/ioports
 * @root: where from
 * @ret: the resources, to be released with mem_resource_array_clear(); their addresses are port
 * numbers
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int ioports_read(const struct root *root, struct mem_resource_array *ret,
		 struct error *err) _must_check_;

#endif
