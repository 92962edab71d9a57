// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * paging.c - see paging.h.
 *
 * To add a format: add an element to the array, and where a property is not yet one of a mask and a
 * value, a member to struct paging_format.
 */
#include <stddef.h>

#include <memmap/base/cleanup.h>
#include <memmap/model/paging.h>

#define BIT(nr) (1ULL << (nr))
#define SET(nr)                  \
	{                        \
		BIT(nr), BIT(nr) \
	}
#define CLEAR(nr)          \
	{                  \
		BIT(nr), 0 \
	}

#define ALWAYS       \
	{            \
		0, 0 \
	}

/*
 * Present is the present bit alone: pte_present() of the kernel takes PROT_NONE entries for present
 * too, which the hardware does not.
 */
#define X86_TABLE(level_, shift_, nr_entries_) \
	.level = level_, .shift = shift_, .nr_entries = nr_entries_, .valid = SET(X86_PRESENT)

/* Large leaves keep their PAT bit at bit 12, since bit 7 says that they are leaves. */
#define X86_LARGE(level_, shift_, nr_entries_)                                            \
	X86_TABLE(level_, shift_, nr_entries_), .has_leaves = true, .leaf = SET(X86_PSE), \
						.memtype_bits = {X86_PWT, X86_PCD, X86_PAT_LARGE}

#define X86_PAGE(nr_entries_)                                             \
	X86_TABLE(MEMMAP_LEVEL_PTE, 12, nr_entries_), .has_leaves = true, \
						      .memtype_bits = {X86_PWT, X86_PCD, X86_PAT}

/*
 * The memory types are pat_bp_init()'s of arch/x86/mm/pat/memtype.c: an index which no type is
 * mapped to, 4 and 6, is never written. With "nopat" the reset values stay, which agree about three
 * of them. (Pentium 4 and older have half the table, because of an erratum.)
 */
#define X86_COMMON                                                              \
	.global = SET(X86_GLOBAL),                                              \
	.memtypes =                                                             \
		{                                                               \
			[0] = MEMMAP_MEMTYPE_WB,       [1] = MEMMAP_MEMTYPE_WC, \
			[2] = MEMMAP_MEMTYPE_UC_MINUS, [3] = MEMMAP_MEMTYPE_UC, \
			[5] = MEMMAP_MEMTYPE_WP,       [7] = MEMMAP_MEMTYPE_WT, \
	},                                                                      \
	.sure_memtypes = {                                                      \
		[0] = MEMMAP_MEMTYPE_WB,                                        \
		[2] = MEMMAP_MEMTYPE_UC_MINUS,                                  \
		[3] = MEMMAP_MEMTYPE_UC,                                        \
	}

/* The key is all bits but accessed, dirty and those that are software's. */
#define X86_KEY                                                                         \
	(BIT(X86_PRESENT) | BIT(X86_RW) | BIT(X86_USER) | BIT(X86_PWT) | BIT(X86_PCD) | \
	 BIT(X86_PSE) | BIT(X86_GLOBAL))
#define X86_GRANT_WRITE                                     \
	{                                                   \
		MEMMAP_PROT_WRITE, SET(X86_RW), SET(X86_RW) \
	}
#define X86_GRANT_USER                                         \
	{                                                      \
		MEMMAP_PROT_USER, SET(X86_USER), SET(X86_USER) \
	}

/* Entries of 8 bytes, those of x86-64 and of PAE. */
#define X86_WIDE(format_)                                                        \
	.format = format_, .entry_bytes = 8, .addr_mask = 0x000ffffffffff000ULL, \
	.key_mask = 0x000ffffffffff000ULL | X86_KEY | BIT(X86_NX),               \
	.grants = {                                                              \
		X86_GRANT_WRITE,                                                 \
		X86_GRANT_USER,                                                  \
		{MEMMAP_PROT_EXEC, CLEAR(X86_NX), CLEAR(X86_NX)},                \
	}

/* Entries of 4 bytes have no bit that forbids to execute. */
#define X86_NARROW                                                                 \
	.format = MEMMAP_FORMAT_X86_32, .entry_bytes = 4, .addr_mask = 0xfffff000, \
	.key_mask = 0xfffff000 | X86_KEY,                                          \
	.grants = {                                                                \
		X86_GRANT_WRITE,                                                   \
		X86_GRANT_USER,                                                    \
		{MEMMAP_PROT_EXEC, ALWAYS, ALWAYS},                                \
	}

#define A64_TABLE_LEVEL(level_, shift_, nr_)                                                  \
	{                                                                                     \
		.level = level_, .shift = shift_, .nr_entries = nr_, .valid = SET(A64_VALID), \
	}

/* Linux makes blocks of the PMD level and, with pages of 4 KiB, of the level above. */
#define A64_BLOCK_LEVEL(level_, shift_, nr_)                                             \
	{                                                                                \
		.level = level_, .shift = shift_, .nr_entries = nr_, .has_leaves = true, \
		.valid = SET(A64_VALID), .leaf = CLEAR(A64_TABLE),                       \
		.memtype_bits = {A64_ATTR0, A64_ATTR1, A64_ATTR2},                       \
	}

#define A64_PAGE_LEVEL(shift_)                                                               \
	{                                                                                    \
		.level = MEMMAP_LEVEL_PTE, .shift = shift_, .nr_entries = 1 << (shift_ - 3), \
		.has_leaves = true, .valid = SET(A64_VALID),                                 \
		.memtype_bits = {A64_ATTR0, A64_ATTR1, A64_ATTR2},                           \
	}

/*
 * All of the address, and what decides about protection and memory type. Not the contiguous bit,
 * which is a hint for the TLB, and not those that hardware or software notes things in; nor guarded
 * pages (GP), since a run that reaches the end of the address may carry into that bit. Bits 9 and 8
 * are the shareability, or of the address with LPA2.
 *
 * The memory types are MAIR_EL1_SET's of arch/arm64/mm/proc.S since v5.13; before, MT_NORMAL was
 * another index than 0. The tags of MTE, index 1, change nothing about caching.
 */
#define A64_COMMON                                                                          \
	.entry_bytes = 8, .two_roots = true,                                                \
	.key_mask = BIT(A64_VALID) | BIT(A64_TABLE) | BIT(A64_ATTR0) | BIT(A64_ATTR1) |     \
		    BIT(A64_ATTR2) | BIT(A64_USER) | BIT(A64_RDONLY) | BIT(A64_SHARED0) |   \
		    BIT(A64_SHARED1) | BIT(A64_NG) | 0x0003fffffffff000ULL | BIT(A64_PXN) | \
		    BIT(A64_UXN),                                                           \
	.grants =                                                                           \
		{                                                                           \
			{MEMMAP_PROT_WRITE, CLEAR(A64_TABLE_RDONLY), CLEAR(A64_RDONLY)},    \
			{MEMMAP_PROT_USER, CLEAR(A64_TABLE_NO_USER), SET(A64_USER)},        \
			{MEMMAP_PROT_EXEC, CLEAR(A64_TABLE_PXN), CLEAR(A64_PXN)},           \
	},                                                                                  \
	.global = CLEAR(A64_NG),                                                            \
	.memtypes = {                                                                       \
		[0] = MEMMAP_MEMTYPE_WB,	   [1] = MEMMAP_MEMTYPE_WB,                 \
		[2] = MEMMAP_MEMTYPE_NORMAL_NC,	   [3] = MEMMAP_MEMTYPE_DEVICE_NGNRNE,      \
		[4] = MEMMAP_MEMTYPE_DEVICE_NGNRE,                                          \
	}

#define A64_4K	.format = MEMMAP_FORMAT_ARM64, .addr_mask = 0x0000fffffffff000ULL, A64_COMMON
#define A64_16K .format = MEMMAP_FORMAT_ARM64, .addr_mask = 0x0000ffffffffc000ULL, A64_COMMON

/* LPA2 moved the high bits to where shareability was, and made room for two more below them. */
#define A64_4K_LPA2                                                             \
	.format = MEMMAP_FORMAT_ARM64_LPA2, .addr_mask = 0x0003fffffffff000ULL, \
	.high_mask = BIT(A64_SHARED0) | BIT(A64_SHARED1), .high_shift = 42, A64_COMMON
#define A64_16K_LPA2                                                            \
	.format = MEMMAP_FORMAT_ARM64_LPA2, .addr_mask = 0x0003ffffffffc000ULL, \
	.high_mask = BIT(A64_SHARED0) | BIT(A64_SHARED1), .high_shift = 42, A64_COMMON

/* Pages of 64 KiB leave room for them; the bits are zero where LPA is not in use. */
#define A64_64K                                                                                 \
	.format = MEMMAP_FORMAT_ARM64, .addr_mask = 0x0000ffffffff0000ULL, .high_mask = 0xf000, \
	.high_shift = 36, A64_COMMON

static const struct paging_format formats[] = {
	{
		.name = "x86-64 with 4 levels",
		.nr_levels = 4,
		.va_bits = 48,
		.levels =
			{
				{X86_TABLE(MEMMAP_LEVEL_PGD, 39, 512)},
				{X86_LARGE(MEMMAP_LEVEL_PUD, 30, 512)},
				{X86_LARGE(MEMMAP_LEVEL_PMD, 21, 512)},
				{X86_PAGE(512)},
			},
		X86_WIDE(MEMMAP_FORMAT_X86_64),
		X86_COMMON,
	},
	{
		.name = "x86-64 with 5 levels",
		.nr_levels = 5,
		.va_bits = 57,
		.levels =
			{
				{X86_TABLE(MEMMAP_LEVEL_PGD, 48, 512)},
				{X86_TABLE(MEMMAP_LEVEL_P4D, 39, 512)},
				{X86_LARGE(MEMMAP_LEVEL_PUD, 30, 512)},
				{X86_LARGE(MEMMAP_LEVEL_PMD, 21, 512)},
				{X86_PAGE(512)},
			},
		X86_WIDE(MEMMAP_FORMAT_X86_64),
		X86_COMMON,
	},
	{
		.name = "i386 with PAE",
		.nr_levels = 3,
		.va_bits = 32,
		.levels =
			{
				{X86_TABLE(MEMMAP_LEVEL_PGD, 30, 4), .no_rights = true},
				{X86_LARGE(MEMMAP_LEVEL_PMD, 21, 512)},
				{X86_PAGE(512)},
			},
		X86_WIDE(MEMMAP_FORMAT_X86_PAE),
		X86_COMMON,
	},
	{
		.name = "i386 without PAE",
		.nr_levels = 2,
		.va_bits = 32,
		.levels =
			{
				{X86_LARGE(MEMMAP_LEVEL_PGD, 22, 1024)},
				{X86_PAGE(1024)},
			},
		X86_NARROW,
		X86_COMMON,
	},
	{
		.name = "arm64 with 4 KiB pages and 3 levels",
		.nr_levels = 3,
		.va_bits = 39,
		.levels =
			{
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PGD, 30, 512),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PMD, 21, 512),
				A64_PAGE_LEVEL(12),
			},
		A64_4K,
	},
	{
		.name = "arm64 with 4 KiB pages and 4 levels",
		.nr_levels = 4,
		.va_bits = 48,
		.levels =
			{
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PGD, 39, 512),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PUD, 30, 512),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PMD, 21, 512),
				A64_PAGE_LEVEL(12),
			},
		A64_4K,
	},
	{
		.name = "arm64 with 4 KiB pages and 5 levels",
		.nr_levels = 5,
		.va_bits = 52,
		.levels =
			{
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PGD, 48, 16),
				A64_TABLE_LEVEL(MEMMAP_LEVEL_P4D, 39, 512),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PUD, 30, 512),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PMD, 21, 512),
				A64_PAGE_LEVEL(12),
			},
		A64_4K_LPA2,
	},
	{
		.name = "arm64 with 16 KiB pages and 2 levels",
		.nr_levels = 2,
		.va_bits = 36,
		.levels =
			{
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PGD, 25, 2048),
				A64_PAGE_LEVEL(14),
			},
		A64_16K,
	},
	{
		.name = "arm64 with 16 KiB pages and 3 levels",
		.nr_levels = 3,
		.va_bits = 47,
		.levels =
			{
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PGD, 36, 2048),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PMD, 25, 2048),
				A64_PAGE_LEVEL(14),
			},
		A64_16K,
	},
	{
		.name = "arm64 with 16 KiB pages and 4 levels",
		.nr_levels = 4,
		.va_bits = 48,
		.levels =
			{
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PGD, 47, 2),
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PUD, 36, 2048),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PMD, 25, 2048),
				A64_PAGE_LEVEL(14),
			},
		A64_16K,
	},
	{
		.name = "arm64 with 16 KiB pages, 4 levels and 52 bits",
		.nr_levels = 4,
		.va_bits = 52,
		.levels =
			{
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PGD, 47, 32),
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PUD, 36, 2048),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PMD, 25, 2048),
				A64_PAGE_LEVEL(14),
			},
		A64_16K_LPA2,
	},
	{
		.name = "arm64 with 64 KiB pages and 2 levels",
		.nr_levels = 2,
		.va_bits = 42,
		.levels =
			{
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PGD, 29, 8192),
				A64_PAGE_LEVEL(16),
			},
		A64_64K,
	},
	{
		.name = "arm64 with 64 KiB pages and 3 levels",
		.nr_levels = 3,
		.va_bits = 48,
		.levels =
			{
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PGD, 42, 64),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PMD, 29, 8192),
				A64_PAGE_LEVEL(16),
			},
		A64_64K,
	},
	{
		.name = "arm64 with 64 KiB pages, 3 levels and 52 bits",
		.nr_levels = 3,
		.va_bits = 52,
		.levels =
			{
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PGD, 42, 1024),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PMD, 29, 8192),
				A64_PAGE_LEVEL(16),
			},
		A64_64K,
	},
};

const struct paging_format *paging_find(unsigned int format, unsigned int page_shift,
					unsigned int va_bits)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (formats[i].format == format && formats[i].va_bits == va_bits &&
		    formats[i].levels[formats[i].nr_levels - 1].shift == page_shift)
			return &formats[i];
	return NULL;
}

void paging_init(struct paging *paging, const struct paging_format *format,
		 uint64_t encryption_mask, bool has_memtypes)
{
	const uint64_t half = 1ULL << (format->va_bits - !format->two_roots);

	*paging = (struct paging){
		.format = format,
		.encryption_mask = encryption_mask,
		.memtypes = has_memtypes ? format->memtypes : format->sure_memtypes,
		.user_end = half,
		.kernel_start = -half,
		.kernel_last = UINT64_MAX,
	};
}

static bool passes(const struct paging_test *test, uint64_t entry)
{
	return (entry & test->mask) == test->value;
}

unsigned int paging_index(const struct paging_level *level, uint64_t virt_addr)
{
	return (virt_addr >> level->shift) & (level->nr_entries - 1);
}

bool paging_valid(const struct paging_level *level, uint64_t entry)
{
	return passes(&level->valid, entry);
}

bool paging_is_leaf(const struct paging_level *level, uint64_t entry)
{
	return level->has_leaves && passes(&level->leaf, entry);
}

uint64_t paging_table(const struct paging *paging, uint64_t entry)
{
	const struct paging_format *format = paging->format;

	return ((entry & format->addr_mask) | (entry & format->high_mask) << format->high_shift) &
	       ~paging->encryption_mask;
}

uint64_t paging_phys(const struct paging *paging, const struct paging_level *level, uint64_t entry)
{
	return paging_table(paging, entry) & ~((1ULL << level->shift) - 1);
}

unsigned int paging_inherit(const struct paging *paging, const struct paging_level *level,
			    unsigned int granted, uint64_t entry)
{
	for (unsigned int i = 0; i < PAGING_NR_GRANTS && !level->no_rights; i++)
		if (!passes(&paging->format->grants[i].table, entry))
			granted &= ~paging->format->grants[i].prot;
	return granted;
}

unsigned int paging_prot(const struct paging *paging, unsigned int granted, uint64_t entry)
{
	for (unsigned int i = 0; i < PAGING_NR_GRANTS; i++)
		if (!passes(&paging->format->grants[i].page, entry))
			granted &= ~paging->format->grants[i].prot;
	if (passes(&paging->format->global, entry))
		granted |= MEMMAP_PROT_GLOBAL;
	if (entry & paging->encryption_mask)
		granted |= MEMMAP_PROT_ENCRYPTED;
	return granted;
}

unsigned int paging_memtype(const struct paging *paging, const struct paging_level *level,
			    uint64_t entry)
{
	unsigned int index = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(level->memtype_bits); i++)
		index |= (entry >> level->memtype_bits[i] & 1) << i;
	return paging->memtypes[index];
}
