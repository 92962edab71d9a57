/* SPDX-License-Identifier: GPL-2.0-or-later */
/* btf_sample.h - what btf_sample.c is compiled with type information for, and test-btf.c without. */
#ifndef MEMMAP_TESTS_BTF_SAMPLE_H
#define MEMMAP_TESTS_BTF_SAMPLE_H

struct list {
	struct list *next, *prev;
};

typedef const volatile struct list list_alias;

enum colour { RED = 3, GREEN, BLUE = 0x7fffffff };

/* Of each kind of member that a kernel's structs have. */
struct sample {
	char byte;
	unsigned int low : 3, : 2, high : 16;
	union {
		struct {
			short in_union;
			list_alias list;
			union {
				void (*function)(int);
				unsigned long deep;
			};
		};
		double real;
	};
	enum colour colour;
	struct {
		int first;
		struct list lists[3];
	} named;
	unsigned char name[7];
	long table[2][5];
	unsigned long long wide : 40;
	struct unknown *unknown;
	unsigned char none[];
};

union choice {
	int number;
	char text[12];
};

#endif
