// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz-kcore_machine.c - a machine as a core file, which the input changes here and there: page
 * tables, struct pages, the lists of areas and of modules, symbols, types, and the headers.
 *
 * The input is a row of changes: two bytes say where, one how many bytes follow. Only what is not
 * zero, and what lies around it, counts as a place: most of a machine is never read.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "backend/backends.h"
#include "base/parse.h"
#include "kernel/kernel.h"

#include "fuzz.h"
#include "make_kernel.h"
#include "make_machine.h"
#include "make_symtab.h"
#include "support.h"

#define AROUND 32

/* Physical addresses of what the lists are made of. */
#define LISTS	     0x240000ULL
#define NODES_AT     0x240100ULL
#define NR_NODES_AT  0x200030ULL
#define MODULES_AT   0x200020ULL
#define AREA(i)	     (0x241000ULL + (i)*64)
#define VM(i)	     (0x241800ULL + (i)*64)
#define NODE(i)	     (0x242000ULL + (i)*4096)
#define MODULE(i)    (0x244000ULL + (i)*256)
#define TABLE(i)     (0x244800ULL + (i)*32)
#define SYMBOLS_AT   0x245000ULL
#define NAMES_AT     0x245800ULL
#define SYMTAB_AT    0x23e000ULL
#define MODULE_SPACE 0xffffffffc0000000ULL

enum { NEXT = 8, AREA_LIST = 16, NODE_BUSY = 64, NODE_LAZY = 128, RB_HEAD = 16, MODULE_LIST = 24 };

static const struct kernel_member members[] = {
	{"vmap_area", "va_start", TYPE_U64, 0},
	{"vmap_area", "va_end", TYPE_U64, 8},
	{"vmap_area", "list", TYPE_LIST, AREA_LIST},
	{"vmap_area", "vm", TYPE_U64, 32},
	{"vmap_area", "flags", TYPE_U64, 40},
	{"vm_struct", "addr", TYPE_U64, 0},
	{"vm_struct", "size", TYPE_U64, 8},
	{"vm_struct", "nr_pages", TYPE_U32, 16},
	{"vm_struct", "phys_addr", TYPE_U64, 24},
	{"vm_struct", "caller", TYPE_U64, 32},
	{"vmap_node", "busy", TYPE_U64, NODE_BUSY},
	{"vmap_node", "lazy", TYPE_U64, NODE_LAZY},
	{"rb_list", "head", TYPE_LIST, RB_HEAD},
	{"module", "state", TYPE_U32, 0},
	{"module", "name", TYPE_NAME, 8},
	{"module", "list", TYPE_LIST, MODULE_LIST},
	{"module", "kallsyms", TYPE_U64, 40},
	{"module", "core_layout", TYPE_MODULE_LAYOUT, 48},
	{"module", "init_layout", TYPE_MODULE_LAYOUT, 64},
	{"module", "mem", TYPE_MODULE_MEMORIES, 80},
	{"mod_kallsyms", "symtab", TYPE_U64, 0},
	{"mod_kallsyms", "num_symtab", TYPE_U32, 8},
	{"mod_kallsyms", "strtab", TYPE_U64, 16},
};

/* The first symbols, 16 bytes apart; the others fill a block, for fewer are no kernel's. */
static const char *const named[] = {"_stext", "first", "modules", "nr_vmap_nodes"};
enum { NR_SYMBOLS = 260 };

static const char kallsyms[] = "ffffffff81000000 T _stext\n"
			       "ffffffffc0000100 t mod_f\t[mod]\n";

/**
 * struct file - a file of the machine
 * @path: below its root
 * @fd: open for writing
 * @bytes: what is in it before it is changed
 * @size: how many
 * @places: the bytes that are worth a change
 * @nr_places: how many
 */
struct file {
	const char *path;
	int fd;
	unsigned char *bytes;
	size_t size;
	uint32_t *places;
	size_t nr_places;
};

static struct file files[] = {
	{"proc/kcore"},	  {"sys/kernel/btf/vmlinux"}, {"proc/kallsyms"},
	{"proc/modules"}, {"proc/zoneinfo"},	      {"proc/kpageflags"},
};

static void put(uint64_t phys_addr, uint64_t value, size_t size)
{
	memcpy(core_at(&machine.core, phys_addr), &value, size);
}

/* What has a name lies in the image. */
static uint64_t virt_of(uint64_t phys_addr)
{
	return phys_addr < LISTS ? MACHINE_IMAGE + phys_addr - 0x200000
				 : machine.direct_map + phys_addr;
}

static void chain(const uint64_t *at, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		put(at[i] + NEXT, virt_of(at[(i + 1) % nr]), 8);
		put(at[(i + 1) % nr], virt_of(at[i]), 8);
	}
}

static void put_areas(void)
{
	const uint64_t one[] = {NODE(0) + NODE_BUSY + RB_HEAD, AREA(0) + AREA_LIST,
				AREA(1) + AREA_LIST, AREA(2) + AREA_LIST};
	const uint64_t other[] = {NODE(1) + NODE_BUSY + RB_HEAD, AREA(3) + AREA_LIST};
	const uint64_t empty[] = {NODE(0) + NODE_LAZY + RB_HEAD, NODE(1) + NODE_LAZY + RB_HEAD};

	chain(one, ARRAY_SIZE(one));
	chain(other, ARRAY_SIZE(other));
	chain(empty, 1);
	chain(empty + 1, 1);
	for (unsigned int i = 0; i < 4; i++) {
		uint64_t start = machine.vmalloc + i * 0x10000;

		put(AREA(i), start, 8);
		put(AREA(i) + 8, start + 0x4000, 8);
		put(AREA(i) + 32, i == 2 ? 0 : machine.direct_map + VM(i), 8);
		put(AREA(i) + 40, i == 2, 8);
		put(VM(i), start, 8);
		put(VM(i) + 8, 0x4000, 8);
		put(VM(i) + 16, 3, 4);
		put(VM(i) + 24, i == 1 ? 0xfee00000 : 0, 8);
		put(VM(i) + 32, MACHINE_IMAGE + 0x14, 8);
	}
	put(NODES_AT, machine.direct_map + NODE(0), 8);
	put(NR_NODES_AT, 2, 4);
}

static void put_module(unsigned int i, const char *name, uint64_t base)
{
	static const char strings[] = "\0mod_f\0mod_data";
	Elf64_Sym symbols[] = {{0},
			       {.st_name = 1, .st_value = base + 0x100, .st_shndx = 1},
			       {.st_name = 7, .st_value = base + 0x1010, .st_shndx = 2}};

	memcpy(core_at(&machine.core, NAMES_AT), strings, sizeof(strings));
	memcpy(core_at(&machine.core, SYMBOLS_AT + i * sizeof(symbols)), symbols, sizeof(symbols));
	strcpy(core_at(&machine.core, MODULE(i) + 8), name);
	put(MODULE(i) + 40, machine.direct_map + TABLE(i), 8);
	for (unsigned int part = 0; part < 5; part++) {
		put(MODULE(i) + 48 + part * 16, base + part % 2 * 0x1000, 8);
		put(MODULE(i) + 56 + part * 16, part % 2 ? 0x1000 : 0x2000, 4);
		put(MODULE(i) + 60 + part * 16, 0x1000, 4);
	}
	put(TABLE(i), machine.direct_map + SYMBOLS_AT + i * sizeof(symbols), 8);
	put(TABLE(i) + 8, ARRAY_SIZE(symbols), 4);
	put(TABLE(i) + 16, machine.direct_map + NAMES_AT, 8);
}

static void put_modules(void)
{
	const uint64_t list[] = {MODULES_AT, MODULE(0) + MODULE_LIST, MODULE(1) + MODULE_LIST};

	put_module(0, "mod", MODULE_SPACE);
	put_module(1, "other", MODULE_SPACE + 0x10000);
	chain(list, ARRAY_SIZE(list));
}

static void read_file(struct file *file)
{
	size_t last = 0;

	file->fd = openat(machine.root.fd, file->path, O_RDWR | O_CLOEXEC);
	always(file->fd >= 0);
	file->size = lseek(file->fd, 0, SEEK_END);
	file->bytes = malloc(file->size);
	file->places = malloc(file->size * sizeof(*file->places));
	always(file->bytes && file->places);
	always(pread(file->fd, file->bytes, file->size, 0) == (ssize_t)file->size);
	for (size_t i = 0; i < file->size; i++) {
		size_t end = i + AROUND < file->size ? i + AROUND : file->size;

		for (size_t at = last > i ? last : i; file->bytes[i] && at < end; at++)
			file->places[file->nr_places++] = at;
		last = file->bytes[i] && end > last ? end : last;
	}
}

static void end(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		close(files[i].fd);
		free(files[i].bytes);
		free(files[i].places);
	}
	machine_end();
}

static void begin(void)
{
	struct make_symtab symtab = {
		.image = MACHINE_IMAGE, .phys = 0x200000, .at = SYMTAB_AT - 0x200000};
	const char *names[NR_SYMBOLS];
	size_t used;

	machine_begin(4);
	machine_map_samples();
	machine_make_frames();
	put_areas();
	put_modules();
	core_map(&machine.core, MODULE_SPACE, 12, MACHINE_RO | 0x9000000);
	/* The image is in RAM: a segment without bytes of its own would be zeros. */
	machine.core.segments[5].data = calloc(1, machine.core.segments[5].size);
	for (size_t i = 0; i < NR_SYMBOLS; i++)
		names[i] = i < ARRAY_SIZE(named) ? named[i] : "other";
	make_symtab(&machine.core, &symtab, names, NR_SYMBOLS);
	memcpy(machine.core.segments[5].data, core_at(&machine.core, 0x200000), 0x40000);
	used = strlen(machine.info);
	snprintf(machine.info + used, sizeof(machine.info) - used, "%sSYMBOL(vmap_nodes)=%jx\n",
		 strchr(symtab.info, '\n') + 1, (uintmax_t)(machine.direct_map + NODES_AT));
	kernel_write_types(&machine.root, members, ARRAY_SIZE(members), NULL);
	scratch_text(&machine.root, "proc/kallsyms", kallsyms);
	scratch_text(&machine.root, "proc/modules", "mod 8192 0 - Live 0xffffffffc0000000\n");
	machine_write();
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		read_file(&files[i]);
	atexit(end);
}

/* Changes what the input says, or puts it back. */
static void change(const uint8_t *data, size_t size, bool back)
{
	while (size > 3) {
		size_t where = data[0] | data[1] << 8, nr = data[2] % 16 + 1;
		/* Half of all is for the core file. */
		struct file *file = &files[where & 1 ? where / 2 % ARRAY_SIZE(files) : 0];
		size_t at = file->places[where / 2 % file->nr_places];

		data += 3;
		size -= 3;
		nr = nr < size ? nr : size;
		nr = nr < file->size - at ? nr : file->size - at;
		always(pwrite(file->fd, back ? file->bytes + at : data, nr, at) == (ssize_t)nr);
		data += nr;
		size -= nr;
	}
}

static void walk(struct backend *backend, uint64_t start, uint64_t length)
{
	struct memmap_extent extents[16];
	uint64_t next = start;

	for (unsigned int i = 0; i < 16 && next && next - start < length; i++) {
		struct memmap_walk call = {
			.start = next,
			.length = length - (next - start),
			.extents = (uintptr_t)extents,
			.nr_extents = ARRAY_SIZE(extents),
		};

		if (backend_walk(backend, &call, NULL) < 0)
			return;
		always(call.nr_extents <= ARRAY_SIZE(extents) && (!call.next || call.next > next));
		for (unsigned int j = 0; j < call.nr_extents; j++) {
			always(extents[j].length && extents[j].virt_addr >= next);
			next = extents[j].virt_addr + extents[j].length;
			always(!next || next - start <= length);
		}
		next = call.next;
	}
}

static void ask(struct backend *backend)
{
	static const uint64_t addresses[] = {MACHINE_IMAGE + 0x14,
					     MACHINE_IMAGE + 0x52,
					     MODULE_SPACE + 0x104,
					     MODULE_SPACE + 0x1012,
					     MODULE_SPACE + 0x10104,
					     0x1000,
					     UINT64_MAX};
	/* Each kind that machine_make_frames() makes, and the edges of blocks. */
	static const uint16_t pfns[] = {0x200, 0x201, 0x202, 0x203, 0x208, 0x20b, 0x20f,
					0x210, 0x211, 0x213, 0x21f, 0x220, 0x230, 0x231};
	struct vmap_area_array areas = {0};
	struct memmap_frame frames[ARRAY_SIZE(pfns)];
	char name[300];

	walk(backend, machine.vmalloc, 0x1000000);
	walk(backend, machine.vmalloc + 0x7f80000000, 0x80000000);
	walk(backend, MODULE_SPACE, 0x200000);
	for (size_t i = 0; i < ARRAY_SIZE(addresses); i++) {
		struct memmap_steps steps = {.virt_addr = addresses[i]};

		if (backend_steps(backend, &steps, NULL) == 0)
			always(steps.nr_steps <= MEMMAP_MAX_LEVELS);
		if (kernel_symbol(backend, addresses[i], name, sizeof(name), NULL) == 0)
			always(memchr(name, '\0', sizeof(name)));
	}
	for (size_t i = 0; i < ARRAY_SIZE(frames); i++)
		frames[i] = (struct memmap_frame){.pfn = pfns[i]};
	(void)!kernel_frames(backend, frames, ARRAY_SIZE(frames), NULL);
	if (kernel_areas(backend, &areas, NULL) == 0)
		for (size_t i = 0; i < areas.nr; i++)
			always(areas.items[i].size_bytes && areas.items[i].kind);
	vmap_area_array_clear(&areas);
}

/* Without changes all is found, so that changes reach it. */
static void check_reach(void)
{
	struct memmap_frame frame = {.pfn = 0x213};
	struct vmap_area_array areas = {0};
	struct backend *backend = NULL;
	char name[300];

	always(backend_open(&machine.root, "kcore", &backend, NULL) == 0);
	always(kernel_areas(backend, &areas, NULL) == 0 && areas.nr == 4);
	always(!strcmp(areas.items[0].caller, "first+0x4/0x10"));
	vmap_area_array_clear(&areas);
	always(kernel_symbol(backend, MODULE_SPACE + 0x104, name, sizeof(name), NULL) == 0);
	always(!strncmp(name, "mod_f+0x4/", 10));
	always(kernel_frames(backend, &frame, 1, NULL) == 0 && frame.compound_order == 4);
	backend_close(&backend);
}

static void run(const uint8_t *data, size_t size)
{
	static bool begun;
	struct backend *backend = NULL;
	struct error err = {0};

	if (!begun) {
		begin();
		check_reach();
	}
	begun = true;
	change(data, size, false);
	if (backend_open(&machine.root, "kcore", &backend, &err) == 0)
		ask(backend);
	else
		always(err.code && *err.text);
	backend_close(&backend);
	change(data, size, true);
}

static void add_seeds(void (*add)(const void *data, size_t size))
{
	uint8_t bytes[64];

	add("", 0);
	for (unsigned int step = 0; step < 64; step++) {
		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = i % 16 == 2	? 12
				   : i % 16 < 2 ? step * 37 + i
						: 0xff * (step & 1);
		add(bytes, sizeof(bytes));
	}
}

DEFINE_TARGET(kcore_machine) = {.run = run, .seeds = add_seeds};
