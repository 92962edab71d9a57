// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_annotate.c - "memmap annotate": any text, with its kernel addresses explained in place. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "analysis/address/identify.h"
#include "base/address_words.h"
#include "cli/command.h"
#include "cli/reach.h"
#include "output/explanation.h"
#include "output/records.h"
#include "reader/banner.h"

/* Read at a time. */
#define PIECE_BYTES (64 << 10)

/* Of a line, enough to hold what names the kernel. */
#define BANNER_BYTES 512

/* Explained addresses that are remembered; a power of two. A stack dump has some ten. */
#define NR_REMEMBERED 1024

struct annotate_options {
	struct common_options common;
	struct reach_options reach;
};

static const struct option_spec options[] = {
	OPTION_BACKEND(annotate_options, reach),
	OPTION_VERIFY(annotate_options, reach),
};

/**
 * struct remembered - an address that was looked up; all zero until it is used
 * @known: anything is known about it
 * @address: the answer
 * @explanation: the answer in a few words
 */
struct remembered {
	bool known;
	struct address address;
	char explanation[EXPLANATION_BYTES];
};

/**
 * struct session - one run of the command
 * @context: the invocation
 * @sources: sources of the answers
 * @remembered: what was looked up, each at the place that its address hashes to
 * @kernel_start: first address of the kernel's half
 * @kernel_last: its last address
 * @banner: beginning of the line that is being read
 * @banner_length: bytes of it
 * @warned: the text was found to be of another kernel
 * @nr_read: files read to their end
 * @failure: reason of the first file that was not
 * @is_partial: about some address the answer failed, or there is no back end
 */
struct session {
	struct context *context;
	struct sources sources;
	struct remembered *remembered;
	uint64_t kernel_start, kernel_last;
	char banner[BANNER_BYTES];
	size_t banner_length;
	bool warned;
	size_t nr_read;
	enum error_code failure;
	bool is_partial;
};

/* The text may be of a machine whose addresses mean nothing here, even if it was this one. */
static void check_banner(struct session *session)
{
	const char *running = session->context->system.kernel;
	char release[128];

	session->banner[session->banner_length] = '\0';
	if (session->warned || !running ||
	    !banner_release(session->banner, release, sizeof(release)) || !strcmp(release, running))
		return;
	fflush(session->context->report.style.out);
	message(0, "the text is of kernel %s, but this is %s: its addresses mean nothing here",
		release, running);
	session->warned = true;
}

static void watch_banner(struct session *session, const char *bytes, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		if (bytes[i] == '\n') {
			check_banner(session);
			session->banner_length = 0;
		} else if (session->banner_length < BANNER_BYTES - 1) {
			session->banner[session->banner_length++] =
				bytes[i] >= ' ' && bytes[i] <= '~' ? bytes[i] : '?';
		}
	}
}

/* With 32 bits half of all numbers are addresses of the kernel: those where nothing is are not. */
static bool may_be_physical(const struct session *session, const struct address *address)
{
	return session->kernel_last == UINT32_MAX && address->phys_addr == ABSENT &&
	       !address->area && !address->symbol;
}

static int look_up(struct session *session, uint64_t virt_addr, const struct remembered **ret,
		   struct error *err)
{
	size_t place = (virt_addr * 0x9e3779b97f4a7c15) >> 32 & (NR_REMEMBERED - 1);
	struct remembered *entry = &session->remembered[place];
	int rc;

	*ret = entry;
	if (entry->address.virt_addr == virt_addr)
		return 0;
	rc = identify_address(&session->sources, NULL, virt_addr, &entry->address, err);
	if (rc < 0) {
		*entry = (struct remembered){0};
		return rc;
	}
	if (session->sources.without_owners && !entry->address.symbol)
		identify_owner(&session->sources, &entry->address);
	entry->known = explain_address(&entry->address, entry->explanation) &&
		       !may_be_physical(session, &entry->address);
	return 0;
}

/* Told once: what fails for one address may fail for each of a long text. */
static int fail_address(struct session *session, int rc, struct error *err)
{
	if (err->code == ERROR_NO_MEMORY)
		return rc;
	if (!session->is_partial)
		report_error(&session->context->report, err, NULL);
	session->is_partial = true;
	*err = (struct error){0};
	return 0;
}

static void write_explanation(struct report *report, const char *explanation)
{
	report_text(report, " ", 1);
	text_color(&report->style, COLOR_LABEL);
	report_text(report, "[", 1);
	report_text(report, explanation, strlen(explanation));
	report_text(report, "]", 1);
	text_color(&report->style, COLOR_NONE);
}

static int annotate_word(struct session *session, const char *file, const struct address_word *word,
			 struct error *err)
{
	struct report *report = &session->context->report;
	const struct remembered *found;
	struct annotation annotation;
	int rc;

	if (word->value < session->kernel_start || word->value > session->kernel_last ||
	    word->is_physical)
		return 0;
	rc = look_up(session, word->value, &found, err);
	if (rc < 0)
		return fail_address(session, rc, err);
	if (!found->known)
		return 0;
	if (!report->json) {
		write_explanation(report, found->explanation);
		return 0;
	}
	annotation = (struct annotation){
		.file = file,
		.line = word->line,
		.column = word->column,
		.virt_addr = word->value,
		.explanation = found->explanation,
		.address = &found->address,
	};
	report_row(report, &annotation);
	return 0;
}

static int annotate_piece(struct session *session, struct address_scanner *scanner,
			  const char *file, const char *bytes, size_t nr, struct error *err)
{
	watch_banner(session, bytes, nr);
	while (nr) {
		struct address_word word;
		bool found;
		size_t done = address_scanner_feed(scanner, bytes, nr, &found, &word);
		int rc;

		report_text(&session->context->report, bytes, done);
		rc = found ? annotate_word(session, file, &word, err) : 0;
		if (rc < 0)
			return rc;
		bytes += done;
		nr -= done;
	}
	return 0;
}

/* What one read brings goes out before the next: whoever pipes line by line waits for none. */
static int annotate_fd(struct session *session, int fd, const char *file, struct error *err)
{
	_cleanup_free_ char *piece = malloc(PIECE_BYTES);
	struct report *report = &session->context->report;
	struct address_scanner scanner = {
		.nr_digits = session->kernel_last == UINT32_MAX ? 8 : 16,
	};
	struct address_word word;
	ssize_t got = 1;
	int rc = 0;

	if (!piece)
		return error_no_memory(err);
	while (rc == 0 && got > 0 && !ferror(report->style.out)) {
		got = read(fd, piece, PIECE_BYTES);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got < 0)
			rc = error_errno(err, errno, "%s", file ?: "standard input");
		else
			rc = annotate_piece(session, &scanner, file, piece, got, err);
		report_flush(report);
	}
	if (address_scanner_end(&scanner, &word) && rc == 0)
		rc = annotate_word(session, file, &word, err);
	watch_banner(session, "\n", 1);
	return rc;
}

static int annotate_file(struct session *session, const char *file, struct error *err)
{
	_cleanup_close_ int fd = -1;

	if (!strcmp(file, "-"))
		return annotate_fd(session, STDIN_FILENO, NULL, err);
	fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error_errno(err, errno, "%s", file);
	return annotate_fd(session, fd, file, err);
}

/* A file that cannot be read does not stop the rest, as with cat(1). */
static int annotate_all(struct session *session, struct error *err)
{
	struct context *context = session->context;
	char *standard_input[] = {(char *)"-"};
	char **files = context->nr_operands ? context->operands : standard_input;
	size_t nr = context->nr_operands ?: 1;

	for (size_t i = 0; i < nr; i++) {
		struct error why = {0};

		if (annotate_file(session, files[i], &why) == 0) {
			session->nr_read++;
			continue;
		}
		report_error(&context->report, &why, files[i]);
		if (!session->failure)
			session->failure = why.code;
	}
	if (session->failure)
		return session->nr_read ? EXIT_PARTIAL : error_exit_status(session->failure);
	return session->is_partial ? EXIT_PARTIAL : EXIT_OK;
}

static int annotate(struct session *session, const struct error *missing, struct error *err)
{
	const struct backend *backend = session->sources.backend;
	int rc;

	/* Owners take reads of their own; a symbol says enough, but for JSON, which has all. */
	session->sources.without_owners = !session->context->report.json;
	sources_kernel_half(&session->sources, &session->kernel_start, &session->kernel_last);
	session->remembered = calloc(NR_REMEMBERED, sizeof(*session->remembered));
	if (!session->remembered)
		return error_no_memory(err);
	context_begin(session->context, backend_name(backend));
	reach_tell_missing(session->context, missing);
	session->is_partial = !backend;
	rc = annotate_all(session, err);
	free(session->remembered);
	return rc;
}

static int run(struct context *context, struct error *err)
{
	const struct annotate_options *wanted = (const struct annotate_options *)context->common;
	struct session session = {.context = context};
	struct error missing = {0};
	int rc;

	if (context->common->sort || context->common->top.given)
		return error_set(err, ERROR_USAGE,
				 "--sort and --top are for tables; a text keeps its order");
	rc = reach_open_or_not(context, &wanted->reach, &session.sources, &missing, err);
	/* Whoever names a back end is told, too, but keeps the text. */
	if (rc < 0 && err->code != ERROR_USAGE) {
		missing = *err;
		*err = (struct error){0};
		session.sources.root = &context->root;
		rc = 0;
	}
	if (rc == 0)
		rc = reach_status(context, &session.sources, annotate(&session, &missing, err));
	reach_close(&session.sources);
	return rc;
}

const struct command cmd_annotate = {
	.name = "annotate",
	.group = GROUP_ADDRESSES,
	.summary = "any text, with the kernel addresses in it explained",
	.operands = "[FILE | -]...",
	.description =
		"Reads any text, an oops, the kernel's log or what a tracer prints, and writes it "
		"back with each kernel address followed by what it is, in brackets: symbol with "
		"module, or else region, vmalloc area with its caller, owner and physical address. "
		"The owner is what \"memmap addr\" says: slab cache and object, task whose stack "
		"it is, CPU whose per-CPU memory, file, free block. Without FILE it reads "
		"standard input.\n"
		"\n"
		"An address is a word of sixteen hexadecimal digits, of eight on i386, with or "
		"without 0x, in the kernel's half of the address space. All else is passed on as "
		"it is, byte for byte and without waiting for more: user addresses, words about "
		"which nothing is known, physical resources as in \"[mem 0xfebf0000-0xfebf0fff]\", "
		"on i386 numbers where nothing is mapped, and hashed pointers, which nobody can "
		"turn back.\n"
		"\n"
		"Explanations stand where the addresses are, so that lines stay lines, for grep(1) "
		"as for people, and nothing has to wait for the end of the text. They hold no "
		"brackets themselves. With --json, each address that is explained is a record "
		"with its line and column.\n"
		"\n"
		"Addresses are those of this boot: another one, even of the same kernel, has put "
		"everything elsewhere. A text that names another kernel release gets a warning.\n"
		"\n"
		"The text is passed on whatever else fails. Without a way to the page tables symbols "
		"are those of /proc/kallsyms and areas those of /proc/vmallocinfo, where these show "
		"addresses; a message says so, and the exit status is then 4.",
	.examples = "dmesg | memmap annotate\n"
		    "memmap annotate oops.txt\n"
		    "memmap annotate --json oops.txt | jq -r '.annotations[].explanation'",
	.options = {options, ARRAY_SIZE(options)},
	.options_bytes = sizeof(struct annotate_options),
	.max_operands = SIZE_MAX,
	.record = &annotation_record,
	.run = run,
};
