// SPDX-License-Identifier: GPL-2.0-or-later
/* options.c - see options.h. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "base/parse.h"
#include "cli/options.h"

static const char *const colors[] = {"auto", "always", "never", NULL};

#define COMMON(member) offsetof(struct common_options, member)

const struct option_spec common_options[] = {
	{"json", 'j', OPTION_FLAG, NULL, "write one JSON object instead of text", NULL,
	 COMMON(json)},
	{"columns", 'o', OPTION_FIELDS, "LIST",
	 "show these columns of a table, or these members of JSON records, separated by commas: "
	 "their names, or the headings in any case",
	 NULL, COMMON(columns)},
	{"sort", 0, OPTION_FIELD, "[-]COLUMN",
	 "sort rows: numbers largest first, names and addresses smallest first, with \"-\" the "
	 "other way; what is not known comes last",
	 NULL, COMMON(sort)},
	{"top", 0, OPTION_UINT, "N", "only the first N rows; 0 for all", NULL, COMMON(top)},
	{"no-headings", 0, OPTION_FLAG, NULL, "leave the headings of tables out", NULL,
	 COMMON(no_headings)},
	{"bytes", 0, OPTION_FLAG, NULL, "sizes as numbers of bytes, not rounded", NULL,
	 COMMON(bytes)},
	{"tsv", 0, OPTION_FLAG, NULL,
	 "for programs such as awk: only the first table, all its columns, with a tab between them",
	 NULL, COMMON(tsv)},
	{"color", 0, OPTION_CHOICE, "WHEN", "colour the text: auto, always or never", colors,
	 COMMON(color)},
	{"root", 0, OPTION_STRING, "SNAPSHOT",
	 "answer from a snapshot, or another directory or tar file with proc/ and sys/, instead of "
	 "the running system",
	 NULL, COMMON(root), WORDS_FILE},
	{"watch", 'W', OPTION_SECONDS, "SECONDS",
	 "show it again every SECONDS, 0.1 at least, in place on a terminal and with what changed "
	 "in reverse; q or Ctrl-C ends; with --json one object a line",
	 NULL, COMMON(watch_ms), .old_letter = 'w'},
	{"help", 'h', OPTION_FLAG, NULL, "show this help", NULL, COMMON(help)},
};
const size_t nr_common_options = ARRAY_SIZE(common_options);

static const struct option_spec *find(const struct option_spec *specs, size_t nr, const char *name,
				      size_t length)
{
	for (size_t i = 0; i < nr; i++)
		if (!strncmp(specs[i].name, name, length) && !specs[i].name[length])
			return &specs[i];
	return NULL;
}

const struct option_spec *option_find(const struct option_set *set, const char *name, size_t length)
{
	return find(set->specs, set->nr, name, length)
		       ?: find(common_options, nr_common_options, name, length);
}

static const struct option_spec *find_letter(const struct option_spec *specs, size_t nr,
					     char letter, bool old)
{
	for (size_t i = 0; i < nr; i++)
		if ((old ? specs[i].old_letter : specs[i].letter) == letter)
			return &specs[i];
	return NULL;
}

const struct option_spec *option_find_letter(const struct option_set *set, char letter)
{
	return find_letter(set->specs, set->nr, letter, false)
		       ?: find_letter(common_options, nr_common_options, letter, false)
		       ?: find_letter(set->specs, set->nr, letter, true)
		       ?: find_letter(common_options, nr_common_options, letter, true);
}

bool option_fits(const struct option_set *set, const struct option_spec *spec)
{
	return spec->offset != COMMON(watch_ms) || set->watch;
}

static int unknown_option(const struct option_set *set, const char *word, const char *name,
			  struct error *err)
{
	struct suggestion best = {0};
	int rc;

	rc = error_set(err, ERROR_USAGE, "unknown option \"%s\"", word);
	for (size_t i = 0; i < set->nr; i++)
		suggest(&best, name, set->specs[i].name);
	for (size_t i = 0; i < nr_common_options; i++)
		if (option_fits(set, &common_options[i]))
			suggest(&best, name, common_options[i].name);
	if (best.name)
		error_remedy(err, "did you mean --%s?", best.name);
	return rc;
}

static int store_choice(const struct option_spec *spec, const char *value, const char **ret,
			struct error *err)
{
	char list[128] = "";
	size_t used = 0;

	for (const char *const *choice = spec->values; *choice; choice++) {
		if (!strcmp(*choice, value)) {
			*ret = *choice;
			return 0;
		}
		used += snprintf(list + used, sizeof(list) - used, "%s%s", used ? ", " : "",
				 *choice);
	}
	return error_set(err, ERROR_USAGE, "--%s takes %s, not \"%s\"", spec->name, list, value);
}

#define WATCH_MIN_SECONDS 0.1
#define WATCH_MAX_SECONDS 86400

static int store_seconds(const struct option_spec *spec, const char *value, unsigned int *ret_ms,
			 struct error *err)
{
	char *end = NULL;
	double seconds = 0;

	/* strtod() also takes signs, exponents, hexadecimal digits and words. */
	if (!value[strspn(value, "0123456789.")])
		seconds = strtod(value, &end);
	if (!end || end == value || *end || seconds < WATCH_MIN_SECONDS ||
	    seconds > WATCH_MAX_SECONDS)
		return error_set(err, ERROR_USAGE, "--%s takes %g to %d seconds, not \"%s\"",
				 spec->name, WATCH_MIN_SECONDS, WATCH_MAX_SECONDS, value);
	*ret_ms = seconds * 1000 + 0.5;
	return 0;
}

static int store(const struct option_spec *spec, const char *value, void *options,
		 struct error *err)
{
	void *at = (char *)options + spec->offset;
	const char *digits = value;
	uint64_t number;
	int rc;

	switch (spec->type) {
	case OPTION_FLAG:
		*(bool *)at = true;
		return 0;
	case OPTION_STRING:
	case OPTION_FIELD:
	case OPTION_FIELDS:
		*(const char **)at = value;
		return 0;
	case OPTION_CHOICE:
		return store_choice(spec, value, at, err);
	case OPTION_SECONDS:
		return store_seconds(spec, value, at, err);
	case OPTION_UINT:
		rc = parse_u64(&digits, 10, &number);
		if (rc != -ERANGE && (rc < 0 || *digits))
			return error_set(err, ERROR_USAGE, "--%s takes a number, not \"%s\"",
					 spec->name, value);
		if (rc < 0 || number > UINT_MAX)
			return error_set(err, ERROR_USAGE,
					 "--%s takes a number up to %u, and %s is larger",
					 spec->name, UINT_MAX, value);
		*(struct option_uint *)at = (struct option_uint){true, number};
		return 0;
	}
	return 0;
}

static int refuse_unfit(const struct option_spec *spec, struct error *err)
{
	return error_set(err, ERROR_USAGE,
			 "--%s is for commands that show what may change by itself, and this is "
			 "none",
			 spec->name);
}

/* "--name", "--name=value" or "--name value"; moves past what it used. */
static int parse_long(const struct option_set *set, char ***args, void *options, struct error *err)
{
	const char *word = *(*args)++, *name = word + 2;
	size_t length = strcspn(name, "=");
	const char *value = name[length] ? name + length + 1 : NULL;
	const struct option_spec *spec = option_find(set, name, length);
	char plain[64];

	if (!spec) {
		snprintf(plain, sizeof(plain), "%.*s", (int)length, name);
		return unknown_option(set, word, plain, err);
	}
	if (!option_fits(set, spec))
		return refuse_unfit(spec, err);
	if (spec->type == OPTION_FLAG && value)
		return error_set(err, ERROR_USAGE, "--%s takes no value", spec->name);
	if (spec->type != OPTION_FLAG && !value) {
		if (!**args)
			return error_set(err, ERROR_USAGE, "--%s needs a value: %s", spec->name,
					 spec->arg);
		value = *(*args)++;
	}
	return store(spec, value, options, err);
}

/* Once, however often it was given. */
static void note_old_letter(struct common_options *options, char letter)
{
	size_t nr = strlen(options->old_letters);

	if (!strchr(options->old_letters, letter) && nr + 1 < sizeof(options->old_letters))
		options->old_letters[nr] = letter;
}

/* "-j", "-jo LIST" or "-oLIST". */
static int parse_letters(const struct option_set *set, char ***args, void *options,
			 struct error *err)
{
	const char *word = *(*args)++;

	for (const char *letter = word + 1; *letter; letter++) {
		const struct option_spec *spec = option_find_letter(set, *letter);
		const char *value = letter[1] ? letter + 1 : NULL;

		if (!spec)
			return unknown_option(set, word, "", err);
		if (!option_fits(set, spec))
			return refuse_unfit(spec, err);
		if (*letter == spec->old_letter)
			note_old_letter(options, *letter);
		if (spec->type == OPTION_FLAG) {
			store(spec, NULL, options, err);
			continue;
		}
		if (!value) {
			if (!**args)
				return error_set(err, ERROR_USAGE, "-%c needs a value: %s", *letter,
						 spec->arg);
			value = *(*args)++;
		}
		return store(spec, value, options, err);
	}
	return 0;
}

/* Values are looked at when the command is known, which may have options of the same names. */
int options_leading(char **args, size_t *nr, struct error *err)
{
	static const struct option_set none = {.watch = true};
	struct common_options ignored = {0};
	char **at = args;
	int rc = 0;

	while (*at && (*at)[0] == '-' && (*at)[1] && strcmp(*at, "--") && rc == 0) {
		const char *name = *at + 2;
		bool is_long = (*at)[1] == '-';

		rc = is_long ? parse_long(&none, &at, &ignored, err)
			     : parse_letters(&none, &at, &ignored, err);
		if (rc < 0 && is_long && !option_find(&none, name, strcspn(name, "=")))
			error_remedy(err, "options of one command stand behind its name");
	}
	*nr = at - args;
	return rc;
}

int options_parse(const struct option_set *set, char **args, void *options, size_t *nr_operands,
		  struct error *err)
{
	char **operands = args;
	bool only_operands = false;

	*nr_operands = 0;
	while (*args) {
		const char *word = *args;
		int rc = 0;

		if (only_operands || word[0] != '-' || !word[1])
			operands[(*nr_operands)++] = *args++;
		else if (!strcmp(word, "--"))
			only_operands = true, args++;
		else if (word[1] == '-')
			rc = parse_long(set, &args, options, err);
		else
			rc = parse_letters(set, &args, options, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}
