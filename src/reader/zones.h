/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zones.h - read /proc/zoneinfo, /proc/buddyinfo and /proc/pagetypeinfo. */
#ifndef MEMMAP_READER_ZONES_H
#define MEMMAP_READER_ZONES_H

#include "base/root.h"
#include "model/memory.h"

/**
 * zoneinfo_parse() - parse the text of /proc/zoneinfo
 * @text: the text; it is cut up
 * @ret: the zones, to be released with zone_array_clear()
 * @err: filled on failure
 *
 * Lines that are not known are skipped, since every kernel version adds some. A zone that lacks a
 * line which all kernels print means a truncated file and is an error.
 *
 * Source: zoneinfo_show_print() in mm/vmstat.c.
 *
 * Return: 0 or -errno.
 */
int zoneinfo_parse(char *text, struct zone_array *ret, struct error *err) _must_check_;

/**
 * buddyinfo_parse() - add the free blocks per order to the zones
 * @text: the text of /proc/buddyinfo; it is cut up
 * @zones: from zoneinfo_parse(); a line for a zone that is not among them is skipped
 * @err: filled on failure
 *
 * The number of orders is what the lines hold: MAX_ORDER is configurable.
 *
 * Source: frag_show_print() in mm/vmstat.c.
 *
 * Return: 0 or -errno.
 */
int buddyinfo_parse(char *text, struct zone_array *zones, struct error *err) _must_check_;

/**
 * pagetypeinfo_parse() - add the free blocks per migratetype to the zones, and what HighAtomic has
 * @text: the text of /proc/pagetypeinfo; it is cut up
 * @zones: from zoneinfo_parse()
 * @err: filled on failure
 *
 * Source: pagetypeinfo_showfree_print() in mm/vmstat.c; since 5.4 (93b3a674485f) a count stops at
 * 100,000 and is printed as ">100000".
 *
 * Return: 0 or -errno.
 */
int pagetypeinfo_parse(char *text, struct zone_array *zones, struct error *err) _must_check_;

/**
 * zones_parse() - parse both files, naming the one that is broken
 * @root: where they are from
 * @zoneinfo: the text of /proc/zoneinfo; it is cut up
 * @buddyinfo: the text of /proc/buddyinfo; it is cut up
 * @ret: the zones, to be released with zone_array_clear()
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int zones_parse(const struct root *root, char *zoneinfo, char *buddyinfo, struct zone_array *ret,
		struct error *err) _must_check_;

/**
 * zones_read() - read zones and their free blocks
 * @root: where from
 * @ret: the zones, to be released with zone_array_clear()
 * @err: filled on failure
 *
 * Context: needs no privilege. The two files are read one after the other, so on a busy machine
 * free pages and free blocks may be from different moments.
 *
 * Return: 0 or -errno.
 */
int zones_read(const struct root *root, struct zone_array *ret, struct error *err) _must_check_;

/**
 * free_lists_read() - add the free blocks per migratetype
 * @root: where from
 * @zones: from zones_read()
 * @err: filled on failure
 *
 * Context: /proc/pagetypeinfo is mode 0400 since 5.4 (abaed0112c1d).
 *
 * Return: 0 or -errno.
 */
int free_lists_read(const struct root *root, struct zone_array *zones,
		    struct error *err) _must_check_;

/**
 * zoneinfo_sum() - add up a number that /proc/zoneinfo has for each zone, or each CPU of each zone
 * @text: the text of the file
 * @word: what stands before the number: "nr_zspages", "count:"
 *
 * Return: the sum, or ABSENT when there is no such line.
 */
uint64_t zoneinfo_sum(const char *text, const char *word);

#endif
