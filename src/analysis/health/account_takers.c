// SPDX-License-Identifier: GPL-2.0-or-later
/* account_takers.c - see account_takers.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/parse.h"
#include "model/release.h"
#include "reader/system.h"
#include "reader/zfs.h"

#include "account_takers.h"

static bool is_loaded(const struct root *root, const char *module)
{
	_cleanup_free_ char *text = NULL;
	char *rest, *line;

	if (root_read(root, "proc/modules", &text, NULL) < 0)
		return false;
	rest = text;
	while ((line = next_line(&rest))) {
		const char *at = line;

		if (skip_prefix(&at, module) && *at == ' ')
			return true;
	}
	return false;
}

/* The drivers of virtio, Xen and since 5.11 (d1df458cbfdb) Hyper-V take it out of MemTotal. */
bool balloon_stays_in_total(const struct root *root)
{
	return is_loaded(root, "vmw_balloon");
}

void account_note(struct account *account, enum error_code code, const char *remedy,
		  const char *format, ...)
{
	struct error *note;
	va_list args;

	if (account->nr_notes == ACCOUNT_MAX_NOTES)
		return;
	note = &account->notes[account->nr_notes++];
	*note = (struct error){.code = code};
	va_start(args, format);
	vsnprintf(note->text, sizeof(note->text), format, args);
	va_end(args);
	if (remedy)
		error_remedy(note, "%s", remedy);
}

/* Modules whose pages nothing counts, and until which release that is so; 0 for all. */
static const struct taker {
	const char *module;
	unsigned int major, minor;
	const char *what, *remedy;
} takers[] = {
	{"hv_balloon", 5, 11, "what it gave to Hyper-V is in MemTotal, and in no counter",
	 "/sys/kernel/debug/hv-balloon tells how much it has"},
	{"vmw_balloon", 6, 16, "what it gave to VMware is in MemTotal, and in no counter",
	 "/sys/kernel/debug/vmmemctl tells how much it has"},
};

static void note_modules(const struct root *root, struct account *account)
{
	_cleanup_(system_clear) struct system system = {0};
	struct release release;

	system_read(root, &system);
	release = release_parse(system.kernel);
	for (size_t i = 0; i < ARRAY_SIZE(takers); i++) {
		const struct taker *taker = &takers[i];

		if (!release.major || !release_is_before(release, taker->major, taker->minor) ||
		    !is_loaded(root, taker->module))
			continue;
		account->taker = taker->module;
		account_note(account, ERROR_MISMATCH, taker->remedy,
			     "%s is loaded: before Linux %u.%u %s; it is likely to have the rest",
			     taker->module, taker->major, taker->minor, taker->what);
	}
}

void note_takers(const struct root *root, struct account *account)
{
	uint64_t rest = account_rest(account), arc = zfs_arc_bytes(root);

	/* A rest of a few percent is what drivers take everywhere. */
	if (rest == ABSENT || rest < account->total_bytes / 20)
		return;
	note_modules(root, account);
	/* Where the pages of its buffers are known they are a part. */
	if (arc == ABSENT || zfs_page_bytes(root) != ABSENT)
		return;
	account->taker = "the ARC of ZFS";
	account_note(account, ERROR_MISMATCH, NULL,
		     "the ARC of ZFS has %ju MiB, and not all of that is counted: it is likely to "
		     "have the rest",
		     (uintmax_t)(arc >> 20));
}
