/* SPDX-License-Identifier: GPL-2.0-or-later */
/* symbol_index.h - from addresses to symbol names, by all of /proc/kallsyms kept in memory. */
#ifndef MEMMAP_READER_SYMBOL_INDEX_H
#define MEMMAP_READER_SYMBOL_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/root.h"

/**
 * struct indexed_symbol - one line of kallsyms
 * @address: its address
 * @name: where its name begins in symbol_index.text
 * @module: where the name of its module begins there; of an empty string for the kernel's own
 * @is_code: it names a function
 */
struct indexed_symbol {
	uint64_t address;
	size_t name, module;
	bool is_code;
};

/**
 * struct symbol_index - all symbols, read when the first is asked for
 * @read: reading was tried
 * @items: the symbols by address, those of one address in the order of the file
 * @nr: how many
 * @text: the names
 * @text_bytes: how many bytes
 * @text_room: room for as many
 * @image_start: where the kernel's own names begin to mean something, _stext; 0 until it is known
 * @image_end: and where they end: _end, or _etext where only code has names; 0 until it is known
 */
struct symbol_index {
	bool read;
	struct indexed_symbol *items;
	size_t nr;
	char *text;
	size_t text_bytes, text_room;
	uint64_t image_start, image_end;
};

/**
 * struct symbol_place - a symbol that an address may belong to
 * @start: its address
 * @end: the next one of the same module, or of the kernel; ABSENT behind the last
 * @name: its name
 * @module: name of its module, or ""
 * @in_code: it and the next one name functions
 */
struct symbol_place {
	uint64_t start, end;
	const char *name, *module;
	bool in_code;
};

/**
 * symbol_index_read() - read the symbols, unless that was tried before
 * @index: zeroed at first; release it with symbol_index_clear()
 * @root: where from
 * @err: filled on failure: ERROR_HIDDEN when the kernel shows no addresses
 *
 * Return: 0 or -errno.
 */
int symbol_index_read(struct symbol_index *index, const struct root *root,
		      struct error *err) _must_check_;

/**
 * symbol_index_clear() - free the symbols
 * @index: may be zeroed
 */
void symbol_index_clear(struct symbol_index *index);

/**
 * symbol_index_find() - the last symbol at or below an address
 * @index: the symbols
 * @virt_addr: the address
 * @of_module: look among those of modules, else among the kernel's own
 * @ret: the symbol; of several with one address the first in the file
 *
 * Return: whether there is one.
 */
bool symbol_index_find(const struct symbol_index *index, uint64_t virt_addr, bool of_module,
		       struct symbol_place *ret);

/**
 * symbol_ends_section() - whether a symbol only tells where a section of the kernel ends
 * @name: its name
 *
 * Where data has no names, such a one seems to hold all that follows.
 *
 * Return: whether it does.
 */
bool symbol_ends_section(const char *name);

/**
 * symbol_print() - name an address as sprint_symbol() of the kernel does
 * @place: the symbol that it belongs to
 * @virt_addr: the address
 * @ret: "name+0xoffset/0xsize [module]", without a size that cannot be one
 * @size: room at @ret
 */
void symbol_print(const struct symbol_place *place, uint64_t virt_addr, char *ret, size_t size);

#endif
