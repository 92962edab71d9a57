/* SPDX-License-Identifier: GPL-2.0-or-later */
/* user.h - where the memory of a process lands. */
#ifndef MEMMAP_ANALYSIS_USER_H
#define MEMMAP_ANALYSIS_USER_H

#include "analysis/address/sources.h"
#include "model/address.h"
#include "reader/process.h"

/**
 * struct user_memory - what is needed to answer about a process
 * @process: the process
 * @sources: physical resources, page frames, and a back end or NULL; borrowed
 * @pfns_hidden: a page was seen whose frame number the kernel hides (no CAP_SYS_ADMIN)
 */
struct user_memory {
	struct process process;
	struct sources *sources;
	bool pfns_hidden;
};

/* Said where frame numbers are hidden. */
extern const char user_pfns_hidden_note[];

/**
 * user_open() - look at the memory of a process
 * @sources: root and back end, which may be NULL
 * @pid: number of the process, or "self"
 * @page_bytes: size of a page
 * @ret: to be released with user_close()
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int user_open(struct sources *sources, const char *pid, uint64_t page_bytes,
	      struct user_memory *ret, struct error *err) _must_check_;

/**
 * user_close() - release it
 * @user: from user_open()
 */
void user_close(struct user_memory *user);

/**
 * user_identify() - say everything about one address of a process
 * @user: the process
 * @operand: what the user asked for; borrowed by @ret
 * @virt_addr: the address
 * @ret: the answer; valid as long as @user
 * @err: filled on failure; ERROR_BAD_INPUT for an address of the kernel
 *
 * Return: 0 or -errno.
 */
int user_identify(struct user_memory *user, const char *operand, uint64_t virt_addr,
		  struct address *ret, struct error *err) _must_check_;

/**
 * struct user_visitor - who receives the extents of an area
 * @extent: called for each in rising order; may be NULL
 * @progress: called with the bytes walked so far; may be NULL
 * @context: passed to both
 */
struct user_visitor {
	void (*extent)(const struct user_extent *extent, void *context);
	void (*progress)(uint64_t done_bytes, void *context);
	void *context;
};

/**
 * user_measure() - count what is behind the pages of an area
 * @user: the process
 * @vma: one of its areas
 * @ret: the counts; number and huge pages are left to the caller
 * @visitor: who receives the extents
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int user_measure(struct user_memory *user, const struct vm_area *vma, struct user_vma *ret,
		 const struct user_visitor *visitor, struct error *err) _must_check_;

#endif
