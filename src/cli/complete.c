// SPDX-License-Identifier: GPL-2.0-or-later
/* complete.c - see complete.h. */
#include <string.h>
#include <unistd.h>

#include "analysis/health/check.h"
#include "base/printable.h"
#include "cli/commands.h"
#include "cli/complete.h"
#include "model/gfp.h"
#include "output/columns.h"
#include "reader/slabinfo.h"
#include "reader/zones.h"

/* A line: the word, and behind a tab what it is, if that is known. */
static void offer_line(FILE *out, const char *word, const char *about)
{
	fprintf(out, "%s%s%s\n", word, about ? "\t" : "", about ?: "");
}

static void offer_described(FILE *out, const char *word, const char *about, const char *typed)
{
	if (!strncmp(word, typed, strlen(typed)))
		offer_line(out, word, about);
}

/* What no terminal should see nobody types either. */
static void offer(FILE *out, const char *word, const char *typed)
{
	if (is_printable(word))
		offer_described(out, word, NULL, typed);
}

static void complete_from(FILE *out, const char *const *values, const char *typed)
{
	for (; values && *values; values++)
		offer(out, *values, typed);
}

/* "-" alone may become any of them. */
static bool is_option(const char *typed)
{
	return !strcmp(typed, "-") || !strncmp(typed, "--", 2);
}

static void complete_options(FILE *out, const struct option_set *set,
			     const struct option_spec *specs, size_t nr, const char *typed)
{
	for (size_t i = 0; i < nr; i++) {
		char short_form[3] = {'-', specs[i].letter};
		char long_form[64];

		if (!option_fits(set, &specs[i]))
			continue;
		if (short_form[1])
			offer_described(out, short_form, specs[i].help, typed);
		snprintf(long_form, sizeof(long_form), "--%s", specs[i].name);
		offer_described(out, long_form, specs[i].help, typed);
	}
}

static void complete_field(FILE *out, const char *before, const struct field *outer,
			   const struct field *field, const char *typed)
{
	char name[80];

	snprintf(name, sizeof(name), "%s%s%s", outer ? outer->name : "", outer ? "." : "",
		 field->name);
	if (strncmp(name, typed, strlen(typed)) != 0)
		return;
	fputs(before, out);
	offer_line(out, name, field->help);
}

/* What is being typed now: behind the sign of --sort, or the last one of a list. */
static const char *last_name(enum option_type option, const char *typed)
{
	const char *comma = strrchr(typed, ',');

	if (option == OPTION_FIELD)
		return typed + (*typed == '-');
	return comma ? comma + 1 : typed;
}

/* Names that --columns or --sort take; what was typed before the name stays in front of it. */
static void complete_fields(FILE *out, const struct record_type *type, enum option_type option,
			    const char *typed)
{
	bool (*usable)(const struct field *) =
		option == OPTION_FIELD ? field_is_sortable : field_is_column;
	const char *name = last_name(option, typed);
	_cleanup_free_ char *before = strndup(typed, name - typed);

	for (size_t i = 0; before && i < type->nr_fields; i++) {
		const struct field *field = &type->fields[i];
		const struct record_type *inner =
			field->kind == FIELD_RECORD ? field->record : NULL;

		if (usable(field))
			complete_field(out, before, NULL, field, name);
		for (size_t j = 0; inner && j < inner->nr_fields; j++)
			if (usable(&inner->fields[j]))
				complete_field(out, before, field, &inner->fields[j], name);
	}
}

/* Names of all the records it may report; shells drop those that come twice. */
static void complete_record_fields(FILE *out, const struct command *command,
				   enum option_type option, const char *typed)
{
	const struct record_type *stream = record_stream(command->record);

	complete_fields(out, command->record, option, typed);
	if (stream)
		complete_fields(out, stream, option, typed);
	if (command->other_record)
		complete_fields(out, command->other_record, option, typed);
}

static void complete_command(FILE *out, const struct command *const *command, const char *typed)
{
	for (; *command; command++)
		offer_described(out, (*command)->name, (*command)->summary, typed);
}

/* Zones of all nodes, each name once, or the numbers of the nodes. */
static void complete_zones(FILE *out, const struct root *root, bool nodes, const char *typed)
{
	_cleanup_(zone_array_clear) struct zone_array zones = {0};
	struct error ignored = {0};

	if (zones_read(root, &zones, &ignored) < 0)
		return;
	for (size_t i = 0; i < zones.nr; i++) {
		char number[16];
		bool seen = false;

		for (size_t j = 0; j < i; j++)
			seen |= nodes ? zones.items[j].node == zones.items[i].node
				      : !strcmp(zones.items[j].name, zones.items[i].name);
		snprintf(number, sizeof(number), "%d", zones.items[i].node);
		if (!seen)
			offer(out, nodes ? number : zones.items[i].name, typed);
	}
}

/* Files have a line for each thing, whose name is its first word. */
static void complete_first_words(FILE *out, const struct root *root, const char *path,
				 const char *typed)
{
	_cleanup_free_ char *text = NULL;
	struct error ignored = {0};
	char *line, *next;

	if (root_read(root, path, &text, &ignored) < 0)
		return;
	next = text;
	while ((line = strsep(&next, "\n"))) {
		line[strcspn(line, " \t")] = '\0';
		if (*line)
			offer(out, line, typed);
	}
}

static bool complete_entries(FILE *out, const struct root *root, const char *path,
			     bool (*wanted)(const char *name), const char *typed)
{
	_cleanup_(root_names_clear) struct root_names names = {0};

	if (root_list(root, path, &names, NULL) < 0)
		return false;
	for (size_t i = 0; i < names.nr; i++)
		if (wanted(names.items[i]))
			offer(out, names.items[i], typed);
	return true;
}

/* Ids such as ":0000192" stand for merged caches, which have names of their own. */
static bool is_cache(const char *name)
{
	return *name != '.' && *name != ':';
}

/* Without the directories, as with SLAB and in some containers, the table of caches serves. */
static void complete_caches(FILE *out, const struct root *root, const char *typed)
{
	_cleanup_(slab_cache_array_clear) struct slab_cache_array caches = {0};
	struct error ignored = {0};

	if (complete_entries(out, root, "sys/kernel/slab", is_cache, typed) ||
	    slabinfo_read(root, &caches, &ignored) < 0)
		return;
	for (size_t i = 0; i < caches.nr; i++)
		offer(out, caches.items[i].name, typed);
}

static bool is_process(const char *name)
{
	return *name >= '0' && *name <= '9';
}

/* The last name of a list; what was typed before it stays in front of it. */
static void complete_listed(FILE *out, const char *word, const char *about, const char *typed,
			    char separator)
{
	const char *last = strrchr(typed, separator);
	int before = last ? last + 1 - typed : 0;

	if (strncmp(word, typed + before, strlen(typed + before)) != 0)
		return;
	fprintf(out, "%.*s", before, typed);
	offer_line(out, word, about);
}

static void complete_checks(FILE *out, bool ranges, const char *typed)
{
	for (size_t i = 0; i < nr_checks; i++) {
		const struct check *check = checks[i];
		char range[64];

		snprintf(range, sizeof(range), "%s=", check->name);
		if (ranges)
			complete_listed(out, range, check->measures, typed, ',');
		else
			offer_described(out, check->name, check->measures, typed);
	}
}

static void complete_gfp(FILE *out, const char *typed)
{
	for (size_t i = 0; i < MEMMAP_NR_GFP; i++)
		complete_listed(out, gfp_words[i].name, gfp_words[i].meaning, typed, '|');
}

static void complete_words(FILE *out, const struct root *root, enum option_words words,
			   const char *typed)
{
	switch (words) {
	case WORDS_ZONE:
	case WORDS_NODE:
		complete_zones(out, root, words == WORDS_NODE, typed);
		break;
	case WORDS_CACHE:
		complete_caches(out, root, typed);
		break;
	case WORDS_MODULE:
		complete_first_words(out, root, "proc/modules", typed);
		break;
	case WORDS_PROCESS:
		offer(out, "self", typed);
		complete_entries(out, root, "proc", is_process, typed);
		break;
	case WORDS_CHECK:
	case WORDS_RANGE:
		complete_checks(out, words == WORDS_RANGE, typed);
		break;
	case WORDS_GFP:
		complete_gfp(out, typed);
		break;
	case WORDS_NONE:
	case WORDS_FILE:
		break;
	}
}

/* What --root among the words names, as they are being typed. */
static const char *find_root(char **words, size_t nr)
{
	for (size_t i = 0; i + 1 < nr; i++) {
		if (!strncmp(words[i], "--root=", 7))
			return words[i] + 7;
		if (!strcmp(words[i], "--root") && i + 2 < nr)
			return words[i + 1];
	}
	return NULL;
}

/* The option whose value the word behind @word is, or NULL. */
static const struct option_spec *option_awaiting(const struct command *command, const char *word)
{
	const struct option_spec *spec = NULL;

	if (!strncmp(word, "--", 2))
		spec = option_find(&command->options, word + 2, strlen(word + 2));
	else if (word[0] == '-' && word[1])
		spec = option_find_letter(&command->options, word[strlen(word) - 1]);
	return spec && spec->type != OPTION_FLAG ? spec : NULL;
}

/* Names of the system that --root among the words names, or of the running one. */
static void complete_system(FILE *out, enum option_words which, char **words, size_t nr)
{
	struct error ignored = {0};
	struct root root = {.fd = -1};

	if (!which || root_open(find_root(words, nr), &root, &ignored) < 0)
		return;
	complete_words(out, &root, which, words[nr - 1]);
	root_clear(&root);
}

static void complete_value(FILE *out, const struct command *command, const struct option_spec *spec,
			   char **words, size_t nr)
{
	const char *typed = words[nr - 1];

	if (spec->type == OPTION_FIELD || spec->type == OPTION_FIELDS) {
		complete_record_fields(out, command, spec->type, typed);
		return;
	}
	complete_from(out, spec->values, typed);
	complete_system(out, spec->words, words, nr);
}

static void complete_argument(FILE *out, const struct command *command, char **words, size_t nr)
{
	const char *typed = words[nr - 1];
	const struct option_spec *before = nr > 2 ? option_awaiting(command, words[nr - 2]) : NULL;

	if (before) {
		complete_value(out, command, before, words, nr);
	} else if (is_option(typed)) {
		const struct option_set *set = &command->options;

		complete_options(out, set, set->specs, set->nr, typed);
		complete_options(out, set, common_options, nr_common_options, typed);
	} else {
		complete_from(out, command->verbs, typed);
		complete_system(out, command->operand_words, words, nr);
	}
}

/*
 * Whether the command's name is being typed. Options that stand in front of it are put behind it
 * when it is already there.
 */
static bool stands_for_command(char **words, size_t nr)
{
	char *typed = nr ? words[nr - 1] : NULL;
	size_t nr_leading = 0;
	int rc;

	if (nr < 2)
		return true;
	words[nr - 1] = NULL;
	rc = options_leading(words, &nr_leading, NULL);
	words[nr - 1] = typed;
	if (rc == 0 && nr_leading < nr - 1) {
		char *command = words[nr_leading];

		memmove(words + 1, words, nr_leading * sizeof(*words));
		words[0] = command;
	}
	return rc == 0 && nr_leading == nr - 1;
}

static void complete_first(FILE *out, const char *typed)
{
	static const struct option_set none = {.watch = true};

	complete_command(out, commands, typed);
	complete_command(out, builtins, typed);
	if (is_option(typed))
		complete_options(out, &none, common_options, nr_common_options, typed);
	else
		offer(out, "--help", typed);
	offer(out, "--version", typed);
}

void complete(FILE *out, char **words)
{
	const struct command *command;
	size_t nr = 0;

	while (words[nr])
		nr++;
	if (stands_for_command(words, nr)) {
		complete_first(out, nr ? words[nr - 1] : "");
		return;
	}
	if (builtin_find(words[0])) {
		if (nr == 2)
			complete_command(out, commands, words[1]);
		return;
	}
	command = command_find(words[0], NULL);
	if (command)
		complete_argument(out, command, words, nr);
}
