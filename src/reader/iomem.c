// SPDX-License-Identifier: GPL-2.0-or-later
/* iomem.c - see iomem.h. */
#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "base/parse.h"
#include "reader/iomem.h"
#include "reader/text.h"

/* Deeper than any machine; whoever follows parents recurses as deep. */
#define MAX_DEPTH 32

/* "  START-LAST : NAME", two blanks for each level. */
static int parse_line(char *line, void *context, struct error *err)
{
	struct mem_resource_array *resources = context;
	struct mem_resource *resource;
	const char *text = line + strspn(line, " ");
	int rc;

	rc = array_grow(&resources->items, resources->nr, err);
	if (rc < 0)
		return rc;
	resource = &resources->items[resources->nr];
	*resource = (struct mem_resource){.depth = (text - line) / 2};
	if (resource->depth > MAX_DEPTH)
		return -EINVAL;
	if (parse_u64(&text, 16, &resource->start) < 0 || !skip_prefix(&text, "-") ||
	    parse_u64(&text, 16, &resource->last) < 0 || !skip_prefix(&text, " : "))
		return -EINVAL;
	resource->name = strdup(text);
	if (!resource->name)
		return error_no_memory(err);
	resources->nr++;
	return 0;
}

/* The array no longer moves: link each resource to the nearest earlier one that is less deep. */
static void link_parents(struct mem_resource_array *resources)
{
	for (size_t i = 1; i < resources->nr; i++) {
		struct mem_resource *resource = &resources->items[i];
		const struct mem_resource *parent = resource - 1;

		while (parent && parent->depth >= resource->depth)
			parent = parent->parent;
		resource->parent = parent;
	}
}

static bool all_zero(const struct mem_resource_array *resources)
{
	for (size_t i = 0; i < resources->nr; i++)
		if (resources->items[i].start || resources->items[i].last)
			return false;
	return resources->nr;
}

int iomem_parse(char *text, struct mem_resource_array *ret, struct error *err)
{
	_cleanup_(mem_resource_array_clear) struct mem_resource_array resources = {0};
	int rc;

	rc = text_parse_lines(text, parse_line, &resources, err);
	if (rc < 0)
		return rc;
	link_parents(&resources);
	resources.hidden = all_zero(&resources);
	*ret = resources;
	resources = (struct mem_resource_array){0};
	return 0;
}

static int read_file(const struct root *root, const char *path, struct mem_resource_array *ret,
		     struct error *err)
{
	_cleanup_free_ char *text = NULL;
	int rc;

	rc = root_read(root, path, &text, err);
	if (rc < 0)
		return rc;
	rc = iomem_parse(text, ret, err);
	return error_prefix(err, rc, "%s/%s: ", root->path, path);
}

int iomem_read(const struct root *root, struct mem_resource_array *ret, struct error *err)
{
	struct mem_resource_array resources = {0};
	int rc = read_file(root, "proc/iomem", &resources, err);

	/* Machines without ports are many, those without memory few. */
	if (rc == 0 && !resources.nr && !root->live)
		rc = error_set(err, ERROR_PARSE,
			       "%s/proc/iomem: it is empty: was it copied in vain?", root->path);
	if (rc == 0)
		*ret = resources;
	return rc;
}

int ioports_read(const struct root *root, struct mem_resource_array *ret, struct error *err)
{
	return read_file(root, "proc/ioports", ret, err);
}
