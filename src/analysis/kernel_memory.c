// SPDX-License-Identifier: GPL-2.0-or-later
/* kernel_memory.c - see kernel_memory.h. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include <memmap/analysis/kernel_memory.h>
#include <memmap/backend/backends.h>
#include <memmap/base/parse.h>

/* CONFIG_NR_CPUS is at most 8192. */
#define MAX_CPUS 65536

static const char *const variable_names[NR_KERNEL_VARIABLES] = {
	[KERNEL_PER_CPU_OFFSET] = "__per_cpu_offset",
	[KERNEL_PER_CPU_START] = "__per_cpu_start",
	[KERNEL_PER_CPU_END] = "__per_cpu_end",
	[KERNEL_PCPU_BASE_ADDR] = "pcpu_base_addr",
	[KERNEL_PCPU_UNIT_OFFSETS] = "pcpu_unit_offsets",
	[KERNEL_PCPU_UNIT_SIZE] = "pcpu_unit_size",
	[KERNEL_PCPU_NR_SLOTS] = "pcpu_nr_slots",
	[KERNEL_PCPU_CHUNK_LISTS] = "pcpu_chunk_lists",
	[KERNEL_PCPU_FIRST_CHUNK] = "pcpu_first_chunk",
	[KERNEL_PCPU_RESERVED_CHUNK] = "pcpu_reserved_chunk",
	[KERNEL_INIT_TASK] = "init_task",
	[KERNEL_IDLE_THREADS] = "idle_threads",
	[KERNEL_KFENCE_POOL] = "__kfence_pool",
};

int kernel_memory_open(const struct root *root, struct backend *backend, struct kernel_memory *ret,
		       struct error *err)
{
	struct kernel_memory memory = {.root = root, .backend = backend};
	int rc = 0;

	if (!backend_can(backend, BACKEND_READS) && !root->live) {
		rc = error_set(err, ERROR_NO_BACKEND, "a %s has no contents of memory",
			       backend ? "snapshot" : "capture");
	} else if (!backend_can(backend, BACKEND_READS)) {
		rc = backend_open_able(root, BACKEND_READS, &memory.own, err);
		memory.backend = memory.own;
	}
	if (rc == 0)
		*ret = memory;
	return rc;
}

void kernel_memory_close(struct kernel_memory *memory)
{
	free(memory->per_cpu_offsets);
	backend_close(&memory->own);
}

bool kernel_is_pointer(const struct kernel_memory *memory, uint64_t value)
{
	const struct memmap_region *region = address_space_region(&memory->backend->space, value);

	if (!region || value % sizeof(uint64_t))
		return false;
	return region->type == MEMMAP_REGION_DIRECT_MAP || region->type == MEMMAP_REGION_VMALLOC ||
	       region->type == MEMMAP_REGION_KERNEL_IMAGE;
}

int kernel_layout(const struct kernel_memory *memory, struct btf_field *fields, size_t nr,
		  struct error *err)
{
	_cleanup_(btf_close) struct btf btf = {0};
	int rc = btf_open(memory->root, &btf, err);

	return rc < 0 ? rc : btf_find_fields(&btf, fields, nr, err);
}

int kernel_read(const struct kernel_memory *memory, uint64_t virt_addr, void *buffer, size_t size,
		const char *what, struct error *err)
{
	return backend_read(memory->backend, virt_addr, buffer, size, what, err);
}

int kernel_read_fields(const struct kernel_memory *memory, const struct btf_field *fields,
		       size_t nr, uint64_t virt_addr, uint64_t *ret, struct error *err)
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
	rc = kernel_read(memory, virt_addr + first, copy + first, end - first, what, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < nr; i++)
		ret[i] = btf_number(&fields[i], copy);
	return 0;
}

bool kernel_read_text(const struct kernel_memory *memory, uint64_t virt_addr, char *ret,
		      size_t size)
{
	const uint64_t page_bytes = address_space_page_bytes(&memory->backend->space);
	size_t room = page_bytes - virt_addr % page_bytes, length;

	/* The string may end with the page, and nothing be behind. */
	if (room > size - 1)
		room = size - 1;
	if (kernel_read(memory, virt_addr, ret, room, "name", NULL) < 0)
		return false;
	ret[room] = '\0';
	length = strlen(ret);
	if (length == room && room < size - 1) {
		if (kernel_read(memory, virt_addr + room, ret + room, size - 1 - room, "name",
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

int kernel_variable(struct kernel_memory *memory, enum kernel_variable variable, uint64_t *ret,
		    struct error *err)
{
	if (!memory->addresses_read)
		backend_addresses(memory->backend, variable_names, NR_KERNEL_VARIABLES,
				  memory->addresses);
	memory->addresses_read = true;
	if (memory->addresses[variable] == ABSENT)
		return error_set(err, ERROR_NOT_FOUND,
				 "the address of the kernel's variable %s is not known",
				 variable_names[variable]);
	*ret = memory->addresses[variable];
	return 0;
}

int kernel_read_variable(struct kernel_memory *memory, enum kernel_variable variable, size_t size,
			 uint64_t *ret, struct error *err)
{
	uint64_t address, value = 0;
	int rc = kernel_variable(memory, variable, &address, err);

	if (rc == 0)
		rc = kernel_read(memory, address, &value, size, variable_names[variable], err);
	if (rc == 0)
		*ret = value;
	return rc;
}

/* The last number of "0-3" or "0,2-7". */
static int count_cpus(const struct kernel_memory *memory, size_t *ret, struct error *err)
{
	static const char path[] = "sys/devices/system/cpu/possible";
	_cleanup_free_ char *text = root_read_line(memory->root, path);
	const char *at = text;
	uint64_t last;

	while (at && at[strcspn(at, "-,")])
		at += strcspn(at, "-,") + 1;
	if (!at || parse_u64(&at, 10, &last) < 0 || *at || last >= MAX_CPUS)
		return error_set(err, ERROR_PARSE, "%s/%s does not tell the CPUs",
				 memory->root->path, path);
	*ret = last + 1;
	return 0;
}

int kernel_per_cpu(struct kernel_memory *memory, struct error *err)
{
	_cleanup_free_ uint64_t *offsets = NULL;
	uint64_t address;
	size_t nr = 0;
	int rc;

	if (memory->per_cpu_offsets)
		return 0;
	rc = count_cpus(memory, &nr, err);
	if (rc == 0)
		rc = kernel_variable(memory, KERNEL_PER_CPU_OFFSET, &address, err);
	if (rc < 0)
		return rc;
	offsets = calloc(nr, sizeof(*offsets));
	if (!offsets)
		return error_no_memory(err);
	rc = kernel_read(memory, address, offsets, nr * sizeof(*offsets), "__per_cpu_offset", err);
	if (rc < 0)
		return rc;
	memory->per_cpu_offsets = take_ptr(offsets);
	memory->nr_cpus = nr;
	return 0;
}
