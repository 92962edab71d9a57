// SPDX-License-Identifier: GPL-2.0-or-later
/* test-gfp.c - GFP flags: their bits, names, meaning and zones. */
#include <errno.h>

#include "analysis/zones/gfp.h"
#include "model/gfp_history.h"
#include "model/gfp_text.h"
#include "reader/gfp.h"
#include "reader/nodes.h"
#include "reader/zones.h"

#include "support.h"
#include "tap.h"

static void machine_of(const char *fixture, struct gfp_machine *ret)
{
	unsigned int major, minor = 0;
	struct error err = {0};
	struct root root;

	*ret = (struct gfp_machine){0};
	fixture_root(fixture, &root);
	must(gfp_read(&root, &ret->bits, &err) == 0);
	must(sscanf(fixture, "debian-%u.%u", &major, &minor) > 0);
	gfp_complete(&ret->bits, (struct release){major, minor});
	must(zones_read(&root, &ret->zones, &err) == 0);
	must(nodes_read(&root, &ret->zones, &ret->nodes, &err) == 0);
	root_clear(&root);
}

static void machine_clear(struct gfp_machine *machine)
{
	zone_array_clear(&machine->zones);
	numa_nodes_clear(&machine->nodes);
}

/* Transcribed from include/linux/gfp_types.h of the kernels that the fixtures are of. */
static const struct {
	int word;
	uint32_t v6_1, v6_12;
} known[] = {
	{MEMMAP_GFP_DMA, 0x1, 0x1},
	{MEMMAP_GFP_HIGHMEM, 0x2, 0x2},
	{MEMMAP_GFP_DMA32, 0x4, 0x4},
	{MEMMAP_GFP_MOVABLE, 0x8, 0x8},
	{MEMMAP_GFP_RECLAIMABLE, 0x10, 0x10},
	{MEMMAP_GFP_HIGH, 0x20, 0x20},
	{MEMMAP_GFP_IO, 0x40, 0x40},
	{MEMMAP_GFP_FS, 0x80, 0x80},
	{MEMMAP_GFP_ZERO, 0x100, 0x100},
	{MEMMAP_GFP_ATOMIC_FLAG, 0x200, 0},
	{MEMMAP_GFP_DIRECT_RECLAIM, 0x400, 0x400},
	{MEMMAP_GFP_KSWAPD_RECLAIM, 0x800, 0x800},
	{MEMMAP_GFP_NOWARN, 0x2000, 0x2000},
	{MEMMAP_GFP_COMP, 0x40000, 0x40000},
	{MEMMAP_GFP_ACCOUNT, 0x400000, 0x400000},
	{MEMMAP_GFP_ZEROTAGS, 0x800000, 0x800000},
	{MEMMAP_GFP_NOLOCKDEP, 0, 0},
	{MEMMAP_GFP_KERNEL, 0xcc0, 0xcc0},
	{MEMMAP_GFP_ATOMIC, 0xa20, 0x820},
	{MEMMAP_GFP_NOWAIT, 0x800, 0x2800},
	{MEMMAP_GFP_NOFS, 0xc40, 0xc40},
	{MEMMAP_GFP_NOIO, 0xc00, 0xc00},
	{MEMMAP_GFP_USER, 0x100cc0, 0x100cc0},
	{MEMMAP_GFP_HIGHUSER_MOVABLE, 0x100cca, 0x100cca},
	{MEMMAP_GFP_TRANSHUGE, 0x1c24ca, 0x1c24ca},
	{MEMMAP_GFP_TRANSHUGE_LIGHT, 0x1c20ca, 0x1c20ca},
	{MEMMAP_GFP_KERNEL_ACCOUNT, 0x400cc0, 0x400cc0},
};

/* @like: the column of known[], and what those bits are assumed to be like */
static void test_bits(const char *fixture, const char *like)
{
	bool newer = !strcmp(like, "6.12"), older = !strcmp(like, "5.10");
	unsigned int major, minor = 0;
	struct gfp_machine machine;
	struct gfp_bits assumed;

	machine_of(fixture, &machine);
	must(sscanf(fixture, "debian-%u.%u", &major, &minor) > 0);
	gfp_assume(&assumed, (struct release){major, minor});
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		uint32_t want = newer ? known[i].v6_12 : known[i].v6_1;

		/* __GFP_ZEROTAGS came with v5.14. */
		if (older && known[i].word == MEMMAP_GFP_ZEROTAGS)
			want = 0;
		about("%s: %s", fixture, gfp_words[known[i].word].name);
		is_hex(machine.bits.masks[known[i].word], want);
		is_hex(assumed.masks[known[i].word], want);
	}
	about("%s", fixture);
	is_str(machine.bits.from, "tracefs");
	contains(assumed.from, "assumed: as in Linux");
	is_str(strrchr(assumed.from, ' ') + 1, like);
	/* Words that stand for several flags are what their flags make. */
	for (int i = GFP_FIRST_COMPOSITE; i < MEMMAP_NR_GFP; i++) {
		struct gfp_bits own = machine.bits;

		own.masks[i] = 0;
		gfp_complete(&own, (struct release){major, minor});
		about("%s: %s from its flags", fixture, gfp_words[i].name);
		is_hex(own.masks[i], machine.bits.masks[i]);
	}
	machine_clear(&machine);
}

/* What messages of such kernels have, and what traces and documents say of the classics. */
static const struct {
	struct release release;
	const char *like;
	uint32_t mask;
	const char *text;
} history[] = {
	{{5, 1}, "5.10", 0xcc0, "GFP_KERNEL"},
	{{5, 0}, "4.18", 0x6000c0, "GFP_KERNEL"},
	{{4, 18}, "4.18", 0x6200ca, "GFP_HIGHUSER_MOVABLE"},
	{{4, 19}, "4.18", 0x480020, "GFP_ATOMIC"},
	{{4, 18}, "4.18", 0x60c0c0, "GFP_KERNEL|__GFP_COMP|__GFP_ZERO"},
	{{4, 17}, "4.10", 0x14000c0, "GFP_KERNEL"},
	{{4, 13}, "4.10", 0x14002c0, "GFP_KERNEL|__GFP_NOWARN"},
	{{4, 12}, "4.10", 0x14004c0, "GFP_KERNEL|__GFP_REPEAT"},
	{{4, 13}, "4.10", 0x14004c0, "GFP_KERNEL|__GFP_RETRY_MAYFAIL"},
	{{4, 14}, "4.10", 0x1404100, "GFP_NOIO|__GFP_COMP|__GFP_COLD"},
	{{4, 15}, "4.10", 0x1404100, "GFP_NOIO|__GFP_COMP|0x100"},
	{{4, 9}, "4.4", 0x24000c0, "GFP_KERNEL"},
	{{4, 9}, "4.4", 0x2c000c0, "GFP_KERNEL|__GFP_OTHER_NODE"},
	{{4, 9}, "4.4", 0x2084020, "GFP_ATOMIC|__GFP_COMP"},
	{{4, 5}, "4.4", 0x25000c0, "GFP_KERNEL_ACCOUNT"},
	{{4, 4}, "4.4", 0x25000c0, "GFP_KERNEL|__GFP_NOACCOUNT"},
	{{4, 3}, "3.0", 0xd0, "GFP_KERNEL"},
	{{3, 10}, "3.0", 0x20, "GFP_ATOMIC"},
	{{3, 10}, "3.0", 0x50, "GFP_NOFS"},
	{{3, 10}, "3.0", 0x10, "GFP_NOIO"},
	{{3, 10}, "3.0", 0x201da, "GFP_HIGHUSER_MOVABLE|__GFP_COLD"},
	{{3, 10}, "3.0", 0x4280da, "GFP_HIGHUSER_MOVABLE|__GFP_ZERO|__GFP_NO_KSWAPD"},
	{{3, 10}, "3.0", 0x80, "__GFP_FS"},
};

static void test_history(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(history); i++) {
		struct gfp_operand got;
		struct gfp_bits bits;
		char text[GFP_TEXT_BYTES];
		uint32_t unknown;

		about("Linux %u.%u: 0x%x", history[i].release.major, history[i].release.minor,
		      history[i].mask);
		gfp_assume(&bits, history[i].release);
		contains(bits.from, "assumed: as in Linux");
		is_str(strrchr(bits.from, ' ') + 1, history[i].like);
		gfp_text(&bits, history[i].mask, text);
		is_str(text, history[i].text);
		gfp_set_of(&bits, history[i].mask, &unknown);
		is_hex(unknown, strstr(text, "|0x") ? 0x100 : 0);
		is_int(gfp_parse(&bits, text, &got, NULL), 0);
		is_hex(got.mask, history[i].mask);
		is_hex(got.gone, 0);
	}
}

/* Before 4.4 there is no bit for waking kswapd, and none for being atomic. */
static void test_classic(void)
{
	struct gfp_machine machine = {0};
	struct gfp_request request;
	struct gfp_operand got;

	gfp_assume(&machine.bits, (struct release){3, 10});
	about("3.10: GFP_KERNEL");
	gfp_explain(&machine, "0xd0", 0xd0, &request);
	ok(request.may_sleep && request.wakes_kswapd && request.may_fs);
	is_int(request.min_share, 1000);
	is_int(request.nr_flags, 3);
	is_str(request.flags[2].name, "__GFP_WAIT");
	is_hex(request.flags[2].mask, 0x10);
	about("3.10: GFP_ATOMIC");
	gfp_explain(&machine, "0x20", 0x20, &request);
	ok(!request.may_sleep && request.wakes_kswapd);
	is_int(request.min_share, 375);
	about("3.10: __GFP_NO_KSWAPD");
	gfp_explain(&machine, "0x400000", 0x400000, &request);
	ok(!request.wakes_kswapd);
	is_str(request.flags[0].name, "__GFP_NO_KSWAPD");
	about("3.10: GFP_NOWAIT");
	is_int(gfp_parse(&machine.bits, "GFP_NOWAIT", &got, NULL), 0);
	is_hex(got.mask, 0);
	about("3.10: a message of its own");
	is_int(gfp_parse(&machine.bits, "a: order:1, mode:0x20", &got, NULL), 0);
	is_hex(got.mask, 0x20);
	ok(!got.before_names && !got.other);
}

static void test_unknown_release(void)
{
	struct gfp_machine machine = {0};
	struct gfp_request request;
	struct gfp_operand got;
	struct error err = {0};

	gfp_assume(&machine.bits, (struct release){2, 6});
	about("2.6: names");
	is_str(machine.bits.from, "unknown: of Linux before 3.0");
	must(gfp_parse(&machine.bits, "GFP_ATOMIC", &got, NULL) == 0);
	gfp_explain(&machine, "GFP_ATOMIC", got.mask, &request);
	is_str(request.text, "GFP_ATOMIC");
	is_hex(request.mask, ABSENT);
	is_hex(request.flags[0].mask, ABSENT);
	about("2.6: a number");
	is_int(gfp_parse(&machine.bits, "0xd0", &got, &err), -EINVAL);
	contains(err.text, "is not known (unknown: of Linux before 3.0)");
}

static void test_releases(void)
{
	struct gfp_bits bits;

	about("assumed bits");
	gfp_assume(&bits, (struct release){5, 10});
	is_str(bits.from, "assumed: as in Linux 5.10");
	is_hex(bits.masks[MEMMAP_GFP_ZEROTAGS], 0);
	is_hex(bits.masks[MEMMAP_GFP_ATOMIC], 0xa20);
	gfp_assume(&bits, (struct release){6, 3});
	is_hex(bits.masks[MEMMAP_GFP_ATOMIC], 0x820);
	is_hex(bits.masks[MEMMAP_GFP_NOWAIT], 0x800);
	gfp_assume(&bits, (struct release){6, 8});
	is_hex(bits.masks[MEMMAP_GFP_NOWAIT], 0x2800);
	gfp_assume(&bits, (struct release){0, 0});
	is_str(bits.from, "assumed: as in Linux 6.12");
}

/* The table above GFP_ZONE_TABLE in include/linux/gfp.h, by the low four bits. */
static void test_zones(const char *fixture, const char *dma, const char *dma32, const char *highmem)
{
	const char *const want[16] = {
		[0x0] = "Normal", [0x1] = dma, [0x2] = highmem,	  [0x4] = dma32,
		[0x8] = "Normal", [0x9] = dma, [0xa] = "Movable", [0xc] = dma32,
	};
	struct gfp_machine machine;

	machine_of(fixture, &machine);
	for (uint32_t mask = 0; mask < 16; mask++) {
		uint32_t unknown;

		about("%s: zone of 0x%x", fixture, mask);
		is_str(gfp_zone_name(&machine, gfp_set_of(&machine.bits, mask, &unknown)),
		       want[mask]);
		is_hex(unknown, 0);
	}
	machine_clear(&machine);
}

static void is_text(const struct gfp_bits *bits, uint32_t mask, const char *want)
{
	char text[GFP_TEXT_BYTES];

	about("text of 0x%x", mask);
	gfp_text(bits, mask, text);
	is_str(text, want);
}

static void test_text(void)
{
	struct gfp_machine machine;

	machine_of("debian-6.1-amd64", &machine);
	is_text(&machine.bits, 0, "none");
	is_text(&machine.bits, 0xdc0, "GFP_KERNEL|__GFP_ZERO");
	is_text(&machine.bits, 0x820, "GFP_NOWAIT|__GFP_HIGH");
	is_text(&machine.bits, 0xa20, "GFP_ATOMIC");
	is_text(&machine.bits, 0x3, "GFP_DMA|__GFP_HIGHMEM");
	is_text(&machine.bits, 0x1000000, "0x1000000");
	is_text(&machine.bits, 0x9000cc0, "GFP_KERNEL|0x9000000");
	is_text(&machine.bits, 0x400, "__GFP_DIRECT_RECLAIM");
	is_text(&machine.bits, UINT32_MAX,
		"GFP_TRANSHUGE|GFP_ATOMIC|GFP_DMA|GFP_DMA32|__GFP_RETRY_MAYFAIL|__GFP_NOFAIL|"
		"__GFP_NORETRY|__GFP_ZERO|__GFP_MEMALLOC|__GFP_THISNODE|__GFP_RECLAIMABLE|"
		"__GFP_ACCOUNT|__GFP_WRITE|__GFP_ZEROTAGS|0xff000000");
	machine_clear(&machine);
	/* As that kernel's own table has them. */
	machine_of("debian-7.x-amd64", &machine);
	is_text(&machine.bits, 0x100006, "GFP_DMA32|__GFP_HIGHMEM|__GFP_HARDWALL");
	is_text(&machine.bits, 0x42d80, "GFP_NOIO|__GFP_FS|__GFP_ZERO|__GFP_NOWARN|__GFP_COMP");
	is_text(&machine.bits, 0x4001c8,
		"__GFP_MOVABLE|__GFP_IO|__GFP_FS|__GFP_ZERO|__GFP_ACCOUNT");
	machine_clear(&machine);
}

static const struct {
	const char *text;
	int rc;
	uint32_t mask, other;
	const char *message, *remedy;
	const char *gone, *unknown;
	bool before_names, has_order;
	int order;
} inputs[] = {
	{"0xdc0", 0, 0xdc0},
	{"dc0", 0, 0xdc0},
	{"0", 0, 0},
	{"none", 0, 0},
	{"GFP_KERNEL", 0, 0xcc0},
	{"GFP_KERNEL|__GFP_DMA32", 0, 0xcc4},
	{"GFP_KERNEL | GFP_DMA32", 0, 0xcc4},
	{"GFP_KERNEL|0x1000000", 0, 0x1000cc0},
	{"mode:0x40dc0(GFP_KERNEL|__GFP_COMP|__GFP_ZERO), nodemask=(null)", 0, 0x40dc0},
	{"swapper/0: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL), nodemask=(null)", 0,
	 0xcc0, .has_order = true, .order = 4},
	{"a.out invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0", 0, 0x100cca,
	 .has_order = true},
	{"SLUB: Unable to allocate memory on node -1, gfp=0xcc0(GFP_KERNEL)", 0, 0xcc0},
	{"page=1 pfn=0x1 order=0 migratetype=0 gfp_flags=GFP_KERNEL|__GFP_ZERO", 0, 0xdc0,
	 .has_order = true},
	{"gfp_mask: 0xcc0", 0, 0xcc0},
	{"mode:0xcc0(GFP_KERNEL", 0, 0xcc0},
	/* GFP_ATOMIC as of 6.3. */
	{"mode:0x820(GFP_ATOMIC)", 0, 0xa20, 0x820},
	{"mode:0x1000cc0(GFP_KERNEL|0x1000000)", 0, 0x1000cc0},
	{"", -EINVAL, .message = "holds no GFP mask"},
	{"mode:", -EINVAL, .message = "holds no GFP mask"},
	{"0x100000000", -EINVAL, .message = "\"0x100000000\" is no GFP flag"},
	{"GFP_KERNAL", -EINVAL, .message = "\"GFP_KERNAL\" is no GFP flag",
	 .remedy = "did you mean \"GFP_KERNEL\"?"},
	{"GFP_PANCAKE", -EINVAL, .message = "is no GFP flag", .remedy = "lists the flags"},
	{"atomic", -EINVAL, .message = "\"atomic\" is no GFP flag",
	 .remedy = "did you mean \"GFP_ATOMIC\"?"},
	{"gfp_noio", -EINVAL, .message = "is no GFP flag", .remedy = "did you mean \"GFP_NOIO\"?"},
	{"mode:0xcc0(GFP_KERNEL|WHAT)", 0, 0xcc0, .unknown = "WHAT"},
	{"GFP_KERNEL|WHAT", -EINVAL, .message = "\"WHAT\" is no GFP flag"},
	/* Names that are gone, and messages from before there were names. */
	{"java: page allocation failure: order:0, mode:0x2084120(GFP_ATOMIC|__GFP_COLD|__GFP_COMP)",
	 0, 0x40a20, 0x2084120, .gone = "__GFP_COLD", .has_order = true},
	{"mode:0x24004c0(GFP_KERNEL|__GFP_REPEAT)", 0, 0x4cc0, 0x24004c0, .gone = "__GFP_REPEAT"},
	{"__GFP_WAIT|__GFP_NOTRACK", 0, 0xc00, .gone = "__GFP_WAIT __GFP_NOTRACK"},
	{"GFP_TEMPORARY", 0, 0xcd0, .gone = "GFP_TEMPORARY"},
	{"gfp_flags=GFP_NOFS|GFP_ZERO", 0, 0xd40},
	{"app: page allocation failure. order:5, mode:0xd0", 0, 0xcc0, 0xd0, .before_names = true,
	 .has_order = true, .order = 5},
	{"swapper: page allocation failure. order:0, mode:0x20", 0, 0xa20, 0x20,
	 .before_names = true, .has_order = true},
	{"a: page allocation failure. order:2, mode:0x2000d0", 0, 0xcc0, 0x2000d0,
	 .before_names = true, .has_order = true, .order = 2, .gone = "__GFP_NOTRACK"},
	{"a invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0", 0, 0x100cca, 0x201da,
	 .before_names = true, .has_order = true, .gone = "__GFP_COLD"},
	{"a invoked oom-killer: gfp_mask=0x24000c0, order=-1", 0, 0xcc0, 0x24000c0,
	 .before_names = true},
	{"mode:0xd0", 0, 0xd0},
	{"page last allocated via order 3, migratetype Movable, gfp_mask "
	 "0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO), pid 300, tgid 300 (a.out)",
	 0, 0x140dca, .has_order = true, .order = 3},
	{"Page allocated via order 1, mask 0x40dc0(GFP_KERNEL|__GFP_COMP|__GFP_ZERO), pid 1", 0,
	 0x40dc0, .has_order = true, .order = 1},
	{"order:99, mode:0xcc0(GFP_KERNEL)", 0, 0xcc0},
	{"border:4, mode:0xcc0(GFP_KERNEL)", 0, 0xcc0},
	{"__GFP_SKIP_KASAN", -EINVAL, .message = "this kernel has no __GFP_SKIP_KASAN"},
};

static void is_gone(uint64_t gone, const char *want)
{
	char text[200] = "";

	for (int i = 0; i < GFP_NR_GONE; i++)
		if (gone >> i & 1)
			snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s",
				 *text ? " " : "", gfp_gone_words[i].name);
	is_str(text, want ?: "");
}

static void test_parse(void)
{
	struct gfp_machine machine;

	machine_of("debian-6.1-amd64", &machine);
	for (size_t i = 0; i < ARRAY_SIZE(inputs); i++) {
		struct gfp_operand got = {.mask = 0xdead};
		struct error err = {0};

		about("\"%s\"", inputs[i].text);
		is_int(gfp_parse(&machine.bits, inputs[i].text, &got, &err), inputs[i].rc);
		if (inputs[i].rc == 0) {
			is_hex(got.mask, inputs[i].mask);
			is_hex(got.other, inputs[i].other);
			is_gone(got.gone, inputs[i].gone);
			is_str(got.unknown, inputs[i].unknown ?: "");
			is_int(got.before_names, inputs[i].before_names);
			is_int(got.order, inputs[i].has_order ? inputs[i].order : -1);
		} else {
			contains(err.text, inputs[i].message);
			contains(err.remedy, inputs[i].remedy ?: "");
			is_hex(got.mask, 0xdead);
		}
	}
	machine_clear(&machine);
}

static void is_served_from(const struct gfp_request *request, const char *want)
{
	char text[512] = "";

	for (unsigned int i = 0; i < request->nr_zones; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%d:%s", i ? " " : "",
			 request->zones[i].node, request->zones[i].zone);
	is_str(text, want);
}

static void test_explain(void)
{
	struct gfp_machine machine;
	struct gfp_request request;

	machine_of("debian-6.1-amd64-numa", &machine);
	about("GFP_KERNEL");
	gfp_explain(&machine, "GFP_KERNEL", 0xcc0, &request);
	ok(request.may_sleep && request.may_io && request.may_fs && request.wakes_kswapd);
	is_str(request.reserves, "none");
	is_int(request.min_share, 1000);
	is_str(request.migratetype, "Unmovable");
	is_str(request.highest_zone, "Normal");
	is_int(request.nr_flags, 4);
	is_served_from(&request, "0:DMA32 0:DMA 1:Normal 1:DMA32");
	ok(!request.note && request.slab && request.unknown_bits == ABSENT);
	machine.node = 1;
	about("GFP_ATOMIC on node 1");
	gfp_explain(&machine, "GFP_ATOMIC", 0xa20, &request);
	ok(!request.may_sleep && !request.may_io && request.wakes_kswapd);
	is_str(request.reserves, "part");
	is_int(request.min_share, 375);
	is_str(request.context, "any, interrupts and spinlocks too");
	is_served_from(&request, "1:Normal 1:DMA32 0:DMA32 0:DMA");
	about("__GFP_THISNODE");
	gfp_explain(&machine, "", 0x200cc0, &request);
	is_served_from(&request, "1:Normal 1:DMA32");
	about("GFP_DMA");
	gfp_explain(&machine, "", 0x1, &request);
	is_served_from(&request, "0:DMA");
	about("__GFP_MEMALLOC");
	gfp_explain(&machine, "", 0x20000, &request);
	is_str(request.reserves, "all");
	is_int(request.min_share, 0);
	about("__GFP_NOMEMALLOC wins");
	gfp_explain(&machine, "", 0xa0000, &request);
	is_str(request.reserves, "none");
	about("what the kernel warns about");
	gfp_explain(&machine, "", 0xec0, &request);
	contains(request.note, "the kernel warns");
	about("what excludes each other");
	gfp_explain(&machine, "", 0x1b, &request);
	ok(!request.highest_zone && !request.migratetype && !request.nr_zones);
	contains(request.note, "GFP_ZONE_BAD");
	contains(request.note, "exclude each other");
	about("every bit");
	gfp_explain(&machine, "", UINT32_MAX, &request);
	is_hex(request.unknown_bits, 0xff000000);
	is_int(request.nr_flags, 24);
	machine_clear(&machine);
}

/* Four nodes in a ring, where the two neighbours are as near, and one of memory alone. */
static void test_fallback(void)
{
	unsigned int distances[5][5] = {
		{10, 20, 30, 20, 20}, {20, 10, 20, 30, 20}, {30, 20, 10, 20, 20},
		{20, 30, 20, 10, 20}, {20, 20, 20, 20, 10},
	};
	struct numa_node items[5] = {
		{0, true, true, distances[0]},	{1, true, true, distances[1]},
		{2, true, true, distances[2]},	{3, false, true, distances[3]},
		{4, true, false, distances[4]},
	};
	struct numa_nodes nodes = {items, 5};
	size_t order[5];

	about("fallback from node 0");
	is_int(numa_fallback(&nodes, 0, order), 4);
	ok(order[0] == 0 && order[1] == 4 && order[2] == 1 && order[3] == 2);
	about("fallback from node 3, which has no memory");
	is_int(numa_fallback(&nodes, 3, order), 4);
	ok(order[0] == 4 && order[3] == 1);
	about("no such node");
	is_int(numa_fallback(&nodes, 7, order), 0);
}

static void test_nodes(void)
{
	static const struct zone_array none = {0};
	bool in[MAX_NODES];
	struct numa_nodes nodes = {0};
	struct zone_array zones = {0};
	struct error err = {0};
	struct root root, copy;

	about("lists of nodes");
	is_int(node_list_parse("0-1,4", in), 0);
	ok(in[0] && in[1] && !in[2] && !in[3] && in[4]);
	is_int(node_list_parse("", in), 0);
	ok(!in[0]);
	is_int(node_list_parse("1-0", in), -EINVAL);
	is_int(node_list_parse("1024", in), -EINVAL);
	is_int(node_list_parse("0-18446744073709551615", in), -EINVAL);
	is_int(node_list_parse("0 1", in), -EINVAL);
	about("a kernel without NUMA");
	scratch_root(&root);
	is_int(nodes_read(&root, &none, &nodes, &err), 0);
	is_int(nodes.nr, 1);
	numa_nodes_clear(&nodes);
	about("nodes that zones alone tell of");
	fixture_root("made-two-nodes", &copy);
	must(zones_read(&copy, &zones, &err) == 0);
	is_int(nodes_read(&copy, &zones, &nodes, &err), 1);
	is_int(nodes.nr, 2);
	ok(nodes.items[1].id == 1 && nodes.items[1].has_memory);
	is_int(nodes.items[0].distances[0], 10);
	is_int(nodes.items[0].distances[1], nodes.items[1].distances[0]);
	numa_nodes_clear(&nodes);
	zone_array_clear(&zones);
	root_clear(&copy);
	about("distances are missing");
	scratch_text(&root, "sys/devices/system/node/online", "0-1\n");
	is_int(nodes_read(&root, &none, &nodes, &err), -ENOENT);
	scratch_text(&root, "sys/devices/system/node/has_memory", "0-1\n");
	scratch_text(&root, "sys/devices/system/node/has_cpu", "0-1\n");
	scratch_text(&root, "sys/devices/system/node/node0/distance", "10 20\n");
	scratch_text(&root, "sys/devices/system/node/node1/distance", "20\n");
	err = (struct error){0};
	is_int(nodes_read(&root, &none, &nodes, &err), -EBADMSG);
	contains(err.text, "node1/distance: not 2 distances");
	ok(!nodes.items);
	scratch_remove(&root);
}

static const struct {
	const char *table, *message;
} formats[] = {
	{"", "no table of GFP flags"},
	{"print fmt: \"%s\", __print_flags(REC->flags, \"|\", {1, \"GFP_DMA\"})",
	 "no table of GFP flags"},
	{"__print_flags(REC->gfp_flags, \"|\",", "not understood"},
	{"__print_flags(REC->gfp_flags, \"|\", {0x1, \"GFP_DMA\"}", "not understood"},
	{"__print_flags(REC->gfp_flags, \"|\", {0x1, \"GFP_DMA\"})", "not understood"},
	{"__print_flags(REC->gfp_flags, \"|\", {1 << ___GFP_DMA_BIT, \"GFP_DMA\"})",
	 "{1 << ___GFP_DMA_BIT"},
	{"__print_flags(REC->gfp_flags, \"|\", {1UL << 64, \"GFP_DMA\"})", "{1UL << 64"},
	{"__print_flags(REC->gfp_flags, \"|\", {((1, \"GFP_DMA\"})", "{((1"},
};

static void test_broken(void)
{
	char deep[4096] = "__print_flags(REC->gfp_flags, \"|\", {";
	struct gfp_bits bits;
	struct error err;

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		about("format %zu", i);
		err = (struct error){0};
		is_int(gfp_format_parse(formats[i].table, &bits, &err), -EBADMSG);
		contains(err.text, formats[i].message);
	}
	about("parentheses without end");
	memset(deep + strlen(deep), '(', sizeof(deep) - strlen(deep) - 1);
	err = (struct error){0};
	is_int(gfp_format_parse(deep, &bits, &err), -EBADMSG);
}

DEFINE_UNIT(gfp)
{
	test_bits("debian-5.10-amd64", "5.10");
	test_bits("debian-6.1-amd64", "6.1");
	test_bits("debian-6.1-686-pae", "6.1");
	test_bits("debian-6.12-amd64", "6.12");
	test_bits("debian-7.x-amd64", "6.12");
	test_releases();
	test_history();
	test_classic();
	test_unknown_release();
	test_zones("debian-6.1-amd64", "DMA", "DMA32", "Normal");
	test_zones("debian-6.1-686-pae", "DMA", "Normal", "HighMem");
	test_text();
	test_parse();
	test_explain();
	test_fallback();
	test_nodes();
	test_broken();
}
