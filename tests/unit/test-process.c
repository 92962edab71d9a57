// SPDX-License-Identifier: GPL-2.0-or-later
/* test-process.c - /proc/PID/maps, smaps and pagemap, and what is behind the pages of a process. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "analysis/process/user.h"
#include "reader/process.h"

#include "fake.h"
#include "support.h"
#include "tap.h"

static const char maps[] =
	"00400000-00402000 r-xp 00001000 fe:01 1234                               /bin/a b\\012c\n"
	"7f0000000000-7f0000010000 rw-p 00000000 00:00 0 \n"
	"7f0000020000-7f0000021000 rw-s 00000000 00:01 9                          /dev/zero (deleted)\n"
	"7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0                          [stack]\n"
	"ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]\n";

static int parse(const char *from, struct vm_area_array *ret, struct error *err)
{
	char *copy = strdup(from);
	int rc;

	must(copy);
	rc = maps_parse(copy, ret, err);
	free(copy);
	return rc;
}

static void test_maps(void)
{
	struct vm_area_array areas = {0};

	about("maps");
	is_int(parse(maps, &areas, NULL), 0);
	if (!is_int(areas.nr, 5))
		return;
	is_hex(areas.items[0].start, 0x400000);
	is_hex(areas.items[0].last, 0x401fff);
	is_str(areas.items[0].perms, "r-xp");
	is_hex(areas.items[0].offset_bytes, 0x1000);
	is_str(areas.items[0].device, "fe:01");
	is_int(areas.items[0].inode, 1234);
	is_str(areas.items[0].name, "/bin/a b\\012c");
	is_str(areas.items[1].name, NULL);
	is_str(areas.items[2].name, "/dev/zero (deleted)");
	ok(vm_area_find(&areas, 0x400000) == &areas.items[0]);
	ok(vm_area_find(&areas, 0x401fff) == &areas.items[0]);
	ok(!vm_area_find(&areas, 0x402000));
	ok(!vm_area_find(&areas, 0));
	ok(vm_area_find(&areas, 0xffffffffff600fff) == &areas.items[4]);
	ok(!vm_area_find(&areas, UINT64_MAX));
	vm_area_array_clear(&areas);
	is_int(parse("", &areas, NULL), 0);
	is_int(areas.nr, 0);
}

static const char *const broken[] = {
	"00400000-00402000 r-xp 00001000 fe:01 1234",
	"00400000 r-xp 00001000 fe:01 1234\n",
	"00402000-00400000 r-xp 00001000 fe:01 1234\n",
	"00400000-00400000 r-xp 00001000 fe:01 1234\n",
	"00400000-00402000 r-xps 00001000 fe:01 1234\n",
	"00400000-00402000 r-xp x fe:01 1234\n",
	"00400000-00402000 r-xp 0 fe:01\n",
	"00400000-00402000 r-xp 0 fe:01 12a\n",
	"00400000-00402000 r-xp 0 0123456789012345678901234 12\n",
	"00400000-11111111111111111 r-xp 0 fe:01 12\n",
	"00400000-00402000 r-xp 0 fe:01 12\n00401000-00403000 r-xp 0 fe:01 12\n",
};

static void test_broken(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(broken); i++) {
		struct vm_area_array areas = {0};
		struct error err = {0};

		about("broken maps %zu", i);
		is_int(parse(broken[i], &areas, &err), -EBADMSG);
		ok(err.code && *err.text && !areas.items);
	}
}

static void test_smaps(void)
{
	char text[] = "00400000-00402000 r-xp 00001000 fe:01 1234   /bin/a\n"
		      "Size:                  8 kB\nRss:  8 kB\nAnonHugePages:         0 kB\n"
		      "VmFlags: rd ex mr mw me\n"
		      "7f0000000000-7f0000010000 rw-p 00000000 00:00 0 \n"
		      "AnonHugePages:      4096 kB\nShmemPmdMapped:     2048 kB\n"
		      "Private_Hugetlb:       4 kB\nFuture:  nothing\n"
		      "7f9000000000-7f9000010000 rw-p 00000000 00:00 0 \nAnonHugePages: 1 kB\n";
	char bad[] = "00400000-00402000 r-xp 00001000 fe:01 1234   /bin/a\nAnonHugePages: x kB\n";
	uint64_t bytes[5] = {ABSENT, ABSENT, ABSENT, ABSENT, ABSENT};
	struct vm_area_array areas = {0};
	struct error err = {0};

	about("smaps");
	must(parse(maps, &areas, NULL) == 0);
	is_int(smaps_parse(text, &areas, bytes, &err), 0);
	is_int(bytes[0], 0);
	is_int(bytes[1], 4096 * 1024 + 2048 * 1024 + 4 * 1024);
	ok(bytes[2] == ABSENT);
	is_int(smaps_parse(bad, &areas, bytes, &err), -EBADMSG);
	vm_area_array_clear(&areas);
}

static void test_swaps(void)
{
	char one[] = "Filename Type Size Used Priority\n/dev/sda2   partition 1 0 -2\n";
	char two[] =
		"Filename Type Size Used Priority\n/dev/sda2 partition 1 0 -2\n/swap file 1 0 -3\n";
	char none[] = "Filename Type Size Used Priority\n", empty[] = "";
	char *name;

	about("swaps");
	name = swap_area_parse(one);
	is_str(name, "/dev/sda2");
	free(name);
	ok(!swap_area_parse(two));
	ok(!swap_area_parse(none));
	ok(!swap_area_parse(empty));
}

#define PRESENT PAGEMAP_PRESENT

static const struct {
	uint64_t entry, flags;
	bool known;
	enum user_backing want;
} backings[] = {
	{0, 0, false, USER_NOTHING},
	{PRESENT | 7, 0, false, USER_ANONYMOUS_OR_ZERO},
	{PRESENT | PAGEMAP_EXCLUSIVE | 7, 0, false, USER_ANONYMOUS},
	{PRESENT | PAGEMAP_FILE, 0, false, USER_FILE_OR_SHARED},
	{PRESENT | 7, FRAME_ZERO_PAGE, true, USER_ZERO_PAGE},
	{PRESENT | 7, FRAME_ZERO_PAGE | FRAME_THP, true, USER_ZERO_PAGE},
	{PRESENT | 7, FRAME_ANON | FRAME_SWAPBACKED, true, USER_ANONYMOUS},
	{PRESENT | PAGEMAP_FILE | 7, FRAME_SWAPBACKED, true, USER_SHARED},
	{PRESENT | PAGEMAP_FILE | 7, 0, true, USER_FILE},
	{PRESENT | PAGEMAP_FILE | 7, FRAME_HUGETLB, true, USER_HUGETLB},
	{PAGEMAP_SWAPPED | 5 << 5 | 1, 0, false, USER_SWAP},
	{PAGEMAP_SWAPPED | 5 << 5 | 31, 0, false, USER_SPECIAL},
	{PAGEMAP_SWAPPED | PAGEMAP_GUARD | 31, 0, false, USER_GUARD},
};

static void test_backing(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(backings); i++) {
		const struct memmap_frame frame = {.flags = backings[i].flags};

		about("entry 0x%jx, flags 0x%jx", (uintmax_t)backings[i].entry,
		      (uintmax_t)backings[i].flags);
		is_int(user_backing_of(backings[i].entry, backings[i].known ? &frame : NULL),
		       backings[i].want);
	}
}

static void test_leaf(void)
{
	static const struct {
		uint64_t flags;
		unsigned int compound_order, zone;
		uint64_t want;
	} leaves[] = {
		{FRAME_ANON, MEMMAP_ORDER_NONE, MEMMAP_ZONE_NORMAL, 4096},
		{FRAME_HUGETLB, 9, MEMMAP_ZONE_NORMAL, 2 << 20},
		{FRAME_HUGETLB, 18, MEMMAP_ZONE_NORMAL, 1 << 30},
		{FRAME_HUGETLB, MEMMAP_ORDER_NONE, MEMMAP_ZONE_NORMAL, ABSENT},
		{FRAME_ANON | FRAME_THP, MEMMAP_ORDER_NONE, MEMMAP_ZONE_NORMAL, ABSENT},
		{FRAME_COMPOUND, MEMMAP_ORDER_NONE, MEMMAP_ZONE_NORMAL, ABSENT},
		{FRAME_ANON, 4, MEMMAP_ZONE_NORMAL, ABSENT},
		{0, MEMMAP_ORDER_NONE, MEMMAP_ZONE_DEVICE, ABSENT},
	};

	for (size_t i = 0; i < ARRAY_SIZE(leaves); i++) {
		const struct memmap_frame frame = {
			.flags = leaves[i].flags,
			.zone = leaves[i].zone,
			.compound_order = leaves[i].compound_order,
		};

		about("leaf %zu", i);
		is_int(user_leaf_bytes(&frame, 4096), leaves[i].want);
	}
}

/* A process of one area at 0x400000 with these pages, and the frames that they are in. */
static const uint64_t pages[] = {
	PRESENT | PAGEMAP_EXCLUSIVE | 0x1000,
	PRESENT | PAGEMAP_EXCLUSIVE | 0x1001,
	PRESENT | 0x2000, /* the zero page */
	PRESENT | 0x2000,
	0,
	PAGEMAP_SWAPPED | 9 << 5,
	PAGEMAP_SWAPPED | 10 << 5,
	PRESENT | PAGEMAP_FILE | 0x1002,
};

static void put(const struct root *root, const char *path, uint64_t index, const uint64_t *values,
		size_t nr)
{
	int fd = openat(root->fd, path, O_WRONLY);

	must(fd >= 0 && pwrite(fd, values, nr * 8, index * 8) == (ssize_t)(nr * 8));
	close(fd);
}

static void make_process(struct root *root, size_t nr)
{
	const uint64_t anon = FRAME_ANON | FRAME_SWAPBACKED, zero = FRAME_ZERO_PAGE, file = 0;
	const uint64_t flags[] = {anon, anon, file};
	char *zoneinfo = fixture_text("debian-6.1-amd64", "proc/zoneinfo");
	char *buddyinfo = fixture_text("debian-6.1-amd64", "proc/buddyinfo");

	scratch_root(root);
	scratch_text(root, "proc/42/maps", "00400000-00408000 rw-p 00000000 00:00 0 \n");
	scratch_text(root, "proc/42/pagemap", "");
	scratch_text(root, "proc/kpageflags", "");
	scratch_text(root, "proc/zoneinfo", zoneinfo);
	scratch_text(root, "proc/buddyinfo", buddyinfo);
	scratch_text(root, "proc/swaps", "Filename\n/dev/sda2 partition\n");
	put(root, "proc/42/pagemap", 0x400, pages, nr);
	put(root, "proc/kpageflags", 0x1000, flags, ARRAY_SIZE(flags));
	put(root, "proc/kpageflags", 0x2000, &zero, 1);
	free(zoneinfo);
	free(buddyinfo);
}

static void keep_extent(const struct user_extent *extent, void *context)
{
	char *text = context;

	snprintf(text + strlen(text), 512 - strlen(text), "%jx+%jx=%jx/%s ",
		 (uintmax_t)extent->virt_addr, (uintmax_t)extent->length_bytes,
		 (uintmax_t)extent->phys_addr, user_backing_name(extent->backing));
}

static void test_measure(void)
{
	char extents[512] = "";
	const struct user_visitor visitor = {keep_extent, NULL, extents};
	struct user_memory user;
	struct sources sources = {0};
	struct error err = {0};
	struct user_vma vma;
	struct root root;

	make_process(&root, ARRAY_SIZE(pages));
	sources.root = &root;
	about("measure");
	must(user_open(&sources, "42", 4096, &user, &err) == 0);
	is_int(user_measure(&user, &user.process.areas.items[0], &vma, &visitor, &err), 0);
	is_int(vma.size_bytes, 8 * 4096);
	is_int(vma.resident_pages, 3);
	is_int(vma.zero_pages, 2);
	is_int(vma.swapped_pages, 2);
	is_int(vma.untouched_pages, 1);
	/* Frame 0x1002 follows 0x1001, but its page does not. */
	is_int(vma.nr_runs, 2);
	is_int(vma.largest_run_pages, 2);
	is_int(vma.nr_nodes, 1);
	is_int(vma.nodes[0].pages, 3);
	ok(!user.pfns_hidden);
	is_str(extents, "400000+2000=1000000/anonymous 402000+1000=2000000/zero page "
			"403000+1000=2000000/zero page 405000+2000=ffffffffffffffff/swap "
			"407000+1000=1002000/file ");
	user_close(&user);
	sources_clear(&sources);
	scratch_remove(&root);
}

static void test_identify(void)
{
	struct user_memory user;
	struct sources sources = {0};
	struct error err = {0};
	struct address address;
	struct root root;

	make_process(&root, ARRAY_SIZE(pages));
	scratch_text(&root, "proc/iomem", "00100000-3ffdffff : System RAM\n");
	sources.root = &root;
	must(user_open(&sources, "42", 4096, &user, &err) == 0);
	about("an anonymous page");
	is_int(user_identify(&user, "", 0x401123, &address, &err), 0);
	is_str(status_name(address.status), "ok");
	is_hex(address.phys_addr, 0x1001123);
	ok(address.exclusive == 1 && address.vma && address.frame && address.frame->node == 0);
	is_str(zone_type_name(address.frame->zone), "DMA32");
	is_str(address.resource ? address.resource->name : NULL, "System RAM");
	about("a swapped page");
	is_int(user_identify(&user, "", 0x406000, &address, &err), 0);
	is_str(status_name(address.status), "swapped");
	ok(address.swap && address.phys_addr == ABSENT);
	is_int(address.swap->offset_pages, 10);
	is_str(address.swap->area, "/dev/sda2");
	about("an untouched page");
	is_int(user_identify(&user, "", 0x404000, &address, &err), 0);
	is_str(status_name(address.status), "untouched");
	about("no area");
	is_int(user_identify(&user, "", 0x408000, &address, &err), 0);
	is_str(status_name(address.status), "unmapped");
	contains(address.note, "in no area");
	about("an address of the kernel");
	is_int(user_identify(&user, "", 0xffff888000000000, &address, &err), -EINVAL);
	contains(err.remedy, "leave --pid out");
	user_close(&user);
	sources_clear(&sources);
	scratch_remove(&root);
}

static void test_hidden(void)
{
	const uint64_t hidden[] = {PRESENT | PAGEMAP_EXCLUSIVE, PRESENT, PAGEMAP_SWAPPED};
	const struct user_visitor nobody = {0};
	struct sources sources = {0};
	struct user_memory user;
	struct error err = {0};
	struct user_vma vma;
	struct root root;

	scratch_root(&root);
	sources.root = &root;
	scratch_text(&root, "proc/7/maps", "00400000-00403000 rw-p 00000000 00:00 0 \n");
	scratch_text(&root, "proc/7/pagemap", "");
	put(&root, "proc/7/pagemap", 0x400, hidden, ARRAY_SIZE(hidden));
	about("hidden frame numbers");
	must(user_open(&sources, "7", 4096, &user, &err) == 0);
	is_int(user_measure(&user, &user.process.areas.items[0], &vma, &nobody, &err), 0);
	ok(user.pfns_hidden && vma.nr_runs == ABSENT && vma.zero_pages == ABSENT);
	is_int(vma.resident_pages, 2);
	is_int(vma.swapped_pages, 1);
	user_close(&user);
	sources_clear(&sources);
	scratch_remove(&root);
}

/* The page map tells what is in memory, and where, all the same. */
static void test_frames_unknown(void)
{
	struct fake_machine machine = {.fail_frames = true};
	_cleanup_(backend_close) struct backend *backend = fake_new(&machine);
	const struct user_visitor nobody = {0};
	struct sources sources = {.backend = backend};
	struct user_memory user;
	struct error err = {0};
	struct user_vma vma;
	struct address address;
	struct root root;

	make_process(&root, ARRAY_SIZE(pages));
	sources.root = &root;
	about("a back end that does not tell of frames");
	must(user_open(&sources, "42", 4096, &user, &err) == 0);
	is_int(user_measure(&user, &user.process.areas.items[0], &vma, &nobody, &err), 0);
	is_int(vma.swapped_pages, 2);
	is_int(vma.untouched_pages, 1);
	is_int(sources.frames_error.code, ERROR_IO);
	is_int(user_identify(&user, "", 0x401123, &address, &err), 0);
	is_hex(address.phys_addr, 0x1001123);
	ok(!address.frame);
	is_str(address.note, "page frame unknown: the fake frames fail as told");
	user_close(&user);
	sources_clear(&sources);
	scratch_remove(&root);
}

static void test_failures(void)
{
	const struct user_visitor nobody = {0};
	struct sources sources = {0};
	struct user_memory user;
	struct error err = {0};
	struct user_vma vma;
	struct root root;

	make_process(&root, 4);
	sources.root = &root;
	about("a page map that ends: the process has ended");
	must(user_open(&sources, "42", 4096, &user, &err) == 0);
	is_int(user_measure(&user, &user.process.areas.items[0], &vma, &nobody, &err), -ENOENT);
	contains(err.text, "has ended");
	user_close(&user);
	about("no process");
	err = (struct error){0};
	is_int(user_open(&sources, "43", 4096, &user, &err), -ENOENT);
	is_str(err.text, "there is no process 43");
	about("no number");
	err = (struct error){0};
	is_int(user_open(&sources, "../42", 4096, &user, &err), -EINVAL);
	about("a kernel thread");
	err = (struct error){0};
	scratch_text(&root, "proc/2/maps", "");
	scratch_text(&root, "proc/2/pagemap", "");
	scratch_text(&root, "proc/2/stat", "2 (k) x) S 0 0 0 0 -1 2129984 0 0\n");
	is_int(user_open(&sources, "2", 4096, &user, &err), -EINVAL);
	contains(err.text, "kernel thread");
	about("a zombie");
	err = (struct error){0};
	scratch_text(&root, "proc/2/stat", "2 (sh) Z 0 0 0 0 -1 4194304 0 0\n");
	is_int(user_open(&sources, "2", 4096, &user, &err), -ENOENT);
	contains(err.text, "has ended");
	sources_clear(&sources);
	scratch_remove(&root);
}

/* What anybody may ask: pages that were read and never written. */
static void test_zero_pages(void)
{
	const size_t page = sysconf(_SC_PAGESIZE), nr = 256;
	struct process process;
	struct error err = {0};
	struct root root;
	char *memory;
	uint64_t got, start;

	about("zero pages");
	must(root_open(NULL, &root, NULL) == 0);
	must(process_open(&root, "self", page, &process, &err) == 0);
	memory = mmap(NULL, nr * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	must(memory != MAP_FAILED && madvise(memory, nr * page, MADV_NOHUGEPAGE) == 0);
	start = (uintptr_t)memory;
	/* Every other one, so that no call has room for all; a fourth of them is then written. */
	for (size_t i = 0; i < nr; i += 2)
		*(volatile char *)&memory[i * page];
	for (size_t i = 0; i < nr; i += 8)
		memory[i * page] = 1;
	got = process_zero_pages(&process, start, start + nr * page);
	if (got == ABSENT)
		skip("this kernel has no PAGEMAP_SCAN");
	else
		is_int(got, nr / 2 - nr / 8);
	is_int(process_zero_pages(&process, start, start), 0);
	munmap(memory, nr * page);
	root.live = false;
	is_int(process_zero_pages(&process, start, start + page), ABSENT);
	process_close(&process);
	root_clear(&root);
}

DEFINE_UNIT(process)
{
	test_zero_pages();
	test_maps();
	test_broken();
	test_smaps();
	test_swaps();
	test_backing();
	test_leaf();
	test_measure();
	test_identify();
	test_hidden();
	test_frames_unknown();
	test_failures();
}
