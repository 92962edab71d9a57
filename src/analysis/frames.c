// SPDX-License-Identifier: GPL-2.0-or-later
/* frames.c - see frames.h. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "analysis/frames.h"
#include "kernel/kernel.h"
#include "reader/zones.h"

/* KPF_NOPAGE of <linux/kernel-page-flags.h>. */
#define NO_PAGE (1ULL << 20)

/* Flags read with one call. */
#define FLAGS_AT_ONCE 512

void frame_source_open(const struct root *root, struct backend *backend, struct frame_source *ret)
{
	*ret = (struct frame_source){.root = root, .backend = backend};
	ret->kpageflags_fd = backend ? -1 : root_open_file(root, "proc/kpageflags", NULL);
	if (ret->kpageflags_fd >= 0 && zones_read(root, &ret->zones, NULL) < 0)
		ret->zones = (struct zone_array){0};
}

void frame_source_close(struct frame_source *source)
{
	if (source->kpageflags_fd >= 0)
		close(source->kpageflags_fd);
	zone_array_clear(&source->zones);
}

/* The one zone whose span has the frame; spans of nodes may overlap, and then nobody knows. */
static const struct zone *zone_of(const struct frame_source *source, uint64_t pfn)
{
	const struct zone *found = NULL;

	for (size_t i = 0; i < source->zones.nr; i++) {
		const struct zone *zone = &source->zones.items[i];

		if (zone->start_pfn == ABSENT || pfn < zone->start_pfn ||
		    pfn - zone->start_pfn >= zone->spanned_pages)
			continue;
		if (found)
			return NULL;
		found = zone;
	}
	return found;
}

static unsigned int zone_type(const char *name)
{
	for (unsigned int type = MEMMAP_ZONE_DMA; type <= MEMMAP_ZONE_DEVICE; type++)
		if (!strcmp(zone_type_name(type), name))
			return type;
	return MEMMAP_ZONE_UNKNOWN;
}

static void fill_frame(const struct frame_source *source, uint64_t flags, struct memmap_frame *ret)
{
	const struct zone *zone = zone_of(source, ret->pfn);

	*ret = (struct memmap_frame){
		.pfn = ret->pfn,
		.head_pfn = ABSENT,
		.flags = flags,
		.refcount = INT_MIN,
		.node = zone ? zone->node : INT_MIN,
		.status = flags & NO_PAGE ? MEMMAP_FRAME_ABSENT : MEMMAP_FRAME_OK,
		.zone = zone ? zone_type(zone->name) : MEMMAP_ZONE_UNKNOWN,
		.buddy_order = MEMMAP_ORDER_NONE,
		.compound_order = MEMMAP_ORDER_NONE,
	};
}

/* Frames that follow one another are read together. What lies behind the file's end is no RAM. */
static void read_flags(struct frame_source *source, struct memmap_frame *frames, size_t nr)
{
	uint64_t flags[FLAGS_AT_ONCE];
	size_t done = 0;

	while (done < nr) {
		size_t run = 1;
		ssize_t got;

		while (run < FLAGS_AT_ONCE && done + run < nr &&
		       frames[done + run].pfn == frames[done].pfn + run)
			run++;
		do
			got = pread(source->kpageflags_fd, flags, run * sizeof(*flags),
				    frames[done].pfn * sizeof(*flags));
		while (got < 0 && errno == EINTR);
		for (size_t i = 0; i < run; i++)
			fill_frame(source,
				   got >= (ssize_t)((i + 1) * sizeof(*flags)) ? flags[i] : NO_PAGE,
				   &frames[done + i]);
		done += run;
	}
}

int frame_source_find(struct frame_source *source, struct memmap_frame *frames, size_t nr,
		      struct error *err)
{
	if (source->backend) {
		for (size_t done = 0; done < nr; done += MEMMAP_MAX_ITEMS) {
			size_t batch = nr - done < MEMMAP_MAX_ITEMS ? nr - done : MEMMAP_MAX_ITEMS;
			int rc = kernel_frames(source->backend, frames + done, batch, err);

			if (rc < 0)
				return rc;
		}
		return 1;
	}
	if (source->kpageflags_fd < 0)
		return 0;
	read_flags(source, frames, nr);
	return 1;
}
