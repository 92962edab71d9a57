// SPDX-License-Identifier: GPL-2.0-or-later
/* checks.c - the array of all checks; each stands beside the function that measures for it. */
#include "analysis/health/check.h"
#include "base/cleanup.h"

extern const struct check check_watermarks;
extern const struct check check_fragmentation;
extern const struct check check_high_order;
extern const struct check check_lowmem;
extern const struct check check_numa_balance;
extern const struct check check_slab;
extern const struct check check_slab_growth;
extern const struct check check_vmalloc_space;
extern const struct check check_vmalloc_hole;
extern const struct check check_vmalloc_growth;
extern const struct check check_percpu;
extern const struct check check_unaccounted;
extern const struct check check_hwpoison;
extern const struct check check_direct_map_splits;
extern const struct check check_wx;
extern const struct check check_module;

const struct check *const checks[] = {
	&check_watermarks,   &check_fragmentation,
	&check_high_order,   &check_lowmem,
	&check_numa_balance, &check_slab,
	&check_slab_growth,  &check_vmalloc_space,
	&check_vmalloc_hole, &check_vmalloc_growth,
	&check_percpu,	     &check_unaccounted,
	&check_hwpoison,     &check_direct_map_splits,
	&check_wx,	     &check_module,
};
const size_t nr_checks = ARRAY_SIZE(checks);

_Static_assert(ARRAY_SIZE(checks) <= CHECK_MAX, "settings have room for each check");
