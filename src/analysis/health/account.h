/* SPDX-License-Identifier: GPL-2.0-or-later */
/* account.h - divide MemTotal into what the kernel counts, and the rest. */
#ifndef MEMMAP_ANALYSIS_ACCOUNT_H
#define MEMMAP_ANALYSIS_ACCOUNT_H

#include "base/root.h"
#include "model/account.h"
#include "model/memory.h"

/**
 * account_read() - divide MemTotal
 * @root: where from
 * @page_bytes: size of a page
 * @ret: the account, to be released with account_clear()
 * @err: filled on failure: /proc/meminfo cannot be read or has no MemTotal
 *
 * No page is counted twice: where lines of /proc/meminfo overlap, the difference is taken. Needs no
 * privilege, but for telling whether kernel stacks lie in vmalloc space, which is assumed of 64-bit
 * machines where /proc/vmallocinfo cannot be read.
 *
 * Return: 0 or -errno.
 */
int account_read(const struct root *root, uint64_t page_bytes, struct account *ret,
		 struct error *err) _must_check_;

/**
 * struct account_texts - files that account_divide() looks at
 * @meminfo: text of /proc/meminfo
 * @zoneinfo: text of /proc/zoneinfo, or NULL where it could not be read
 * @vmallocinfo: likewise, /proc/vmallocinfo
 */
struct account_texts {
	const char *meminfo, *zoneinfo, *vmallocinfo;
};

/**
 * account_divide() - divide MemTotal, for those who have the files already; without nodes
 * @root: where they are from
 * @texts: the files
 * @page_bytes: size of a page
 * @ret: the account
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int account_divide(const struct root *root, const struct account_texts *texts, uint64_t page_bytes,
		   struct account *ret, struct error *err) _must_check_;

/**
 * account_nodes_read() - add what the kernel counts by node
 * @root: where from
 * @account: gets its nodes; none without CONFIG_NUMA; to be released after failure, too
 * @err: filled on failure: a node has memory, but cannot be read
 *
 * Return: 0 or -errno.
 */
int account_nodes_read(const struct root *root, struct account *account,
		       struct error *err) _must_check_;

/**
 * struct frame_survey - what the flags of page frames show
 * @groups: frames that no counted use explains, by their flags, the most first
 * @nr_groups: how many
 * @nr_read: frames whose flags were read
 * @nr_frames: all frames that zones span
 */
struct frame_survey {
	struct frame_group *groups;
	size_t nr_groups;
	uint64_t nr_read, nr_frames;
};

/* Frames that are read unless all are wanted: 4 GiB in pages of 4 KiB. */
#define FRAME_SURVEY_SAMPLE (1ULL << 20)

/**
 * frame_survey_read() - read /proc/kpageflags, or what a snapshot has of it
 * @root: where from
 * @page_bytes: size of a page
 * @max_frames: read no more than about so many, in pieces spread evenly; 0 for all
 * @progress: told how many frames are read, and about how many will be; may be NULL
 * @context: passed to it
 * @ret: the survey, to be released with frame_survey_clear()
 * @err: filled on failure
 *
 * Context: /proc/kpageflags is root's, and is missing without CONFIG_PROC_PAGE_MONITOR.
 *
 * Return: 0 or -errno.
 */
int frame_survey_read(const struct root *root, uint64_t page_bytes, uint64_t max_frames,
		      void (*progress)(uint64_t nr_read, uint64_t nr_all, void *context),
		      void *context, struct frame_survey *ret, struct error *err) _must_check_;

/**
 * frame_survey_clear() - free the groups
 * @survey: may be zeroed
 */
void frame_survey_clear(struct frame_survey *survey);

#endif
