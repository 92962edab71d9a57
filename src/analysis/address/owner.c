// SPDX-License-Identifier: GPL-2.0-or-later
/* owner.c - see owner.h. */
#include <limits.h>
#include <linux/kernel-page-flags.h>
#include <string.h>

#include "analysis/address/extents.h"
#include "analysis/address/owner.h"
#include "analysis/address/owner_module.h"
#include "arch/arch.h"
#include "base/parse.h"
#include "kernel/page_cache.h"
#include "kernel/per_cpu.h"
#include "kernel/slab.h"
#include "kernel/stacks.h"

#define KPF(name) (1ULL << KPF_##name)

/* Any of these on a page that is not anonymous: it may be a file's, which only pointers prove. */
#define KPF_OF_FILES                                                                   \
	(KPF(REFERENCED) | KPF(UPTODATE) | KPF(DIRTY) | KPF(ACTIVE) | KPF(WRITEBACK) | \
	 KPF(RECLAIM) | KPF(MMAP) | KPF(SWAPBACKED) | KPF(UNEVICTABLE) | KPF(LOCKED))

static void own_struct_page(const struct address_space *space, uint64_t virt_addr,
			    const struct memmap_region *vmemmap, struct owner *ret)
{
	uint64_t page_bytes = space->struct_page_bytes, pfn;

	owner_init(ret, OWNER_STRUCT_PAGE);
	if (!page_bytes) {
		ret->note = "page frame unknown: the size of struct page is not known";
		return;
	}
	pfn = address_space_described_pfn(space, vmemmap, virt_addr);
	if (pfn == ABSENT) {
		owner_init(ret, OWNER_UNKNOWN);
		return;
	}
	ret->described_pfn = pfn;
	ret->object_bytes = page_bytes;
	ret->object_addr = vmemmap_base(space, vmemmap, page_bytes) + pfn * page_bytes;
	ret->offset_bytes = virt_addr - ret->object_addr;
}

/* The kernel names its own parts so; what it gave back after booting is plain "System RAM" again.
 */
static const char *image_section(const struct mem_resource *resource)
{
	static const char *const sections[][2] = {
		{"Kernel code", ".text"},
		{"Kernel rodata", ".rodata"},
		{"Kernel data", ".data"},
		{"Kernel bss", ".bss"},
	};

	for (size_t i = 0; resource && i < ARRAY_SIZE(sections); i++)
		if (!strcmp(resource->name, sections[i][0]))
			return sections[i][1];
	return NULL;
}

static void note_exec(const struct extent *extent, void *context)
{
	const char **section = context;

	if (extent_is_mapped(extent))
		*section = extent->prot & MEMMAP_PROT_EXEC ? ".text" : ".rodata";
}

/* Code, or what is read-only: the image's own page tables tell which; NULL where they do not. */
static const char *code_section(struct sources *sources, uint64_t phys_addr)
{
	const uint64_t page_bytes = owner_page_bytes(sources->finder);
	const struct memmap_region *image =
		owner_region(sources->finder, MEMMAP_REGION_KERNEL_IMAGE);
	const char *section = NULL;
	struct extent_visitor visitor = {.extent = note_exec, .context = &section};
	struct address page = {
		.virt_addr = image ? region_linear_addr(image, phys_addr & -page_bytes) : ABSENT,
		.length_bytes = page_bytes,
	};

	if (page.virt_addr == ABSENT || extents_walk(sources->backend, &page, &visitor, NULL) < 0)
		return NULL;
	return section;
}

static bool has_rodata(struct sources *sources)
{
	const char *missing;
	const struct mem_resource_array *resources = sources_resources(sources, &missing);

	for (size_t i = 0; i < resources->nr; i++)
		if (!strcmp(resources->items[i].name, "Kernel rodata"))
			return true;
	return false;
}

/* On arm64 the resource of code has what is read-only in it, too. */
static void own_image(struct sources *sources, const struct owner_facts *facts, struct owner *ret)
{
	owner_init(ret, OWNER_KERNEL_IMAGE);
	ret->section = image_section(facts->resource);
	if (ret->section && !strcmp(ret->section, ".text") && !has_rodata(sources))
		ret->section = code_section(sources, facts->phys_addr);
}

static void own_free_block(struct sources *sources, const struct memmap_frame *frame,
			   struct owner *ret)
{
	owner_init(ret, OWNER_FREE);
	ret->order = frame->buddy_order;
	ret->start_addr =
		owner_linear(sources->finder, frame->head_pfn * owner_page_bytes(sources->finder));
}

static void own_reserved(struct sources *sources, const struct owner_facts *facts,
			 struct owner *ret)
{
	uint64_t linear = owner_linear(sources->finder, facts->phys_addr);

	if (image_section(facts->resource))
		own_image(sources, facts, ret);
	else if (linear == ABSENT || !owner_per_cpu(sources->finder, linear, false, ret))
		owner_init(ret, OWNER_RESERVED);
}

static void own_allocated(const struct memmap_frame *frame, struct owner *ret)
{
	owner_init(ret, OWNER_ALLOCATED);
	/* Flags of /proc/kpageflags alone: without references it may as well be free. */
	if (frame->refcount == INT_MIN) {
		owner_init(ret, frame->flags & KPF(BUDDY) ? OWNER_FREE : OWNER_UNKNOWN);
	} else if (frame->compound_order != MEMMAP_ORDER_NONE) {
		ret->order = frame->compound_order;
	} else if (frame->refcount <= 0) {
		owner_init(ret, OWNER_UNKNOWN);
		ret->note = "owner unknown: without a reference, so free and in a list of one of "
			    "the CPUs, or not the first page of a larger block";
	}
}

/* What the flags say, in an order that lets the more telling ones win. */
static void own_frame(struct sources *sources, const struct owner_facts *facts, struct owner *ret)
{
	/* PageOffline(): of virtio's, Hyper-V's, VMware's and Xen's balloons, and virtio-mem. */
	static const char offline_note[] = "in a balloon, or kept offline: a driver gave it to the "
					   "hypervisor, or keeps it for that";
	static const struct {
		uint64_t flag;
		enum owner_kind kind;
		const char *note;
	} plain[] = {
		{KPF(HWPOISON), OWNER_POISONED},  {KPF(OFFLINE), OWNER_OFFLINE, offline_note},
		{KPF(PGTABLE), OWNER_PAGE_TABLE}, {KPF(ZERO_PAGE), OWNER_ZERO_PAGE},
		{KPF(HUGE), OWNER_HUGETLB},	  {KPF(KSM), OWNER_KSM},
		{KPF(ANON), OWNER_ANONYMOUS},
	};
	const struct memmap_frame *frame = facts->frame;
	uint64_t flags = frame->flags;

	if (frame->buddy_order != MEMMAP_ORDER_NONE) {
		own_free_block(sources, frame, ret);
		return;
	}
	if (flags & KPF(SLAB)) {
		owner_slab(sources->finder, owner_linear(sources->finder, facts->phys_addr), frame,
			   ret);
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(plain); i++)
		if (flags & plain[i].flag) {
			owner_init(ret, plain[i].kind);
			ret->note = plain[i].note;
			if (frame->compound_order != MEMMAP_ORDER_NONE)
				ret->order = frame->compound_order;
			return;
		}
	if (flags & KPF(RESERVED)) {
		own_reserved(sources, facts, ret);
		return;
	}
	if ((flags & KPF(LRU) && owner_page_cache(sources->finder, frame, true, ret)) ||
	    (flags & KPF_OF_FILES && owner_page_cache(sources->finder, frame, false, ret)))
		return;
	own_allocated(frame, ret);
}

static void own_area(struct sources *sources, const struct vmap_area *area, struct owner *ret)
{
	const struct freed_init *init = owner_freed_init_caller(sources->finder, area->caller);

	owner_init(ret, OWNER_AREA);
	ret->name = area->caller;
	if (!init)
		return;
	snprintf(ret->note_text, sizeof(ret->note_text),
		 "made by freed init code of module %s, whose .init.text began at 0x%jx",
		 init->module, (uintmax_t)init->start);
	ret->note = ret->note_text;
}

/* Where nothing is mapped, something may have been. */
static void own_gone(struct sources *sources, const struct owner_facts *facts, struct owner *ret)
{
	if (facts->phys_addr != ABSENT || !owner_freed_init(sources->finder, facts->virt_addr, ret))
		owner_init(ret, OWNER_UNKNOWN);
}

static bool is_made_by(const struct vmap_area *area, const char *const *makers)
{
	for (; area->caller && *makers; makers++) {
		const char *at = area->caller;

		if (skip_prefix(&at, *makers) && (*at == '+' || *at == '.'))
			return true;
	}
	return false;
}

static void own_vmalloc(struct sources *sources, const struct owner_facts *facts, struct owner *ret)
{
	/*
	 * Whom the kernel names as the maker of stacks depends on what its compiler joined: one of
	 * kernel/fork.c's own functions, or their caller.
	 */
	static const char *const stack_makers[] = {
		"alloc_thread_stack_node",
		"alloc_thread_stack",
		"dup_task_struct",
		"copy_process",
		"kernel_clone",
		"fork_idle",
		"create_io_thread",
		"vhost_task_create",
		NULL,
	};
	/* Not pcpu_create_chunk(), whose areas are what the allocator notes about the chunk. */
	static const char *const per_cpu_makers[] = {"pcpu_get_vm_areas", NULL};
	const struct vmap_area *area = facts->area;

	if (area && is_made_by(area, stack_makers)) {
		if (owner_stack(sources->finder, facts->virt_addr, area, ret))
			return;
	} else if (area && is_made_by(area, per_cpu_makers)) {
		if (owner_per_cpu(sources->finder, facts->virt_addr, true, ret))
			return;
	} else if (!area && facts->frame) {
		/* Its area is hidden: these two are known all the same. */
		if (owner_stack(sources->finder, facts->virt_addr, NULL, ret) ||
		    owner_per_cpu(sources->finder, facts->virt_addr, false, ret))
			return;
	}
	if (area)
		own_area(sources, area, ret);
	else
		owner_init(ret, OWNER_UNKNOWN);
}

/* Without page tables and regions: whom a symbol or the area names. */
static void own_listed(struct sources *sources, const struct owner_facts *facts, struct owner *ret)
{
	if (!owner_module(sources->finder, facts->virt_addr, facts->area, facts->symbol, ret) &&
	    facts->area)
		own_vmalloc(sources, facts, ret);
}

/* Nobody's until the virtual address says so; frames of user memory and of aliases say it alone. */
static void own_address(struct sources *sources, const struct owner_facts *facts, struct owner *ret)
{
	const struct address_space *space = sources_space(sources);
	const struct memmap_region *region =
		facts->virt_addr == ABSENT ? NULL : address_space_region(space, facts->virt_addr);

	owner_init(ret, OWNER_UNKNOWN);
	if (!sources->backend && facts->virt_addr != ABSENT) {
		own_listed(sources, facts, ret);
		return;
	}
	switch (region ? region->type : MEMMAP_REGION_NONE) {
	case MEMMAP_REGION_VMALLOC:
		if (arch_holds_modules(space, region) &&
		    owner_module(sources->finder, facts->virt_addr, facts->area, facts->symbol,
				 ret))
			return;
		own_vmalloc(sources, facts, ret);
		if (ret->kind == OWNER_UNKNOWN && arch_holds_modules(space, region))
			own_gone(sources, facts, ret);
		return;
	case MEMMAP_REGION_MODULES:
		if (owner_module(sources->finder, facts->virt_addr, facts->area, facts->symbol,
				 ret))
			return;
		if (facts->area)
			own_area(sources, facts->area, ret);
		else
			own_gone(sources, facts, ret);
		return;
	case MEMMAP_REGION_VMEMMAP:
		own_struct_page(space, facts->virt_addr, region, ret);
		return;
	case MEMMAP_REGION_KERNEL_IMAGE:
		/* After booting, what only that needed becomes memory like any other. */
		if (!facts->frame || facts->frame->flags & KPF(RESERVED) ||
		    image_section(facts->resource)) {
			own_image(sources, facts, ret);
			return;
		}
		break;
	}
	if (facts->frame)
		own_frame(sources, facts, ret);
	else if (!sources->backend && image_section(facts->resource))
		own_image(sources, facts, ret);
}

/* Sources may have been copied since they were asked before. */
static struct owner_finder *finder_of(struct sources *sources)
{
	struct owner_finder *finder = sources->finder ?: calloc(1, sizeof(*finder));

	sources->finder = finder;
	if (finder) {
		finder->root = sources->root;
		finder->backend = sources->backend;
		finder->space = sources_space(sources);
	}
	return finder;
}

void owner_find(struct sources *sources, const struct owner_facts *facts, struct owner *ret)
{
	owner_init(ret, OWNER_UNKNOWN);
	if (finder_of(sources))
		own_address(sources, facts, ret);
	else
		ret->note = "owner unknown: out of memory";
}
