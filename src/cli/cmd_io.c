// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_io.c - "memmap io": physical resources and ports, and what the kernel has mapped of them. */
#include <errno.h>
#include <string.h>

#include "analysis/space/io.h"
#include "base/array.h"
#include "cli/command.h"
#include "cli/reach.h"
#include "output/records.h"
#include "reader/hints.h"
#include "reader/iomem.h"

struct io_options {
	struct common_options common;
	struct reach_options reach;
	bool mem, ports, mapped;
};

static const struct option_spec options[] = {
	{"mem", 0, OPTION_FLAG, NULL, "only memory addresses, /proc/iomem", NULL,
	 offsetof(struct io_options, mem), .old_letter = 'm'},
	{"ports", 0, OPTION_FLAG, NULL, "only port numbers, /proc/ioports", NULL,
	 offsetof(struct io_options, ports), .old_letter = 'p'},
	{"mapped", 0, OPTION_FLAG, NULL, "only what is mapped, and what is around it", NULL,
	 offsetof(struct io_options, mapped)},
	OPTION_BACKEND(io_options, reach),
	OPTION_VERIFY(io_options, reach),
};

/**
 * struct session - one run of the command
 * @context: the invocation
 * @wanted: its options
 * @sources: where the answer comes from
 * @ports: resources of /proc/ioports
 * @tree: the answer
 * @nr_mem: items of @tree that are of memory
 * @partial: something that was asked for could not be had
 */
struct session {
	struct context *context;
	const struct io_options *wanted;
	struct sources sources;
	struct mem_resource_array ports;
	struct io_tree tree;
	size_t nr_mem;
	bool partial;
};

static bool wants_mem(const struct session *session)
{
	return session->wanted->mem || !session->wanted->ports || session->wanted->mapped;
}

/* No page table maps a port. */
static bool wants_ports(const struct session *session)
{
	return (session->wanted->ports || !session->wanted->mem) && !session->wanted->mapped;
}

static void tell_hidden(struct session *session, const char *file)
{
	struct error hidden = {0};

	error_set(&hidden, ERROR_HIDDEN, "%s/proc/%s shows no addresses: CAP_SYS_ADMIN is missing",
		  session->context->root.path, file);
	hint_give(&hidden, &session->context->root, HINT_PRIVILEGE);
	report_error(&session->context->report, &hidden, NULL);
	session->partial = true;
}

static int read_mem(struct session *session, struct error *err)
{
	const struct mem_resource_array *resources;
	struct sources *sources = &session->sources;
	const char *missing;
	int rc;

	resources = sources_resources(sources, &missing);
	if (sources->resources_error.code) {
		*err = sources->resources_error;
		return -EIO;
	}
	rc = io_tree_add(&session->tree, resources, "mem", err);
	/* What has no address cannot be told from what is mapped. */
	if (rc == 0 && !resources->hidden)
		rc = io_tree_map(&session->tree, sources, session->context->system.page_bytes, err);
	return rc;
}

static int read_ports(struct session *session, struct error *err)
{
	int rc = ioports_read(&session->context->root, &session->ports, err);

	return rc < 0 ? rc : io_tree_add(&session->tree, &session->ports, "port", err);
}

static int read_tree(struct session *session, struct error *err)
{
	struct error missing = {0};
	int rc = 0;

	if (wants_mem(session))
		rc = read_mem(session, err);
	if (rc == 0 && session->wanted->mapped)
		io_tree_keep_mapped(&session->tree);
	session->nr_mem = session->tree.nr;
	if (rc < 0 || !wants_ports(session))
		return rc;
	rc = read_ports(session, &missing);
	if (rc == 0)
		return 0;
	/* Machines without ports may have no such file; who asks for ports wants to know. */
	if (session->wanted->ports || missing.code == ERROR_NO_MEMORY) {
		*err = missing;
		return rc;
	}
	report_error(&session->context->report, &missing, NULL);
	session->partial = true;
	return 0;
}

/**
 * struct rows - the tree as rows of text: mappings stand below their resources as leaves
 * @items: the rows; what they point to belongs to the tree, but for labels
 * @nr: how many
 */
struct rows {
	struct io_resource *items;
	size_t nr;
};

static void rows_clear(struct rows *rows)
{
	for (size_t i = 0; i < rows->nr; i++) {
		free(rows->items[i].label);
		free(rows->items[i].by);
	}
	free(rows->items);
	*rows = (struct rows){0};
}

static int add_row(struct rows *rows, const struct io_resource *item, const char *label,
		   struct error *err)
{
	struct io_resource *row;
	int rc = array_grow(&rows->items, rows->nr, err);

	if (rc < 0)
		return rc;
	row = &rows->items[rows->nr++];
	*row = *item;
	row->by = NULL;
	if (asprintf(&row->label, "%*s%s", (int)(2 * item->depth), "", label) < 0) {
		row->label = NULL;
		return error_no_memory(err);
	}
	return 0;
}

static int add_mapping_row(struct rows *rows, const struct io_resource *item,
			   const struct io_mapping *mapping, struct error *err)
{
	const struct io_resource leaf = {
		.space = item->space,
		.depth = item->depth + 1,
		.start = mapping->phys_addr,
		.last = mapping->phys_addr + (mapping->length_bytes - 1),
		.size_bytes = mapping->length_bytes,
		.memtype = mapping->memtype,
	};
	const char *by = mapping->caller ?: mapping->region ? region_name(mapping->region) : NULL;
	char label[32];
	int rc;

	if (mapping->virt_addr == ABSENT)
		snprintf(label, sizeof(label), "address hidden");
	else
		snprintf(label, sizeof(label), "0x%jx", (uintmax_t)mapping->virt_addr);
	rc = add_row(rows, &leaf, label, err);
	if (rc < 0 || !by)
		return rc;
	/* The function is enough: offset and module are in JSON. */
	rows->items[rows->nr - 1].by = strndup(by, mapping->caller ? strcspn(by, "+") : strlen(by));
	return rows->items[rows->nr - 1].by ? 0 : error_no_memory(err);
}

/* Sorted rows are no tree any more: resources alone can be sorted. */
static int make_rows(const struct session *session, size_t from, size_t to, struct rows *rows,
		     struct error *err)
{
	bool leaves = !session->context->report.json && !session->context->common->sort;
	int rc = 0;

	for (size_t i = from; i < to && rc == 0; i++) {
		const struct io_resource *item = &session->tree.items[i];

		rc = add_row(rows, item, item->name ?: "no resource", err);
		for (size_t j = 0; leaves && j < item->nr_mappings && rc == 0; j++)
			rc = add_mapping_row(rows, item, &item->mappings[j], err);
	}
	return rc;
}

/* Memory and ports are two tables, unless the user wants something of one. */
static int show(struct session *session, struct error *err)
{
	_cleanup_(rows_clear) struct rows rows = {0}, ports = {0};
	const struct common_options *common = session->context->common;
	struct report *report = &session->context->report;
	bool apart = !report->json && !common->sort && !common->top.value && !common->columns &&
		     session->nr_mem;
	size_t nr_first = apart ? session->nr_mem : session->tree.nr;
	int rc;

	rc = make_rows(session, 0, nr_first, &rows, err);
	if (rc == 0)
		rc = make_rows(session, nr_first, session->tree.nr, &ports, err);
	if (rc < 0)
		return rc;
	report_rows(report, rows.items, rows.nr);
	report_view(report, "Ports", &io_resource_record, ports.items, ports.nr);
	return 0;
}

/* What the answer lacks, and why. */
static void tell_missing(struct session *session, struct error *no_backend)
{
	struct report *report = &session->context->report;
	const struct sources *sources = &session->sources;
	struct error hidden = {0};

	if (session->ports.hidden)
		tell_hidden(session, "ioports");
	if (!wants_mem(session))
		return;
	if (sources->resources.hidden) {
		tell_hidden(session, "iomem");
		return;
	}
	if (no_backend->code) {
		error_prefix(no_backend, 0, "mappings go by /proc/vmallocinfo alone: ");
		report_error(report, no_backend, NULL);
	}
	if (sources_areas_hidden(sources, &hidden)) {
		report_error(report, &hidden, NULL);
		session->partial = true;
	} else if (sources->areas_error.code) {
		report_error(report, &sources->areas_error, NULL);
	}
}

static int answer(struct session *session, struct error *missing, struct error *err)
{
	int rc = read_tree(session, err);

	if (rc == 0)
		rc = show(session, err);
	if (rc < 0)
		return rc;
	tell_missing(session, missing);
	return session->partial ? EXIT_PARTIAL : EXIT_OK;
}

static int run(struct context *context, struct error *err)
{
	struct session session = {
		.context = context,
		.wanted = (const struct io_options *)context->common,
	};
	struct error missing = {0};
	int rc = 0;

	session.sources.root = &context->root;
	if (wants_mem(&session))
		rc = reach_open_or_not(context, &session.wanted->reach, &session.sources, &missing,
				       err);
	if (rc < 0)
		return rc;
	context_begin(context, backend_name(session.sources.backend));
	rc = reach_status(context, &session.sources, answer(&session, &missing, err));
	io_tree_clear(&session.tree);
	mem_resource_array_clear(&session.ports);
	reach_close(&session.sources);
	return rc;
}

const struct command cmd_io = {
	.name = "io",
	.group = GROUP_SPACE,
	.summary = "physical resources and ports, and the kernel's mappings of them",
	.operands = "",
	.description =
		"Shows /proc/iomem and /proc/ioports as trees. Below each resource of memory stand "
		"the kernel virtual ranges that map it: address, physical address, size, how the "
		"CPU caches it and who made it. The direct map and the kernel image show all they "
		"map; other regions what is no RAM, and what ioremap() made.\n"
		"\n"
		"A mapping stands below the innermost resource that has all of its pages, and one "
		"of several resources below each. Without a way to the page tables mappings are "
		"those that /proc/vmallocinfo tells of, and caching is not known.\n"
		"\n"
		"The kernel hides addresses from those without CAP_SYS_ADMIN; what is hidden is "
		"said to be so, and the exit status is then 4.",
	.examples = "memmap io\n"
		    "memmap io --mapped\n"
		    "memmap io --ports\n"
		    "memmap io --json | jq '.resources[] | select(.name == \"HPET 0\").mappings'",
	.options = {options, ARRAY_SIZE(options), .watch = true},
	.options_bytes = sizeof(struct io_options),
	.record = &io_resource_record,
	.run = run,
};
