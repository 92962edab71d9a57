// SPDX-License-Identifier: GPL-2.0-or-later
/* translate.c - see translate.h. */
#include <memmap/cli/translate.h>

int translate_check(const struct context *context, const struct translate_options *options,
		    struct error *err)
{
	if (options->unhash && !context->root.live)
		return error_set(err, ERROR_USAGE,
				 "--unhash changes the running kernel: it does not go with --root");
	return 0;
}

int translate_open(struct context *context, const struct translate_options *options,
		   struct sources *ret, struct error *err)
{
	struct sources sources = {.root = &context->root};
	int rc;

	rc = translate_check(context, options, err);
	if (rc == 0)
		rc = backend_open(&context->root, options->backend, &sources.backend, err);
	if (rc == 0 && options->unhash)
		rc = sources_unhash(&sources, err);
	if (rc < 0)
		translate_close(&sources);
	else
		*ret = sources;
	return rc;
}

void translate_close(struct sources *sources)
{
	sources_clear(sources);
	backend_close(&sources->backend);
}
