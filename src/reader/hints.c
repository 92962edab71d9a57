// SPDX-License-Identifier: GPL-2.0-or-later
/* hints.c - see hints.h. */
#include <unistd.h>

#include "reader/config.h"
#include "reader/hints.h"

#define WITHOUT_TRANSLATION                                                                          \
	"account, check, fit, gfp, io, metrics, slabs, user, vmalloc and zones need no page tables " \
	"and work all the same"

/**
 * struct hint_texts - what to do, by where it is missing; NULL for nothing
 * @option: without it the kernel does not have it at all, or NULL
 * @file: without that file neither, or NULL
 * @live: on the running system
 * @off: the kernel does not have it
 * @on: on the running system, whose kernel has it
 * @captured: of a captured root
 */
static const struct hint_texts {
	const char *option, *file;
	const char *live, *off, *on, *captured;
} hints[NR_HINTS] = {
	[HINT_MODULE] =
		{"CONFIG_MODULES", "proc/modules",
		 .live = "memmap module load  (as root; \"memmap module build\" first if it "
			 "was never built)",
		 .off = WITHOUT_TRANSLATION},
	[HINT_KCORE] =
		{"CONFIG_PROC_KCORE", NULL,
		 .live = "run memmap outside of the container, or load the helper module there",
		 .on = "run memmap outside of the container"},
	[HINT_PAGE_TABLES] = {.live = WITHOUT_TRANSLATION, .captured = WITHOUT_TRANSLATION},
	[HINT_TRANSLATION] = {.captured =
				      "\"memmap snapshot\", as root on the machine itself, saves "
				      "what its page tables say"},
	[HINT_AREA_ADDRESSES] = {.live = "\"sysctl kernel.kptr_restrict=1\" shows them to root",
				 .captured = "a capture taken as root with kernel.kptr_restrict=1 "
					     "shows them"},
	[HINT_SYMBOL_ADDRESSES] = {.live = "needs CAP_SYSLOG and kernel.kptr_restrict below 2",
				   .captured =
					   "a capture taken as root with kernel.kptr_restrict=1 "
					   "shows them"},
	[HINT_DATA_SYMBOLS] =
		{"CONFIG_KALLSYMS_ALL", NULL,
		 .live = "data symbols need a kernel with CONFIG_KALLSYMS_ALL=y",
		 .off = "this kernel was built without CONFIG_KALLSYMS_ALL: it has no "
			"data symbols",
		 .on = "this kernel lists data symbols, too: the name may be another one, or of a "
		       "module that is not loaded",
		 .captured = "data symbols need a kernel with CONFIG_KALLSYMS_ALL=y"},
	[HINT_PAGE_FLAGS] = {"CONFIG_PROC_PAGE_MONITOR", NULL,
			     .live = "a kernel with CONFIG_PROC_PAGE_MONITOR=y",
			     .off = "this kernel was built without CONFIG_PROC_PAGE_MONITOR",
			     .on = "run memmap outside of the container",
			     .captured =
				     "\"memmap snapshot\", as root on the machine itself, saves "
				     "what it tells"},
	[HINT_TYPES] = {"CONFIG_DEBUG_INFO_BTF", NULL,
			.live = "a kernel with CONFIG_DEBUG_INFO_BTF=y",
			.off = "this kernel was built without CONFIG_DEBUG_INFO_BTF",
			.on = "mount -t sysfs none /sys",
			.captured = "a capture with sys/kernel/btf/vmlinux"},
	[HINT_DEBUGFS] = {"CONFIG_DEBUG_FS", NULL,
			  .live = "mount -t debugfs none /sys/kernel/debug",
			  .off = "this kernel was built without CONFIG_DEBUG_FS",
			  .captured = "a capture with sys/kernel/debug/extfrag"},
	[HINT_SLABS] = {"CONFIG_SLUB_DEBUG", NULL,
			.live = "a kernel with CONFIG_SLUB_DEBUG=y has both",
			.off = "this kernel was built without CONFIG_SLUB_DEBUG",
			.captured = "a capture taken as root has proc/slabinfo"},
	[HINT_MEMINFO] = {.live = "run memmap outside of the container",
			  .captured = "a capture taken outside of the container"},
	[HINT_PRIVILEGE] = {.live = "run as root", .captured = "take the capture as root"},
};

static bool has_file(const struct root *root, const char *path)
{
	int fd = root_open_file(root, path, NULL);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

const char *hint_text(const struct root *root, enum hint hint)
{
	const struct hint_texts *texts = &hints[hint];
	enum config_state state = CONFIG_UNKNOWN;

	if (root->live && hint == HINT_PRIVILEGE && geteuid() == 0)
		return "root lacks it here: run memmap outside of the container";
	if (texts->option)
		state = kernel_config(root, texts->option);
	if (root->live && texts->file && !has_file(root, texts->file))
		state = CONFIG_OFF;
	if (state == CONFIG_OFF)
		return texts->off;
	if (!root->live)
		return texts->captured;
	return state == CONFIG_ON && texts->on ? texts->on : texts->live;
}

void hint_give(struct error *err, const struct root *root, enum hint hint)
{
	const char *text = hint_text(root, hint);

	if (text)
		error_remedy(err, "%s", text);
}
