// SPDX-License-Identifier: GPL-2.0-or-later
/* kallsyms.c - see kallsyms.h. */
#include <errno.h>
#include <string.h>

#include "base/lines.h"
#include "base/parse.h"
#include "reader/hints.h"
#include "reader/kallsyms.h"
#include "reader/text.h"

static int compare_queries(const void *a, const void *b)
{
	return strcmp(((const struct symbol_query *)a)->name,
		      ((const struct symbol_query *)b)->name);
}

static void add_match(struct symbol_query *query, uint64_t address, char type, const char *module)
{
	struct symbol_match *match;

	for (unsigned int i = 0; i < query->nr_matches && i < SYMBOL_MAX_MATCHES; i++)
		if (query->matches[i].address == address)
			return;
	if (query->nr_matches++ >= SYMBOL_MAX_MATCHES)
		return;
	match = &query->matches[query->nr_matches - 1];
	match->address = address;
	match->type = type;
	snprintf(match->module, sizeof(match->module), "%s", module);
}

/* "ffffffff81000000 T _text\t[module]"; the name is cut out of the line. */
static int parse_line(char *line, uint64_t *address, char *type, char **name, char **module)
{
	const char *text = line;
	char *end;

	if (parse_u64(&text, 16, address) < 0 || text[0] != ' ' || !text[1] || text[2] != ' ')
		return -EINVAL;
	*type = text[1];
	*name = line + (text + 3 - line);
	end = *name + strcspn(*name, "\t");
	*module = *end ? end + 1 + (end[1] == '[') : end;
	*end = '\0';
	(*module)[strcspn(*module, "]")] = '\0';
	return 0;
}

static int each_line(const struct root *root, struct line_reader *reader, kallsyms_fn *each,
		     void *context, struct error *err)
{
	bool any_address = false;
	char *line;
	int rc;

	while ((rc = line_reader_next(reader, &line)) > 0) {
		char type, *name, *module;
		uint64_t address;

		if (parse_line(line, &address, &type, &name, &module) < 0)
			return text_bad_line(err, reader->line, line);
		any_address |= address;
		if (!each(address, type, name, module, context))
			return 0;
	}
	if (rc == -E2BIG)
		return error_set(err, ERROR_PARSE, "line %ju is longer than %d bytes",
				 (uintmax_t)reader->line, LINE_MAX_BYTES);
	if (rc < 0)
		return error_errno(err, -rc, "line %ju", (uintmax_t)reader->line + 1);
	if (!reader->line)
		return error_set(err, ERROR_PARSE, "the file is empty");
	if (!any_address) {
		error_set(err, ERROR_HIDDEN, "the kernel shows all addresses as zero");
		hint_give(err, root, HINT_SYMBOL_ADDRESSES);
		return -EACCES;
	}
	return 0;
}

bool kallsyms_is_label(const char *name)
{
	if (name[0] == '.' && name[1] == 'L')
		return true;
	return name[0] == '$' && name[1] && strchr("adtx", name[1]) && (!name[2] || name[2] == '.');
}

bool kallsyms_is_module(const char *module)
{
	return strcmp(module, "bpf") != 0 && strncmp(module, "__builtin__", 11) != 0;
}

int kallsyms_each(const struct root *root, kallsyms_fn *each, void *context, struct error *err)
{
	_cleanup_(line_reader_clear) struct line_reader reader = {0};
	_cleanup_close_ int fd = -1;
	int rc;

	fd = root_open_file(root, "proc/kallsyms", err);
	if (fd < 0)
		return fd;
	if (line_reader_init(&reader, fd) < 0)
		return error_no_memory(err);
	rc = each_line(root, &reader, each, context, err);
	return error_prefix(err, rc, "%s/proc/kallsyms: ", root->path);
}

/**
 * struct lookup - names that are looked for
 * @queries: the names, sorted
 * @nr: how many
 */
struct lookup {
	struct symbol_query *queries;
	size_t nr;
};

/* The same name may have been asked for several times. */
static bool add_match_to_all(uint64_t address, char type, const char *name, const char *module,
			     void *context)
{
	const struct lookup *lookup = context;
	struct symbol_query key = {.name = name}, *query;

	query = bsearch(&key, lookup->queries, lookup->nr, sizeof(*query), compare_queries);
	if (!query)
		return true;
	while (query > lookup->queries && !strcmp(query[-1].name, name))
		query--;
	for (; query < lookup->queries + lookup->nr && !strcmp(query->name, name); query++)
		add_match(query, address, type, module);
	return true;
}

int kallsyms_lookup(const struct root *root, struct symbol_query *queries, size_t nr,
		    struct error *err)
{
	struct lookup lookup = {queries, nr};

	qsort(queries, nr, sizeof(*queries), compare_queries);
	return kallsyms_each(root, add_match_to_all, &lookup, err);
}

static int ambiguous(const struct symbol_query *query, struct error *err)
{
	char list[400] = "";
	size_t used = 0;

	for (unsigned int i = 0; i < query->nr_matches && i < SYMBOL_MAX_MATCHES; i++) {
		const struct symbol_match *match = &query->matches[i];

		used += snprintf(list + used, sizeof(list) - used, "%s0x%jx%s%s%s", i ? ", " : "",
				 (uintmax_t)match->address, *match->module ? " [" : "",
				 match->module, *match->module ? "]" : "");
		if (used >= sizeof(list))
			break;
	}
	error_set(err, ERROR_AMBIGUOUS, "symbol %s stands for %u addresses: %s%s", query->name,
		  query->nr_matches, list, query->nr_matches > SYMBOL_MAX_MATCHES ? " ..." : "");
	error_remedy(err, "give the address itself");
	return -ENOTUNIQ;
}

int symbol_query_address(const struct symbol_query *query, uint64_t *ret, struct error *err)
{
	const struct symbol_match *match = &query->matches[0];

	if (query->nr_matches > 1)
		return ambiguous(query, err);
	if (!query->nr_matches) {
		error_set(err, ERROR_NOT_FOUND, "no symbol %s in /proc/kallsyms", query->name);
		return -ENOENT;
	}
	/* On x86-64 before 6.15 (9d7de2aa8b41) per-CPU symbols were offsets from zero. */
	if ((match->type == 'A' || match->type == 'a') && match->address < 1 << 30) {
		error_set(err, ERROR_NOT_FOUND,
			  "symbol %s is a per-CPU offset (0x%jx), not an address", query->name,
			  (uintmax_t)match->address);
		return -ENOENT;
	}
	*ret = match->address;
	return 0;
}
