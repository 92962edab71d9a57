// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_alloc.c - "memmap alloc": one experiment with a kernel allocator. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "analysis/zones/gfp.h"
#include "base/parse.h"
#include "cli/samples.h"
#include "model/gfp_text.h"
#include "output/records.h"

struct alloc_options {
	struct common_options common;
	const char *gfp;
	struct option_uint count;
	struct option_uint node;
	bool hold;
};

static const struct option_spec options[] = {
	{"gfp", 'g', OPTION_STRING, "FLAGS", "GFP flags, \"GFP_KERNEL|__GFP_ZERO\" (GFP_KERNEL)",
	 NULL, offsetof(struct alloc_options, gfp), WORDS_GFP},
	{"count", 0, OPTION_UINT, "N",
	 "how many objects (1), nodes of a list (8), or CPUs of a per-cpu object (all)", NULL,
	 offsetof(struct alloc_options, count), .old_letter = 'c'},
	{"node", 'n', OPTION_UINT, "N", "NUMA node that should serve it", NULL,
	 offsetof(struct alloc_options, node), WORDS_NODE},
	{"hold", 0, OPTION_FLAG, NULL,
	 "keep the objects until Enter is pressed or a signal comes, to look at them from "
	 "another terminal",
	 NULL, offsetof(struct alloc_options, hold)},
};

/* What a kind is shown with when the user names no size or count. */
static const struct {
	uint64_t size_bytes;
	unsigned int count;
} defaults[] = {
	[MEMMAP_ALLOC_PAGES] = {4096, 1},
	[MEMMAP_ALLOC_ZEROED_PAGE] = {0, 1},
	[MEMMAP_ALLOC_KMALLOC] = {100, 1},
	[MEMMAP_ALLOC_KMEM_CACHE] = {0, 1},
	[MEMMAP_ALLOC_VMALLOC] = {1000000, 1},
	[MEMMAP_ALLOC_VMALLOC_HUGE] = {4 << 20, 1},
	[MEMMAP_ALLOC_VMAP] = {64 << 10, 1},
	[MEMMAP_ALLOC_PERCPU] = {64, MEMMAP_MAX_ITEMS},
	[MEMMAP_ALLOC_DMA_COHERENT] = {4096, 1},
	[MEMMAP_ALLOC_IOREMAP] = {0, 1},
	[MEMMAP_ALLOC_KMAP] = {0, 1},
	[MEMMAP_ALLOC_KMAP_LOCAL] = {0, 1},
	[MEMMAP_ALLOC_LIST] = {64, 8},
};

static int unknown_kind(const char *name, struct error *err)
{
	struct suggestion best = {0};
	char list[160] = "";
	size_t used = 0;

	for (const char *const *kind = sample_kind_names; *kind; kind++) {
		suggest(&best, name, *kind);
		used += snprintf(list + used, sizeof(list) - used, " %s", *kind);
	}
	error_set(err, ERROR_USAGE, "unknown kind \"%.40s\"", name);
	if (!suggest_remedy(&best, err))
		error_remedy(err, "kinds:%s", list);
	return -EINVAL;
}

static int parse_gfp(const struct context *context, const char *text, uint64_t *ret,
		     struct error *err)
{
	struct error assumed = {0};
	struct gfp_bits bits;
	struct gfp_operand operand;
	uint32_t unknown;
	int rc;

	gfp_find_bits(&context->root, context->system.kernel, &bits, &assumed);
	rc = gfp_parse(&bits, text, &operand, err);
	if (rc < 0)
		return error_prefix(err, rc, "--gfp: ");
	*ret = gfp_set_of(&bits, operand.mask, &unknown);
	if (unknown)
		return error_set(err, ERROR_BAD_INPUT,
				 "--gfp: no flag of this kernel has the bits 0x%x", unknown);
	return 0;
}

static int parse_count(const struct alloc_options *wanted, struct memmap_alloc *request,
		       struct error *err)
{
	request->nr_samples = defaults[request->kind].count;
	if (!wanted->count.given)
		return 0;
	if (!wanted->count.value || wanted->count.value > MEMMAP_MAX_ITEMS)
		return error_set(err, ERROR_USAGE, "--count takes 1 to %d", MEMMAP_MAX_ITEMS);
	request->nr_samples = wanted->count.value;
	return 0;
}

static int parse_request(const struct context *context, struct memmap_alloc *request,
			 struct error *err)
{
	const struct alloc_options *wanted = (const struct alloc_options *)context->common;
	const char *size = context->nr_operands > 1 ? context->operands[1] : NULL;
	int kind = sample_kind_find(context->operands[0]);
	uint64_t gfp = samples_gfp_kernel();
	uint64_t bytes = 0;
	int rc = 0;

	if (kind < 0)
		return unknown_kind(context->operands[0], err);
	bytes = defaults[kind].size_bytes;
	if (size && parse_size(size, &bytes) < 0)
		return error_set(err, ERROR_USAGE, "\"%.40s\" is no size", size);
	if (wanted->node.given && wanted->node.value > INT_MAX)
		return error_set(err, ERROR_USAGE, "--node: no such node");
	if (wanted->gfp)
		rc = parse_gfp(context, wanted->gfp, &gfp, err);
	*request = (struct memmap_alloc){
		.size = bytes,
		.kind = kind,
		.gfp = gfp,
		.node = wanted->node.given ? (int)wanted->node.value : -1,
	};
	return rc < 0 ? rc : parse_count(wanted, request, err);
}

static size_t nr_objects(const struct sample_array *samples)
{
	uint64_t last = 0;
	size_t nr = 0;

	for (size_t i = 0; i < samples->nr; i++) {
		nr += samples->items[i].handle != last;
		last = samples->items[i].handle;
	}
	return nr;
}

/* The answer must be whole before anybody waits for it. */
static int hold(struct context *context, size_t nr, struct error *err)
{
	int rc = report_end(&context->report, err);

	return rc < 0 ? rc : samples_hold(nr, err);
}

/* Where the line has room for the slab cache beside the links of a list. */
#define LIST_WIDE_COLUMNS 104

/* What there is to a list is how it is linked. */
static void choose_columns(struct context *context, const struct memmap_alloc *request)
{
	struct text_style *style = &context->report.style;

	if (request->kind != MEMMAP_ALLOC_LIST || style->columns)
		return;
	if (style->width && style->width < LIST_WIDE_COLUMNS)
		style->columns = "virt_addr,prev_addr,next_addr,phys_addr,distance_bytes";
	else
		style->columns =
			"virt_addr,prev_addr,next_addr,phys_addr,distance_bytes,slab_cache";
}

static int answer(struct context *context, struct backend *backend, struct memmap_alloc *request,
		  struct sample_array *samples, struct error *err)
{
	const struct alloc_options *wanted = (const struct alloc_options *)context->common;
	enum exit_status status;
	struct error why = {0};
	size_t nr;
	int rc;

	rc = samples_take(backend, request, samples, &why);
	if (rc < 0 && !samples->nr) {
		*err = why;
		return rc;
	}
	choose_columns(context, request);
	rc = samples_look_up_caches(context, backend, samples, err);
	if (rc < 0)
		return rc;
	nr = nr_objects(samples);
	context_begin(context, backend_name(backend));
	report_rows(&context->report, samples->items, samples->nr);
	status = samples_report_differences(context, samples);
	if (samples->items[0].status == SAMPLE_NOT_HERE)
		rc = error_set(&why, ERROR_NOT_FOUND, "%s: %s", samples->items[0].kind,
			       samples->items[0].note);
	if (why.code) {
		report_error(&context->report, &why, NULL);
		status = error_exit_status(why.code);
	}
	rc = wanted->hold && nr ? hold(context, nr, err) : 0;
	if (rc == 0)
		rc = samples_free(backend, samples, err);
	return rc < 0 ? rc : (int)status;
}

static int run(struct context *context, struct error *err)
{
	_cleanup_(sample_array_clear) struct sample_array samples = {0};
	_cleanup_(backend_close) struct backend *backend = NULL;
	struct memmap_alloc request;
	int rc;

	rc = parse_request(context, &request, err);
	if (rc == 0)
		rc = samples_open(context, &backend, err);
	return rc < 0 ? rc : answer(context, backend, &request, &samples, err);
}

const struct command cmd_alloc = {
	.name = "alloc",
	.group = GROUP_EXPERIMENTS,
	.summary = "have the kernel allocate memory, and see where it lands",
	.operands = "KIND [SIZE]",
	.description =
		"Has the helper module call one of the kernel's allocators and shows where what "
		"it gave lies: virtual address, region, physical address, zone, node, in how "
		"many runs of physical memory, and how long the call took. KIND is pages, "
		"zeroed-page, kmalloc, cache (kmem_cache), vmalloc, vmalloc-huge, vmap, percpu, "
		"dma (coherent), ioremap, kmap, kmap-local or list.\n"
		"\n"
		"The physical address is the page tables'; the module also reports what the "
		"kernel's own virt_to_phys(), vmalloc_to_page() or page_to_phys() say. Where the "
		"two differ, memmap says so and the exit status is 1.\n"
		"\n"
		"\"list\" allocates nodes with kmalloc(), links them through list_head, walks "
		"the list and shows each node with what its prev and next point to, how far it is "
		"from the one before in physical memory and, where there is room, its slab "
		"cache.\n"
		"\n"
		"Flags are those of the kernel, see \"memmap gfp\"; the module adds "
		"__GFP_NORETRY and __GFP_NOWARN. Flags that do not go with an allocator are "
		"refused with the reason; __GFP_HIGH and __GFP_ATOMIC are left out, since what is kept "
		"must not come out of the kernel's reserves. One object has at most 4 MiB, a command at most 64 "
		"objects and 16 MiB, all commands together 64 MiB and half of a zone that is asked for by name. Everything is freed when the "
		"command ends, in whatever way.\n"
		"\n"
		"Needs the helper module, loaded with \"memmap module load --samples\", and root: "
		"CAP_SYS_RAWIO, CAP_SYSLOG, CAP_SYS_ADMIN.",
	.examples = "memmap alloc kmalloc 100 --count 10\n"
		    "memmap alloc kmalloc --gfp 'GFP_KERNEL|GFP_DMA'\n"
		    "memmap alloc vmalloc 1000000 --hold\n"
		    "memmap alloc list --count 20",
	.options = {options, ARRAY_SIZE(options)},
	.options_bytes = sizeof(struct alloc_options),
	.min_operands = 1,
	.max_operands = 2,
	.verbs = sample_kind_names,
	.record = &sample_record,
	.run = run,
};
