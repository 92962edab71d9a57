// SPDX-License-Identifier: GPL-2.0-or-later
/* check_module.c - checks of the kernel's mappings and of the helper module. */
#include <errno.h>
#include <string.h>

#include "analysis/address/extents.h"
#include "arch/arch.h"
#include "helper/helper.h"
#include "model/helper.h"

#include "check_input.h"
#include "config.h"

/**
 * struct hunt - mappings that are both writable and executable
 * @space: where regions are
 * @bytes: how much is mapped so
 * @region_bytes: how much of that by region of @space; the last is outside of all
 */
struct hunt {
	const struct address_space *space;
	uint64_t bytes;
	uint64_t *region_bytes;
};

static void hunt_extent(const struct extent *extent, void *context)
{
	const unsigned int both = MEMMAP_PROT_WRITE | MEMMAP_PROT_EXEC;
	struct hunt *hunt = context;
	const struct memmap_region *region;

	if (extent->leaf_bytes == ABSENT || (extent->prot & both) != both)
		return;
	region = address_space_region(hunt->space, extent->virt_addr);
	hunt->bytes += extent->length_bytes;
	hunt->region_bytes[region ? (size_t)(region - hunt->space->regions)
				  : hunt->space->nr_regions] += extent->length_bytes;
}

/* The region with most of it. */
static const char *worst_region(const struct hunt *hunt)
{
	size_t worst = 0, nr = hunt->space->nr_regions;

	for (size_t i = 1; i <= nr; i++)
		if (hunt->region_bytes[i] > hunt->region_bytes[worst])
			worst = i;
	return (worst < nr ? region_name(hunt->space->regions[worst].type) : NULL) ?: "no region";
}

static int measure_wx(struct check_input *input, struct check_result *ret, struct error *err)
{
	_cleanup_free_ uint64_t *region_bytes = NULL;
	struct hunt hunt = {0};
	const struct extent_visitor visitor = {.extent = hunt_extent, .context = &hunt};
	struct backend *backend;
	char text[24];
	int rc = check_has_mmu(input, ret) ? check_backend(input, &backend, err) : 0;

	if (rc < 0 || ret->verdict == VERDICT_NOT_APPLICABLE)
		return rc;
	if (!arch_has_nx(&backend->space))
		return check_not_applicable(ret, "without PAE no memory can be kept from being "
						 "executed");
	region_bytes = calloc(backend->space.nr_regions + 1, sizeof(*region_bytes));
	if (!region_bytes)
		return error_no_memory(err);
	hunt = (struct hunt){.space = &backend->space, .region_bytes = region_bytes};
	rc = extents_walk_once(backend, true, &visitor, err);
	if (rc < 0)
		return rc;
	if (hunt.bytes)
		check_add(ret, hunt.bytes, "",
			  "%s mapped writable and executable, most of it in: %s",
			  check_size(hunt.bytes, text), worst_region(&hunt));
	else
		check_add(ret, 0, "", "nothing is mapped both writable and executable");
	return 0;
}

const struct check check_wx = {
	.name = "wx",
	.unit = "B",
	.reads = "the kernel's page tables (module or /proc/kcore)",
	.measures = "kernel memory that is mapped both writable and executable",
	.why = "Whoever can write there runs code in the kernel.",
	.remedy = "memmap layout --columns region,by_prot; find the driver that asked for it",
	.warning = "",
	.critical = "0",
	.asks_backend = true,
	.measure = measure_wx,
};

/* Letters of /sys/module/NAME/taint: what is wrong with how the module came to be loaded. */
static bool was_forced(const struct root *root)
{
	_cleanup_free_ char *taint = root_read_line(root, "sys/module/" HELPER_NAME "/taint");

	return taint && strchr(taint, 'F');
}

static int measure_module(struct check_input *input, struct check_result *ret, struct error *err)
{
	static const char path[] = "sys/module/" HELPER_NAME "/version";
	_cleanup_free_ char *version = root_read_line(input->root, path);
	struct error refused = {0};

	if (!version)
		return check_not_applicable(ret, "the helper module is not loaded");
	if (input->root->live && helper_answers(input->root, &refused) < 0) {
		/* That not everyone may open it is as it should be. */
		if (refused.code != ERROR_ABI) {
			*err = refused;
			return -EPERM;
		}
		check_add(ret, 2, "", "%.150s", refused.text);
	} else if (strcmp(version, MEMMAP_VERSION)) {
		check_add(ret, 1, "", "version %.40s is loaded, this is memmap %s", version,
			  MEMMAP_VERSION);
	} else if (was_forced(input->root)) {
		check_add(ret, 1, "", "it was loaded by force, unchecked against this kernel");
	} else {
		check_add(ret, 0, "", "version %.40s is loaded, as it should be", version);
	}
	return 0;
}

const struct check check_module = {
	.name = "module",
	.unit = "",
	.reads = "/sys/module/memmap, /dev/memmap",
	.measures =
		"what is wrong with the helper module: 1 other version or forced load, 2 refused",
	.why = "With another interface its answers cannot be trusted, so they are refused.",
	.remedy = "memmap module unload; memmap module build; memmap module load",
	.warning = "0",
	.critical = "1",
	.asks_backend = true,
	.measure = measure_module,
};
