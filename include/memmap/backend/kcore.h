/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kcore.h - the parts of the back end that reads /proc/kcore; kcore.c joins them. */
#ifndef MEMMAP_BACKEND_KCORE_H
#define MEMMAP_BACKEND_KCORE_H

#include <memmap/arch/arch.h>
#include <memmap/backend/backend.h>
#include <memmap/model/memory.h>
#include <memmap/reader/kcore.h>
#include <memmap/reader/symtab.h>

/**
 * struct kcore_page_layout - where struct page keeps what, from VMCOREINFO
 * @size: of a struct page; 0 when struct pages cannot be found
 * @word_bytes: size of a long of the kernel
 * @flags: offset of the flags word
 * @mapping: offset of the mapping
 * @private: offset of the order of a free block's first page
 * @refcount: offset of the reference count
 * @mapcount: offset of the word that marks free blocks
 * @compound_head: offset of what leads from a compound page's tail to its head
 * @compound_order: offset, in the second page, of a compound page's order; ABSENT where it is in
 * the lowest byte of the flags word
 * @has_head_masks: what leads to the head may be a mask of the tail's own address
 * @head_mask: bits of the flags word that mark a compound page's head
 * @buddy_value: what @mapcount says in the first page of a free block
 * @max_order: the largest order of a free block
 */
struct kcore_page_layout {
	uint64_t size;
	unsigned int word_bytes;
	uint64_t flags, mapping, private, refcount, mapcount;
	uint64_t compound_head, compound_order, head_mask;
	bool has_head_masks;
	uint64_t buddy_value;
	unsigned int max_order;
};

/**
 * struct kcore_frames - what facts about page frames come from
 * @pages: layout of struct page
 * @kpageflags_fd: /proc/kpageflags, or -1 until it is needed
 * @zones: zones with their spans, read when first needed
 */
struct kcore_frames {
	struct kcore_page_layout pages;
	int kpageflags_fd;
	struct zone_array zones;
};

/**
 * enum kcore_symbols_source - where symbols of the kernel itself are looked up
 * @SYMBOLS_UNKNOWN: not tried yet
 * @SYMBOLS_TABLE: in the kernel's own table
 * @SYMBOLS_KALLSYMS: in /proc/kallsyms, since that table was not understood
 */
enum kcore_symbols_source { SYMBOLS_UNKNOWN, SYMBOLS_TABLE, SYMBOLS_KALLSYMS };

/**
 * struct kcore_module_symbol - a symbol of a module
 * @address: its address
 * @name: its name
 * @module: index into kcore_modules.names
 */
struct kcore_module_symbol {
	uint64_t address;
	char *name;
	unsigned int module;
};

/**
 * struct kcore_modules - all modules' symbols, as /proc/kallsyms has them
 * @items: the symbols, those of a module together
 * @nr: entries of @items
 * @names: names of the modules
 * @nr_names: entries of @names
 * @text: what /proc/modules said then, "name size 0xaddress" lines; NULL when nothing was read
 */
struct kcore_modules {
	struct kcore_module_symbol *items;
	size_t nr;
	char **names;
	size_t nr_names;
	char *text;
};

/**
 * struct kcore_nearest - the symbol of an address
 * @virt_addr: the address
 * @start: the last symbol at or below it; 0 until one was found
 * @above: the first symbol above it; ABSENT until one was found
 * @name: the name of the one below; borrowed
 */
struct kcore_nearest {
	uint64_t virt_addr;
	uint64_t start, above;
	const char *name;
};

/**
 * enum kcore_head - variables of the kernel, by their names
 * @KCORE_VMAP_AREA_LIST: until v6.8
 * @KCORE_PURGE_VMAP_AREA_LIST: until v6.8
 * @KCORE_VMAP_PURGE_LIST: what it was until v5.11
 * @KCORE_VMAP_NODES: since v6.9
 * @KCORE_NR_VMAP_NODES: since v6.9
 * @KCORE_MODULES: the list of modules
 * @NR_KCORE_HEADS: how many
 */
enum kcore_head {
	KCORE_VMAP_AREA_LIST,
	KCORE_PURGE_VMAP_AREA_LIST,
	KCORE_VMAP_PURGE_LIST,
	KCORE_VMAP_NODES,
	KCORE_NR_VMAP_NODES,
	KCORE_MODULES,
	NR_KCORE_HEADS,
};

/**
 * struct kcore_kernel_symbol - a symbol of the kernel itself
 * @address: its address
 * @name: its name
 */
struct kcore_kernel_symbol {
	uint64_t address;
	char *name;
};

/**
 * struct kcore_kernel_symbols - those of /proc/kallsyms
 * @items: the symbols, as the file has them; none where it hides their addresses
 * @nr: entries of @items
 * @known: the file was read
 */
struct kcore_kernel_symbols {
	struct kcore_kernel_symbol *items;
	size_t nr;
	bool known;
};

/* kcore_kernel_symbols_clear() - free what is in the list and empty it */
void kcore_kernel_symbols_clear(struct kcore_kernel_symbols *symbols);

/**
 * struct kcore_symbols - what names of addresses come from
 * @source: where they are looked up
 * @table: the kernel's own table
 * @kernel: the kernel's own symbols where that table is not understood; empty until needed
 * @heads: for kcore_head()
 * @heads_found: they were looked up
 * @module_list: for kcore_module_list_name(); NULL until it is needed
 * @modules: symbols of modules
 */
struct kcore_symbols {
	enum kcore_symbols_source source;
	struct symtab table;
	struct kcore_kernel_symbols kernel;
	uint64_t heads[NR_KCORE_HEADS];
	bool heads_found;
	struct kcore_module_list *module_list;
	struct kcore_modules modules;
};

/**
 * struct kcore_backend - an opened back end
 * @backend: what the others see
 * @root: the system; borrowed from the caller of backend_open()
 * @kcore: the file
 * @found: its page tables and its address space
 * @frames: for kcore_frames()
 * @symbols: for kcore_symbol()
 */
struct kcore_backend {
	struct backend backend;
	const struct root *root;
	struct kcore kcore;
	struct arch_space found;
	struct kcore_frames frames;
	struct kcore_symbols symbols;
};

/* The operations of struct backend_ops. */
int kcore_frames(struct backend *backend, struct memmap_frame *frames, size_t nr,
		 struct error *err);
int kcore_symbol(struct backend *backend, uint64_t virt_addr, char *ret, size_t size,
		 struct error *err);
int kcore_areas(struct backend *backend, struct vmap_area_array *ret, struct error *err);
void kcore_addresses(struct backend *backend, const char *const *names, size_t nr, uint64_t *ret);

/**
 * kcore_frames_init() - find out where struct pages are and what is in them
 * @self: opened, with its regions known
 */
void kcore_frames_init(struct kcore_backend *self);

/**
 * kcore_frames_clear() - release what looking up frames needed
 * @frames: may be zeroed, but for its file descriptor
 */
void kcore_frames_clear(struct kcore_frames *frames);

/**
 * kcore_nearest_add() - look at one more symbol
 * @nearest: the symbol so far
 * @address: where the other one is
 * @name: its name; kept when it is nearer
 *
 * Of several with one address the first counts, as it does for the kernel.
 */
void kcore_nearest_add(struct kcore_nearest *nearest, uint64_t address, const char *name);

/**
 * kcore_nearest_print() - write a symbol as sprint_symbol() does
 * @nearest: the symbol; there must be one
 * @end: where it ends; left out when that makes no sense
 * @module: the module, or ""
 * @ret: where to
 * @size: room at @ret
 */
void kcore_nearest_print(const struct kcore_nearest *nearest, uint64_t end, const char *module,
			 char *ret, size_t size);

/**
 * kcore_head() - the address of one of the kernel's own variables, from which its lists begin
 * @self: the back end
 * @head: which one
 *
 * The first call looks all of them up in one pass.
 *
 * Return: the address; ABSENT when it is hidden, or there is not one symbol of that name.
 */
uint64_t kcore_head(struct kcore_backend *self, enum kcore_head head);

/**
 * kcore_name_module() - as kcore_symbol(), for an address among the modules
 * @self: the back end
 * @virt_addr: the address
 * @ret: the name; left alone when there is none
 * @size: room at @ret
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int kcore_name_module(struct kcore_backend *self, uint64_t virt_addr, char *ret, size_t size,
		      struct error *err) _must_check_;

/**
 * kcore_module_list_name() - as kcore_name_module(), from the kernel's own list of modules
 * @self: the back end
 * @virt_addr: the address
 * @ret: the name; left alone when there is none
 * @size: room at @ret
 *
 * Reads the symbols of that module alone, and does so while kptr_restrict hides them too.
 *
 * Return: whether the answer is known; not so where BTF or the list's place is unknown, or the list
 * does not fit together.
 */
bool kcore_module_list_name(struct kcore_backend *self, uint64_t virt_addr, char *ret, size_t size);

/**
 * kcore_module_list_free() - release what kcore_module_list_name() keeps
 * @list: may be NULL
 */
void kcore_module_list_free(struct kcore_module_list *list);

/**
 * kcore_modules_clear() - forget the symbols of modules
 * @modules: may be zeroed
 */
void kcore_modules_clear(struct kcore_modules *modules);

#endif
