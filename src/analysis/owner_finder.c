// SPDX-License-Identifier: GPL-2.0-or-later
/* owner_finder.c - see owner_finder.h. */
#include <errno.h>
#include <string.h>

#include <memmap/analysis/owner_finder.h>

struct owner_finder *owner_finder(struct sources *sources)
{
	if (!sources->finder)
		sources->finder = calloc(1, sizeof(*sources->finder));
	if (sources->finder)
		sources->finder->sources = sources;
	return sources->finder;
}

void owner_finder_free(struct owner_finder **finder)
{
	if (!*finder)
		return;
	backend_close(&(*finder)->own);
	owner_per_cpu_clear(&(*finder)->per_cpu);
	free((*finder)->stacks.items);
	free((*finder)->sections.items);
	freed_inits_clear(&(*finder)->inits);
	free(*finder);
	*finder = NULL;
}

static int repeat(const struct once *once, struct error *err)
{
	error_set(err, once->error.code, "%s", once->error.text);
	return -EIO;
}

int owner_once(struct owner_finder *finder, struct once *once,
	       int (*learn)(struct owner_finder *finder, struct error *err), struct error *err)
{
	if (!finder->kernel_once.tried &&
	    kernel_reader(finder->sources->root, finder->sources->backend, &finder->own,
			  &finder->kernel, &finder->kernel_once.error) == 0)
		finder->kernel_once.error = (struct error){0};
	finder->kernel_once.tried = true;
	if (finder->kernel_once.error.code)
		return repeat(&finder->kernel_once, err);
	if (!once->tried)
		learn(finder, &once->error);
	once->tried = true;
	return once->error.code ? repeat(once, err) : 0;
}

void owner_note(struct owner *owner, const char *what, const struct error *err)
{
	int room = sizeof(owner->note_text) - 1 - strlen(what) - 2;

	snprintf(owner->note_text, sizeof(owner->note_text), "%s: %.*s", what, room, err->text);
	owner->note = owner->note_text;
}

const struct memmap_region *owner_region(const struct owner_finder *finder, unsigned int type)
{
	const struct address_space *space = sources_space(finder->sources);

	for (size_t i = 0; i < space->nr_regions; i++)
		if (space->regions[i].type == type)
			return &space->regions[i];
	return NULL;
}

uint64_t owner_page_bytes(const struct owner_finder *finder)
{
	return address_space_page_bytes(sources_space(finder->sources));
}

uint64_t owner_linear(const struct owner_finder *finder, uint64_t phys_addr)
{
	const struct memmap_region *map = owner_region(finder, MEMMAP_REGION_DIRECT_MAP);

	return map ? region_linear_addr(map, phys_addr) : ABSENT;
}

int owner_struct_page(struct owner_finder *finder, uint64_t pfn, uint64_t *ret, struct error *err)
{
	uint64_t at = address_space_struct_page(sources_space(finder->sources), pfn);

	if (at == ABSENT)
		return error_set(err, ERROR_NOT_FOUND,
				 "where its struct page is, is not known on this kernel");
	*ret = at;
	return 0;
}
