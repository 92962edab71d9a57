// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * struct_pages.c - facts about page frames, from /proc/kpageflags, the struct pages in the kernel's
 * memory, /proc/zoneinfo and sysfs.
 *
 * Offsets into struct page come from VMCOREINFO. What it lacks stays unknown.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/kernel-page-flags.h>
#include <string.h>

#include "base/parse.h"
#include "kernel/struct_pages.h"
#include "reader/hints.h"
#include "reader/vmcoreinfo.h"
#include "reader/zones.h"

#define MAX_COMPOUND_ORDER 22

/* page->mapping has these set for a page that KSM shares (PAGE_MAPPING_KSM, FOLIO_MAPPING_KSM). */
#define MAPPING_BITS 3
#define MAPPING_KSM  3

#define KPF(name) (1ULL << KPF_##name)

/**
 * struct page_layout - where struct page keeps what, from VMCOREINFO
 * @size: of a struct page; 0 when struct pages cannot be found
 * @word_bytes: size of a long of the kernel
 * @flags: offset of the flags word
 * @mapping: offset of the mapping
 * @private: offset of the order of a free block's first page
 * @refcount: offset of the reference count
 * @mapcount: offset of the word that marks free blocks
 * @compound_head: offset of what leads from a compound page's tail to its head
 * @compound_order: offset, in the second page, of a compound page's order; ABSENT where it is in
 * the lowest byte of the flags word
 * @has_head_masks: what leads to the head may be a mask of the tail's own address
 * @head_mask: bits of the flags word that mark a compound page's head
 * @buddy_value: what @mapcount says in the first page of a free block
 * @max_order: the largest order of a free block
 */
struct page_layout {
	uint64_t size;
	unsigned int word_bytes;
	uint64_t flags, mapping, private, refcount, mapcount;
	uint64_t compound_head, compound_order, head_mask;
	bool has_head_masks;
	uint64_t buddy_value;
	unsigned int max_order;
};

/**
 * struct struct_pages - what facts about page frames come from
 * @layout: layout of struct page
 * @kpageflags_fd: /proc/kpageflags, or -1 until it is needed
 * @zones: zones with their spans, read when first needed
 */
struct struct_pages {
	struct page_layout layout;
	int kpageflags_fd;
	struct zone_array zones;
};

/**
 * struct page - a copy of a struct page
 * @virt_addr: where it is
 * @flags: its flags word
 * @mapping: its mapping
 * @private: the order of a free block in its first page
 * @compound_head: in a compound page's tail, what leads to its head, plus one
 * @refcount: its reference count
 * @mapcount: the word that says of what type it is
 */
struct page {
	uint64_t virt_addr;
	uint64_t flags, mapping, private, compound_head;
	uint32_t refcount, mapcount;
};

static uint64_t offset_of(const char *info, const char *member)
{
	uint64_t offset;

	return vmcoreinfo_number(info, "OFFSET", member, &offset) ? offset : ABSENT;
}

static bool fits(const struct page_layout *pages, uint64_t offset, size_t bytes)
{
	return offset <= pages->size && pages->size - offset >= bytes;
}

static void find_layout(struct kernel *self)
{
	struct page_layout *pages = &self->struct_pages->layout;
	const char *info = self->memory->vmcoreinfo;
	uint64_t value;

	pages->size = self->backend->space.struct_page_bytes;
	pages->word_bytes = self->memory->is_64bit ? 8 : 4;
	pages->flags = offset_of(info, "page.flags");
	pages->mapping = offset_of(info, "page.mapping");
	pages->private = offset_of(info, "page.private");
	pages->refcount = offset_of(info, "page._refcount");
	pages->mapcount = offset_of(info, "page._mapcount");
	pages->compound_head = offset_of(info, "page.compound_head");
	pages->has_head_masks = pages->compound_head == ABSENT;
	if (pages->has_head_masks)
		pages->compound_head = offset_of(info, "page.compound_info");
	pages->compound_order = offset_of(info, "page.compound_order");
	if (vmcoreinfo_number(info, "NUMBER", "PG_head_mask", &value))
		pages->head_mask = value;
	pages->buddy_value = ABSENT;
	if (vmcoreinfo_number(info, "NUMBER", "PAGE_BUDDY_MAPCOUNT_VALUE", &value))
		pages->buddy_value = (uint32_t)value;
	pages->max_order = 10;
	if (vmcoreinfo_number(info, "LENGTH", "zone.free_area", &value) && value && value <= 32)
		pages->max_order = value - 1;
	if (pages->size > ARCH_MAX_STRUCT_PAGE_BYTES ||
	    !fits(pages, pages->flags, pages->word_bytes) || !fits(pages, pages->refcount, 4))
		pages->size = 0;
}

void struct_pages_free(struct struct_pages *pages)
{
	if (!pages)
		return;
	zone_array_clear(&pages->zones);
	if (pages->kpageflags_fd >= 0)
		close(pages->kpageflags_fd);
	free(pages);
}

static uint64_t word_at(const struct page_layout *pages, const char *raw, uint64_t offset,
			size_t bytes)
{
	uint64_t word = 0;

	if (fits(pages, offset, bytes))
		memcpy(&word, raw + offset, bytes);
	return word;
}

static bool read_page(const struct kernel *self, uint64_t virt_addr, struct page *ret)
{
	const struct page_layout *pages = &self->struct_pages->layout;
	const unsigned int word = pages->word_bytes;
	char raw[ARCH_MAX_STRUCT_PAGE_BYTES];

	if (!pages->size ||
	    memory_read_virt(self->memory, virt_addr, raw, pages->size, "struct page", NULL) < 0)
		return false;
	*ret = (struct page){
		.virt_addr = virt_addr,
		.flags = word_at(pages, raw, pages->flags, word),
		.mapping = word_at(pages, raw, pages->mapping, word),
		.private = word_at(pages, raw, pages->private, word),
		.compound_head = word_at(pages, raw, pages->compound_head, word),
		.refcount = word_at(pages, raw, pages->refcount, 4),
		.mapcount = word_at(pages, raw, pages->mapcount, 4),
	};
	return true;
}

/* "System RAM", as the helper module asks of page_is_ram(). */
static bool is_ram(const struct kernel *self, uint64_t pfn)
{
	const struct mem_resource_array *resources = &self->found->resources;
	const unsigned int shift = self->backend->space.page_shift;
	uint64_t first = pfn << shift, last = first | ((1ULL << shift) - 1);

	if (pfn >> (64 - shift))
		return false;
	for (size_t i = 0; i < resources->nr; i++) {
		const struct mem_resource *resource = &resources->items[i];

		/* The whole page must be, as page_is_ram() has it. */
		if (!resource->depth && first >= resource->start && last <= resource->last &&
		    !strcmp(resource->name, "System RAM"))
			return true;
	}
	if (resources->nr)
		return false;
	return memory_find_phys(self->memory, first);
}

/*
 * A tail has the address of its head. Since v7.1 ("mm: rework compound_head() for power-of-2
 * sizeof(struct page)"), which gave the member another name, it may have a mask instead, by which
 * the tail's own address becomes its head's. No struct page is where such a mask would point.
 */
static uint64_t head_of_tail(const struct page_layout *pages, const struct page *tail)
{
	uint64_t head = tail->compound_head - 1, span = -head;
	bool is_mask = span >= 2 * pages->size && span <= pages->size << MAX_COMPOUND_ORDER &&
		       !(span & (span - 1));

	return pages->has_head_masks && is_mask ? tail->virt_addr & head : head;
}

/*
 * A head is one itself. But tails of a huge page whose struct pages are shared to save memory look
 * like heads, too; the page behind such a one knows better, see page_fixed_fake_head() of the
 * kernel.
 */
static uint64_t find_head(const struct kernel *self, const struct page *page)
{
	const struct page_layout *pages = &self->struct_pages->layout;
	struct page next;

	if (page->compound_head & 1)
		return head_of_tail(pages, page);
	if (page->flags & pages->head_mask &&
	    !(page->virt_addr % address_space_page_bytes(&self->backend->space)) &&
	    read_page(self, page->virt_addr + pages->size, &next) && next.compound_head & 1)
		return head_of_tail(pages, &next);
	return page->virt_addr;
}

/*
 * The order stands in the second page, since v6.6 in the lowest byte of its flags (ebc1baf5c9b4
 * ("mm: free up a word in the first tail page")), which took the offset out of VMCOREINFO.
 */
static unsigned int read_order(const struct kernel *self, uint64_t head)
{
	const struct page_layout *pages = &self->struct_pages->layout;
	uint64_t offset = pages->compound_order != ABSENT ? pages->compound_order : pages->flags;
	uint8_t order;

	if (memory_read_virt(self->memory, head + pages->size + offset, &order, 1, "struct page",
			     NULL) < 0)
		return 0;
	return order;
}

/* Which compound page a frame is part of; @head becomes its first page, or stays. */
static void find_compound(const struct kernel *self, struct memmap_frame *frame, struct page *head)
{
	const struct page_layout *pages = &self->struct_pages->layout;
	uint64_t virt_addr = find_head(self, head), into = virt_addr - self->found->vmemmap;
	uint64_t head_pfn = into / pages->size;
	struct page found;
	unsigned int order;

	if (pages->compound_head == ABSENT || into % pages->size || !is_ram(self, head_pfn) ||
	    !read_page(self, virt_addr, &found) || !(found.flags & pages->head_mask))
		return;
	order = read_order(self, virt_addr);
	if (!order || order > MAX_COMPOUND_ORDER || head_pfn & ((1ULL << order) - 1) ||
	    frame->pfn - head_pfn >= 1ULL << order)
		return;
	frame->compound_order = order;
	frame->head_pfn = head_pfn;
	*head = found;
}

/* Only a free block's first page knows its order, so look at each that could be it. */
static void find_buddy(const struct kernel *self, struct memmap_frame *frame)
{
	const struct page_layout *pages = &self->struct_pages->layout;

	for (unsigned int order = 0; order <= pages->max_order; order++) {
		uint64_t head_pfn = frame->pfn & ~((1ULL << order) - 1);
		struct page head;

		if (!read_page(self, self->found->vmemmap + head_pfn * pages->size, &head) ||
		    head.mapcount != pages->buddy_value || head.private < order ||
		    head.private > pages->max_order)
			continue;
		frame->buddy_order = head.private;
		frame->head_pfn = head_pfn;
		return;
	}
}

/* Where /proc/kpageflags errs or knows more than the helper module, see its frames.c. */
static uint64_t fix_flags(uint64_t flags, const struct page *head)
{
	bool compound = flags & (KPF(COMPOUND_HEAD) | KPF(COMPOUND_TAIL));

	if (flags & KPF(SLAB))
		flags &= ~(KPF(ANON) | KPF(KSM));
	if (flags & KPF(KSM) && head && (head->mapping & MAPPING_BITS) != MAPPING_KSM)
		flags &= ~KPF(KSM);
	if (compound && flags & KPF(ZERO_PAGE))
		flags &= ~(KPF(ZERO_PAGE) | KPF(THP));
	return flags;
}

/* Memory blocks are what sysfs calls by node and zone; most zones need not ask. */
static bool block_is_of(const struct kernel *self, uint64_t pfn, const struct zone *zone)
{
	_cleanup_free_ char *bytes_text = NULL, *zones = NULL;
	const unsigned int shift = self->backend->space.page_shift;
	const char *digits;
	uint64_t bytes, block;
	char path[96];

	bytes_text = root_read_line(self->root, "sys/devices/system/memory/block_size_bytes");
	digits = bytes_text;
	if (!digits || parse_u64(&digits, 16, &bytes) < 0 || bytes < 1ULL << shift)
		return true;
	block = pfn / (bytes >> shift);
	snprintf(path, sizeof(path), "sys/devices/system/node/node%d/memory%ju", zone->node,
		 (uintmax_t)block);
	if (root_find(self->root, path) < 0)
		return false;
	snprintf(path, sizeof(path), "sys/devices/system/memory/memory%ju/valid_zones",
		 (uintmax_t)block);
	zones = root_read_line(self->root, path);
	/* Of a block that is in use, the one zone that it belongs to, or "none" for several. */
	return !zones || !strcmp(zones, "none") || !strcmp(zones, zone->name);
}

static bool spans(const struct zone *zone, uint64_t pfn)
{
	return zone->start_pfn != ABSENT && pfn >= zone->start_pfn &&
	       pfn - zone->start_pfn < zone->spanned_pages;
}

/* Spans may overlap, where nodes interleave or memory was added later. */
static const struct zone *find_zone(const struct kernel *self, uint64_t pfn)
{
	const struct zone_array *zones = &self->struct_pages->zones;
	const struct zone *found = NULL;
	bool several = false;

	for (size_t i = 0; i < zones->nr; i++)
		if (spans(&zones->items[i], pfn)) {
			several = found;
			found = found ?: &zones->items[i];
		}
	for (size_t i = 0; several && i < zones->nr; i++)
		if (spans(&zones->items[i], pfn) && block_is_of(self, pfn, &zones->items[i]))
			return &zones->items[i];
	return found;
}

static unsigned int zone_type(const struct zone *zone)
{
	for (unsigned int type = MEMMAP_ZONE_DMA; type <= MEMMAP_ZONE_DEVICE; type++)
		if (!strcmp(zone->name, zone_type_name(type)))
			return type;
	return MEMMAP_ZONE_UNKNOWN;
}

static void fill_frame(const struct kernel *self, struct memmap_frame *frame, uint64_t flags)
{
	const struct page_layout *pages = &self->struct_pages->layout;
	struct page page, head;
	const struct zone *zone;
	bool known;

	known = read_page(self, self->found->vmemmap + frame->pfn * pages->size, &page);
	/* A struct page that was never initialised is all ones. */
	if (known && page.flags == UINT64_MAX >> (64 - 8 * pages->word_bytes))
		return;
	frame->status = MEMMAP_FRAME_OK;
	zone = find_zone(self, frame->pfn);
	frame->node = zone ? zone->node : INT_MIN;
	frame->zone = zone ? zone_type(zone) : MEMMAP_ZONE_UNKNOWN;
	frame->refcount = INT_MIN;
	frame->head_pfn = known ? frame->pfn : ABSENT;
	if (known) {
		frame->refcount = page.refcount;
		head = page;
		find_compound(self, frame, &head);
		if (frame->compound_order == MEMMAP_ORDER_NONE && !frame->refcount)
			find_buddy(self, frame);
	}
	frame->flags = fix_flags(flags, known ? &head : NULL);
}

static int read_flags(const struct kernel *self, uint64_t pfn, uint64_t *ret, struct error *err)
{
	ssize_t got =
		pread(self->struct_pages->kpageflags_fd, ret, sizeof(*ret), pfn * sizeof(*ret));

	if (got < 0)
		return error_errno(err, errno, "%s/proc/kpageflags: frame 0x%jx", self->root->path,
				   (uintmax_t)pfn);
	/* The file ends with the last section of memory. */
	if (got != sizeof(*ret))
		*ret = KPF(NOPAGE);
	return 0;
}

/* Zones change only when memory is plugged: once is enough for a command's life. */
static int prepare(struct kernel *self, struct error *err)
{
	_cleanup_free_ char *text = NULL;
	int rc = 0;

	if (!self->struct_pages) {
		self->struct_pages = calloc(1, sizeof(*self->struct_pages));
		if (!self->struct_pages)
			return error_no_memory(err);
		self->struct_pages->kpageflags_fd = -1;
		find_layout(self);
	}
	if (self->struct_pages->kpageflags_fd >= 0)
		return 0;
	if (!self->struct_pages->zones.nr)
		rc = root_read(self->root, "proc/zoneinfo", &text, err);
	if (rc == 0 && text) {
		rc = zoneinfo_parse(text, &self->struct_pages->zones, err);
		error_prefix(err, rc, "%s/proc/zoneinfo: ", self->root->path);
	}
	if (rc < 0)
		return rc;
	rc = root_open_file(self->root, "proc/kpageflags", err);
	if (rc == -ENOENT)
		hint_give(err, self->root, HINT_PAGE_FLAGS);
	if (rc < 0)
		return rc;
	self->struct_pages->kpageflags_fd = rc;
	return 0;
}

int struct_pages_frames(struct kernel *self, struct memmap_frame *frames, size_t nr,
			struct error *err)
{
	int rc = prepare(self, err);

	for (size_t i = 0; rc == 0 && i < nr; i++) {
		uint64_t pfn = frames[i].pfn, flags = KPF(NOPAGE);

		frames[i] = (struct memmap_frame){
			.pfn = pfn,
			.head_pfn = pfn,
			.node = -1,
			.status = MEMMAP_FRAME_ABSENT,
			.buddy_order = MEMMAP_ORDER_NONE,
			.compound_order = MEMMAP_ORDER_NONE,
		};
		if (is_ram(self, pfn))
			rc = read_flags(self, pfn, &flags, err);
		if (rc == 0 && !(flags & KPF(NOPAGE)))
			fill_frame(self, &frames[i], flags);
	}
	return rc;
}
