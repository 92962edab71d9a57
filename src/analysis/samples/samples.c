// SPDX-License-Identifier: GPL-2.0-or-later
/* samples.c - see samples.h. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "analysis/address/extents.h"
#include "analysis/address/owner.h"
#include "analysis/samples/samples.h"
#include "base/array.h"
#include "kernel/kernel.h"
#include "model/gfp.h"

/**
 * struct collector - the extents of one sample on their way into it
 * @sample: the sample
 * @err: filled when memory ran out
 * @rc: then -ENOMEM
 */
struct collector {
	struct sample *sample;
	struct error *err;
	int rc;
};

static void collect(const struct extent *extent, void *context)
{
	struct collector *collector = context;
	struct sample *sample = collector->sample;

	if (collector->rc < 0)
		return;
	collector->rc = array_grow(&sample->extents, sample->nr_extents, collector->err);
	if (collector->rc == 0)
		sample->extents[sample->nr_extents++] = *extent;
}

#define NOTE_BYTES 256

/* Whether the page tables and the kernel's own word differ, and in what. */
static bool differs(const struct sample *sample, const struct memmap_sample *word,
		    char note[NOTE_BYTES])
{
	const struct extent *last =
		sample->nr_extents ? &sample->extents[sample->nr_extents - 1] : NULL;
	int node = sample->node == INT_MIN ? -1 : sample->node;

	*note = '\0';
	if (!last || sample->phys_addr != word->phys_addr)
		snprintf(note, NOTE_BYTES,
			 "the page tables say 0x%jx, the kernel's own functions 0x%jx",
			 (uintmax_t)sample->phys_addr, (uintmax_t)word->phys_addr);
	else if (last->phys_addr + last->length_bytes - 1 != word->last_phys_addr)
		snprintf(note, NOTE_BYTES,
			 "it ends at 0x%jx by the page tables, at 0x%jx by the kernel's own "
			 "functions",
			 (uintmax_t)(last->phys_addr + last->length_bytes - 1),
			 (uintmax_t)word->last_phys_addr);
	else if (sample->nr_runs != word->nr_runs)
		snprintf(note, NOTE_BYTES,
			 "%ju runs by the page tables, %u by the kernel's own functions",
			 (uintmax_t)sample->nr_runs, word->nr_runs);
	else if (sample->zone != word->zone || node != word->node)
		snprintf(note, NOTE_BYTES,
			 "node %d and zone %s by the page frame, node %d and zone %s by the "
			 "kernel's own functions",
			 node, zone_type_name(sample->zone) ?: "none", word->node,
			 zone_type_name(word->zone) ?: "none");
	else if (sample->linear_offset != ABSENT &&
		 sample->virt_addr - sample->linear_offset != sample->phys_addr)
		snprintf(note, NOTE_BYTES, "0x%jx - 0x%jx is not 0x%jx",
			 (uintmax_t)sample->virt_addr, (uintmax_t)sample->linear_offset,
			 (uintmax_t)sample->phys_addr);
	return *note;
}

static int set_note(struct sample *sample, const char *note, struct error *err)
{
	sample->note = strdup(note);
	return sample->note ? 0 : error_no_memory(err);
}

static void set_region(struct sample *sample, const struct address_space *space)
{
	const struct memmap_region *region = address_space_region(space, sample->virt_addr);

	if (!region)
		return;
	sample->region = region->type;
	if (region->flags & MEMMAP_REGION_LINEAR)
		sample->linear_offset = region->start - region->phys_addr;
}

static int set_frame(struct backend *backend, struct sample *sample, struct error *err)
{
	struct memmap_frame frame = {.pfn = sample->phys_addr >> backend->space.page_shift};
	int rc = kernel_frames(backend, &frame, 1, err);

	if (rc < 0 || frame.status != MEMMAP_FRAME_OK)
		return rc;
	sample->node = frame.node;
	sample->zone = frame.zone;
	return 0;
}

static int walk(struct backend *backend, struct sample *sample, struct error *err)
{
	struct collector collector = {.sample = sample, .err = err};
	struct extent_visitor visitor = {.extent = collect, .context = &collector};
	struct address range = {
		.virt_addr = sample->virt_addr,
		.length_bytes = sample->size_bytes,
	};
	int rc = extents_walk(backend, &range, &visitor, err);

	if (rc == 0)
		rc = collector.rc;
	if (rc < 0 || !sample->nr_extents)
		return rc;
	sample->phys_addr = sample->extents[0].phys_addr;
	sample->leaf_bytes = sample->extents[0].leaf_bytes;
	sample->nr_runs = range.nr_runs;
	sample->contiguous = range.contiguous;
	return set_frame(backend, sample, err);
}

static const char *plural(uint64_t nr)
{
	return nr == 1 ? "" : "s";
}

static void set_rule(struct sample *sample)
{
	if (sample->linear_offset != ABSENT)
		snprintf(sample->rule, sizeof(sample->rule), "pa = va - PAGE_OFFSET (0x%jx)",
			 (uintmax_t)sample->linear_offset);
	else
		snprintf(sample->rule, sizeof(sample->rule),
			 "page tables only: %ju page%s in %ju piece%s", (uintmax_t)sample->nr_pages,
			 plural(sample->nr_pages), (uintmax_t)sample->nr_runs,
			 plural(sample->nr_runs));
}

static uint64_t pages_of(const struct sample *sample, unsigned int page_shift)
{
	uint64_t last = sample->virt_addr + (sample->size_bytes - 1);

	return (last >> page_shift) - (sample->virt_addr >> page_shift) + 1;
}

/* What the kernel said; the page tables follow. */
static struct sample from_abi(const struct address_space *space, const struct memmap_alloc *request,
			      const struct memmap_sample *word)
{
	struct sample sample = {
		.kind = sample_kind_name(request->kind),
		.handle = word->handle,
		.virt_addr = word->virt_addr,
		.size_bytes = word->size,
		.phys_addr = ABSENT,
		.node = INT_MIN,
		.leaf_bytes = ABSENT,
		.nr_pages = ABSENT,
		.nr_runs = ABSENT,
		.contiguous = UINT8_MAX,
		.duration_ns = word->duration_ns,
		.linear_offset = ABSENT,
		.cpu = request->kind == MEMMAP_ALLOC_PERCPU ? word->cpu : INT_MIN,
		.dma_addr = request->kind == MEMMAP_ALLOC_DMA_COHERENT ? word->dma_addr : ABSENT,
		.prev_addr = request->kind == MEMMAP_ALLOC_LIST ? word->prev_addr : ABSENT,
		.next_addr = request->kind == MEMMAP_ALLOC_LIST ? word->next_addr : ABSENT,
		.distance_bytes = INT64_MIN,
	};
	size_t used;

	sample_call(request, address_space_page_bytes(space), sample.call);
	used = strlen(sample.call);
	if (sample.cpu != INT_MIN)
		snprintf(sample.call + used, sizeof(sample.call) - used, " of CPU %d", sample.cpu);
	return sample;
}

/* A mapping that was taken back before the call returned: the kernel's word is all there is. */
static int take_word(struct sample *sample, const struct memmap_sample *word, struct error *err)
{
	sample->status = SAMPLE_UNCHECKED;
	sample->phys_addr = word->phys_addr;
	sample->node = word->node;
	sample->zone = word->zone;
	sample->nr_runs = word->nr_runs;
	sample->contiguous = word->nr_runs == 1;
	return set_note(sample,
			"mapped for one CPU alone, and unmapped before the page tables could be "
			"asked",
			err);
}

static int locate(struct backend *backend, struct sample *sample, const struct memmap_sample *word,
		  struct error *err)
{
	char note[NOTE_BYTES];
	int rc;

	set_region(sample, &backend->space);
	sample->nr_pages = pages_of(sample, backend->space.page_shift);
	if (!sample->handle) {
		rc = take_word(sample, word, err);
	} else {
		rc = walk(backend, sample, err);
		if (rc == 0 && differs(sample, word, note)) {
			sample->status = SAMPLE_DISAGREES;
			rc = set_note(sample, note, err);
		}
	}
	set_rule(sample);
	return rc;
}

static const char *why_not_here(const struct memmap_alloc *request)
{
	if (request->gfp & (GFP_SET(DMA) | GFP_SET(DMA32) | GFP_SET(HIGHMEM)))
		return "this kernel was built without that zone";
	switch (request->kind) {
	case MEMMAP_ALLOC_KMAP:
	case MEMMAP_ALLOC_KMAP_LOCAL:
		return "no high memory on this kernel: all RAM is in the direct map, where kmap() "
		       "finds it without mapping anything";
	case MEMMAP_ALLOC_VMALLOC_HUGE:
		return "this kernel has no vmalloc_huge(), which came with 5.18, or no huge "
		       "mappings for it";
	case MEMMAP_ALLOC_IOREMAP:
		return "no I/O memory is known here that may be mapped without harm";
	default:
		return "this kernel has nothing of the kind";
	}
}

static int append(struct sample_array *samples, const struct sample *sample, struct error *err)
{
	int rc = array_grow(&samples->items, samples->nr, err);

	if (rc == 0)
		samples->items[samples->nr++] = *sample;
	return rc;
}

static int append_absent(struct sample_array *samples, const struct address_space *space,
			 const struct memmap_alloc *request, struct error *err)
{
	struct memmap_sample nothing = {.virt_addr = ABSENT, .size = ABSENT, .duration_ns = ABSENT};
	struct sample sample = from_abi(space, request, &nothing);
	int rc;

	sample.region = UINT_MAX;
	sample.cpu = INT_MIN;
	sample.dma_addr = sample.prev_addr = sample.next_addr = ABSENT;
	sample.status = SAMPLE_NOT_HERE;
	snprintf(sample.rule, sizeof(sample.rule), "not on this kernel");
	rc = set_note(&sample, why_not_here(request), err);
	return rc < 0 ? rc : append(samples, &sample, err);
}

static int append_made(struct backend *backend, const struct memmap_alloc *request,
		       const struct memmap_sample *words, struct sample_array *samples,
		       struct error *err)
{
	for (unsigned int i = 0; i < request->nr_samples; i++) {
		struct sample sample = from_abi(&backend->space, request, &words[i]);
		struct sample *last;
		int rc = append(samples, &sample, err);

		if (rc < 0)
			return rc;
		last = &samples->items[samples->nr - 1];
		rc = locate(backend, last, &words[i], err);
		if (rc < 0)
			return rc;
		if (request->kind == MEMMAP_ALLOC_LIST && i)
			last->distance_bytes = last->phys_addr - last[-1].phys_addr;
	}
	return 0;
}

int samples_take(struct backend *backend, struct memmap_alloc *request,
		 struct sample_array *samples, struct error *err)
{
	_cleanup_free_ struct memmap_sample *words = calloc(request->nr_samples, sizeof(*words));
	int rc;

	if (!words)
		return error_no_memory(err);
	request->samples = (uintptr_t)words;
	rc = backend_alloc(backend, request, err);
	if (rc < 0)
		return rc;
	rc = append_made(backend, request, words, samples, err);
	if (rc < 0 || request->status == MEMMAP_ALLOC_OK)
		return rc;
	if (request->status == MEMMAP_ALLOC_NOT_HERE)
		return append_absent(samples, &backend->space, request, err);
	return samples_refused(request, err);
}

static int find_cache(struct sources *sources, struct sample *sample, struct error *err)
{
	struct memmap_frame frame = {
		.pfn = sample->phys_addr >> sources->backend->space.page_shift,
	};
	struct owner_facts facts = {
		.virt_addr = sample->virt_addr,
		.phys_addr = sample->phys_addr,
		.frame = &frame,
	};
	struct owner owner;
	int rc = kernel_frames(sources->backend, &frame, 1, err);

	if (rc < 0 || frame.status != MEMMAP_FRAME_OK)
		return rc;
	owner_find(sources, &facts, &owner);
	if (owner.kind != OWNER_SLAB || !owner.name)
		return 0;
	sample->slab_cache = strdup(owner.name);
	return sample->slab_cache ? 0 : error_no_memory(err);
}

/* Slabs lie where a subtraction finds them; what has no name to be freed by is gone already. */
int samples_find_caches(struct sources *sources, struct sample_array *samples, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < samples->nr && rc == 0; i++) {
		struct sample *sample = &samples->items[i];

		if (sample->handle && sample->linear_offset != ABSENT &&
		    sample->phys_addr != ABSENT)
			rc = find_cache(sources, sample, err);
	}
	return rc;
}

/* Parts of one object share its name, and may have been sorted since. */
int samples_free(struct backend *backend, struct sample_array *samples, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < samples->nr; i++) {
		uint64_t handle = samples->items[i].handle;
		int failed;

		if (!handle)
			continue;
		failed = backend_free(backend, handle, err);
		if (rc == 0)
			rc = failed;
		for (size_t j = i; j < samples->nr; j++)
			if (samples->items[j].handle == handle)
				samples->items[j].handle = 0;
	}
	return rc;
}
