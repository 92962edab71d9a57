// SPDX-License-Identifier: GPL-2.0-or-later
/* check_module.c - checks of the kernel's mappings and of the helper module. */
#include <errno.h>
#include <string.h>

#include <memmap/analysis/layout.h>
#include <memmap/model/helper.h>

#include "check_run.h"
#include "config.h"

/* How much of a region is mapped both writable and executable. */
static uint64_t wx_bytes(const struct layout_region *region)
{
	const unsigned int both = MEMMAP_PROT_WRITE | MEMMAP_PROT_EXEC;
	uint64_t bytes = 0;

	for (unsigned int i = 0; i < region->nr_prots; i++)
		if ((region->prots[i].prot & both) == both)
			bytes += region->prots[i].mapped_bytes;
	return bytes;
}

int check_wx(struct check_input *input, struct check_result *ret, struct error *err)
{
	_cleanup_(layout_clear) struct layout layout = {0};
	const struct layout_region *most = NULL;
	struct error missing = {0};
	struct sources *sources;
	uint64_t bytes = 0;
	char text[24];
	int rc = check_sources(input, &sources, err);

	if (rc == 0)
		rc = layout_read(sources, NULL, &layout, &missing, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < layout.nr_regions; i++) {
		const struct layout_region *region = &layout.regions[i];

		/* What nests in a region is counted in it, too. */
		if (region->depth || region->mapped_bytes == ABSENT || !wx_bytes(region))
			continue;
		bytes += wx_bytes(region);
		if (!most || wx_bytes(region) > wx_bytes(most))
			most = region;
	}
	if (most)
		check_add(ret, bytes, "", "%s mapped writable and executable, most of it in: %s",
			  check_size(bytes, text), most->name);
	else
		check_add(ret, 0, "", "nothing is mapped both writable and executable");
	return 0;
}

/* Letters of /sys/module/NAME/taint: what is wrong with how the module came to be loaded. */
static bool was_forced(const struct root *root)
{
	_cleanup_free_ char *taint = root_read_line(root, "sys/module/" HELPER_NAME "/taint");

	return taint && strchr(taint, 'F');
}

int check_module(struct check_input *input, struct check_result *ret, struct error *err)
{
	static const char path[] = "sys/module/" HELPER_NAME "/version";
	_cleanup_free_ char *version = root_read_line(input->root, path);
	struct backend *backend = NULL;
	struct error refused = {0};

	if (!version)
		return check_not_applicable(ret, "the helper module is not loaded");
	if (input->root->live &&
	    backend_open(input->root, backend_module.name, &backend, &refused) < 0) {
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
	backend_close(&backend);
	return 0;
}
