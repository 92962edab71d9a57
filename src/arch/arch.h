/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch.h - what memmap knows of an architecture, a file each, and finding the one that is meant.
 *
 * To add one: write a file beside arm64.c with a struct arch, name it in the array of arch.c and in
 * meson.build; its formats of page tables get a number in the interface, <uapi/memmap.h>. The
 * helper module has files of its own, see src/module/arch.h.
 */
#ifndef MEMMAP_ARCH_ARCH_H
#define MEMMAP_ARCH_ARCH_H

#include "arch/paging.h"
#include "base/root.h"
#include "model/memory.h"
#include "model/translation.h"

/* Names that uname has for one architecture, and room for the end of the list. */
#define ARCH_MAX_MACHINES 8

/* A struct page has 64 bytes or little else; debugging options and 32 bits change that. */
#define ARCH_MAX_STRUCT_PAGE_BYTES 256

/* Room for the regions that find_regions() adds. */
#define ARCH_MAX_REGIONS 16

/**
 * struct arch_space - the address space of a kernel, found by its architecture
 * @root: the system; borrowed
 * @memory: its memory; borrowed
 * @tables: its page tables, which arch.find_tables() fills
 * @space: its regions, which arch.find_regions() fills; the caller fills what the format says
 * @image_start: first address of the kernel image; 1 where that is not known
 * @image_last: its last address; 0 where that is not known
 * @code_last: the last address of its code, where that alone has symbols without
 * CONFIG_KALLSYMS_ALL; else 0
 * @vmemmap: where the struct page of frame 0 is, or would be; of use where
 * @space.struct_page_bytes is known
 * @resources: of /proc/iomem, read by architectures that need it
 */
struct arch_space {
	const struct root *root;
	const struct memory *memory;
	struct page_tables tables;
	struct address_space space;
	uint64_t image_start, image_last, code_last;
	uint64_t vmemmap;
	struct mem_resource_array resources;
};

/**
 * struct arch - an architecture
 * @name: for messages
 * @machines: names that uname -m has for it, the most usual first
 * @elf_machine: EM_*
 * @is_64bit: its longs and pointers have 8 bytes
 * @formats: of its page tables
 * @nr_formats: entries of @formats
 * @modules_in_vmalloc: modules may be loaded in vmalloc space: on i386 they always are, on arm64
 * when KASLR moved the image, to be near it
 * @build_only_regions: a bit for each enum memmap_region_type whose bounds are known to the
 * kernel's build alone, so that two back ends may differ
 * @find_tables: find out how page tables are read, and where the top one is
 * @find_regions: list the regions of the address space, the most specific first: the same ones as
 * the helper module's, with equal bounds but for the fixmap; how many slots that has is known to
 * the kernel's build alone
 * @name_entry: name the attribute bits of an entry that the hardware uses
 * @forgive: take out of a translation what the helper module, which walks the calling process's
 * tables, and who walks the kernel's own need not agree about; NULL where that is nothing
 */
struct arch {
	const char *name;
	const char *machines[ARCH_MAX_MACHINES];
	unsigned int elf_machine;
	bool is_64bit;
	const struct paging_format *formats;
	size_t nr_formats;
	bool modules_in_vmalloc;
	uint64_t build_only_regions;
	int (*find_tables)(struct arch_space *space, struct error *err);
	int (*find_regions)(struct arch_space *space, struct error *err);
	void (*name_entry)(struct names *names, unsigned int format,
			   const struct memmap_step *step);
	void (*forgive)(unsigned int format, struct memmap_steps *steps);
};

/**
 * arch_of_machine() - the architecture that uname calls by a name
 * @machine: the name
 *
 * Return: the architecture, or NULL for one whose page tables memmap does not know.
 */
const struct arch *arch_of_machine(const char *machine);

/**
 * arch_of_elf() - the architecture of an ELF file
 * @elf_machine: EM_*
 * @is_64bit: its class
 *
 * Return: the architecture or NULL.
 */
const struct arch *arch_of_elf(unsigned int elf_machine, bool is_64bit);

/**
 * arch_of_space() - the architecture of an address space
 * @space: the address space
 *
 * Return: the architecture or NULL.
 */
const struct arch *arch_of_space(const struct address_space *space);

/**
 * arch_find_space() - find out about the address space of a kernel
 * @arch: its architecture
 * @ret: @root and @memory are filled, the rest becomes so; release it with arch_space_clear(), on
 * failure too
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int arch_find_space(const struct arch *arch, struct arch_space *ret,
		    struct error *err) _must_check_;

/**
 * arch_space_clear() - free what was found
 * @space: may be zeroed
 */
void arch_space_clear(struct arch_space *space);

/**
 * paging_find() - the format of an architecture
 * @format: enum memmap_format
 * @page_shift: log2 of the page size
 * @va_bits: bits of a virtual address that the tables translate
 *
 * Return: the format or NULL.
 */
const struct paging_format *paging_find(unsigned int format, unsigned int page_shift,
					unsigned int va_bits);

/**
 * arch_has_nx() - whether page-table entries can forbid to execute
 * @space: the address space
 *
 * Return: false on i386 without PAE, where all that is mapped can be executed.
 */
bool arch_has_nx(const struct address_space *space);

/**
 * arch_holds_modules() - whether modules may be loaded in a region
 * @space: the address space
 * @region: the region
 *
 * Return: whether they may; see struct arch.modules_in_vmalloc.
 */
bool arch_holds_modules(const struct address_space *space, const struct memmap_region *region);

/**
 * arch_name_entry() - name the attribute bits of a page-table entry
 * @names: the list to append to
 * @format: enum memmap_format
 * @step: the entry with its level
 *
 * The names are those of _PAGE_BIT_* in arch/x86/include/asm/pgtable_types.h and of PTE_* in
 * arch/arm64/include/asm/pgtable-prot.h.
 */
void arch_name_entry(struct names *names, unsigned int format, const struct memmap_step *step);

#endif
