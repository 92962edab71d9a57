// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_module.c - "memmap module": build, load, unload and look at the helper module. */
#include <string.h>

#include "cli/command.h"
#include "helper/build.h"
#include "output/records.h"

#include "config.h"

struct module_options {
	struct common_options common;
	const char *source;
	const char *kernel_dir;
	const char *output;
	bool samples;
};

static const struct option_spec options[] = {
	{"source", 0, OPTION_STRING, "DIR",
	 "build: the module's source (default " MODULE_SOURCE_DIR ")", NULL,
	 offsetof(struct module_options, source), WORDS_FILE},
	{"kernel-dir", 0, OPTION_STRING, "DIR",
	 "build: the kernel's build directory (default: headers of the running kernel)", NULL,
	 offsetof(struct module_options, kernel_dir), WORDS_FILE},
	{"output", 0, OPTION_STRING, "FILE",
	 "build: the file to write, \"-\" for standard output (default: where load finds it)", NULL,
	 offsetof(struct module_options, output), WORDS_FILE},
	{"samples", 0, OPTION_FLAG, NULL,
	 "load: let it make sample allocations, for \"memmap alloc\" and \"memmap demo\"", NULL,
	 offsetof(struct module_options, samples)},
};

static const char *const verbs[] = {"build", "load", "unload", "status", NULL};

static int build(struct context *context, struct helper *ret, struct error *err)
{
	const struct module_options *given = (const struct module_options *)context->common;
	_cleanup_free_ char *output = helper_default_file();
	int rc;

	if (!output)
		return error_no_memory(err);
	rc = context_yield_stdout(context, given->output ?: output, "a module",
				  "memmap module build --output - >FILE.ko", err);
	if (rc < 0)
		return rc;
	return helper_build(
		&(const struct helper_build){
			.root = &context->root,
			.source = given->source ?: MODULE_SOURCE_DIR,
			.kernel_dir = given->kernel_dir,
			.output = given->output ?: output,
		},
		ret, err);
}

static int do_verb(struct context *context, struct helper *ret, struct error *err)
{
	const struct module_options *given = (const struct module_options *)context->common;
	const char *verb = context->operands[0];
	const char *file = context->nr_operands > 1 ? context->operands[1] : NULL;
	struct suggestion best = {0};
	int rc;

	if (file && strcmp(verb, "load"))
		return error_set(err, ERROR_USAGE, "module %s takes no operand: \"%.80s\"", verb,
				 file);
	if (!strcmp(verb, "build"))
		return build(context, ret, err);
	if (!strcmp(verb, "load"))
		return helper_load(&context->root, file, given->samples, ret, err);
	if (!strcmp(verb, "unload"))
		return helper_unload(&context->root, ret, err);
	if (!strcmp(verb, "status"))
		return helper_status(ret, err);
	rc = error_set(err, ERROR_USAGE, "module cannot \"%.40s\"", verb);
	for (const char *const *name = verbs; *name; name++)
		suggest(&best, verb, *name);
	error_remedy(err, "%s%s%s", best.name ? "did you mean \"memmap module " : "",
		     best.name ?: "build, load, unload or status", best.name ? "\"?" : "");
	return rc;
}

static int run(struct context *context, struct error *err)
{
	_cleanup_(helper_clear) struct helper helper = {0};
	int rc;

	if (!context->root.live)
		return error_set(err, ERROR_USAGE,
				 "the module command works on the running system, not on --root");
	rc = do_verb(context, &helper, err);
	if (rc < 0)
		return rc;
	context_begin(context, NULL);
	report_card(&context->report, &helper);
	return EXIT_OK;
}

const struct command cmd_module = {
	.name = "module",
	.group = GROUP_SETUP,
	.summary = "build, load, unload the helper module, or show its status",
	.operands = "build | load [FILE] | unload | status",
	.description =
		"The helper module answers questions about page tables and page frames at "
		"/dev/memmap, for root only. It shows no memory contents and follows no address "
		"that the caller names; it may stay loaded. It makes no sample allocations unless "
		"it was loaded with --samples (its parameter samples=1), which \"memmap alloc\" "
		"and \"memmap demo\" need.\n"
		"\n"
		"build compiles it for the running kernel, whose headers must be installed. "
		"load checks that the file fits the kernel and inserts it: FILE, or the one "
		"that DKMS installed, or the one that build wrote. unload removes it, and says "
		"who holds it when it cannot. Loading it taints the kernel as any module from "
		"outside its tree does.",
	.examples = "memmap module build && memmap module load\n"
		    "memmap module load --samples\n"
		    "memmap module status --json\n"
		    "memmap module unload",
	.options = {options, ARRAY_SIZE(options)},
	.options_bytes = sizeof(struct module_options),
	.min_operands = 1,
	.max_operands = 2,
	.verbs = verbs,
	.record = &helper_record,
	.run = run,
};
