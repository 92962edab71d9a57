/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check_input.h - what the checks share; for check*.c alone. */
#ifndef CHECK_INPUT_H
#define CHECK_INPUT_H

#include "analysis/health/account.h"
#include "analysis/health/check.h"
#include "analysis/space/areas.h"
#include "backend/backend.h"
#include "model/memory.h"

/* Files that several checks look at. */
enum check_file { CHECK_MEMINFO, CHECK_ZONEINFO, CHECK_VMALLOCINFO, NR_CHECK_FILES };

/**
 * struct check_input - sources of all checks, each read when first needed and then kept
 * @root: the system
 * @page_bytes: size of a page
 * @settings: what the user chose
 * @texts: by enum check_file, see check_text()
 * @zones: see check_zones()
 * @backend: see check_backend()
 * @baseline: the earlier time, open when the user named one
 * @unreachable: the check that runs needs what this caller, or who made this capture, cannot have
 * @is_given: what failed is the baseline, which the user gave and wants to be looked at
 */
struct check_input {
	const struct root *root;
	uint64_t page_bytes;
	const struct check_settings *settings;
	char *texts[NR_CHECK_FILES];
	struct zone_array zones;
	struct backend *backend;
	struct root baseline;
	bool unreachable, is_given;
};

/* check_input_clear() - release what was read */
void check_input_clear(struct check_input *input);

/* check_add() - a value; @instance may be "" */
void check_add(struct check_result *ret, double value, const char *instance, const char *format,
	       ...) _printf_(4, 5);

/* check_not_applicable() - why there is nothing to measure; returns 0 */
int check_not_applicable(struct check_result *ret, const char *why);

/* check_size() - a size as messages have it: "12.3 MiB"; @ret has 24 bytes and is returned */
char *check_size(double bytes, char ret[24]);

/* check_text() - the text of a file, borrowed; it is not to be cut up */
int check_text(struct check_input *input, enum check_file file, const char **ret,
	       struct error *err) _must_check_;

/* check_line() - a line of /proc/meminfo; ABSENT where this kernel has none */
int check_line(struct check_input *input, const char *name, uint64_t *ret,
	       struct error *err) _must_check_;

/*
 * check_total() - MemTotal, for what is a share of it; fails where /proc/meminfo is not the
 * kernel's own
 */
int check_total(struct check_input *input, uint64_t *ret, struct error *err) _must_check_;

/* check_has_mmu() - whether the kernel has virtual memory; if not, the check is not applicable */
bool check_has_mmu(struct check_input *input, struct check_result *ret);

/* check_zones() - the zones, borrowed */
int check_zones(struct check_input *input, const struct zone_array **ret,
		struct error *err) _must_check_;

/* check_given() - passes on what became of reading the baseline */
int check_given(struct check_input *input, int rc);

/* check_backend() - the way to the page tables, borrowed */
int check_backend(struct check_input *input, struct backend **ret, struct error *err) _must_check_;

/*
 * check_baseline() - the root of the earlier time, borrowed; NULL, and not applicable, when none
 * was named
 */
int check_baseline(struct check_input *input, struct check_result *result, const struct root **ret,
		   struct error *err) _must_check_;

#endif
