// SPDX-License-Identifier: GPL-2.0-or-later
/* account.c - see account.h; the flags of frames are in account_frames.c. */
#include <errno.h>
#include <string.h>

#include "analysis/health/account.h"
#include "base/array.h"
#include "base/parse.h"
#include "reader/hints.h"
#include "reader/meminfo.h"
#include "reader/nodes.h"
#include "reader/zfs.h"
#include "reader/zones.h"

#include "account_takers.h"

/**
 * struct account_input - what parts are worked out from
 * @root: where other files are
 * @meminfo: the text of /proc/meminfo
 * @zoneinfo: the text of /proc/zoneinfo, or NULL
 * @page_bytes: size of a page
 * @stacks_in_vmalloc: kernel stacks are counted as VmallocUsed too
 */
struct account_input {
	const struct root *root;
	const char *meminfo, *zoneinfo;
	uint64_t page_bytes;
	bool stacks_in_vmalloc;
};

static uint64_t line(const struct account_input *input, const char *name)
{
	return meminfo_bytes(input->meminfo, name);
}

static uint64_t line_or_zero(const struct account_input *input, const char *name)
{
	uint64_t bytes = line(input, name);

	return bytes == ABSENT ? 0 : bytes;
}

static uint64_t less(uint64_t bytes, uint64_t taken)
{
	return bytes > taken ? bytes - taken : 0;
}

/* Counters of zones, which /proc/meminfo lacks. */
static uint64_t zone_pages(const struct account_input *input, const char *word)
{
	uint64_t pages = input->zoneinfo ? zoneinfo_sum(input->zoneinfo, word) : ABSENT;

	return pages == ABSENT ? ABSENT : pages * input->page_bytes;
}

static uint64_t free_lists_of_cpus(const struct account_input *input)
{
	return zone_pages(input, "count:");
}

static uint64_t zsmalloc(const struct account_input *input)
{
	return zone_pages(input, "nr_zspages");
}

/*
 * Pages of the swap cache that processes map are in AnonPages. The others are what the anonymous
 * LRU lists hold beyond AnonPages and shmem.
 */
static uint64_t swap_cache(const struct account_input *input)
{
	uint64_t cached = line(input, "SwapCached"), unmapped;

	if (cached == ABSENT)
		return ABSENT;
	unmapped = less(line_or_zero(input, "Active(anon)") + line_or_zero(input, "Inactive(anon)"),
			line_or_zero(input, "AnonPages") + line_or_zero(input, "Shmem"));
	return unmapped < cached ? unmapped : cached;
}

static uint64_t vmalloc_without_stacks(const struct account_input *input)
{
	uint64_t used = line(input, "VmallocUsed");

	if (used == ABSENT || !input->stacks_in_vmalloc)
		return used;
	return less(used, line_or_zero(input, "KernelStack"));
}

static uint64_t zfs_pages(const struct account_input *input)
{
	return zfs_page_bytes(input->root);
}

static uint64_t balloon(const struct account_input *input)
{
	uint64_t bytes = line(input, "Balloon");

	return bytes == ABSENT || balloon_stays_in_total(input->root) ? bytes : 0;
}

/* What is more than MemTotal is a counter gone wrong, seen on 7.2.5: divide() says so. */
static uint64_t gpu_pools(const struct account_input *input)
{
	uint64_t bytes = line(input, "GPUReclaim");

	return bytes != ABSENT && bytes > line(input, "MemTotal") ? 0 : bytes;
}

/* Before 4.21 (fcb2b0c577f1) only pages of the default size are counted. */
static uint64_t hugetlb(const struct account_input *input)
{
	uint64_t bytes = line(input, "Hugetlb"), size = line(input, "Hugepagesize"), nr;
	const char *at;

	if (bytes != ABSENT || size == ABSENT)
		return bytes;
	at = strstr(input->meminfo, "\nHugePages_Total:");
	if (!at)
		return ABSENT;
	at = skip_spaces(strchr(at, ':') + 1);
	if (parse_u64(&at, 10, &nr) < 0 || (nr && nr > UINT64_MAX / size))
		return ABSENT;
	return nr * size;
}

/**
 * struct use - one use of memory, and how to tell how much that is
 * @name: what it is used for
 * @source: what the user may look at
 * @lines: lines of /proc/meminfo that add up to it, the first of which must be there
 * @less: a line that is part of them and counts elsewhere, or NULL
 * @find: tells what no sum of lines does
 * @about: what to know of it
 */
static const struct use {
	const char *name, *source;
	const char *lines[2];
	const char *less;
	uint64_t (*find)(const struct account_input *input);
	const char *about;
} uses[] = {
	{"free", "MemFree", {"MemFree"}, .about = "free blocks, CMA's too"},
	{"free, held by CPUs", "zoneinfo count:", .find = free_lists_of_cpus,
	 .about = "free pages on the lists of CPUs, which MemFree leaves out"},
	{"file cache",
	 "Cached + Buffers - Shmem",
	 {"Cached", "Buffers"},
	 "Shmem",
	 .about = "pages of files; Mapped and part of Mlocked are among them"},
	{"shmem", "Shmem", {"Shmem"}, .about = "tmpfs, shared memory; also in Cached"},
	{"anonymous",
	 "AnonPages",
	 {"AnonPages"},
	 .about = "memory of processes; AnonHugePages and part of Mlocked are among it"},
	{"swap cache", "SwapCached", .find = swap_cache,
	 .about = "swapped in or out, and mapped by no process"},
	{"slab, reclaimable", "SReclaimable", {"SReclaimable"}, .about = "see memmap slabs"},
	{"slab, unreclaimable",
	 "SUnreclaim",
	 {"SUnreclaim"},
	 .about = "see memmap slabs; large kmalloc() too"},
	{"other reclaimable",
	 "KReclaimable - SReclaimable",
	 {"KReclaimable"},
	 "SReclaimable",
	 .about = "kernel memory outside of slabs that shrinkers can free"},
	{"kernel stacks", "KernelStack", {"KernelStack"}, .about = "one a thread"},
	{"page tables",
	 "PageTables + SecPageTables",
	 {"PageTables", "SecPageTables"},
	 .about = "of processes, of guests, of IOMMUs"},
	{"vmalloc", "VmallocUsed - KernelStack", .find = vmalloc_without_stacks,
	 .about = "see memmap vmalloc; modules too, stacks apart where they are vmapped"},
	{"percpu",
	 "Percpu",
	 {"Percpu"},
	 .about = "the first chunk, made at boot, counts here but not in MemTotal"},
	{"hugetlb", "Hugetlb", .find = hugetlb, .about = "huge pages of all sizes, free ones too"},
	{"zsmalloc", "zoneinfo nr_zspages", .find = zsmalloc,
	 .about = "compressed pages of zram and zswap"},
	/* Since 7.1 (2232ba9c7931, ae80122f3896): what TTM took from the page allocator. */
	{"gpu", "GPUActive", {"GPUActive"}, .about = "buffers of graphics drivers"},
	{"gpu pools", "GPUReclaim", .find = gpu_pools,
	 .about = "pages that graphics drivers keep for their next buffers; a shrinker can free "
		  "them"},
	/* Since 6.16 (1796819d5528). */
	{"balloon", "Balloon", .find = balloon,
	 .about = "given to the hypervisor, and in MemTotal all the same: VMware's driver alone "
		  "leaves it there"},
	{"zfs", "abdstats scatter_*", .find = zfs_pages,
	 .about = "buffers of ZFS, most of them its cache (ARC), in pages of its own"},
	{"bounce buffers",
	 "Bounce + WritebackTmp",
	 {"Bounce", "WritebackTmp"},
	 .about = "copies for I/O of devices and of FUSE"},
	{"poisoned",
	 "HardwareCorrupted",
	 {"HardwareCorrupted"},
	 .about = "taken out of use after memory errors"},
};

static const char rest_name[] = "rest";

_Static_assert(ARRAY_SIZE(uses) < ACCOUNT_MAX_PARTS, "the rest needs a part, too");

static uint64_t bytes_of(const struct account_input *input, const struct use *use)
{
	uint64_t bytes;

	if (use->find)
		return use->find(input);
	bytes = line(input, use->lines[0]);
	if (bytes == ABSENT)
		return ABSENT;
	if (use->lines[1])
		bytes += line_or_zero(input, use->lines[1]);
	return use->less ? less(bytes, line_or_zero(input, use->less)) : bytes;
}

/* Counters are read one after the other, and Percpu counts what MemTotal does not. */
static void take_excess_off(struct account *account, uint64_t excess)
{
	struct account_part *from = &account->parts[0];

	for (size_t i = 0; i < account->nr_parts; i++) {
		if (!strcmp(account->parts[i].name, "percpu")) {
			uint64_t bytes = account->parts[i].bytes;
			uint64_t taken = bytes < excess ? bytes : excess;

			account->parts[i].bytes -= taken;
			excess -= taken;
		}
		if (account->parts[i].bytes > from->bytes)
			from = &account->parts[i];
	}
	account->excess_bytes = excess;
	from->bytes = less(from->bytes, excess);
}

/* Both count all memory: where they differ something is wrong with one of them. */
static void compare_zones(const struct account_input *input, struct account *account)
{
	uint64_t managed = zone_pages(input, "managed"), total = account->total_bytes;

	if (managed == ABSENT || (managed > total ? managed - total : total - managed) < total / 64)
		return;
	account_note(
		account, ERROR_MISMATCH, NULL,
		"all zones add up to %ju MiB of the %ju MiB of MemTotal: parts and zones are of "
		"different memory, as while a kernel still takes memory into use, or files are "
		"of different moments",
		(uintmax_t)(managed >> 20), (uintmax_t)(total >> 20));
}

static void add_notes(const struct account_input *input, struct account *account)
{
	uint64_t gpu = line(input, "GPUReclaim"), balloon = line(input, "Balloon");

	if (account->of_container) {
		account_note(account, ERROR_HIDDEN, hint_text(input->root, HINT_MEMINFO), "%s",
			     MEMINFO_LXCFS);
		return;
	}
	if (account->clamped)
		account_note(account, ERROR_MISMATCH, NULL,
			     "GPUReclaim is %ju MiB, more than all memory: a fault of the kernel's "
			     "counter, seen on 7.2.5; \"gpu pools\" shows what nothing else takes",
			     (uintmax_t)(gpu >> 20));
	if (balloon != ABSENT && balloon && !balloon_stays_in_total(input->root))
		account_note(account, ERROR_MISMATCH, NULL,
			     "a balloon gave %ju MiB to the hypervisor: MemTotal is without them, "
			     "unless it is virtio's and may deflate when memory runs out",
			     (uintmax_t)(balloon >> 20));
	if (account->excess_bytes)
		account_note(
			account, ERROR_MISMATCH, NULL,
			"the kernel's counters come to %ju bytes more than MemTotal: they "
			"changed while they were read; the largest part is shown smaller by that",
			(uintmax_t)account->excess_bytes);
	compare_zones(input, account);
	note_takers(input->root, account);
}

/* The rest is what the pools may have where their counter tells nonsense. */
static void clamp_gpu_pools(const struct account_input *input, uint64_t *known,
			    struct account *account)
{
	uint64_t bytes = line(input, "GPUReclaim"), rest = less(account->total_bytes, *known);

	if (bytes == ABSENT || bytes <= account->total_bytes)
		return;
	for (size_t i = 0; i < account->nr_parts; i++)
		if (!strcmp(account->parts[i].source, "GPUReclaim"))
			account->parts[i].bytes = rest;
	*known += rest;
	account->clamped = true;
}

static void divide(const struct account_input *input, struct account *ret)
{
	uint64_t known = 0;

	for (size_t i = 0; i < ARRAY_SIZE(uses); i++) {
		uint64_t bytes = bytes_of(input, &uses[i]);

		if (bytes == ABSENT)
			continue;
		ret->parts[ret->nr_parts++] = (struct account_part){
			.name = uses[i].name,
			.source = uses[i].source,
			.bytes = bytes,
			.about = uses[i].about,
		};
		known += bytes;
	}
	clamp_gpu_pools(input, &known, ret);
	if (known > ret->total_bytes && !ret->of_container)
		take_excess_off(ret, known - ret->total_bytes);
	if (!ret->of_container)
		ret->parts[ret->nr_parts++] = (struct account_part){
			.name = rest_name,
			.source = "MemTotal - all of these",
			.bytes = less(ret->total_bytes, known),
			.about = "counted nowhere: pages that drivers and the kernel allocate "
				 "themselves",
		};
	for (size_t i = 0; i < ret->nr_parts; i++)
		ret->parts[i].share = (double)ret->parts[i].bytes * 1000 / ret->total_bytes + 0.5;
}

/*
 * With CONFIG_VMAP_STACK, the default where it can be had: where vmalloc space is larger than all
 * that 32 bits can name.
 */
static bool stacks_are_vmapped(const struct account_input *input, const char *vmallocinfo)
{
	static const char *const callers[] = {"kernel_clone+", "copy_process+", "_do_fork+",
					      "dup_task_struct+", "alloc_thread_stack_node+"};

	if (line_or_zero(input, "VmallocUsed") < line_or_zero(input, "KernelStack"))
		return false;
	for (size_t i = 0; vmallocinfo && i < ARRAY_SIZE(callers); i++)
		if (strstr(vmallocinfo, callers[i]))
			return true;
	return !vmallocinfo && line(input, "VmallocTotal") > UINT32_MAX;
}

/* "Node 0 MemTotal:  2017648 kB": the same lines with the node in front. */
static char *node_meminfo(const struct root *root, int node, struct error *err)
{
	char path[64], prefix[32];
	char *text, *from, *to;
	size_t length;

	snprintf(path, sizeof(path), "sys/devices/system/node/node%d/meminfo", node);
	length = snprintf(prefix, sizeof(prefix), "Node %d ", node);
	if (root_read(root, path, &text, err) < 0)
		return NULL;
	for (from = to = text; *from;) {
		size_t line_length = strcspn(from, "\n");

		if (!strncmp(from, prefix, length)) {
			from += length;
			line_length -= length;
		}
		line_length += from[line_length] == '\n';
		memmove(to, from, line_length);
		to += line_length;
		from += line_length;
	}
	*to = '\0';
	return text;
}

static void describe_node(const char *meminfo, int node, struct account_node *ret)
{
	struct account_input input = {.meminfo = meminfo};
	uint64_t pools = line_or_zero(&input, "GPUReclaim");

	*ret = (struct account_node){
		.node = node,
		.total_bytes = line(&input, "MemTotal"),
		.free_bytes = line(&input, "MemFree"),
		.shmem_bytes = line(&input, "Shmem"),
		.anon_bytes = line(&input, "AnonPages"),
		.slab_bytes = line(&input, "Slab"),
		.stack_bytes = line(&input, "KernelStack"),
		.page_table_bytes =
			line_or_zero(&input, "PageTables") + line_or_zero(&input, "SecPageTables"),
		.gpu_bytes = line(&input, "GPUActive"),
	};
	if (ret->gpu_bytes != ABSENT && pools <= ret->total_bytes)
		ret->gpu_bytes += pools;
	ret->file_bytes = less(line_or_zero(&input, "FilePages"), line_or_zero(&input, "Shmem"));
	ret->rest_bytes =
		less(ret->total_bytes,
		     line_or_zero(&input, "MemFree") + line_or_zero(&input, "FilePages") +
			     line_or_zero(&input, "AnonPages") + line_or_zero(&input, "Slab") +
			     line_or_zero(&input, "KernelStack") + ret->page_table_bytes +
			     (ret->gpu_bytes == ABSENT ? 0 : ret->gpu_bytes));
}

int account_nodes_read(const struct root *root, struct account *account, struct error *err)
{
	bool has_memory[MAX_NODES];
	int rc;

	/* Without CONFIG_NUMA there are none. */
	if (nodes_with_memory(root, has_memory, NULL) < 0)
		return 0;
	for (int node = 0; node < MAX_NODES; node++) {
		_cleanup_free_ char *meminfo = NULL;
		struct error why = {0};

		if (!has_memory[node])
			continue;
		meminfo = node_meminfo(root, node, &why);
		if (!meminfo) {
			if (err)
				*err = why;
			return why.code == ERROR_NOT_FOUND ? -ENOENT : -EIO;
		}
		if (meminfo_bytes(meminfo, "MemTotal") == ABSENT)
			return error_set(
				err, ERROR_PARSE,
				"%s/sys/devices/system/node/node%d/meminfo: no MemTotal in it",
				root->path, node);
		rc = array_grow(&account->nodes, account->nr_nodes, err);
		if (rc < 0)
			return rc;
		describe_node(meminfo, node, &account->nodes[account->nr_nodes++]);
	}
	return 0;
}

int account_divide(const struct root *root, const struct account_texts *texts, uint64_t page_bytes,
		   struct account *ret, struct error *err)
{
	struct account_input input = {
		.root = root,
		.meminfo = texts->meminfo,
		.zoneinfo = texts->zoneinfo,
		.page_bytes = page_bytes,
	};
	struct account account = {.total_bytes = line(&input, "MemTotal")};

	if (account.total_bytes == ABSENT || !account.total_bytes ||
	    line(&input, "MemFree") == ABSENT)
		return error_set(err, ERROR_PARSE, "%s/proc/meminfo: no MemTotal and MemFree in it",
				 root->path);
	input.stacks_in_vmalloc = stacks_are_vmapped(&input, texts->vmallocinfo);
	account.of_container = meminfo_is_lxcfs(root, texts->meminfo);
	divide(&input, &account);
	add_notes(&input, &account);
	*ret = account;
	return 0;
}

int account_read(const struct root *root, uint64_t page_bytes, struct account *ret,
		 struct error *err)
{
	_cleanup_free_ char *meminfo = NULL, *zoneinfo = NULL, *vmallocinfo = NULL;
	int rc = root_read(root, "proc/meminfo", &meminfo, err);

	if (rc < 0)
		return rc;
	if (root_read(root, "proc/zoneinfo", &zoneinfo, NULL) < 0)
		zoneinfo = NULL;
	if (root_read(root, "proc/vmallocinfo", &vmallocinfo, NULL) < 0)
		vmallocinfo = NULL;
	rc = account_divide(root, &(struct account_texts){meminfo, zoneinfo, vmallocinfo},
			    page_bytes, ret, err);
	/* Those that can be read are shown; a node may go while this runs. */
	if (rc == 0)
		rc = account_nodes_read(root, ret, NULL) == -ENOMEM ? error_no_memory(err) : 0;
	return rc;
}
