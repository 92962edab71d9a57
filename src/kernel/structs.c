// SPDX-License-Identifier: GPL-2.0-or-later
/* structs.c - see structs.h. */
#include <ctype.h>
#include <string.h>

#include "kernel/structs.h"

bool kernel_is_pointer(const struct kernel *kernel, uint64_t value)
{
	const struct memmap_region *region = address_space_region(&kernel->backend->space, value);

	if (!region || value % sizeof(uint64_t))
		return false;
	return region->type == MEMMAP_REGION_DIRECT_MAP || region->type == MEMMAP_REGION_VMALLOC ||
	       region->type == MEMMAP_REGION_KERNEL_IMAGE;
}

int kernel_layout(const struct kernel *kernel, struct btf_field *fields, size_t nr,
		  struct error *err)
{
	_cleanup_(btf_close) struct btf btf = {0};
	int rc = btf_open(kernel->root, &btf, err);

	return rc < 0 ? rc : btf_find_fields(&btf, fields, nr, err);
}

int kernel_read(const struct kernel *kernel, uint64_t virt_addr, void *buffer, size_t size,
		const char *what, struct error *err)
{
	return memory_read_virt(kernel->memory, virt_addr, buffer, size, what, err);
}

int kernel_read_fields(const struct kernel *kernel, const struct btf_field *fields, size_t nr,
		       uint64_t virt_addr, uint64_t *ret, struct error *err)
{
	uint64_t first = UINT64_MAX, end = 0;
	char copy[KERNEL_STRUCT_BYTES], what[128];
	int rc;

	for (size_t i = 0; i < nr; i++) {
		uint64_t field_end = (uint64_t)fields[i].offset + fields[i].size;

		if (!fields[i].found)
			continue;
		first = fields[i].offset < first ? fields[i].offset : first;
		end = field_end > end ? field_end : end;
	}
	snprintf(what, sizeof(what), "struct %s", fields[0].type);
	if (end <= first || end > sizeof(copy))
		return error_set(err, ERROR_PARSE, "%s makes no sense", what);
	rc = kernel_read(kernel, virt_addr + first, copy + first, end - first, what, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < nr; i++)
		ret[i] = btf_number(&fields[i], copy);
	return 0;
}

bool kernel_read_text(const struct kernel *kernel, uint64_t virt_addr, char *ret, size_t size)
{
	const uint64_t page_bytes = address_space_page_bytes(&kernel->backend->space);
	size_t room = page_bytes - virt_addr % page_bytes, length;

	/* The string may end with the page, and nothing be behind. */
	if (room > size - 1)
		room = size - 1;
	if (kernel_read(kernel, virt_addr, ret, room, "name", NULL) < 0)
		return false;
	ret[room] = '\0';
	length = strlen(ret);
	if (length == room && room < size - 1) {
		if (kernel_read(kernel, virt_addr + room, ret + room, size - 1 - room, "name",
				NULL) < 0)
			return false;
		ret[size - 1] = '\0';
		length = strlen(ret);
	}
	for (size_t i = 0; i < length; i++)
		if (!isgraph((unsigned char)ret[i]) && ret[i] != ' ')
			return false;
	return length;
}

/* Brent's way: the mark moves on with each power of two. */
bool kernel_list_step(struct kernel_list_walk *walk, uint64_t at, size_t max)
{
	if (walk->nr++ == max || (walk->nr > 1 && at == walk->marked))
		return false;
	if (!(walk->nr & (walk->nr - 1)))
		walk->marked = at;
	return true;
}
