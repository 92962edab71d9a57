// SPDX-License-Identifier: GPL-2.0-or-later
/* make_core.c - see make_core.h. */
#include <stdlib.h>
#include <string.h>

#include "make_core.h"

#define PAGE 4096

/* Present, writable, for user and kernel: as permissive as Linux makes entries above the leaf. */
#define TABLE_ENTRY 0x67

static void *get(void *ptr)
{
	if (!ptr)
		abort();
	return ptr;
}

void core_add(struct core *core, uint64_t virt_addr, uint64_t phys_addr, uint64_t size, bool backed)
{
	size_t nr = core->nr_segments++;

	/* Full whenever it is a power of two. */
	if (!(nr & (nr - 1)))
		core->segments =
			get(realloc(core->segments, (nr ? 2 * nr : 1) * sizeof(*core->segments)));
	core->segments[nr] = (struct core_segment){
		virt_addr,
		phys_addr,
		size,
		backed ? get(calloc(1, size)) : NULL,
	};
}

void *core_at(struct core *core, uint64_t phys_addr)
{
	for (size_t i = 0; i < core->nr_segments; i++) {
		struct core_segment *segment = &core->segments[i];

		if (segment->data && phys_addr - segment->phys_addr < segment->size)
			return segment->data + (phys_addr - segment->phys_addr);
	}
	abort();
}

void core_map(struct core *core, uint64_t virt_addr, unsigned int shift, uint64_t entry)
{
	const unsigned int entry_bytes = core->entry_bytes ?: 8;
	const unsigned int bits = entry_bytes == 8 ? 9 : 10;
	uint64_t table = core->root;

	for (unsigned int at = 12 + bits * (core->nr_levels - 1);; at -= bits) {
		unsigned char *slot = core_at(core, table);
		uint64_t value = 0;

		slot += (virt_addr >> at & ((1 << bits) - 1)) * entry_bytes;
		if (at == shift) {
			memcpy(slot, &entry, entry_bytes);
			return;
		}
		memcpy(&value, slot, entry_bytes);
		if (!(value & 1)) {
			value = core->next_table | TABLE_ENTRY;
			memcpy(slot, &value, entry_bytes);
			core->next_table += PAGE;
		}
		table = value & 0xffffffffff000ULL;
	}
}

static size_t put_note(unsigned char *out, const char *text)
{
	static const char name[12] = "VMCOREINFO";
	/* Somebody else's note before it. */
	Elf64_Nhdr core = {5, 8, 1}, header = {sizeof("VMCOREINFO"), strlen(text), 0};
	unsigned char *at = out;

	memcpy(at, &core, sizeof(core));
	memcpy(at + sizeof(core), "CORE", 5);
	at += sizeof(core) + 8 + 8;
	memcpy(at, &header, sizeof(header));
	memcpy(at + sizeof(header), name, sizeof(name));
	at += sizeof(header) + sizeof(name);
	memcpy(at, text, strlen(text));
	return at - out + ((strlen(text) + 3) & ~3UL);
}

/* The file for one word size. */
#define DEFINE_BYTES(bits)                                                                \
	static unsigned char *bytes_##bits(const struct core *core, size_t *size)         \
	{                                                                                 \
		size_t note_room = core->vmcoreinfo ? strlen(core->vmcoreinfo) + 128 : 0; \
		size_t nr = core->nr_segments + !!core->vmcoreinfo;                       \
		size_t at = sizeof(Elf##bits##_Ehdr) + sizeof(Elf##bits##_Shdr) +         \
			    nr * sizeof(Elf##bits##_Phdr);                                \
		Elf##bits##_Ehdr header = {                                               \
			.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS##bits,   \
				    ELFDATA2LSB, EV_CURRENT},                             \
			.e_type = core->type,                                             \
			.e_machine = core->machine,                                       \
			.e_version = EV_CURRENT,                                          \
			.e_phoff = sizeof(Elf##bits##_Ehdr) + sizeof(Elf##bits##_Shdr),   \
			.e_ehsize = sizeof(Elf##bits##_Ehdr),                             \
			.e_phentsize = sizeof(Elf##bits##_Phdr),                          \
			.e_phnum = core->xnum ? PN_XNUM : nr,                             \
			.e_shoff = core->xnum ? sizeof(Elf##bits##_Ehdr) : 0,             \
			.e_shentsize = core->xnum ? sizeof(Elf##bits##_Shdr) : 0,         \
			.e_shnum = core->xnum ? 1 : 0,                                    \
		};                                                                        \
		Elf##bits##_Shdr section = {.sh_info = nr};                               \
		unsigned char *out;                                                       \
		Elf##bits##_Phdr *load;                                                   \
                                                                                          \
		*size = at + note_room;                                                   \
		for (size_t i = 0; i < core->nr_segments; i++)                            \
			*size += core->segments[i].data ? core->segments[i].size : 0;     \
		out = get(calloc(1, *size));                                              \
		memcpy(out, &header, sizeof(header));                                     \
		memcpy(out + sizeof(header), &section, sizeof(section));                  \
		load = (Elf##bits##_Phdr *)(out + header.e_phoff);                        \
		if (core->vmcoreinfo) {                                                   \
			size_t bytes = put_note(out + at, core->vmcoreinfo);              \
                                                                                          \
			*load++ = (Elf##bits##_Phdr){                                     \
				.p_type = PT_NOTE, .p_offset = at, .p_filesz = bytes};    \
			at += note_room;                                                  \
		}                                                                         \
		for (size_t i = 0; i < core->nr_segments; i++) {                          \
			const struct core_segment *segment = &core->segments[i];          \
                                                                                          \
			*load++ = (Elf##bits##_Phdr){                                     \
				.p_type = PT_LOAD,                                        \
				.p_flags = PF_R | PF_W | PF_X,                            \
				.p_offset = at,                                           \
				.p_vaddr = segment->virt_addr,                            \
				.p_paddr = segment->phys_addr,                            \
				.p_filesz = segment->size,                                \
				.p_memsz = segment->size,                                 \
			};                                                                \
			if (!segment->data)                                               \
				continue;                                                 \
			memcpy(out + at, segment->data, segment->size);                   \
			at += segment->size;                                              \
		}                                                                         \
		return out;                                                               \
	}

DEFINE_BYTES(32)
DEFINE_BYTES(64)

unsigned char *core_bytes(const struct core *core, size_t *size)
{
	return core->is_32bit ? bytes_32(core, size) : bytes_64(core, size);
}

void core_clear(struct core *core)
{
	for (size_t i = 0; i < core->nr_segments; i++)
		free(core->segments[i].data);
	free(core->segments);
	core->segments = NULL;
	core->nr_segments = 0;
}
