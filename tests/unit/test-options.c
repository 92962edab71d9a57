// SPDX-License-Identifier: GPL-2.0-or-later
/* test-options.c - every type of option, every spelling, every slip. */
#include <errno.h>

#include "cli/commands.h"

#include "tap.h"

struct all_options {
	struct common_options common;
	bool flag;
	const char *string;
	const char *choice;
	struct option_uint number;
};

#define AT(member) offsetof(struct all_options, member)

static const char *const fruits[] = {"apple", "pear", NULL};

static const struct option_spec specs[] = {
	{"flag", 'f', OPTION_FLAG, NULL, "a flag", NULL, AT(flag)},
	{"string", 's', OPTION_STRING, "TEXT", "a text", NULL, AT(string)},
	{"choice", 'c', OPTION_CHOICE, "FRUIT", "a choice", fruits, AT(choice)},
	{"number", 'n', OPTION_UINT, "N", "a number", NULL, AT(number)},
	{"flagon", 0, OPTION_FLAG, NULL, "a name that begins like another", NULL, AT(flag)},
};

static const struct option_set set = {specs, ARRAY_SIZE(specs), .watch = true};

static const struct option_spec old_letters[] = {
	{"warm", 'w', OPTION_FLAG, NULL, "its letter is the old one of a common option", NULL,
	 AT(flag)},
	{"text", 0, OPTION_STRING, "TEXT", "has only an old letter", NULL, AT(string),
	 .old_letter = 't'},
	{"number", 'n', OPTION_UINT, "N", "has another letter than before", NULL, AT(number),
	 .old_letter = 'N'},
};

/* Parses the words of a line; @words then begins with the operands. */
static int parse(const char *line, struct all_options *options, char *words[20], size_t *nr,
		 struct error *err)
{
	static char copy[400];
	size_t count = 0;
	char *word, *state = NULL;

	about("%s", line);
	snprintf(copy, sizeof(copy), "%s", line);
	for (word = strtok_r(copy, " ", &state); word; word = strtok_r(NULL, " ", &state))
		words[count++] = word;
	words[count] = NULL;
	*options = (struct all_options){0};
	return options_parse(&set, words, options, nr, err);
}

static void test_values(void)
{
	struct all_options options;
	char *words[20];
	size_t nr;

	is_int(parse("", &options, words, &nr, NULL), 0);
	is_int(nr, 0);
	ok(!options.flag && !options.string && !options.choice && !options.number.given);
	is_int(parse("--flag --string text --choice pear --number 0", &options, words, &nr, NULL),
	       0);
	ok(options.flag);
	is_str(options.string, "text");
	is_str(options.choice, "pear");
	ok(options.number.given);
	is_int(options.number.value, 0);
	is_int(parse("--string=a=b --choice=apple --number=4294967295", &options, words, &nr, NULL),
	       0);
	is_str(options.string, "a=b");
	ok(options.choice == fruits[0]);
	is_int(options.number.value, UINT32_MAX);
	is_int(parse("--string=", &options, words, &nr, NULL), 0);
	is_str(options.string, "");
	is_int(parse("-fs text -n7 -cpear", &options, words, &nr, NULL), 0);
	ok(options.flag);
	is_str(options.string, "text");
	is_int(options.number.value, 7);
	is_str(options.choice, "pear");
	is_int(parse("-fjstext", &options, words, &nr, NULL), 0);
	ok(options.flag && options.common.json);
	is_str(options.string, "text");
	about("the last one counts");
	is_int(parse("--string a --string b", &options, words, &nr, NULL), 0);
	is_str(options.string, "b");
	/* A value may look like an option. */
	is_int(parse("--string --flag -s -f", &options, words, &nr, NULL), 0);
	is_str(options.string, "-f");
	ok(!options.flag);
}

static void test_common(void)
{
	struct all_options options;
	char *words[20];
	size_t nr;

	is_int(parse("--json --columns a,b --no-headings --color never --root /x --help", &options,
		     words, &nr, NULL),
	       0);
	ok(options.common.json && options.common.no_headings && options.common.help);
	is_str(options.common.columns, "a,b");
	is_str(options.common.color, "never");
	is_str(options.common.root, "/x");
	is_int(parse("-jo a,b -h", &options, words, &nr, NULL), 0);
	ok(options.common.json && options.common.help);
	is_str(options.common.columns, "a,b");
}

static void test_watch(void)
{
	static const struct option_set unfit = {specs, ARRAY_SIZE(specs)};
	char letters[] = "-jW", name[] = "--watch", one[] = "1";
	struct all_options options;
	struct error err = {0};
	char *words[20];
	size_t nr;

	is_int(parse("--watch 2", &options, words, &nr, NULL), 0);
	is_int(options.common.watch_ms, 2000);
	is_int(parse("-W.1", &options, words, &nr, NULL), 0);
	is_int(options.common.watch_ms, 100);
	is_int(parse("-fW 0.2505", &options, words, &nr, NULL), 0);
	is_int(options.common.watch_ms, 251);
	is_int(parse("--watch=86400", &options, words, &nr, NULL), 0);
	is_int(options.common.watch_ms, 86400000);

	about("which options a command has");
	for (size_t i = 0; i < nr_common_options; i++)
		is_int(option_fits(&unfit, &common_options[i]),
		       strcmp(common_options[i].name, "watch") != 0);
	is_int(options_parse(&unfit, (char *[]){letters, one, NULL}, &options, &nr, &err), -EINVAL);
	contains(err.text, "--watch is for commands");
	err = (struct error){0};
	is_int(options_parse(&unfit, (char *[]){name, one, NULL}, &options, &nr, &err), -EINVAL);
	contains(err.text, "--watch is for commands");
}

static void test_old_letters(void)
{
	static const struct option_set old = {old_letters, ARRAY_SIZE(old_letters), .watch = true};
	char text[] = "-jttext", number[] = "-N", seven[] = "7", flag[] = "-w";
	struct all_options options = {0};
	char *words[20];
	size_t nr;

	about("old letters are taken, and told once");
	is_int(options_parse(&old, (char *[]){text, number, seven, text, NULL}, &options, &nr,
			     NULL),
	       0);
	is_str(options.string, "text");
	is_int(options.number.value, 7);
	is_str(options.common.old_letters, "tN");
	is_int(parse("-w 2 -f", &options, words, &nr, NULL), 0);
	is_int(options.common.watch_ms, 2000);
	is_str(options.common.old_letters, "w");

	about("what has a letter now comes before what had it");
	options = (struct all_options){0};
	is_int(options_parse(&old, (char *[]){flag, NULL}, &options, &nr, NULL), 0);
	ok(options.flag && !options.common.watch_ms);
	is_str(options.common.old_letters, "");
	about("long names and letters of now are not told");
	is_int(parse("--watch 2 -W 2 -f", &options, words, &nr, NULL), 0);
	is_str(options.common.old_letters, "");
}

/* Of two commands: a flag is not the same as an option of that name which takes a value. */
static bool is_same_option(const struct option_spec *one, const struct option_spec *other)
{
	return !strcmp(one->name, other->name) && one->type == other->type;
}

/* One letter means one thing, and one thing has one letter. */
static void test_meaning(const struct option_spec *spec, const struct option_spec *others,
			 size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		bool same_letter = spec->letter == others[i].letter;

		if (spec->letter && same_letter)
			ok(is_same_option(spec, &others[i]));
		if (is_same_option(spec, &others[i]))
			ok(same_letter);
	}
}

static void test_meanings(void)
{
	for (const struct command *const *command = commands; *command; command++) {
		const struct option_set *own = &(*command)->options;
		size_t nr_old = 0;

		for (size_t i = 0; i < own->nr; i++) {
			const struct option_spec *spec = &own->specs[i];

			about("%s --%s", (*command)->name, spec->name);
			nr_old += spec->old_letter != 0;
			/* memmap -V is --version. */
			ok(spec->letter != 'V');
			ok(!spec->old_letter || option_find_letter(own, spec->old_letter) == spec);
			test_meaning(spec, common_options, nr_common_options);
			for (const struct command *const *other = commands; *other; other++)
				test_meaning(spec, (*other)->options.specs, (*other)->options.nr);
		}
		for (size_t i = 0; i < nr_common_options; i++)
			nr_old += common_options[i].old_letter != 0;
		about("%s tells all its old letters", (*command)->name);
		ok(nr_old <= MAX_OLD_LETTERS);
	}
}

static void test_operands(void)
{
	struct all_options options;
	char *words[20];
	size_t nr;

	is_int(parse("one --flag two --string x - three", &options, words, &nr, NULL), 0);
	is_int(nr, 4);
	is_str(words[0], "one");
	is_str(words[1], "two");
	is_str(words[2], "-");
	is_str(words[3], "three");
	ok(options.flag);
	is_int(parse("one -- --flag -- -f", &options, words, &nr, NULL), 0);
	is_int(nr, 4);
	is_str(words[1], "--flag");
	is_str(words[2], "--");
	is_str(words[3], "-f");
	ok(!options.flag);
	is_int(parse("--", &options, words, &nr, NULL), 0);
	is_int(nr, 0);
}

static void test_bad(const char *line, const char *text, const char *remedy)
{
	struct all_options options;
	struct error err = {0};
	char *words[20];
	size_t nr;

	is_int(parse(line, &options, words, &nr, &err), -EINVAL);
	is_int(err.code, ERROR_USAGE);
	is_str(err.text, text);
	is_str(err.remedy, remedy);
}

static void test_suggest(const char *typed, const char *want)
{
	static const char *const names[] = {"addr", "zones", "module", "columns"};
	struct suggestion best = {0};

	about("suggest \"%s\"", typed);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		suggest(&best, typed, names[i]);
	is_str(best.name, want);
}

static void test_find(void)
{
	about("option_find");
	ok(option_find(&set, "flag", 4) == &specs[0]);
	ok(option_find(&set, "flagon", 6) == &specs[4]);
	ok(option_find(&set, "flagon", 4) == &specs[0]);
	ok(!option_find(&set, "fla", 3));
	ok(!option_find(&set, "", 0));
	ok(option_find(&set, "json", 4) == &common_options[0]);
}

DEFINE_UNIT(options)
{
	test_values();
	test_common();
	test_watch();
	test_old_letters();
	test_meanings();
	test_operands();
	test_bad("--flg", "unknown option \"--flg\"", "did you mean --flag?");
	test_bad("--colums=a", "unknown option \"--colums=a\"", "did you mean --columns?");
	test_bad("--jsn", "unknown option \"--jsn\"", "did you mean --json?");
	test_bad("--fla", "unknown option \"--fla\"", "did you mean --flag?");
	test_bad("--quite-another-thing", "unknown option \"--quite-another-thing\"", "");
	test_bad("---", "unknown option \"---\"", "");
	test_bad("-x", "unknown option \"-x\"", "");
	test_bad("-fx", "unknown option \"-fx\"", "");
	test_bad("--flag=yes", "--flag takes no value", "");
	test_bad("--string", "--string needs a value: TEXT", "");
	test_bad("-fs", "-s needs a value: TEXT", "");
	test_bad("--choice plum", "--choice takes apple, pear, not \"plum\"", "");
	test_bad("--color sometimes", "--color takes auto, always, never, not \"sometimes\"", "");
	test_bad("--number x", "--number takes a number, not \"x\"", "");
	test_bad("--number -1", "--number takes a number, not \"-1\"", "");
	test_bad("--number 1x", "--number takes a number, not \"1x\"", "");
	test_bad("--number=", "--number takes a number, not \"\"", "");
	test_bad("--number 4294967296",
		 "--number takes a number up to 4294967295, and 4294967296 is larger", "");
	test_bad("--number 99999999999999999999",
		 "--number takes a number up to 4294967295, and 99999999999999999999 is larger",
		 "");
#define WATCH_TAKES "--watch takes 0.1 to 86400 seconds, not "
	test_bad("--watch 0", WATCH_TAKES "\"0\"", "");
	test_bad("--watch 0.0999", WATCH_TAKES "\"0.0999\"", "");
	test_bad("--watch 86401", WATCH_TAKES "\"86401\"", "");
	test_bad("--watch -1", WATCH_TAKES "\"-1\"", "");
	test_bad("--watch 1e1", WATCH_TAKES "\"1e1\"", "");
	test_bad("--watch inf", WATCH_TAKES "\"inf\"", "");
	test_bad("--watch 1.2.3", WATCH_TAKES "\"1.2.3\"", "");
	test_bad("--watch .", WATCH_TAKES "\".\"", "");
	test_bad("--watch=", WATCH_TAKES "\"\"", "");
	test_bad("-W", "-W needs a value: SECONDS", "");
	test_bad("-w", "-w needs a value: SECONDS", "");
	test_suggest("addr", "addr");
	test_suggest("adr", "addr");
	test_suggest("zone", "zones");
	test_suggest("moduel", "module");
	test_suggest("xyz", NULL);
	test_suggest("", NULL);
	test_suggest("a-name-that-is-longer-than-any-name-of-a-command", NULL);
	test_find();
}
