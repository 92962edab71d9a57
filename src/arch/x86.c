// SPDX-License-Identifier: GPL-2.0-or-later
/* x86.c - see x86.h. */
#include <string.h>

#include "x86.h"

bool x86_has_memtypes(const struct root *root)
{
	_cleanup_free_ char *line = root_read_line(root, "proc/cmdline");
	char *rest = line, *at;

	while (rest && (at = strsep(&rest, " ")))
		if (!strcmp(at, "nopat"))
			return false;
	return true;
}

static const struct flag_name x86_entry_flags[] = {
	{X86_PRESENT, "present"}, {X86_RW, "rw"},	  {X86_USER, "user"},
	{X86_PWT, "pwt"},	  {X86_PCD, "pcd"},	  {X86_ACCESSED, "accessed"},
	{X86_DIRTY, "dirty"},	  {X86_PSE, "pse"},	  {X86_GLOBAL, "global"},
	{X86_SOFTW1, "softw1"},	  {X86_SOFTW2, "softw2"}, {X86_SOFTW3, "softw3"},
	{X86_PAT_LARGE, "pat"},	  {X86_SOFTW4, "softw4"}, {X86_PKEY0, "pkey0"},
	{X86_PKEY1, "pkey1"},	  {X86_PKEY2, "pkey2"},	  {X86_PKEY3, "pkey3"},
	{X86_NX, "nx"},
};

#define X86_ATTR_BITS 0xfff0000000000fffULL
#define X86_IGNORED   (0x7fULL << 52) /* bits 58:52 are free for software in every entry */

void x86_name_entry(struct names *names, unsigned int format, const struct memmap_step *step)
{
	uint64_t flags = step->entry & (X86_ATTR_BITS & ~X86_IGNORED);
	unsigned int level = step->level;

	flags |= step->entry & 1ULL << X86_SOFTW4;
	if (level == MEMMAP_LEVEL_PTE && flags >> X86_PAT & 1)
		flags ^= 1ULL << X86_PAT | 1ULL << X86_PAT_LARGE;
	else if (level != MEMMAP_LEVEL_PTE && flags >> X86_PAT & 1)
		flags |= step->entry & 1ULL << X86_PAT_LARGE;
	names_of_flags(names, flags, x86_entry_flags, ARRAY_SIZE(x86_entry_flags));
}

void x86_forgive(unsigned int format, struct memmap_steps *steps)
{
	if (format == MEMMAP_FORMAT_X86_PAE) {
		/* Under page table isolation each process has tables of the second level too. */
		steps->steps[0].entry &= 1ULL << X86_PRESENT;
		steps->steps[1].table_phys_addr = 0;
		steps->steps[1].entry &= ~(1ULL << X86_ACCESSED);
	} else {
		steps->steps[0].entry &= ~(1ULL << X86_ACCESSED);
	}
}
