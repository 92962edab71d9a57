// SPDX-License-Identifier: GPL-2.0-or-later
/* samples_explain.c - a short lesson to each sample, told with the numbers of this machine. */
#include <inttypes.h>
#include <string.h>

#include "analysis/samples/samples.h"

/* The figures that lessons are told with. */
struct figures {
	const struct sample_array *samples;
	const struct sample *sample;
	char virt[24], phys[24], offset[24];
	const char *zone;
};

static const struct sample *find(const struct figures *figures, const char *kind, uint64_t least)
{
	for (size_t i = 0; i < figures->samples->nr; i++) {
		const struct sample *sample = &figures->samples->items[i];

		if (!strcmp(sample->kind, kind) && sample->status == SAMPLE_OK &&
		    sample->size_bytes >= least)
			return sample;
	}
	return NULL;
}

static char *lesson_linear(const struct figures *figures)
{
	char *text;

	if (asprintf(&text,
		     "The page allocator hands out page frames that the direct map has mapped "
		     "since boot, so nothing is mapped now: %s - %s = %s, in zone %s.%s",
		     figures->virt, figures->offset, figures->phys, figures->zone,
		     figures->sample->nr_pages == 1
			     ? ""
			     : " A block of an order above 0 is contiguous in memory, and aligned "
			       "to its size.") < 0)
		return NULL;
	return text;
}

static char *lesson_kmalloc(const struct figures *figures)
{
	const struct sample *sample = figures->sample;
	const char *why = "It is not the beginning of a page: a slab cache keeps many objects of "
			  "one size on each page, and rounds up to that size.";
	char *text;

	if (sample->size_bytes > 8192)
		why = "Too large for a slab cache, so whole pages come from the page allocator; one "
		      "run of this length is hard to find once memory is fragmented.";
	else if (strstr(sample->call, "GFP_DMA"))
		why = "GFP_DMA takes it from caches of their own whose pages lie in the lowest zone, "
		      "for devices that can address no more.";
	else if (strstr(sample->call, "GFP_ATOMIC"))
		why = "GFP_ATOMIC may not sleep, so that it works in interrupts; where the memory "
		      "lies does not change, the caches are the same.";
	if (asprintf(&text,
		     "%s Given %ju bytes in zone %s; kmalloc() memory is in the direct map "
		     "too: %s - %s = %s.",
		     why, (uintmax_t)sample->size_bytes, figures->zone, figures->virt,
		     figures->offset, figures->phys) < 0)
		return NULL;
	return text;
}

static char *lesson_vmalloc(const struct figures *figures)
{
	const struct sample *sample = figures->sample;
	const struct sample *large = find(figures, "kmalloc", 1 << 20);
	char pace[160] = "";
	char *text;

	if (large)
		snprintf(pace, sizeof(pace),
			 " It took %ju ns, %ju a page; kmalloc() of %ju bytes took %ju ns, %ju a "
			 "page.",
			 (uintmax_t)sample->duration_ns,
			 (uintmax_t)(sample->duration_ns / sample->nr_pages),
			 (uintmax_t)large->size_bytes, (uintmax_t)large->duration_ns,
			 (uintmax_t)(large->duration_ns / large->nr_pages));
	if (asprintf(
		    &text,
		    "Contiguous for the CPU, not in memory: %ju pages lie in %ju piece%s, and only "
		    "the page tables know where. No subtraction finds %s from %s.%s",
		    (uintmax_t)sample->nr_pages, (uintmax_t)sample->nr_runs,
		    sample->nr_runs == 1 ? "" : "s", figures->phys, figures->virt, pace) < 0)
		return NULL;
	return text;
}

static char *lesson_huge(const struct figures *figures)
{
	char *text;

	if (asprintf(
		    &text,
		    "Still vmalloc space, but taken in huge pages where there are any: the first "
		    "page-table leaf maps %ju KiB at once, and %ju pages lie in %ju piece%s. Fewer "
		    "TLB entries, and nothing that a driver may rely on.",
		    (uintmax_t)figures->sample->leaf_bytes >> 10,
		    (uintmax_t)figures->sample->nr_pages, (uintmax_t)figures->sample->nr_runs,
		    figures->sample->nr_runs == 1 ? "" : "s") < 0)
		return NULL;
	return text;
}

static char *lesson_percpu(const struct figures *figures)
{
	const struct sample *first = find(figures, "percpu", 0);
	char distance[96] = "";
	char *text;

	if (first && first != figures->sample)
		snprintf(distance, sizeof(distance), " This one lies 0x%jx behind that of CPU %d.",
			 (uintmax_t)(figures->sample->virt_addr - first->virt_addr), first->cpu);
	if (asprintf(&text,
		     "One copy for each CPU at an offset that the CPU keeps in a register; the "
		     "pointer that alloc_percpu() returns is no address by itself.%s",
		     distance) < 0)
		return NULL;
	return text;
}

static char *lesson_dma(const struct figures *figures)
{
	const struct sample *sample = figures->sample;
	bool same = sample->dma_addr == sample->phys_addr;
	char *text;

	if (asprintf(&text, "For a device that addresses 32 bits. The device uses 0x%jx, %s.",
		     (uintmax_t)sample->dma_addr,
		     same ? "which is the physical address: no IOMMU translates here"
			  : "which an IOMMU or a bus offset turns into the physical address") < 0)
		return NULL;
	return text;
}

static char *lesson_text(const char *text)
{
	return strdup(text);
}

static char *lesson_of(const struct figures *figures)
{
	const char *kind = figures->sample->kind;

	if (figures->sample->status == SAMPLE_NOT_HERE)
		return lesson_text(figures->sample->note);
	if (!strcmp(kind, "pages") || !strcmp(kind, "zeroed-page"))
		return lesson_linear(figures);
	if (!strcmp(kind, "kmalloc"))
		return lesson_kmalloc(figures);
	if (!strcmp(kind, "vmalloc"))
		return lesson_vmalloc(figures);
	if (!strcmp(kind, "vmalloc-huge"))
		return lesson_huge(figures);
	if (!strcmp(kind, "percpu"))
		return lesson_percpu(figures);
	if (!strcmp(kind, "dma"))
		return lesson_dma(figures);
	if (!strcmp(kind, "cache"))
		return lesson_text(
			"From a cache that the helper module made for objects of one "
			"type. A slab of pages is cut into objects of exactly that size; "
			"the direct map gives their physical addresses, as for kmalloc().");
	if (!strcmp(kind, "vmap"))
		return lesson_text("Pages that existed before, given consecutive addresses "
				   "afterwards. They were mapped in an order that no allocator "
				   "chose, so nearly every page is a piece of its own.");
	if (!strcmp(kind, "ioremap"))
		return lesson_text(
			"Registers of a device, no RAM: no page frame, no node, no zone. "
			"Mapped uncached into vmalloc space; memmap maps it and never "
			"touches it.");
	return lesson_text("A page of high memory has no address until it is mapped, and loses it "
			   "when it is unmapped.");
}

int samples_explain(struct sample_array *samples, struct error *err)
{
	for (size_t i = 0; i < samples->nr; i++) {
		struct sample *sample = &samples->items[i];
		struct figures figures = {.samples = samples, .sample = sample};

		snprintf(figures.virt, sizeof(figures.virt), "0x%" PRIx64, sample->virt_addr);
		snprintf(figures.phys, sizeof(figures.phys), "0x%" PRIx64, sample->phys_addr);
		snprintf(figures.offset, sizeof(figures.offset), "0x%" PRIx64,
			 sample->linear_offset);
		figures.zone = zone_type_name(sample->zone) ?: "none";
		free(sample->lesson);
		sample->lesson = lesson_of(&figures);
		if (!sample->lesson)
			return error_no_memory(err);
	}
	return 0;
}
