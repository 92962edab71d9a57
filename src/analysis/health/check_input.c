// SPDX-License-Identifier: GPL-2.0-or-later
/* check_input.c - see check_input.h. */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "backend/backends.h"
#include "base/array.h"
#include "reader/hints.h"
#include "reader/manifest.h"
#include "reader/meminfo.h"
#include "reader/zones.h"

#include "check_input.h"

void check_add(struct check_result *ret, double value, const char *instance, const char *format,
	       ...)
{
	struct check_value *to;
	va_list args;

	if (array_grow(&ret->values, ret->nr_values, NULL) < 0) {
		ret->out_of_memory = true;
		return;
	}
	to = &ret->values[ret->nr_values++];
	*to = (struct check_value){.value = value};
	snprintf(to->instance, sizeof(to->instance), "%s", instance);
	va_start(args, format);
	vsnprintf(to->detail, sizeof(to->detail), format, args);
	va_end(args);
}

int check_not_applicable(struct check_result *ret, const char *why)
{
	ret->verdict = VERDICT_NOT_APPLICABLE;
	ret->detail = why;
	return 0;
}

char *check_size(double bytes, char ret[24])
{
	static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
	size_t unit = 0;

	while (fabs(bytes) >= 1024 && unit + 1 < ARRAY_SIZE(units)) {
		bytes /= 1024;
		unit++;
	}
	snprintf(ret, 24, "%.*f %s", unit && bytes != floor(bytes) ? 1 : 0, bytes, units[unit]);
	return ret;
}

int check_text(struct check_input *input, enum check_file file, const char **ret, struct error *err)
{
	static const char *const paths[] = {
		[CHECK_MEMINFO] = "proc/meminfo",
		[CHECK_ZONEINFO] = "proc/zoneinfo",
		[CHECK_VMALLOCINFO] = "proc/vmallocinfo",
	};
	int rc = 0;

	if (!input->texts[file])
		rc = root_read(input->root, paths[file], &input->texts[file], err);
	/* The others can be read by everyone, so that each capture should have them. */
	if (rc == -ENOENT && file == CHECK_VMALLOCINFO)
		input->unreachable = !input->root->live;
	if (rc == 0)
		*ret = input->texts[file];
	return rc;
}

int check_line(struct check_input *input, const char *name, uint64_t *ret, struct error *err)
{
	const char *meminfo = NULL;
	int rc = check_text(input, CHECK_MEMINFO, &meminfo, err);

	if (rc == 0 && meminfo_bytes(meminfo, "MemTotal") == ABSENT)
		rc = error_set(err, ERROR_PARSE, "%s/proc/meminfo: no MemTotal in it",
			       input->root->path);
	if (rc == 0)
		*ret = meminfo_bytes(meminfo, name);
	return rc;
}

int check_total(struct check_input *input, uint64_t *ret, struct error *err)
{
	const char *meminfo = NULL;
	int rc = check_line(input, "MemTotal", ret, err);

	if (rc < 0 || check_text(input, CHECK_MEMINFO, &meminfo, NULL) < 0 ||
	    !meminfo_is_lxcfs(input->root, meminfo))
		return rc;
	error_set(err, ERROR_HIDDEN, "not known: " MEMINFO_LXCFS);
	hint_give(err, input->root, HINT_MEMINFO);
	return -EPERM;
}

bool check_has_mmu(struct check_input *input, struct check_result *ret)
{
	const char *meminfo = NULL;

	if (check_text(input, CHECK_MEMINFO, &meminfo, NULL) < 0 || !meminfo_has_no_mmu(meminfo))
		return true;
	check_not_applicable(ret, "this kernel has no MMU");
	return false;
}

static bool has_cma(const struct zone_array *zones)
{
	for (size_t i = 0; i < zones->nr; i++)
		if (zones->items[i].free_cma_pages != ABSENT && zones->items[i].free_cma_pages)
			return true;
	return false;
}

/* They tell which blocks are CMA's; without them the number of its pages must do. */
static void forget_free_lists(struct zone_array *zones)
{
	for (size_t i = 0; i < zones->nr; i++)
		zones->items[i].nr_free_lists = 0;
}

static int read_zones(struct check_input *input, struct zone_array *ret, struct error *err)
{
	_cleanup_free_ char *zoneinfo = NULL, *buddyinfo = NULL;
	const char *text = NULL;
	int rc = check_text(input, CHECK_ZONEINFO, &text, err);

	if (rc == 0)
		rc = root_read(input->root, "proc/buddyinfo", &buddyinfo, err);
	if (rc < 0)
		return rc;
	zoneinfo = strdup(text);
	if (!zoneinfo)
		return error_no_memory(err);
	rc = zones_parse(input->root, zoneinfo, buddyinfo, ret, err);
	if (rc == 0 && has_cma(ret) && free_lists_read(input->root, ret, NULL) < 0)
		forget_free_lists(ret);
	return rc;
}

int check_zones(struct check_input *input, const struct zone_array **ret, struct error *err)
{
	int rc = input->zones.nr ? 0 : read_zones(input, &input->zones, err);

	if (rc == 0)
		*ret = &input->zones;
	return rc;
}

/*
 * Whether each way is barred to this caller or missing in this kernel or capture. A way that is
 * there and broken is another matter.
 */
static int find_broken(const char *name, struct backend *backend, const struct error *why,
		       void *context)
{
	return why->code != ERROR_NO_BACKEND && why->code != ERROR_NOT_LOADED &&
	       why->code != ERROR_NO_MODULES && why->code != ERROR_PERMISSION &&
	       why->code != ERROR_LOCKDOWN;
}

static bool is_out_of_reach(const struct root *root)
{
	return !backends_try(root, find_broken, NULL) || backend_check_machine(root, NULL) < 0;
}

int check_backend(struct check_input *input, struct backend **ret, struct error *err)
{
	int rc = 0;

	if (!input->backend)
		rc = backend_open(input->root, NULL, &input->backend, err);
	if (rc == 0)
		*ret = input->backend;
	else
		input->unreachable = is_out_of_reach(input->root);
	return rc;
}

int check_given(struct check_input *input, int rc)
{
	input->is_given |= rc < 0;
	return rc;
}

int check_baseline(struct check_input *input, struct check_result *result, const struct root **ret,
		   struct error *err)
{
	*ret = NULL;
	if (!input->settings->baseline)
		return check_not_applicable(result, "no --baseline to compare with");
	if (input->baseline.fd < 0) {
		int rc = root_open(input->settings->baseline, &input->baseline, err);

		if (rc == 0)
			rc = snapshot_check(&input->baseline, err);
		if (rc < 0)
			return check_given(input, error_prefix(err, rc, "baseline: "));
	}
	*ret = &input->baseline;
	return 0;
}

void check_input_clear(struct check_input *input)
{
	for (size_t i = 0; i < NR_CHECK_FILES; i++)
		free(input->texts[i]);
	zone_array_clear(&input->zones);
	backend_close(&input->backend);
	if (input->baseline.fd >= 0)
		root_clear(&input->baseline);
}
