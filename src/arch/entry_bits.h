/* SPDX-License-Identifier: GPL-2.0-or-later */
/* entry_bits.h - tests of single bits, for the tables of page-table formats. */
#ifndef ENTRY_BITS_H
#define ENTRY_BITS_H

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

#endif
