/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * redact.h - take the kernel's virtual addresses out of a snapshot, and leave it usable.
 *
 * Each region of the address space gets another place, drawn at random: the direct map, vmalloc and
 * vmemmap move as a whole; in the others, whose bounds are the same on all machines, the content
 * moves, round and round where it need not stay linear. Where the kernel image lies in vmalloc
 * space, as on arm64, it moves together with the modules around it, and apart from what is below
 * and above: the first areas have the same addresses on each machine. So the same address becomes
 * the same token everywhere in a snapshot, an offset in a page stays what it is, as do the order
 * and the distance of what lies in one region, and all views work; but nothing tells where anything
 * really is. Whoever knows one real address of a region can find the others of that region: this is
 * no more than KASLR is, a second time. Addresses in no region become 0. Physical addresses stay.
 */
#ifndef MEMMAP_ANALYSIS_REDACT_H
#define MEMMAP_ANALYSIS_REDACT_H

#include "backend/translations.h"

/**
 * struct redact_range - where one region goes, or a part of one
 * @start: its first address
 * @last: its last address
 * @to: its new first address
 * @rotate: by how much its content moves in it; what leaves at the end comes in at the beginning
 * @linear_shift: of a linear region, by how much what is mapped in it moves, modulo 2^64
 * @align: where it gets a place elsewhere: what that is a multiple of @start away; else 0
 */
struct redact_range {
	uint64_t start, last, to, rotate, linear_shift, align;
};

/**
 * struct redaction - where all regions go
 * @ranges: the regions, most specific first
 * @nr_ranges: how many
 * @regions: for each region of the address space, what it becomes
 */
struct redaction {
	struct redact_range *ranges;
	size_t nr_ranges;
	struct memmap_region *regions;
};

/**
 * redaction_init() - draw new places
 * @ret: filled; release it with redaction_clear()
 * @translations: the address space and what is mapped; without regions all addresses become 0
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int redaction_init(struct redaction *ret, const struct translations *translations,
		   struct error *err) _must_check_;

/**
 * redaction_clear() - forget the places
 * @redaction: may be zeroed
 */
void redaction_clear(struct redaction *redaction);

/**
 * redact_address() - the token for an address
 * @redaction: the places
 * @virt_addr: the address
 *
 * Return: the token; @virt_addr itself for what is not in the kernel's half of 64 bits.
 */
uint64_t redact_address(const struct redaction *redaction, uint64_t virt_addr);

/**
 * redact_kaslr_offset() - by how much KASLR would have moved the kernel image to where it went
 * @redaction: the places
 * @space: the address space as it was
 * @offset: the real offset
 *
 * Return: the offset that fits the tokens.
 */
uint64_t redact_kaslr_offset(const struct redaction *redaction, const struct address_space *space,
			     uint64_t offset);

/**
 * redact_text() - replace the addresses in a text: all numbers of 16 hexadecimal digits
 * @redaction: the places
 * @text: the text; it stays as long as it is
 */
void redact_text(const struct redaction *redaction, char *text);

/**
 * redact_command_line() - blank the values of options, which may name hosts, disks and people
 * @text: the text of /proc/cmdline; "name=value" becomes "name=*"
 */
void redact_command_line(char *text);

/**
 * redact_translations() - replace the addresses of regions and extents
 * @redaction: made from the same translations
 * @translations: changed; what is mapped in no region is left out
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int redact_translations(const struct redaction *redaction, struct translations *translations,
			struct error *err) _must_check_;

#endif
