// SPDX-License-Identifier: GPL-2.0-or-later
/* user.c - see user.h. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "analysis/process/user.h"

/* Pages looked at in one go. */
#define PAGES_AT_ONCE 4096

const char user_pfns_hidden_note[] =
	"frame numbers are hidden: the kernel shows them to CAP_SYS_ADMIN only";

int user_open(struct sources *sources, const char *pid, uint64_t page_bytes,
	      struct user_memory *ret, struct error *err)
{
	struct user_memory user = {.sources = sources};
	int rc = process_open(sources->root, pid, page_bytes, &user.process, err);

	if (rc < 0)
		return rc;
	*ret = user;
	return 0;
}

void user_close(struct user_memory *user)
{
	process_close(&user->process);
}

/* The upper half, and on 32-bit machines the last gigabyte, is the kernel's. */
static bool is_kernel_address(const struct user_memory *user, uint64_t virt_addr)
{
	const struct backend *backend = user->sources->backend;
	const struct memmap_region *region =
		backend ? address_space_region(&backend->space, virt_addr) : NULL;

	if (region)
		return region->type != MEMMAP_REGION_USER;
	return virt_addr >> 63;
}

static int refuse_kernel_address(uint64_t virt_addr, struct error *err)
{
	error_set(err, ERROR_BAD_INPUT,
		  "0x%jx is an address of the kernel, the same for every "
		  "process",
		  (uintmax_t)virt_addr);
	error_remedy(err, "leave --pid out");
	return -EINVAL;
}

static void begin(struct user_memory *user, const char *operand, uint64_t virt_addr,
		  struct address *ret)
{
	const struct backend *backend = user->sources->backend;

	address_init(ret, operand, virt_addr);
	ret->status = MEMMAP_STATUS_UNMAPPED;
	ret->region = backend ? address_space_region(&backend->space, virt_addr) : NULL;
	ret->vma = vm_area_find(&user->process.areas, virt_addr);
}

static void find_frame(struct user_memory *user, uint64_t entry, struct address *ret)
{
	const char *missing;

	ret->pfn = PAGEMAP_PFN(entry);
	ret->phys_addr =
		ret->pfn * user->process.page_bytes + ret->virt_addr % user->process.page_bytes;
	ret->frame_facts = (struct memmap_frame){.pfn = ret->pfn};
	sources_frames(user->sources, &ret->frame_facts, 1, &ret->note);
	if (ret->frame_facts.status == MEMMAP_FRAME_OK) {
		ret->frame = &ret->frame_facts;
		ret->leaf_bytes = user_leaf_bytes(ret->frame, user->process.page_bytes);
	}
	ret->resource =
		mem_resource_find(sources_resources(user->sources, &missing), ret->phys_addr);
	if (missing)
		ret->resource = NULL;
}

static void find_swap(struct user_memory *user, uint64_t entry, struct address *ret)
{
	ret->swap_slot = (struct user_swap){
		.type = PAGEMAP_SWAP_TYPE(entry),
		.offset_pages = PAGEMAP_SWAP_OFFSET(entry),
		.area = user->process.swap_area,
	};
	ret->swap = &ret->swap_slot;
}

/* Device mappings (VM_PFNMAP) have page-table entries that pagemap leaves out. */
static bool may_be_hidden(const struct vm_area *vma)
{
	return vma->name &&
	       (!strncmp(vma->name, "[vvar", 5) ||
		(!strncmp(vma->name, "/dev/", 5) && strncmp(vma->name, "/dev/shm/", 9) &&
		 strncmp(vma->name, "/dev/zero", 9)));
}

static const char *note_of(const struct user_memory *user, const struct address *address)
{
	if (address->status == MEMMAP_STATUS_OK && user->pfns_hidden)
		return user_pfns_hidden_note;
	if (address->status == STATUS_UNTOUCHED && may_be_hidden(address->vma))
		return "not in /proc/PID/pagemap, which leaves out memory of devices (VM_PFNMAP)";
	if (address->status == STATUS_UNTOUCHED)
		return "nothing is behind this page yet: the first access brings it in";
	if (address->status == STATUS_GUARD)
		return "any access ends in SIGSEGV (MADV_GUARD_INSTALL)";
	if (address->status == STATUS_SPECIAL)
		return "its page-table entry stands for a page that is being moved, is poisoned or "
		       "the like";
	if (!address->vma)
		return "in no area of the process: any access ends in SIGSEGV";
	return NULL;
}

int user_identify(struct user_memory *user, const char *operand, uint64_t virt_addr,
		  struct address *ret, struct error *err)
{
	uint64_t page = virt_addr / user->process.page_bytes * user->process.page_bytes, entry;
	int rc;

	if (is_kernel_address(user, virt_addr))
		return refuse_kernel_address(virt_addr, err);
	begin(user, operand, virt_addr, ret);
	if (!ret->vma) {
		ret->note = note_of(user, ret);
		return 0;
	}
	rc = process_pagemap(&user->process, page, &entry, 1, err);
	if (rc < 0)
		return rc;
	if (entry & PAGEMAP_PRESENT) {
		ret->exclusive = !!(entry & PAGEMAP_EXCLUSIVE);
		user->pfns_hidden |= !PAGEMAP_PFN(entry);
		if (PAGEMAP_PFN(entry))
			find_frame(user, entry, ret);
	}
	ret->backing = user_backing_of(entry, ret->frame);
	ret->status = user_status_of(ret->backing);
	if (ret->backing == USER_SWAP)
		find_swap(user, entry, ret);
	ret->note = note_of(user, ret) ?: ret->note;
	return 0;
}

/**
 * struct measurement - an area that is being counted
 * @user: the process
 * @ret: the counts
 * @visitor: who receives the extents
 * @extent: the run so far; its length is 0 while there is none
 * @zero_unknown: pages were seen that may be the zero page
 * @run_pages: length of the physical run so far
 * @run_pfn: its last frame; 0 while there is none
 * @run_addr: its last page
 * @entries: page map of the pages that are looked at
 * @frames: their frames, of those that are in memory
 */
struct measurement {
	struct user_memory *user;
	struct user_vma *ret;
	const struct user_visitor *visitor;
	struct user_extent extent;
	bool zero_unknown;
	uint64_t run_pages, run_pfn, run_addr;
	uint64_t entries[PAGES_AT_ONCE];
	struct memmap_frame frames[PAGES_AT_ONCE];
};

static void end_extent(struct measurement *m)
{
	if (m->extent.length_bytes && m->visitor->extent)
		m->visitor->extent(&m->extent, m->visitor->context);
	m->extent.length_bytes = 0;
}

/* Pages of no frame belong together when they are alike, others when their frames follow as well.
 */
static void add_to_extent(struct measurement *m, uint64_t virt_addr, enum user_backing backing,
			  uint64_t pfn, int node)
{
	uint64_t page_bytes = m->user->process.page_bytes;
	struct user_extent *extent = &m->extent;
	uint64_t phys_addr = pfn ? pfn * page_bytes : ABSENT;
	uint64_t follows =
		extent->phys_addr == ABSENT ? ABSENT : extent->phys_addr + extent->length_bytes;

	if (extent->length_bytes && extent->virt_addr + extent->length_bytes == virt_addr &&
	    extent->backing == backing && follows == phys_addr && extent->node == node) {
		extent->length_bytes += page_bytes;
		return;
	}
	end_extent(m);
	*extent = (struct user_extent){
		.virt_addr = virt_addr,
		.phys_addr = phys_addr,
		.length_bytes = page_bytes,
		.status = user_status_of(backing),
		.backing = backing,
		.node = node,
	};
}

static void add_to_run(struct measurement *m, uint64_t virt_addr, uint64_t pfn)
{
	if (m->run_pfn && pfn == m->run_pfn + 1 &&
	    virt_addr == m->run_addr + m->user->process.page_bytes) {
		m->run_pages++;
	} else {
		m->run_pages = 1;
		m->ret->nr_runs++;
	}
	m->run_pfn = pfn;
	m->run_addr = virt_addr;
	if (m->run_pages > m->ret->largest_run_pages)
		m->ret->largest_run_pages = m->run_pages;
}

static void count_node(struct user_vma *ret, int node)
{
	unsigned int i = 0;

	while (i < ret->nr_nodes && ret->nodes[i].node != node)
		i++;
	if (i == USER_MAX_NODES)
		return;
	if (i == ret->nr_nodes)
		ret->nodes[ret->nr_nodes++] = (struct user_node){.node = node};
	ret->nodes[i].pages++;
}

static void count_page(struct measurement *m, uint64_t virt_addr, uint64_t entry,
		       const struct memmap_frame *frame)
{
	enum user_backing backing = user_backing_of(entry, frame);
	uint64_t pfn = entry & PAGEMAP_PRESENT ? PAGEMAP_PFN(entry) : 0;
	int node = frame ? frame->node : INT_MIN;

	switch (backing) {
	case USER_NOTHING:
		return;
	case USER_ZERO_PAGE:
		m->ret->zero_pages++;
		break;
	case USER_SWAP:
		m->ret->swapped_pages++;
		break;
	case USER_GUARD:
	case USER_SPECIAL:
		m->ret->special_pages++;
		break;
	default:
		m->ret->resident_pages++;
		m->zero_unknown |= backing == USER_ANONYMOUS_OR_ZERO;
		if (!pfn)
			m->user->pfns_hidden = true;
		else
			add_to_run(m, virt_addr, pfn);
		if (node != INT_MIN)
			count_node(m->ret, node);
	}
	add_to_extent(m, virt_addr, backing, pfn, node);
}

/* Looks all frames of a lot up together; entries without one have none to look up. */
static void find_frames(struct measurement *m, size_t nr)
{
	const char *missing;
	size_t nr_frames = 0;

	for (size_t i = 0; i < nr; i++)
		if (m->entries[i] & PAGEMAP_PRESENT && PAGEMAP_PFN(m->entries[i]))
			m->frames[nr_frames++] =
				(struct memmap_frame){.pfn = PAGEMAP_PFN(m->entries[i])};
	if (nr_frames)
		sources_frames(m->user->sources, m->frames, nr_frames, &missing);
}

static int count_lot(struct measurement *m, uint64_t virt_addr, size_t nr, struct error *err)
{
	uint64_t page_bytes = m->user->process.page_bytes;
	size_t next_frame = 0;
	int rc = process_pagemap(&m->user->process, virt_addr, m->entries, nr, err);

	if (rc < 0)
		return rc;
	find_frames(m, nr);
	for (size_t i = 0; i < nr; i++) {
		const struct memmap_frame *frame = NULL;

		if (m->entries[i] & PAGEMAP_PRESENT && PAGEMAP_PFN(m->entries[i]))
			frame = &m->frames[next_frame++];
		if (frame && frame->status != MEMMAP_FRAME_OK)
			frame = NULL;
		count_page(m, virt_addr + i * page_bytes, m->entries[i], frame);
	}
	return 0;
}

static int count_all(struct measurement *m, const struct vm_area *vma, struct error *err)
{
	uint64_t page_bytes = m->user->process.page_bytes, at = vma->start, end = vma->last + 1;
	int rc = 0;

	while (at < end && rc == 0) {
		size_t nr = PAGES_AT_ONCE;

		at = process_skip(&m->user->process, at, end);
		if ((end - at) / page_bytes < nr)
			nr = (end - at) / page_bytes;
		if (!nr)
			break;
		rc = count_lot(m, at, nr, err);
		at += nr * page_bytes;
		if (m->visitor->progress)
			m->visitor->progress(at - vma->start, m->visitor->context);
	}
	end_extent(m);
	return rc;
}

/* Entries without frame numbers look the same with the zero page and with a page of one's own. */
static void ask_zero_pages(const struct measurement *m)
{
	const struct vm_area *vma = m->ret->vma;
	uint64_t pages = process_zero_pages(&m->user->process, vma->start, vma->last + 1);

	m->ret->zero_pages = ABSENT;
	if (pages > m->ret->resident_pages)
		return;
	m->ret->zero_pages = pages;
	m->ret->resident_pages -= pages;
}

int user_measure(struct user_memory *user, const struct vm_area *vma, struct user_vma *ret,
		 const struct user_visitor *visitor, struct error *err)
{
	uint64_t nr_pages = (vma->last - vma->start + 1) / user->process.page_bytes;
	struct measurement *m;
	int rc;

	*ret = (struct user_vma){.vma = vma, .size_bytes = vma->last - vma->start + 1};
	/* The vsyscall page is the kernel's; pagemap ends below it. */
	if (is_kernel_address(user, vma->start)) {
		ret->resident_pages = ret->zero_pages = ret->swapped_pages = ABSENT;
		ret->special_pages = ret->untouched_pages = ABSENT;
		ret->nr_runs = ret->largest_run_pages = ABSENT;
		return 0;
	}
	m = calloc(1, sizeof(*m));
	if (!m)
		return error_no_memory(err);
	m->user = user;
	m->ret = ret;
	m->visitor = visitor;
	rc = count_all(m, vma, err);
	ret->untouched_pages = nr_pages - ret->resident_pages - ret->zero_pages -
			       ret->swapped_pages - ret->special_pages;
	if (m->zero_unknown)
		ask_zero_pages(m);
	if (user->pfns_hidden)
		ret->nr_runs = ret->largest_run_pages = ABSENT;
	free(m);
	return rc;
}
