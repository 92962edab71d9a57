// SPDX-License-Identifier: GPL-2.0-or-later
/* arch.c - the array of all architectures; see arch.h. */
#include <errno.h>
#include <string.h>

#include "arch/arch.h"

extern const struct arch arch_x86_64;
extern const struct arch arch_x86_32;
extern const struct arch arch_arm64;

static const struct arch *const archs[] = {&arch_x86_64, &arch_x86_32, &arch_arm64};

const struct arch *arch_of_machine(const char *machine)
{
	for (size_t i = 0; i < ARRAY_SIZE(archs); i++)
		for (size_t k = 0; archs[i]->machines[k]; k++)
			if (!strcmp(archs[i]->machines[k], machine))
				return archs[i];
	return NULL;
}

const struct arch *arch_of_elf(unsigned int elf_machine, bool is_64bit)
{
	for (size_t i = 0; i < ARRAY_SIZE(archs); i++)
		if (archs[i]->elf_machine == elf_machine && archs[i]->is_64bit == is_64bit)
			return archs[i];
	return NULL;
}

static const struct paging_format *first_format(const struct arch *arch, unsigned int format)
{
	for (size_t i = 0; i < arch->nr_formats; i++)
		if (arch->formats[i].format == format)
			return &arch->formats[i];
	return NULL;
}

static const struct arch *arch_of_format(unsigned int format)
{
	for (size_t i = 0; i < ARRAY_SIZE(archs); i++)
		if (first_format(archs[i], format))
			return archs[i];
	return NULL;
}

const struct arch *arch_of_space(const struct address_space *space)
{
	return arch_of_format(space->format);
}

int arch_find_space(const struct arch *arch, struct arch_space *ret, struct error *err)
{
	struct address_space *space = &ret->space;
	const struct paging_format *format;
	int rc;

	ret->tables.memory = ret->memory;
	rc = arch->find_tables(ret, err);
	if (rc < 0)
		return rc;
	space->regions = calloc(ARCH_MAX_REGIONS, sizeof(*space->regions));
	if (!space->regions)
		return error_no_memory(err);
	rc = arch->find_regions(ret, err);
	format = ret->tables.paging.format;
	space->format = format->format;
	space->page_shift = format->levels[format->nr_levels - 1].shift;
	space->nr_levels = format->nr_levels;
	space->va_bits = format->va_bits;
	space->phys_bits = 64 - __builtin_clzll(paging_table(&ret->tables.paging, UINT64_MAX));
	return rc;
}

void arch_space_clear(struct arch_space *space)
{
	mem_resource_array_clear(&space->resources);
	free(space->space.regions);
	*space = (struct arch_space){0};
}

const struct paging_format *paging_find(unsigned int format, unsigned int page_shift,
					unsigned int va_bits)
{
	const struct arch *arch = arch_of_format(format);

	return arch ? paging_pick(arch->formats, arch->nr_formats, format, page_shift, va_bits)
		    : NULL;
}

bool arch_has_nx(const struct address_space *space)
{
	const struct arch *arch = arch_of_space(space);

	return !arch || paging_has_nx(first_format(arch, space->format));
}

bool arch_holds_modules(const struct address_space *space, const struct memmap_region *region)
{
	const struct arch *arch = arch_of_space(space);

	return region->type == MEMMAP_REGION_MODULES ||
	       (region->type == MEMMAP_REGION_VMALLOC && (!arch || arch->modules_in_vmalloc));
}

void arch_name_entry(struct names *names, unsigned int format, const struct memmap_step *step)
{
	const struct arch *arch = arch_of_format(format);

	if (!arch)
		return;
	/* Not present: the hardware ignores every other bit, software may keep a note. */
	if (!(step->entry & 1))
		names_add(names, "%s", step->entry ? "not present" : "none");
	else
		arch->name_entry(names, format, step);
}
