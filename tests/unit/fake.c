// SPDX-License-Identifier: GPL-2.0-or-later
/* fake.c - see fake.h. */
#include <errno.h>
#include <string.h>

#include "fake.h"

struct fake {
	struct backend backend;
	struct backend_ops ops;
	struct memory memory;
	struct fake_machine *machine;
};

static const struct fake *container_of_memory(const struct memory *memory)
{
	return (const struct fake *)((const char *)memory - offsetof(struct fake, memory));
}

static struct fake_machine *machine_of(struct backend *backend)
{
	return ((struct fake *)backend)->machine;
}

static const struct memmap_extent *find_extent(const struct fake_machine *machine, uint64_t addr)
{
	for (size_t i = 0; i < machine->nr_extents; i++) {
		const struct memmap_extent *extent = &machine->extents[i];

		if (addr >= extent->virt_addr && addr - extent->virt_addr < extent->length)
			return extent;
	}
	return NULL;
}

/* The part of an extent that lies in a range; its length is 0 where there is none. */
static struct memmap_extent clip(const struct memmap_extent *extent, uint64_t start, uint64_t last)
{
	uint64_t extent_last = extent->virt_addr + (extent->length - 1);
	struct memmap_extent part = *extent;

	if (extent_last < start || extent->virt_addr > last) {
		part.length = 0;
		return part;
	}
	if (part.virt_addr < start) {
		part.phys_addr += part.leaf_shift ? start - part.virt_addr : 0;
		part.virt_addr = start;
	}
	part.length = (extent_last < last ? extent_last : last) - part.virt_addr + 1;
	return part;
}

static int fake_walk(struct backend *backend, struct memmap_walk *walk, struct error *err)
{
	struct fake_machine *machine = machine_of(backend);
	struct memmap_extent *out = (struct memmap_extent *)(uintptr_t)walk->extents;
	uint64_t start = walk->start, last;
	size_t room = walk->nr_extents, nr = 0;

	machine->nr_walks++;
	if (start < (machine->is_i386 ? FAKE_KERNEL_32 : FAKE_KERNEL) ||
	    start + (walk->length - 1) < start) {
		error_errno(err, EINVAL, "walking");
		return -EINVAL;
	}
	if (machine->fail_walk && start >= machine->fail_walk)
		return error_set(err, ERROR_IO, "the fake walk fails as told");
	if (machine->walk_extents && machine->walk_extents < room)
		room = machine->walk_extents;
	last = start + (walk->length - 1);
	if (machine->walk_bytes && machine->walk_bytes < walk->length)
		last = start + (machine->walk_bytes - 1);
	walk->next = last + 1;
	for (size_t i = 0; i < machine->nr_extents; i++) {
		struct memmap_extent part = clip(&machine->extents[i], start, last);

		if (!part.length)
			continue;
		if (nr == room) {
			walk->next = part.virt_addr;
			break;
		}
		out[nr++] = part;
	}
	walk->nr_extents = nr;
	if (machine->stuck)
		walk->next = start;
	if (machine->overshoot)
		walk->next = start + walk->length + 4096;
	return 0;
}

/* Four levels of made-up tables down to the leaf, or to the entry that is not present. */
static void add_steps(struct memmap_steps *steps, const struct memmap_extent *extent)
{
	static const unsigned char levels[] = {MEMMAP_LEVEL_PGD, MEMMAP_LEVEL_PUD, MEMMAP_LEVEL_PMD,
					       MEMMAP_LEVEL_PTE};
	unsigned int leaf = extent && extent->leaf_shift ? extent->leaf_shift : 21;

	for (unsigned int i = 0, shift = 39; i < ARRAY_SIZE(levels); i++, shift -= 9) {
		struct memmap_step *step = &steps->steps[steps->nr_steps++];

		*step = (struct memmap_step){
			.table_phys_addr = 0x10000 + 0x1000 * i,
			.entry = 0x10067 + 0x1000 * (i + 1),
			.index = steps->virt_addr >> shift & 511,
			.level = levels[i],
			.shift = shift,
		};
		if (shift > leaf)
			continue;
		step->entry = extent ? (steps->phys_addr >> shift << shift) | 0x163 : 0;
		step->entry |= extent && shift > 12 ? 0x80 : 0;
		if (extent && !(extent->prot & MEMMAP_PROT_EXEC))
			step->entry |= 1ULL << 63;
		return;
	}
}

static int fake_steps(struct backend *backend, struct memmap_steps *steps, struct error *err)
{
	struct fake_machine *machine = machine_of(backend);
	const struct memmap_extent *extent = find_extent(machine, steps->virt_addr);

	if (machine->fail_steps)
		return error_set(err, ERROR_IO, "the fake translation fails as told");
	if (steps->virt_addr < FAKE_KERNEL) {
		steps->status = steps->virt_addr <= FAKE_USER ? MEMMAP_STATUS_USER
							      : MEMMAP_STATUS_NONCANONICAL;
		return 0;
	}
	steps->status = MEMMAP_STATUS_UNMAPPED;
	if (extent) {
		steps->status = extent->status;
		steps->prot = extent->prot;
		steps->memtype = extent->memtype;
		steps->leaf_shift = extent->leaf_shift;
		if (extent->leaf_shift)
			steps->phys_addr =
				extent->phys_addr + (steps->virt_addr - extent->virt_addr);
	}
	add_steps(steps, extent);
	return 0;
}

static int fake_frames(struct backend *backend, struct memmap_frame *frames, size_t nr,
		       struct error *err)
{
	struct fake_machine *machine = machine_of(backend);

	if (machine->fail_frames)
		return error_set(err, ERROR_IO, "the fake frames fail as told");
	for (size_t i = 0; i < nr; i++) {
		uint64_t pfn = frames[i].pfn;

		frames[i] = (struct memmap_frame){.pfn = pfn, .status = MEMMAP_FRAME_ABSENT};
		for (size_t j = 0; j < machine->nr_frames; j++)
			if (machine->frames[j].pfn == pfn)
				frames[i] = machine->frames[j];
	}
	return 0;
}

static int fake_symbol(struct backend *backend, uint64_t virt_addr, char *ret, size_t size,
		       struct error *err)
{
	struct fake_machine *machine = machine_of(backend);

	if (machine->fail_symbol)
		return error_set(err, ERROR_IO, "the fake symbols fail as told");
	*ret = '\0';
	for (size_t i = 0; i < machine->nr_symbols; i++) {
		const struct fake_symbol *symbol = &machine->symbols[i];
		size_t length = strcspn(symbol->text, " ");

		char size_text[32] = "";

		if (virt_addr - symbol->virt_addr >= symbol->size)
			continue;
		if (!symbol->unsized)
			snprintf(size_text, sizeof(size_text), "/0x%jx", (uintmax_t)symbol->size);
		snprintf(ret, size, "%.*s+0x%jx%s%s", (int)length, symbol->text,
			 (uintmax_t)(virt_addr - symbol->virt_addr), size_text,
			 symbol->text + length);
	}
	return 0;
}

static int fake_hashes(struct backend *backend, const uint64_t *virt_addrs, size_t nr,
		       uint64_t *ret, struct error *err)
{
	struct fake_machine *machine = machine_of(backend);

	if (machine->fail_hashes || !nr || nr > MEMMAP_MAX_ITEMS)
		return error_set(err, ERROR_IO, "the fake hashes fail as told");
	for (size_t i = 0; i < nr; i++)
		ret[i] = machine->hash(virt_addrs[i]);
	machine->nr_hashed += nr;
	return 0;
}

static int fake_areas(struct backend *backend, struct vmap_area_array *ret, struct error *err)
{
	struct fake_machine *machine = machine_of(backend);

	if (machine->fail_areas)
		return error_set(err, ERROR_IO, "the fake areas fail as told");
	ret->items = calloc(machine->nr_areas + 1, sizeof(*ret->items));
	if (!ret->items)
		abort();
	for (ret->nr = 0; ret->nr < machine->nr_areas; ret->nr++) {
		struct vmap_area *area = &ret->items[ret->nr];

		*area = machine->areas[ret->nr];
		area->caller = area->caller ? strdup(area->caller) : NULL;
	}
	return 0;
}

static int fake_read(const struct memory *memory, uint64_t virt_addr, void *buffer, size_t size,
		     const char *what, struct error *err)
{
	const struct fake *fake = container_of_memory(memory);
	int rc = fake->machine->read(virt_addr, buffer, size);

	if (rc < 0)
		error_errno(err, -rc, "%s at 0x%jx", what, (uintmax_t)virt_addr);
	return rc;
}

/* What tells requests apart here. */
#define TELLING (1ULL << MEMMAP_GFP_DMA | 1ULL << MEMMAP_GFP_DMA32 | 1ULL << MEMMAP_GFP_HIGH)

int fake_alloc(struct backend *backend, struct memmap_alloc *alloc, struct error *err)
{
	struct fake_machine *machine = machine_of(backend);
	struct memmap_sample *out = (struct memmap_sample *)(uintptr_t)alloc->samples;
	unsigned int room = alloc->nr_samples, status = MEMMAP_ALLOC_OK;

	if (machine->fail_alloc)
		return error_set(err, ERROR_IO, "the fake allocation fails as told");
	alloc->nr_samples = 0;
	if (machine->refuse)
		status = machine->refuse(alloc);
	for (size_t i = 0; i < machine->nr_samples && !status; i++) {
		const struct fake_sample *sample = &machine->samples[i];

		if (sample->kind != alloc->kind || sample->size != alloc->size ||
		    sample->gfp != (alloc->gfp & TELLING) || alloc->nr_samples == room)
			continue;
		out[alloc->nr_samples++] = sample->sample;
		machine->nr_held++;
	}
	alloc->status = !status && !alloc->nr_samples ? MEMMAP_ALLOC_NOT_HERE : status;
	return 0;
}

int fake_free(struct backend *backend, uint64_t handle, struct error *err)
{
	struct fake_machine *machine = machine_of(backend);

	for (size_t i = 0; i < machine->nr_samples; i++)
		machine->nr_held -= machine->samples[i].sample.handle == handle;
	return machine->nr_held < 0 ? error_set(err, ERROR_IO, "freed twice") : 0;
}

static void fake_close(struct backend *backend)
{
	free(backend);
}

static const struct backend_ops fake_ops = {
	.name = "fake",
	.close = fake_close,
	.walk = fake_walk,
	.steps = fake_steps,
	.frames = fake_frames,
	.symbol = fake_symbol,
	.hashes = fake_hashes,
	.areas = fake_areas,
	.reads = true,
	.alloc = fake_alloc,
	.free = fake_free,
};

struct backend *fake_new(struct fake_machine *machine)
{
	static char nothing[] = "";
	struct fake *fake = calloc(1, sizeof(*fake));

	if (!fake)
		abort();
	*fake = (struct fake){
		.backend =
			{
				.ops = &fake->ops,
				.space =
					{
						.format = MEMMAP_FORMAT_X86_64,
						.page_shift = 12,
						.nr_levels = 4,
						.va_bits = 48,
						.phys_bits = 46,
						.struct_page_bytes = machine->struct_page_bytes,
						.regions = machine->regions,
						.nr_regions = machine->nr_regions,
					},
			},
		.ops = fake_ops,
		.memory = {.vmcoreinfo = nothing, .is_64bit = true, .read_virt = fake_read},
		.machine = machine,
	};
	if (machine->is_i386) {
		fake->backend.space.format = MEMMAP_FORMAT_X86_32;
		fake->backend.space.nr_levels = 2;
		fake->backend.space.va_bits = 32;
		fake->backend.space.phys_bits = 32;
	}
	if (!machine->hash)
		fake->ops.hashes = NULL;
	if (!machine->areas)
		fake->ops.areas = NULL;
	if (machine->read)
		fake->backend.memory = &fake->memory;
	else
		fake->ops.reads = false;
	if (!machine->nr_samples)
		fake->ops.alloc = NULL;
	return &fake->backend;
}
