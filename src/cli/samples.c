// SPDX-License-Identifier: GPL-2.0-or-later
/* samples.c - see samples.h. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>

#include "backend/backends.h"
#include "base/signals.h"
#include "cli/samples.h"
#include "model/gfp.h"
#include "output/records.h"

uint64_t samples_gfp_kernel(void)
{
	return gfp_words[MEMMAP_GFP_KERNEL].set;
}

int samples_open(struct context *context, struct backend **ret, struct error *err)
{
	struct error why = {0};
	int rc = backend_open_able(&context->root, BACKEND_ALLOCATES, ret, &why);

	if (rc == 0)
		return 0;
	/* The usual way to load it is not enough here. */
	if (why.code == ERROR_NOT_LOADED) {
		*why.remedy = '\0';
		error_remedy(
			&why,
			"memmap module load --samples  (as root; \"memmap module build\" first "
			"if it was never built)");
	}
	*err = why;
	return rc;
}

int samples_look_up_caches(const struct context *context, struct backend *backend,
			   struct sample_array *samples, struct error *err)
{
	struct sources sources = {.root = &context->root, .backend = backend};
	int rc = 0;

	if (report_shows_in(&context->report, &sample_record, "slab_cache", samples->items,
			    samples->nr))
		rc = samples_find_caches(&sources, samples, err);
	sources_clear(&sources);
	return rc;
}

enum exit_status samples_report_differences(struct context *context,
					    const struct sample_array *samples)
{
	enum exit_status status = EXIT_OK;

	for (size_t i = 0; i < samples->nr; i++) {
		const struct sample *sample = &samples->items[i];
		struct error err = {0};

		if (sample->status != SAMPLE_DISAGREES)
			continue;
		error_set(&err, ERROR_MISMATCH, "%s at 0x%jx: %s", sample->call,
			  (uintmax_t)sample->virt_addr, sample->note);
		report_error(&context->report, &err, NULL);
		status = EXIT_FAILED;
	}
	return status;
}

/* A shell's "&" has SIGINT ignored: whoever reads this is told what does work. */
static void tell_how_it_ends(size_t nr_objects, bool terminal, const sigset_t *signals)
{
	const char *key = terminal ? "Enter or " : "";
	const char *signal = sigismember(signals, SIGTERM) ? "SIGTERM" : "SIGKILL";

	if (sigismember(signals, SIGINT)) {
		key = terminal ? "Enter, " : "";
		signal = sigismember(signals, SIGTERM) ? "SIGINT or SIGTERM" : "SIGINT";
	}
	message(0, "holding %zu object%s; %s%s frees them", nr_objects, nr_objects == 1 ? "" : "s",
		key, signal);
}

/*
 * A signal that is read instead of delivered leaves the program to end as it always does. The key
 * counts only where somebody can press it: a script's standard input may end at once.
 */
int samples_hold(size_t nr_objects, struct error *err)
{
	static const int ending[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
	bool terminal = isatty(STDIN_FILENO);
	_cleanup_close_ int fd = -1;
	struct pollfd wanted[2] = {{.events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
	sigset_t signals, before;

	sigemptyset(&signals);
	signals_add_heeded(&signals, ending, ARRAY_SIZE(ending));
	sigprocmask(SIG_BLOCK, &signals, &before);
	fd = signalfd(-1, &signals, SFD_CLOEXEC);
	if (fd < 0)
		return error_errno(err, errno, "waiting for signals");
	tell_how_it_ends(nr_objects, terminal, &signals);
	wanted[0].fd = fd;
	while (poll(wanted, terminal ? 2 : 1, -1) < 0 && errno == EINTR)
		;
	return 0;
}
