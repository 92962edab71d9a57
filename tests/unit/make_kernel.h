/* SPDX-License-Identifier: GPL-2.0-or-later */
/* make_kernel.h - a made-up kernel: its memory, its types and a back end that reads it. */
#ifndef MEMMAP_TESTS_MAKE_KERNEL_H
#define MEMMAP_TESTS_MAKE_KERNEL_H

#include "analysis/address/owner.h"

#include "fake.h"

/* Where its memory is; each part has KERNEL_BYTES that can be read. */
#define KERNEL_DIRECT  0xffff888000000000ULL
#define KERNEL_VMALLOC 0xffffc90000000000ULL
#define KERNEL_VMEMMAP 0xffffea0000000000ULL
#define KERNEL_IMAGE   0xffffffff81000000ULL
#define KERNEL_BYTES   0x80000ULL

/* The size of its struct page, which no kernel has. */
#define KERNEL_PAGE_BYTES 120

/* Types that members have, by the id they get. */
enum kernel_type {
	TYPE_U64 = 1,
	TYPE_U32,
	TYPE_U16,
	TYPE_CHAR,
	TYPE_NAME,
	TYPE_LIST,
	TYPE_ORDER,
	TYPE_MODULE_LAYOUT,
	TYPE_MODULE_MEMORY,
	TYPE_MODULE_MEMORIES,
};

/**
 * struct kernel_member - a member of a struct of the kernel
 * @type: name of the struct; all members of one stand together
 * @member: its name; NULL is left out
 * @of: enum kernel_type
 * @offset: where it is, in bytes
 * @nr_bits: of a bit-field
 * @shift: bits in front of that
 */
struct kernel_member {
	const char *type, *member;
	unsigned int of, offset, nr_bits, shift;
};

/**
 * struct made_kernel - what a test changes
 * @root: its files
 * @machine: for the back end
 * @backend: the back end
 * @sources: what is tested
 * @on_read: called before each read, or NULL; may change the memory
 * @nr_reads: reads so far
 */
struct made_kernel {
	struct root root;
	struct fake_machine machine;
	struct backend *backend;
	struct sources sources;
	void (*on_read)(uint64_t virt_addr);
	unsigned int nr_reads;
};

extern struct made_kernel kernel;

/* kernel_begin() - all of it zeroed, with no files; kernel_end() releases it */
void kernel_begin(void);

/* kernel_page_shift() - make its pages 1 << @shift bytes large, not 4 KiB */
void kernel_page_shift(unsigned int shift);
void kernel_end(void);

/* kernel_forget() - what the sources have learned of it */
void kernel_forget(void);

/* kernel_at() - memory at an address; ends the test when there is none */
void *kernel_at(uint64_t virt_addr);

/* kernel_put() - a number there */
void kernel_put(uint64_t virt_addr, uint64_t value, size_t size);

/* kernel_get() - the word there */
uint64_t kernel_get(uint64_t virt_addr);

/*
 * kernel_types() - write its type information: struct list_head, and the members, but for
 * those of the struct or "struct.member" @without, unless it is NULL
 */
void kernel_types(const struct kernel_member *members, size_t nr, const char *without);

/* kernel_write_types() - the same for another root than the made-up kernel's */
void kernel_write_types(const struct root *root, const struct kernel_member *members, size_t nr,
			const char *without);

#endif
