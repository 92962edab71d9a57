// SPDX-License-Identifier: GPL-2.0-or-later
/* gfp.c - see gfp.h. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "analysis/zones/gfp.h"
#include "backend/backends.h"
#include "model/gfp_history.h"
#include "model/gfp_text.h"
#include "reader/gfp.h"

static int ask_module(const struct root *root, struct gfp_bits *ret, struct error *err)
{
	struct backend *backend = NULL;
	int rc = backend_open_able(root, BACKEND_KNOWS_GFP, &backend, err);

	if (rc == 0)
		rc = backend_gfp(backend, ret->masks, ARRAY_SIZE(ret->masks), err);
	backend_close(&backend);
	if (rc == 0)
		snprintf(ret->from, sizeof(ret->from), "module");
	return rc;
}

void gfp_find_bits(const struct root *root, const char *kernel, struct gfp_bits *ret,
		   struct error *why_assumed)
{
	struct release release = release_parse(kernel);
	struct error ignored = {0}, refused = {0};

	*ret = (struct gfp_bits){0};
	/* To look for what older kernels do not have would cost reading all of the file. */
	if (!release_is_before(release, 6, 10) && gfp_read_btf(root, ret, &ignored) == 0) {
		gfp_complete(ret, release);
	} else if (gfp_read(root, ret, why_assumed) == 0) {
		gfp_complete(ret, release);
	} else if (root->live && ask_module(root, ret, &refused) == 0) {
		gfp_complete(ret, release);
		*why_assumed = (struct error){0};
	} else {
		gfp_assume(ret, release);
	}
}

/* The zones of a node in their order tell which of them the kernel was built with. */
static const char *zone_if_built(const struct gfp_machine *machine, const char *name)
{
	for (size_t i = 0; i < machine->zones.nr; i++)
		if (!strcmp(machine->zones.items[i].name, name))
			return machine->zones.items[i].name;
	return NULL;
}

/* At most one of them: GFP_ZONE_BAD in include/linux/gfp.h has the other combinations. */
static uint64_t zone_flags(uint64_t set)
{
	return set & (GFP_SET(DMA) | GFP_SET(DMA32) | GFP_SET(HIGHMEM));
}

static bool is_zone_bad(uint64_t set)
{
	return zone_flags(set) & (zone_flags(set) - 1);
}

const char *gfp_zone_name(const struct gfp_machine *machine, uint64_t set)
{
	uint64_t kind = zone_flags(set);
	const char *zone = NULL;

	if (is_zone_bad(set))
		return NULL;
	if (kind == GFP_SET(HIGHMEM) && set & GFP_SET(MOVABLE))
		return "Movable";
	if (kind && !machine->zones.nr)
		return NULL;
	if (kind == GFP_SET(DMA))
		zone = zone_if_built(machine, "DMA");
	else if (kind == GFP_SET(DMA32))
		zone = zone_if_built(machine, "DMA32");
	else if (kind == GFP_SET(HIGHMEM))
		zone = zone_if_built(machine, "HighMem");
	return zone ?: "Normal";
}

/* The zones of one node from the highest allowed down; empty ones are on no list. */
static void add_node_zones(const struct gfp_machine *machine, int node, struct gfp_request *ret)
{
	size_t i = machine->zones.nr;
	bool allowed = false;

	while (i-- > 0) {
		const struct zone *zone = &machine->zones.items[i];

		if (zone->node != node)
			continue;
		allowed |= !strcmp(zone->name, ret->highest_zone);
		if (!allowed || !zone->managed_pages || ret->nr_zones == GFP_MAX_ZONES)
			continue;
		ret->zones[ret->nr_zones++] = (struct gfp_zone){
			.node = node, .zone = zone->name, .free_pages = zone->free_pages};
	}
}

static void find_zones(const struct gfp_machine *machine, uint64_t set, struct gfp_request *ret)
{
	size_t order[MAX_NODES], nr;

	ret->highest_zone = gfp_zone_name(machine, set);
	if (!ret->highest_zone)
		return;
	nr = numa_fallback(&machine->nodes, machine->node, order);
	for (size_t i = 0; i < nr; i++) {
		int node = machine->nodes.items[order[i]].id;

		if (!(set & GFP_SET(THISNODE)) || node == machine->node)
			add_node_zones(machine, node, ret);
	}
}

/*
 * What __zone_watermark_ok() takes off the min watermark: half for __GFP_HIGH; of the rest a
 * quarter when it cannot sleep either. That was __GFP_ATOMIC's once, see gfp_complete().
 */
static void find_reserves(uint64_t set, bool atomic_flag_rules, struct gfp_request *ret)
{
	static const int thousandths[NR_MIN_RULES] = {
		[MIN_WHOLE] = 1000, [MIN_HARDER] = 750, [MIN_HIGH] = 500, [MIN_HIGH_HARDER] = 375};
	bool harder =
		atomic_flag_rules ? set & GFP_SET(ATOMIC_FLAG) : !(set & GFP_SET(DIRECT_RECLAIM));

	if (set & GFP_SET(NOMEMALLOC))
		harder = false;
	ret->reserves = "none";
	ret->min_rule = MIN_WHOLE;
	if (set & GFP_SET(MEMALLOC) && !(set & GFP_SET(NOMEMALLOC))) {
		ret->reserves = "all";
		ret->min_rule = MIN_NONE;
	} else if (set & GFP_SET(HIGH)) {
		ret->reserves = "part";
		ret->min_rule = harder ? MIN_HIGH_HARDER : MIN_HIGH;
	} else if (atomic_flag_rules && harder) {
		ret->reserves = "part";
		ret->min_rule = MIN_HARDER;
	}
	ret->min_share = thousandths[ret->min_rule];
}

static const char *when_it_fails(uint64_t set)
{
	if (!(set & GFP_SET(DIRECT_RECLAIM)))
		return "as soon as no page is free";
	if (set & GFP_SET(NOFAIL))
		return "never";
	if (set & GFP_SET(NORETRY))
		return "after one light round of reclaim";
	if (set & GFP_SET(RETRY_MAYFAIL))
		return "when reclaim makes no progress";
	return "above order 3 when reclaim makes no progress; else the OOM killer comes first";
}

static const char *where_allowed(uint64_t set)
{
	if (!(set & GFP_SET(DIRECT_RECLAIM)))
		return "any, interrupts and spinlocks too";
	if (!(set & GFP_SET(IO)))
		return "process context that may sleep, block drivers too";
	if (!(set & GFP_SET(FS)))
		return "process context that may sleep, file systems too";
	return "process context that may sleep";
}

static const char *migratetype_of(uint64_t set)
{
	bool movable = set & GFP_SET(MOVABLE), reclaimable = set & GFP_SET(RECLAIMABLE);

	if (movable && reclaimable)
		return NULL;
	return movable ? "Movable" : reclaimable ? "Reclaimable" : "Unmovable";
}

/* The largest word that the kernel would print for it. */
static const char *use_of(const struct gfp_bits *bits, uint32_t mask)
{
	int best = -1;

	for (int i = GFP_FIRST_COMPOSITE; i < MEMMAP_GFP_RECLAIM && best < 0; i++)
		if (bits->masks[i] && (mask & bits->masks[i]) == bits->masks[i])
			best = i;
	return best < 0 ? NULL : gfp_words[best].meaning;
}

static void add_note(struct gfp_request *ret, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add_note(struct gfp_request *ret, const char *format, ...)
{
	size_t used = strlen(ret->note_buffer);
	va_list args;

	if (used)
		used += snprintf(ret->note_buffer + used, sizeof(ret->note_buffer) - used, "; ");
	if (used >= sizeof(ret->note_buffer))
		return;
	va_start(args, format);
	vsnprintf(ret->note_buffer + used, sizeof(ret->note_buffer) - used, format, args);
	va_end(args);
	ret->note = ret->note_buffer;
}

static void add_notes(uint64_t set, struct gfp_request *ret)
{
	if (is_zone_bad(set))
		add_note(ret, "invalid: at most one of GFP_DMA, GFP_DMA32 and __GFP_HIGHMEM "
			      "(GFP_ZONE_BAD)");
	if (!ret->migratetype)
		add_note(ret, "invalid: __GFP_MOVABLE and __GFP_RECLAIMABLE exclude each other");
	if (set & GFP_SET(NOFAIL) && !(set & GFP_SET(DIRECT_RECLAIM)))
		add_note(ret, "__GFP_NOFAIL without __GFP_DIRECT_RECLAIM fails all the same");
	/* Since both came with v4.4, and until __GFP_ATOMIC went with v6.3. */
	if (set & GFP_SET(ATOMIC_FLAG) && set & GFP_SET(DIRECT_RECLAIM))
		add_note(ret, "__GFP_ATOMIC with __GFP_DIRECT_RECLAIM: the kernel warns when "
			      "memory is short, and leaves __GFP_ATOMIC out");
	if (!ret->slab)
		add_note(ret, "kmalloc() refuses %s: for pages only",
			 set & GFP_SET(HIGHMEM) ? "__GFP_HIGHMEM" : "GFP_DMA32");
	if (ret->unknown_bits != ABSENT)
		add_note(ret, "some bits are no flag of this kernel");
}

void gfp_note(const struct gfp_operand *operand, struct gfp_request *request)
{
	if (operand->before_names)
		add_note(
			request,
			"a kernel before 4.6 wrote this, for there are no names: there 0x%x are these "
			"flags",
			operand->other);
	else if (operand->other)
		add_note(request,
			 "another kernel wrote this: there these flags are 0x%x; the names count",
			 operand->other);
	for (int i = 0; i < GFP_NR_GONE; i++)
		if (operand->gone >> i & 1)
			add_note(request, "%s is no flag of this kernel, Linux before %u.%u has it",
				 gfp_gone_words[i].name, gfp_gone_words[i].until.major,
				 gfp_gone_words[i].until.minor);
	if (*operand->unknown)
		add_note(request, "\"%s\" is no flag that memmap knows, and is left out",
			 operand->unknown);
}

/* What goes without saying in kernels before 4.4 has no bit. */
static void list_flags(const struct gfp_bits *bits, uint64_t set, uint32_t mask,
		       struct gfp_request *ret)
{
	for (int i = 0; i < GFP_FIRST_COMPOSITE; i++)
		if (set >> i & 1 && bits->masks[i])
			ret->flags[ret->nr_flags++] = (struct gfp_flag){
				gfp_flag_name(bits, i), bits->unknown ? ABSENT : bits->masks[i],
				gfp_words[i].meaning};
	for (int i = 0; i < GFP_NR_GONE; i++)
		if (bits->gone_masks[i] && (mask & bits->gone_masks[i]) == bits->gone_masks[i])
			ret->flags[ret->nr_flags++] =
				(struct gfp_flag){gfp_gone_words[i].name, bits->gone_masks[i],
						  gfp_gone_words[i].meaning};
}

void gfp_explain(const struct gfp_machine *machine, const char *operand, uint32_t mask,
		 struct gfp_request *ret)
{
	const struct gfp_bits *bits = &machine->bits;
	uint32_t unknown;
	uint64_t set = gfp_set_of(bits, mask, &unknown);

	*ret = (struct gfp_request){
		.operand = operand,
		.mask = bits->unknown ? ABSENT : mask,
		.unknown_bits = unknown ? unknown : ABSENT,
		.use = use_of(bits, mask),
		.context = where_allowed(set),
		.may_sleep = !!(set & GFP_SET(DIRECT_RECLAIM)),
		.wakes_kswapd = !!(set & GFP_SET(KSWAPD_RECLAIM)),
		.may_io = (set & GFP_SET(DIRECT_RECLAIM)) && (set & GFP_SET(IO)),
		.may_fs = (set & GFP_SET(DIRECT_RECLAIM)) && (set & GFP_SET(FS)),
		.fails = when_it_fails(set),
		.migratetype = migratetype_of(set),
		.slab = !(set & (GFP_SET(HIGHMEM) | GFP_SET(DMA32))),
		.from = bits->from,
	};
	ret->text = ret->text_buffer;
	gfp_text(bits, mask, ret->text_buffer);
	list_flags(bits, set, mask, ret);
	find_reserves(set, bits->atomic_flag_rules, ret);
	find_zones(machine, set, ret);
	add_notes(set, ret);
}
