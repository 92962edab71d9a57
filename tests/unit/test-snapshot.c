// SPDX-License-Identifier: GPL-2.0-or-later
/* test-snapshot.c - taking snapshots of a made-up machine, asking them, and damaging them. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis/snapshot/snapshot.h"
#include "analysis/snapshot/snapshot_store.h"
#include "backend/backends.h"
#include "base/signals.h"
#include "base/tree.h"
#include "kernel/kernel.h"
#include "reader/kallsyms.h"
#include "reader/manifest.h"

#include "fake.h"
#include "support.h"
#include "tap.h"

#define VMALLOC 0xffffc90000000000ULL
#define IMAGE	0xffffffff81000000ULL
#define MODULES 0xffffffffc0000000ULL
#define SHADOW	0xffffec0000000000ULL

static struct memmap_region regions[] = {
	{.start = 0, .last = FAKE_USER, .type = MEMMAP_REGION_USER},
	{.start = VMALLOC, .last = 0xffffe8ffffffffff, .type = MEMMAP_REGION_VMALLOC},
	{.start = SHADOW, .last = 0xfffffbffffffffff, .type = MEMMAP_REGION_KASAN_SHADOW},
	{.start = IMAGE,
	 .last = IMAGE + 0xffffff,
	 .phys_addr = 0x1000000,
	 .type = MEMMAP_REGION_KERNEL_IMAGE,
	 .flags = MEMMAP_REGION_LINEAR},
	{.start = MODULES, .last = 0xfffffffffeffffff, .type = MEMMAP_REGION_MODULES},
};

static const struct memmap_extent extents[] = {
	{.virt_addr = VMALLOC,
	 .phys_addr = 0x5000,
	 .length = 0x3000,
	 .leaf_shift = 12,
	 .prot = MEMMAP_PROT_WRITE},
	{.virt_addr = IMAGE, .phys_addr = 0x1000000, .length = 0x400000, .leaf_shift = 21},
	{.virt_addr = MODULES, .phys_addr = 0x8000, .length = 0x2000, .leaf_shift = 12},
	{.virt_addr = MODULES + 0x3000, .phys_addr = 0xa000, .length = 0x1000, .leaf_shift = 12},
};

static const struct memmap_frame frames[] = {
	{.pfn = 5, .head_pfn = 5, .refcount = 1, .flags = 4, .zone = MEMMAP_ZONE_DMA},
	{.pfn = 6, .head_pfn = 6, .refcount = 1, .flags = 4, .zone = MEMMAP_ZONE_DMA},
};

/* Hashes of the two lines; the areas are found by what is mapped. */
static uint64_t hash(uint64_t virt_addr)
{
	return (virt_addr * 0x9e3779b97f4a7c15) >> 32;
}

static struct fake_machine machine = {
	.extents = extents,
	.nr_extents = ARRAY_SIZE(extents),
	.frames = frames,
	.nr_frames = ARRAY_SIZE(frames),
	.regions = regions,
	.nr_regions = ARRAY_SIZE(regions),
	.hash = hash,
};

static const char zoneinfo[] = "Node 0, zone      DMA\n"
			       "  pages free     3\n"
			       "        min      1\n"
			       "        low      1\n"
			       "        high     2\n"
			       "        spanned  15\n"
			       "        present  14\n"
			       "        managed  13\n"
			       "        protection: (0, 0, 0)\n"
			       "  start_pfn:           1\n";

static void make_root(const struct root *root)
{
	char text[200];

	scratch_text(root, "proc/zoneinfo", zoneinfo);
	scratch_text(root, "proc/buddyinfo", "Node 0, zone      DMA      1      1\n");
	scratch_text(root, "proc/cmdline", "root=/dev/sda1 quiet\n");
	scratch_text(root, "proc/sys/kernel/arch", "x86_64\n");
	scratch_text(root, "proc/sys/kernel/kptr_restrict", "0\n");
	scratch_text(root, "proc/self/status", "not to be saved\n");
	scratch_text(root, "sys/kernel/slab/:0000064/order", "0\n");
	scratch_text(root, "sys/kernel/slab/:0000064/validate", "not to be saved\n");
	must(symlinkat(":0000064", root->fd, "sys/kernel/slab/kmalloc-64") == 0);
	scratch_text(root, "proc/kallsyms",
		     "ffffffff81000000 T _text\n"
		     "ffffffff81000000 T _stext\n"
		     "ffffffff81000040 T start_kernel\n"
		     "ffffffff81400000 B _end\n"
		     "ffffffffc0000010 t sample_init\t[sample]\n"
		     "ffffffffc0000100 t sample_exit\t[sample]\n"
		     "ffffffffc0003000 t other_init\t[other]\n");
	snprintf(text, sizeof(text),
		 "0x%016jx-0x%016jx   16384 f+0x1/0x2 [m] pages=3 vmalloc\n"
		 "0x00000000deadbeef-0x00000000deadcafe    8192 g+0x1/0x2 unpurged\n",
		 (uintmax_t)hash(VMALLOC), (uintmax_t)hash(VMALLOC + 16384));
	scratch_text(root, "proc/vmallocinfo", text);
}

static char *path_in(const struct root *root, const char *name)
{
	char *path;

	must(asprintf(&path, "%s/%s", root->path, name) > 0);
	return path;
}

static int take_of(struct fake_machine *of, const struct root *root, const char *destination,
		   bool redact, struct snapshot *ret, struct error *missing, struct error *err)
{
	struct system system = {.kernel = (char *)"6.1.0-fake",
				.arch = (char *)"x86_64",
				.time = (char *)"2020-02-02T20:20:20Z",
				.page_bytes = 4096};
	struct sources sources = {.root = root, .backend = fake_new(of)};
	int rc = snapshot_take(&(struct snapshot_request){.system = &system,
							  .sources = &sources,
							  .destination = destination,
							  .redact = redact},
			       ret, missing, err);

	sources_clear(&sources);
	backend_close(&sources.backend);
	return rc;
}

static int take(const struct root *root, const char *destination, bool redact, struct snapshot *ret,
		struct error *missing, struct error *err)
{
	return take_of(&machine, root, destination, redact, ret, missing, err);
}

static int open_checked(const char *path, struct root *ret, struct error *err)
{
	int rc = root_open(path, ret, err);

	if (rc < 0)
		return rc;
	rc = snapshot_check(ret, err);
	if (rc < 0)
		root_clear(ret);
	return rc;
}

static void test_taking(const struct root *root, const char *path)
{
	struct snapshot snapshot = {0};
	struct error missing = {0}, err = {0};
	struct root saved = {0};
	char *text;
	struct stat st;

	about("taking");
	is_int(take(root, path, false, &snapshot, &missing, &err), 0);
	is_str(err.text, "");
	is_str(missing.text, "");
	is_int(snapshot.nr_extents, 4);
	is_int(snapshot.nr_frames, 2);
	is_int(snapshot.frames, SNAPSHOT_FRAMES_ALL);
	is_int(snapshot.nr_areas_lost, 1);
	is_int(take(root, path, false, &snapshot, &missing, &err), -EEXIST);
	contains(err.text, "exists already");
	err = (struct error){0};
	is_int(open_checked(path, &saved, &err), 0);
	ok(snapshot_is(&saved) && !snapshot_is(root));
	is_int(fstatat(saved.fd, "manifest", &st, 0), 0);
	is_int(st.st_mode, S_IFREG | 0600);
	is_int(root_read(&saved, "proc/cmdline", &text, &err), 0);
	is_str(text, "root=/dev/sda1 quiet\n");
	free(text);
	is_int(root_read(&saved, "sys/kernel/slab/kmalloc-64/order", &text, &err), 0);
	is_str(text, "0\n");
	free(text);

	about("what is not to be saved");
	is_int(faccessat(saved.fd, "proc/self/status", F_OK, 0), -1);
	is_int(faccessat(saved.fd, "sys/kernel/slab/:0000064/validate", F_OK, 0), -1);

	about("hashed areas");
	is_int(root_read(&saved, "proc/vmallocinfo", &text, &err), 0);
	is_str(text, "0xffffc90000000000-0xffffc90000004000   16384 f+0x1/0x2 [m] pages=3 "
		     "vmalloc\n");
	free(text);
	root_clear(&saved);
}

static void is_symbol(struct backend *backend, uint64_t virt_addr, const char *wanted)
{
	char text[200] = "?";

	is_int(kernel_symbol(backend, virt_addr, text, sizeof(text), NULL), 0);
	is_str(text, wanted);
}

static void is_step(struct backend *backend, uint64_t virt_addr, unsigned int status,
		    uint64_t phys_addr)
{
	struct memmap_steps steps = {.virt_addr = virt_addr};

	is_int(backend_steps(backend, &steps, NULL), 0);
	is_int(steps.status, status);
	is_hex(steps.phys_addr, phys_addr);
}

static void test_answers(const char *path)
{
	struct memmap_extent found[2];
	struct memmap_walk walk = {.start = VMALLOC + 0x1000,
				   .length = -(VMALLOC + 0x1000),
				   .extents = (uintptr_t)found,
				   .nr_extents = 2};
	struct memmap_frame frame[] = {{.pfn = 6}, {.pfn = 1000}};
	struct backend *backend = NULL;
	struct error err = {0};
	struct root saved = {0};

	must(open_checked(path, &saved, &err) == 0);
	about("opening");
	is_int(backend_open(&saved, NULL, &backend, &err), 0);
	must(backend);
	is_str(backend->ops->name, "snapshot");
	is_int(backend->space.nr_regions, 5);

	about("translating");
	is_step(backend, VMALLOC + 0x1234, MEMMAP_STATUS_OK, 0x6234);
	is_step(backend, VMALLOC + 0x3000, MEMMAP_STATUS_UNMAPPED, 0);
	is_step(backend, UINT64_MAX, MEMMAP_STATUS_UNMAPPED, 0);
	/* What repeats itself there was not saved. */
	is_step(backend, SHADOW + 0x5000, MEMMAP_STATUS_UNREADABLE, 0);
	is_step(backend, 0x1000, MEMMAP_STATUS_USER, 0);
	is_step(backend, 0x800000000000, MEMMAP_STATUS_NONCANONICAL, 0);
	about("walking");
	is_int(backend_walk(backend, &walk, &err), 0);
	is_int(walk.nr_extents, 2);
	is_hex(found[0].virt_addr, VMALLOC + 0x1000);
	is_hex(found[0].phys_addr, 0x6000);
	is_hex(found[0].length, 0x2000);
	is_hex(found[1].virt_addr, IMAGE);
	is_hex(walk.next, MODULES);
	walk = (struct memmap_walk){
		.start = 0x1000, .length = 1, .extents = (uintptr_t)found, .nr_extents = 2};
	is_int(backend_walk(backend, &walk, &err), -EINVAL);
	about("page frames");
	is_int(kernel_frames(backend, frame, 2, NULL), 0);
	is_int(frame[0].status, MEMMAP_FRAME_OK);
	is_int(frame[0].refcount, 1);
	is_int(frame[1].status, MEMMAP_FRAME_ABSENT);
	about("symbols");
	is_symbol(backend, IMAGE, "_text+0x0/0x40");
	is_symbol(backend, IMAGE + 0x41, "start_kernel+0x1/0x3fffc0");
	is_symbol(backend, MODULES + 0x11, "sample_init+0x1/0xf0 [sample]");
	is_symbol(backend, MODULES + 0x111, "sample_exit+0x11 [sample]");
	is_symbol(backend, MODULES + 0x2fff, "");
	is_symbol(backend, MODULES + 0x3001, "other_init+0x1 [other]");
	is_symbol(backend, MODULES, "");
	is_symbol(backend, VMALLOC, "");
	backend_close(&backend);
	root_clear(&saved);
}

/* Of 32 bits the user has three quarters, and what lies behind them is no address. */
static void test_32_bits(const struct root *root, const char *path)
{
	static struct memmap_region low[] = {
		{.start = 0, .last = 0xbfffffff, .type = MEMMAP_REGION_USER},
		{.start = 0xc0000000,
		 .last = 0xf7ffffff,
		 .type = MEMMAP_REGION_DIRECT_MAP,
		 .flags = MEMMAP_REGION_LINEAR},
		{.start = 0xf8800000, .last = 0xffbfffff, .type = MEMMAP_REGION_VMALLOC},
	};
	static const struct memmap_extent mapped[] = {
		{.virt_addr = 0xc0000000, .length = 0x38000000, .leaf_shift = 22},
		{.virt_addr = 0xf8800000, .phys_addr = 0x5000, .length = 0x1000, .leaf_shift = 12},
	};
	struct fake_machine narrow = {.extents = mapped,
				      .nr_extents = ARRAY_SIZE(mapped),
				      .frames = frames,
				      .nr_frames = ARRAY_SIZE(frames),
				      .regions = low,
				      .nr_regions = ARRAY_SIZE(low),
				      .hash = hash,
				      .is_i386 = true};
	struct memmap_extent found[4];
	struct memmap_walk walk = {.start = 0xc0000000,
				   .length = 0x40000000,
				   .extents = (uintptr_t)found,
				   .nr_extents = ARRAY_SIZE(found)};
	_cleanup_free_ char *name = NULL;
	struct error missing = {0}, err = {0};
	struct backend *backend = NULL;
	struct snapshot snapshot;
	struct root saved = {0};
	char line[100], *text;

	/* The kernel's image lies in the direct map and modules in vmalloc space. */
	scratch_text(root, "proc/kallsyms",
		     "c1000000 T _stext\n"
		     "c1000040 T start_kernel\n"
		     "c1400000 T _etext\n"
		     "c1500000 T _sinittext\n"
		     "c1600000 T _einittext\n"
		     "f8800010 t sample_init\t[sample]\n");
	snprintf(line, sizeof(line), "0x%08jx-0x%08jx    8192 f+0x1/0x2 [sample] vmalloc\n",
		 (uintmax_t)hash(0xf8800000), (uintmax_t)hash(0xf8802000));
	scratch_text(root, "proc/vmallocinfo", line);
	must(asprintf(&name, "%s-32-bits", path) > 0);
	about("addresses of 32 bits");
	is_int(take_of(&narrow, root, name, false, &snapshot, &missing, &err), 0);
	is_int(snapshot.nr_extents, 2);
	must(open_checked(name, &saved, &err) == 0);
	is_int(backend_open(&saved, NULL, &backend, &err), 0);
	must(backend);
	is_step(backend, 0xbfffffff, MEMMAP_STATUS_USER, 0);
	is_step(backend, 0xc0000000, MEMMAP_STATUS_OK, 0);
	is_step(backend, 0xc1234567, MEMMAP_STATUS_OK, 0x1234567);
	is_step(backend, 0xf8800010, MEMMAP_STATUS_OK, 0x5010);
	is_step(backend, 0xffffffff, MEMMAP_STATUS_UNMAPPED, 0);
	is_step(backend, 0x100000000, MEMMAP_STATUS_NONCANONICAL, 0);
	is_step(backend, UINT64_MAX, MEMMAP_STATUS_NONCANONICAL, 0);
	is_symbol(backend, 0xc1000041, "start_kernel+0x1/0x3fffc0");
	is_symbol(backend, 0xc1400010, "");
	is_symbol(backend, 0xc1600010, "");
	is_symbol(backend, 0xc8000000, "");
	is_symbol(backend, 0xf8800014, "sample_init+0x4 [sample]");
	is_int(root_read(&saved, "proc/vmallocinfo", &text, &err), 0);
	is_str(text, "0xf8800000-0xf8802000    8192 f+0x1/0x2 [sample] vmalloc\n");
	free(text);
	is_int(backend_walk(backend, &walk, &err), 0);
	is_int(walk.nr_extents, 2);
	is_hex(found[0].virt_addr, 0xc0000000);
	is_hex(found[1].virt_addr, 0xf8800000);
	is_hex(walk.next, 0x100000000);
	walk.start = 0xc0000000;
	walk.length = 0x40000001;
	walk.nr_extents = ARRAY_SIZE(found);
	is_int(backend_walk(backend, &walk, &err), -EINVAL);
	backend_close(&backend);
	root_clear(&saved);
}

/* What a tree leads out to is not in a snapshot of it, which may be mailed. */
static void test_links_out(const struct root *root, const char *path)
{
	_cleanup_free_ char *name = NULL, *secret = NULL;
	struct error missing = {0}, err = {0};
	struct snapshot snapshot;
	struct root outside, saved = {0};

	must(asprintf(&name, "%s-links", path) > 0);
	scratch_root(&outside);
	scratch_text(&outside, "secret", "secret\n");
	secret = path_in(&outside, "secret");
	about("links that lead out");
	must(unlinkat(root->fd, "proc/cmdline", 0) == 0);
	must(symlinkat(secret, root->fd, "proc/cmdline") == 0);
	is_int(take(root, name, false, &snapshot, &missing, &err), 0);
	must(open_checked(name, &saved, &err) == 0);
	is_int(root_find(&saved, "proc/zoneinfo"), 0);
	is_int(root_find(&saved, "proc/cmdline"), -ENOENT);
	root_clear(&saved);
	scratch_remove(&outside);
}

static int nr_entries(const char *path)
{
	struct dirent **entries;
	int nr = scandir(path, &entries, NULL, NULL);

	for (int i = 0; i < nr; i++)
		free(entries[i]);
	if (nr >= 0)
		free(entries);
	return nr - 2;
}

static void test_tar(const struct root *root, const char *path)
{
	char tmp[] = "/tmp/memmap-test-XXXXXX";
	_cleanup_free_ char *tar = NULL;
	struct error missing = {0}, err = {0};
	struct backend *backend = NULL;
	struct snapshot snapshot;
	struct root saved = {0};
	struct stat st;

	must(mkdtemp(tmp) && setenv("TMPDIR", tmp, 1) == 0);
	must(asprintf(&tar, "%s.tar", path) > 0);
	about("as a tar file");
	is_int(take(root, tar, false, &snapshot, &missing, &err), 0);
	is_str(err.text, "");
	must(stat(tar, &st) == 0);
	is_int(st.st_mode, S_IFREG | 0600);
	is_int(take(root, tar, false, &snapshot, &missing, &err), -EEXIST);
	err = (struct error){0};
	is_int(open_checked(tar, &saved, &err), 0);
	is_str(saved.path, tar);
	is_int(backend_open(&saved, NULL, &backend, &err), 0);
	must(backend);
	is_step(backend, VMALLOC + 0x1234, MEMMAP_STATUS_OK, 0x6234);
	is_symbol(backend, IMAGE, "_text+0x0/0x40");
	backend_close(&backend);
	/* It is read where it stands: nothing is unpacked. */
	is_int(nr_entries(tmp), 0);
	root_clear(&saved);
	is_int(rmdir(tmp), 0);
}

/* A signal that waits ends it as soon as it may, and nothing is left. */
static void test_interrupted(const struct root *root, const char *path, const char *end)
{
	static const struct timespec now;
	_cleanup_free_ char *name = NULL;
	struct error missing = {0}, err = {0};
	struct snapshot snapshot;
	sigset_t before, held;

	must(asprintf(&name, "%s-interrupted%s", path, end) > 0);
	about("interrupted%s", end);
	signals_hold(&before);
	ok(!signals_waiting());
	must(kill(getpid(), SIGTERM) == 0);
	ok(signals_waiting());
	is_int(take(root, name, false, &snapshot, &missing, &err), -EINTR);
	is_int(access(name, F_OK), -1);
	is_str(snapshot_store_left(name), NULL);
	sigemptyset(&held);
	sigaddset(&held, SIGTERM);
	is_int(sigtimedwait(&held, NULL, &now), SIGTERM);
	ok(!signals_waiting());
	signals_release(&before);
	is_int(take(root, name, false, &snapshot, &missing, &err), 0);
}

static void test_redacted(const struct root *root, const char *path)
{
	struct error missing = {0}, err = {0};
	_cleanup_free_ char *name = NULL, *text = NULL, *manifest = NULL;
	struct symbol_query query = {.name = "start_kernel"};
	struct backend *backend = NULL;
	struct snapshot snapshot;
	struct root saved = {0};

	must(asprintf(&name, "%s-redacted", path) > 0);
	about("redacted");
	is_int(take(root, name, true, &snapshot, &missing, &err), 0);
	must(open_checked(name, &saved, &err) == 0);
	is_int(root_read(&saved, "proc/cmdline", &text, &err), 0);
	is_str(text, "root=* quiet\n");
	is_int(root_read(&saved, "manifest", &manifest, &err), 0);
	contains(manifest, "redacted: yes\n");
	ok(!strstr(manifest, "boot_id"));
	is_int(backend_open(&saved, NULL, &backend, &err), 0);
	must(backend && kallsyms_lookup(&saved, &query, 1, NULL) == 0);
	is_step(backend, query.matches[0].address, MEMMAP_STATUS_OK, 0x1000040);
	is_symbol(backend, query.matches[0].address, "start_kernel+0x0/0x3fffc0");
	backend_close(&backend);
	root_clear(&saved);
}

/* What is no address of the kernel must not be taken for one, nor an address for none. */
static void test_not_redacted(const struct root *root, const char *path)
{
	const char *const machines[] = {"i686", "s390x", "sparc64", "armv7l", NULL};
	struct sources sources = {.root = root};
	_cleanup_free_ char *name = NULL;
	struct snapshot snapshot;

	must(asprintf(&name, "%s-not-redacted", path) > 0);
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++) {
		struct system system = {.arch = (char *)machines[i]};
		const struct snapshot_request request = {.system = &system,
							 .sources = &sources,
							 .destination = name,
							 .redact = true};
		struct error missing = {0}, err = {0};

		about("redacted: %s", machines[i] ?: "no machine");
		ok(snapshot_take(&request, &snapshot, &missing, &err) < 0);
		is_int(err.code, ERROR_USAGE);
		contains(err.text, machines[i] ?: "unknown");
		is_int(access(name, F_OK), -1);
	}
}

static void refuses(const char *path, const char *why)
{
	struct error err = {0};
	struct root root = {0};

	ok(open_checked(path, &root, &err) < 0);
	contains(err.text, why);
}

/* Puts something else in the place of a file, looks, and puts the file back. */
static void damage(const char *path, const char *file, const char *text, const char *why)
{
	struct root root = {0};
	char *before = NULL;
	size_t size = 0;

	must(root_open(path, &root, NULL) == 0);
	must(root_read_bytes(&root, file, &before, &size, NULL) == 0);
	must(unlinkat(root.fd, file, 0) == 0);
	if (text)
		scratch_text(&root, file, text);
	refuses(path, why);
	unlinkat(root.fd, file, 0);
	scratch_write(&root, file, before, size);
	free(before);
	root_clear(&root);
}

/*
 * A manifest that ends where its seal begins, as long as the room that root_read() first takes: a
 * whole seal has no room behind it. A sanitizer or the allocator of the C library sees who tries.
 */
static void damage_seal(const char *path)
{
	static const char head[] = "snapshot: 1\nstate: complete\nkernel: ";
	static const char seal[] = "\nmanifest_crc32: ";
	enum { ROOM = 65535 };
	char *text = malloc(ROOM + 1);

	must(text);
	memset(text, 'x', ROOM);
	memcpy(text, head, sizeof(head) - 1);
	strcpy(text + ROOM - (sizeof(seal) - 1), seal);
	damage(path, "manifest", text, "manifest of the snapshot is damaged");
	text[ROOM - 1] = '\0';
	damage(path, "manifest", text, "manifest of the snapshot is cut off");
	free(text);
}

static void test_damage(const char *path)
{
	struct snapshot_store store;
	struct error err = {0};
	struct root root = {0};

	about("damage");
	damage(path, "proc/cmdline", NULL, "proc/cmdline cannot be read");
	damage(path, "proc/cmdline", "root=/dev/sdb1 quiet\n",
	       "proc/cmdline is not what was saved");
	damage(path, "proc/cmdline", "", "proc/cmdline is not what was saved");
	damage(path, "translations", "x", "translations is not what was saved");
	damage(path, "sys/kernel/slab/:0000064/order", "1\n", "order is not what was saved");
	damage(path, "checksums", NULL, "checksums: No such file");
	damage(path, "checksums", "", "list of checksums");
	damage(path, "manifest", NULL, "without its manifest");
	damage(path, "manifest", "", "without its manifest");
	damage(path, "manifest", "snapshot: 1\nstate: unfinished\n", "not finished");
	damage(path, "manifest", "snapshot: 1\n", "not finished");
	damage(path, "manifest", "snapshot: 1\nstate: complete\n", "cut off");
	damage(path, "manifest", "snapshot: 1\nstate: complete\nmanifest_crc32: 00000000\n",
	       "manifest of the snapshot is damaged");
	damage(path, "manifest", "snapshot: 2\nstate: complete\n", "a snapshot of version 2");
	damage_seal(path);
	must(root_open(path, &root, NULL) == 0);
	must(unlinkat(root.fd, "sys/kernel/slab/kmalloc-64", 0) == 0);
	refuses(path, "damaged: sys/kernel/slab/kmalloc-64");
	must(symlinkat(":0000064", root.fd, "sys/kernel/slab/kmalloc-64") == 0);
	root_clear(&root);
	is_int(open_checked(path, &root, &err), 0);
	root_clear(&root);

	about("given up");
	is_int(snapshot_store_open(&store, "/nonexistent/snapshot", &err), -ENOENT);
	_cleanup_free_ char *next = NULL;
	_cleanup_free_ char *partial = NULL;
	must(asprintf(&next, "%s-next", path) > 0);
	must(snapshot_store_open(&store, next, NULL) == 0);
	must(snapshot_store_file(&store, "proc/text", "x", 1, NULL) == 0);
	partial = strdup(store.partial);
	_cleanup_free_ char *left = snapshot_store_left(next);
	is_str(left, partial);
	refuses(partial, "not finished");
	is_int(access(next, F_OK), -1);
	snapshot_store_close(&store);
	is_int(access(partial, F_OK), -1);
}

DEFINE_UNIT(snapshot)
{
	_cleanup_free_ char *path = NULL;
	struct root root, out;

	scratch_root(&root);
	scratch_root(&out);
	make_root(&root);
	path = path_in(&out, "snapshot");
	test_taking(&root, path);
	test_answers(path);
	test_tar(&root, path);
	test_interrupted(&root, path, "");
	test_interrupted(&root, path, ".tar");
	test_redacted(&root, path);
	test_not_redacted(&root, path);
	test_32_bits(&root, path);
	test_damage(path);
	test_links_out(&root, path);
	scratch_remove(&root);
	scratch_remove(&out);
}
