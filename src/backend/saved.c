// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * saved.c - the back end that answers from what a snapshot saved of another one's answers.
 *
 * It knows where each address led, but not through which page-table entries.
 */
#include <errno.h>
#include <string.h>

#include "arch/arch.h"
#include "backend/saved.h"
#include "reader/manifest.h"

extern const struct backend_ops backend_snapshot;

static struct snapshot_backend *self_of(struct backend *backend)
{
	return (struct snapshot_backend *)backend;
}

static bool is_saved(const struct root *root)
{
	return !root->live && root_find(root, TRANSLATIONS_FILE) == 0;
}

static int load(const struct root *root, struct translations *ret, struct error *err)
{
	_cleanup_(root_unmap) struct root_map map = {0};
	int rc = root_map(root, TRANSLATIONS_FILE, &map, err);

	if (rc < 0)
		return rc;
	if (!map.size)
		return error_set(err, ERROR_PARSE, "%s/" TRANSLATIONS_FILE ": empty", root->path);
	rc = translations_parse(map.data, map.size, ret, err);
	return error_prefix(err, rc, "%s/" TRANSLATIONS_FILE ": ", root->path);
}

/*
 * The halves of a wide address are those of its format. Of 32 bits the kernel has what its build
 * leaves, which no format tells, but the regions do; so they do of a format without a walker.
 */
static void find_halves(struct snapshot_backend *self)
{
	const struct address_space *space = &self->backend.space;
	const struct paging_format *format =
		paging_find(space->format, space->page_shift, space->va_bits);
	struct paging paging;

	address_space_kernel_half(space, &self->kernel_start, &self->kernel_last);
	if (format && space->va_bits > 32) {
		paging_init(&paging, format, 0, false);
		self->user_end = paging.user_end;
		self->kernel_start = paging.kernel_start;
		return;
	}
	for (size_t i = 0; i < space->nr_regions; i++)
		if (space->regions[i].type == MEMMAP_REGION_USER)
			self->user_end = space->regions[i].last + 1;
}

static void snapshot_close(struct backend *backend)
{
	struct snapshot_backend *self = self_of(backend);

	if (!self)
		return;
	translations_clear(&self->content);
	symbol_index_clear(&self->symbols);
	free(self);
}

static int snapshot_open(const struct root *root, struct backend **ret, struct error *err)
{
	_cleanup_free_ char *frames = NULL;
	struct snapshot_backend *self;
	int rc;

	if (root->live) {
		error_set(err, ERROR_NO_BACKEND, "the running system is no snapshot");
		error_remedy(err, "--root names the snapshot");
		return -ENOTSUP;
	}
	if (!is_saved(root))
		return backend_captured_root(root, err);
	self = calloc(1, sizeof(*self));
	if (!self)
		return error_no_memory(err);
	rc = load(root, &self->content, err);
	if (rc < 0) {
		free(self);
		return rc;
	}
	frames = manifest_value(root, "frames");
	self->has_all_frames = frames && !strcmp(frames, "all");
	self->root = root;
	self->backend = (struct backend){
		.ops = &backend_snapshot,
		.space = self->content.space,
		.root = root,
	};
	find_halves(self);
	*ret = &self->backend;
	return 0;
}

/* The part of an extent that lies in a range that it touches. */
static struct memmap_extent clip(const struct memmap_extent *extent, uint64_t start, uint64_t last)
{
	uint64_t extent_last = extent->virt_addr + (extent->length - 1);
	struct memmap_extent part = *extent;

	if (part.virt_addr < start) {
		part.phys_addr += part.leaf_shift ? start - part.virt_addr : 0;
		part.virt_addr = start;
	}
	part.length = (extent_last < last ? extent_last : last) - part.virt_addr + 1;
	return part;
}

static int snapshot_walk(struct backend *backend, struct memmap_walk *walk, struct error *err)
{
	const struct snapshot_backend *self = self_of(backend);
	const struct translations *content = &self->content;
	struct memmap_extent *out = (struct memmap_extent *)(uintptr_t)walk->extents;
	uint64_t start = walk->start, last = start + (walk->length - 1);
	size_t i = translations_extent(content, start), nr = 0;

	if (walk->flags & ~MEMMAP_WALK_ONCE || !walk->nr_extents || !walk->length || last < start ||
	    start < self->kernel_start || last > self->kernel_last)
		return error_errno(err, EINVAL, "walking the translations of the snapshot");
	walk->next = last + 1;
	for (; i < content->nr_extents && content->extents[i].virt_addr <= last; i++) {
		struct memmap_extent part = clip(&content->extents[i], start, last);

		if (nr == walk->nr_extents) {
			walk->next = part.virt_addr;
			break;
		}
		out[nr++] = part;
	}
	walk->nr_extents = nr;
	return 0;
}

static bool is_shadow(const struct memmap_region *region)
{
	return region && region->type == MEMMAP_REGION_KASAN_SHADOW;
}

static int snapshot_steps(struct backend *backend, struct memmap_steps *steps, struct error *err)
{
	const struct snapshot_backend *self = self_of(backend);
	const uint64_t virt_addr = steps->virt_addr;
	size_t i = translations_extent(&self->content, virt_addr);
	const struct memmap_extent *extent =
		i < self->content.nr_extents ? &self->content.extents[i] : NULL;

	*steps = (struct memmap_steps){.virt_addr = virt_addr, .status = MEMMAP_STATUS_UNMAPPED};
	if (virt_addr < self->user_end)
		steps->status = MEMMAP_STATUS_USER;
	else if (virt_addr < self->kernel_start || virt_addr > self->kernel_last)
		steps->status = MEMMAP_STATUS_NONCANONICAL;
	else if (extent && extent->virt_addr <= virt_addr) {
		steps->status = extent->status;
		steps->prot = extent->prot;
		steps->memtype = extent->memtype;
		steps->leaf_shift = extent->leaf_shift;
		if (extent->leaf_shift)
			steps->phys_addr = extent->phys_addr + (virt_addr - extent->virt_addr);
	} else if (is_shadow(address_space_region(&backend->space, virt_addr))) {
		/* What repeats itself there was left out. */
		steps->status = MEMMAP_STATUS_UNREADABLE;
	}
	return 0;
}

static int snapshot_frames(struct backend *backend, struct memmap_frame *frames, size_t nr,
			   struct error *err)
{
	const struct snapshot_backend *self = self_of(backend);

	for (size_t i = 0; i < nr; i++) {
		uint64_t pfn = frames[i].pfn;

		if (translations_frame(&self->content, pfn, &frames[i]))
			continue;
		frames[i] = (struct memmap_frame){
			.pfn = pfn,
			.head_pfn = pfn,
			.node = -1,
			.status = self->has_all_frames ? MEMMAP_FRAME_ABSENT : FRAME_UNKNOWN,
			.buddy_order = MEMMAP_ORDER_NONE,
			.compound_order = MEMMAP_ORDER_NONE,
		};
	}
	return 0;
}

static int snapshot_gfp(struct backend *backend, uint32_t *masks, size_t nr, struct error *err)
{
	const struct translations *content = &self_of(backend)->content;

	if (!content->nr_gfp)
		return error_set(err, ERROR_HIDDEN, "the snapshot has no GFP flags");
	memset(masks, 0, nr * sizeof(*masks));
	for (size_t i = 0; i < nr && i < content->nr_gfp; i++)
		masks[i] = content->gfp[i];
	return 0;
}

const struct backend_ops backend_snapshot = {
	.name = "snapshot",
	.is_for = is_saved,
	.open = snapshot_open,
	.close = snapshot_close,
	.walk = snapshot_walk,
	.steps = snapshot_steps,
	.frames = snapshot_frames,
	.symbol = snapshot_symbol,
	.gfp = snapshot_gfp,
};
