// SPDX-License-Identifier: GPL-2.0-or-later
/* variables.c - see variables.h. */
#include <string.h>

#include "base/parse.h"
#include "kernel/structs.h"
#include "kernel/symbols.h"
#include "kernel/variables.h"

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
	[KERNEL_VMAP_AREA_LIST] = "vmap_area_list",
	[KERNEL_PURGE_VMAP_AREA_LIST] = "purge_vmap_area_list",
	[KERNEL_VMAP_PURGE_LIST] = "vmap_purge_list",
	[KERNEL_VMAP_NODES] = "vmap_nodes",
	[KERNEL_NR_VMAP_NODES] = "nr_vmap_nodes",
	[KERNEL_MODULES] = "modules",
};

uint64_t kernel_variable_or_absent(struct kernel *kernel, enum kernel_variable variable)
{
	if (!kernel->variables) {
		kernel->variables = calloc(NR_KERNEL_VARIABLES, sizeof(*kernel->variables));
		if (!kernel->variables)
			return ABSENT;
		symbols_addresses(kernel, variable_names, NR_KERNEL_VARIABLES, kernel->variables);
	}
	return kernel->variables[variable];
}

int kernel_variable(struct kernel *kernel, enum kernel_variable variable, uint64_t *ret,
		    struct error *err)
{
	*ret = kernel_variable_or_absent(kernel, variable);
	if (*ret == ABSENT)
		return error_set(err, ERROR_NOT_FOUND,
				 "the address of the kernel's variable %s is not known",
				 variable_names[variable]);
	return 0;
}

int kernel_read_variable(struct kernel *kernel, enum kernel_variable variable, size_t size,
			 uint64_t *ret, struct error *err)
{
	uint64_t address, value = 0;
	int rc = kernel_variable(kernel, variable, &address, err);

	if (rc == 0)
		rc = kernel_read(kernel, address, &value, size, variable_names[variable], err);
	if (rc == 0)
		*ret = value;
	return rc;
}

/* The last number of "0-3" or "0,2-7". */
static int count_cpus(const struct kernel *kernel, size_t *ret, struct error *err)
{
	static const char path[] = "sys/devices/system/cpu/possible";
	_cleanup_free_ char *text = root_read_line(kernel->root, path);
	const char *at = text;
	uint64_t last;

	while (at && at[strcspn(at, "-,")])
		at += strcspn(at, "-,") + 1;
	if (!at || parse_u64(&at, 10, &last) < 0 || *at || last >= MAX_CPUS)
		return error_set(err, ERROR_PARSE, "%s/%s does not tell the CPUs",
				 kernel->root->path, path);
	*ret = last + 1;
	return 0;
}

int kernel_per_cpu(struct kernel *kernel, struct error *err)
{
	_cleanup_free_ uint64_t *offsets = NULL;
	uint64_t address;
	size_t nr = 0;
	int rc;

	if (kernel->per_cpu_offsets)
		return 0;
	rc = count_cpus(kernel, &nr, err);
	if (rc == 0)
		rc = kernel_variable(kernel, KERNEL_PER_CPU_OFFSET, &address, err);
	if (rc < 0)
		return rc;
	offsets = calloc(nr, sizeof(*offsets));
	if (!offsets)
		return error_no_memory(err);
	rc = kernel_read(kernel, address, offsets, nr * sizeof(*offsets), "__per_cpu_offset", err);
	if (rc < 0)
		return rc;
	kernel->per_cpu_offsets = take_ptr(offsets);
	kernel->nr_cpus = nr;
	return 0;
}
