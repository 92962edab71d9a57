// SPDX-License-Identifier: GPL-2.0-or-later
/* owner_finder.c - see owner_finder.h. */
#include <errno.h>
#include <string.h>

#include "kernel/owner_finder.h"

void owner_finder_free(struct owner_finder **finder)
{
	struct owner_finder *self = *finder;

	*finder = NULL;
	if (!self)
		return;
	for (size_t i = 0; i < self->nr_states; i++) {
		if (self->states[i].source->clear)
			self->states[i].source->clear(self->states[i].state);
		free(self->states[i].state);
	}
	backend_close(&self->own);
	free(self);
}

static struct owner_state *find_state(struct owner_finder *finder,
				      const struct owner_source *source)
{
	struct owner_state *state = finder->states;

	for (size_t i = 0; i < finder->nr_states; i++, state++)
		if (state->source == source)
			return state;
	if (finder->nr_states == OWNER_MAX_SOURCES)
		return NULL;
	*state = (struct owner_state){source, calloc(1, source->state_bytes ?: 1)};
	if (!state->state)
		return NULL;
	finder->nr_states++;
	return state;
}

void *owner_state(struct owner_finder *finder, const struct owner_source *source)
{
	const struct owner_state *state = find_state(finder, source);

	return state ? state->state : NULL;
}

static int repeat(const struct error *why, struct error *err)
{
	error_set(err, why->code, "%s", why->text);
	return -EIO;
}

/* What a failure that was overcome left there is no error. */
static void find_kernel(struct owner_finder *finder)
{
	if (!finder->kernel_tried && kernel_reader(finder->root, finder->backend, &finder->own,
						   &finder->kernel, &finder->kernel_error) == 0)
		finder->kernel_error = (struct error){0};
	finder->kernel_tried = true;
}

int owner_once(struct owner_finder *finder, const struct owner_source *source, struct error *err)
{
	struct owner_state *state;

	find_kernel(finder);
	if (finder->kernel_error.code)
		return repeat(&finder->kernel_error, err);
	state = find_state(finder, source);
	if (!state)
		return error_no_memory(err);
	if (!state->tried)
		source->learn(finder, &state->error);
	state->tried = true;
	return state->error.code ? repeat(&state->error, err) : 0;
}

void owner_note(struct owner *owner, const char *what, const struct error *err)
{
	int room = sizeof(owner->note_text) - 1 - strlen(what) - 2;

	snprintf(owner->note_text, sizeof(owner->note_text), "%s: %.*s", what, room, err->text);
	owner->note = owner->note_text;
}

const struct memmap_region *owner_region(const struct owner_finder *finder, unsigned int type)
{
	const struct address_space *space = finder->space;

	for (size_t i = 0; i < space->nr_regions; i++)
		if (space->regions[i].type == type)
			return &space->regions[i];
	return NULL;
}

uint64_t owner_page_bytes(const struct owner_finder *finder)
{
	return address_space_page_bytes(finder->space);
}

uint64_t owner_linear(const struct owner_finder *finder, uint64_t phys_addr)
{
	const struct memmap_region *map = owner_region(finder, MEMMAP_REGION_DIRECT_MAP);

	return map ? region_linear_addr(map, phys_addr) : ABSENT;
}

int owner_struct_page(struct owner_finder *finder, uint64_t pfn, uint64_t *ret, struct error *err)
{
	uint64_t at = address_space_struct_page(finder->space, pfn);

	if (at == ABSENT)
		return error_set(err, ERROR_NOT_FOUND,
				 "where its struct page is, is not known on this kernel");
	*ret = at;
	return 0;
}
