/* SPDX-License-Identifier: GPL-2.0-or-later */
/* identify.h - join what the page tables, /proc and the frames say about an address. */
#ifndef MEMMAP_ANALYSIS_IDENTIFY_H
#define MEMMAP_ANALYSIS_IDENTIFY_H

#include "analysis/address/sources.h"
#include "model/address.h"

/**
 * identify_address() - say everything about one virtual address
 * @sources: the sources
 * @operand: what the user asked for; borrowed by @ret
 * @virt_addr: the address
 * @ret: the answer; valid as long as the sources
 * @err: filled on failure
 *
 * Every page-table mapping is a status of @ret; so are addresses that no table can map. A missing
 * /proc file leaves its member NULL and a word in @ret->note, and so does a frame that nobody tells
 * of. Without a back end the status is
 * STATUS_UNKNOWN, and the answer what lists of the kernel tell: symbol, area, and owner by these.
 *
 * Return: 0 or -errno.
 */
int identify_address(struct sources *sources, const char *operand, uint64_t virt_addr,
		     struct address *ret, struct error *err) _must_check_;

/**
 * identify_owner() - find out whose memory it is, for an answer that was made without
 * @sources: the sources
 * @address: the answer of identify_address(); stays where it is
 */
void identify_owner(struct sources *sources, struct address *address);

/**
 * identify_range() - begin the answer about a range: its region, symbol and area
 * @sources: the sources
 * @operand: what the user asked for; borrowed by @ret
 * @virt_addr: first address
 * @length_bytes: length, at least 1
 * @ret: the answer, its extents not yet counted
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int identify_range(struct sources *sources, const char *operand, uint64_t virt_addr,
		   uint64_t length_bytes, struct address *ret, struct error *err) _must_check_;

#endif
