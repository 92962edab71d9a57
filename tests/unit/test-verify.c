// SPDX-License-Identifier: GPL-2.0-or-later
/* test-verify.c - differences between two back ends are found, each of them, and nothing else is.
 */
#include <memmap/analysis/extents.h>
#include <memmap/cli/verify.h>
#include <memmap/output/records.h>

#include "fake.h"
#include "support.h"
#include "tap.h"

#define BASE 0xffffc90000000000ULL

static const struct memmap_extent truth[] = {
	{BASE, 0x5000, 0x2000, .prot = MEMMAP_PROT_WRITE, .memtype = MEMMAP_MEMTYPE_WB,
	 .leaf_shift = 12},
	{BASE + 0x4000, 0x9000, 0x1000, .prot = MEMMAP_PROT_WRITE, .memtype = MEMMAP_MEMTYPE_WB,
	 .leaf_shift = 12},
};

static struct memmap_region regions[] = {
	{BASE, BASE + 0xffffff, 0, MEMMAP_REGION_VMALLOC, 0},
};

/* What the second back end says otherwise about the first extent. */
static const struct lie {
	const char *about;
	struct memmap_extent extent;
	unsigned int nr_address, nr_range;
} lies[] = {
	{"nothing",
	 {BASE, 0x5000, 0x2000, .prot = MEMMAP_PROT_WRITE, .memtype = MEMMAP_MEMTYPE_WB,
	  .leaf_shift = 12},
	 0,
	 0},
	/* A wrong physical address is a wrong pfn and a wrong last entry, too. */
	{"phys_addr",
	 {BASE, 0x6000, 0x2000, .prot = MEMMAP_PROT_WRITE, .memtype = MEMMAP_MEMTYPE_WB,
	  .leaf_shift = 12},
	 3,
	 1},
	{"prot", {BASE, 0x5000, 0x2000, .memtype = MEMMAP_MEMTYPE_WB, .leaf_shift = 12}, 1, 1},
	{"memtype",
	 {BASE, 0x5000, 0x2000, .prot = MEMMAP_PROT_WRITE, .memtype = MEMMAP_MEMTYPE_UC,
	  .leaf_shift = 12},
	 1,
	 1},
	/* The address itself is right, only the range shows it. */
	{"length",
	 {BASE, 0x5000, 0x1000, .prot = MEMMAP_PROT_WRITE, .memtype = MEMMAP_MEMTYPE_WB,
	  .leaf_shift = 12},
	 0,
	 1},
};

/**
 * struct case_state - two back ends, what is asked, and what is told about it
 * @first: its machine
 * @second: its machine
 * @extents: of @second
 * @backend: of @first
 * @sources: over @backend
 * @verifier: under test
 * @report: where differences go
 * @text: what was reported
 * @size: its length
 */
struct case_state {
	struct fake_machine first, second;
	struct memmap_extent extents[2];
	struct backend *backend;
	struct sources sources;
	struct verifier verifier;
	struct report report;
	char *text;
	size_t size;
};

static void begin(struct case_state *state, const struct root *root, const struct lie *lie)
{
	*state = (struct case_state){
		.extents = {lie->extent, truth[1]},
		.first = {.extents = truth, .nr_extents = 2, .regions = regions, .nr_regions = 1},
	};
	state->second = state->first;
	state->second.extents = state->extents;
	state->backend = fake_new(&state->first);
	state->sources = (struct sources){.root = root, .backend = state->backend};
	state->verifier = (struct verifier){
		.first = &state->sources,
		.report = &state->report,
		.backend = fake_new(&state->second),
	};
	state->verifier.second = (struct sources){.root = root, .backend = state->verifier.backend};
	state->report = (struct report){
		.json = true,
		.style = {.out = open_memstream(&state->text, &state->size)},
	};
	report_begin(&state->report, &(struct report_header){.command = "addr"}, &address_record);
}

static void end(struct case_state *state, unsigned int nr_differences)
{
	struct error err = {0};

	is_int(state->verifier.nr_differences, nr_differences);
	is_int(report_end(&state->report, &err), 0);
	fclose(state->report.style.out);
	is_int(strstr(state->text, "\"code\":\"mismatch\"") != NULL, nr_differences > 0);
	free(state->text);
	verifier_clear(&state->verifier);
	sources_clear(&state->sources);
	backend_close(&state->backend);
}

static void test_address(const struct root *root, const struct lie *lie)
{
	struct case_state state;
	struct address answer;
	struct error err = {0};

	about("an address, lied about: %s", lie->about);
	begin(&state, root, lie);
	is_int(identify_address(&state.sources, "x", BASE, &answer, &err), 0);
	is_int(verify_address(&state.verifier, &answer, &err), 0);
	end(&state, lie->nr_address);
}

static void remember(const struct extent *extent, void *context)
{
	struct verifier *verifier = context;

	ok(verify_extent(verifier, extent, NULL) == 0);
}

static void test_range(const struct root *root, const struct lie *lie)
{
	struct case_state state;
	struct address answer;
	struct error err = {0};

	about("a range, lied about: %s", lie->about);
	begin(&state, root, lie);
	is_int(identify_range(&state.sources, "x", BASE, 0x8000, &answer, &err), 0);
	is_int(extents_walk(
		       state.backend, &answer,
		       &(struct extent_visitor){.extent = remember, .context = &state.verifier},
		       &err),
	       0);
	is_int(verify_range(&state.verifier, &answer, &err), 0);
	is_int(state.verifier.nr_extents, 0);
	end(&state, lie->nr_range);
}

int main(void)
{
	struct root root;

	scratch_root(&root);
	scratch_text(&root, "proc/vmallocinfo", "");
	scratch_text(&root, "proc/iomem", "");
	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		test_address(&root, &lies[i]);
		test_range(&root, &lies[i]);
	}
	scratch_remove(&root);
	return tap_done();
}
