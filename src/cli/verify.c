// SPDX-License-Identifier: GPL-2.0-or-later
/* verify.c - see verify.h. */
#include <errno.h>
#include <string.h>

#include <memmap/analysis/extents.h>
#include <memmap/base/array.h>
#include <memmap/cli/verify.h>
#include <memmap/output/json.h>
#include <memmap/output/records.h>

/* Set by the hardware whenever it walks the entry. */
#define X86_ACCESSED (1ULL << 5)

/* How often both are asked before a difference counts. */
#define TRIES 4

int verifier_open(struct sources *first, struct report *report, struct verifier *ret,
		  struct error *err)
{
	struct verifier verifier = {.first = first, .report = report};
	struct error why = {0};

	for (const struct backend_ops *const *ops = backends; *ops; ops++) {
		if (*ops == first->backend->ops)
			continue;
		if ((*ops)->open(first->root, &verifier.backend, &why) < 0)
			continue;
		*ret = verifier;
		/* Areas are not compared: there is no need to read them. */
		ret->second = (struct sources){
			.root = first->root, .backend = ret->backend, .areas_read = true};
		return 0;
	}
	if (!why.code)
		error_set(&why, ERROR_NO_BACKEND, "there is no second back end");
	error_prefix(&why, 0, "--verify: ");
	*err = why;
	return -ENOTSUP;
}

void verifier_clear(struct verifier *verifier)
{
	sources_clear(&verifier->second);
	backend_close(&verifier->backend);
	free(verifier->extents);
	*verifier = (struct verifier){0};
}

/*
 * The two do not know all the same, see the head of backend/kcore.c: the module walks the calling
 * process's top table and kcore the kernel's, and only the module knows the fixmap's first slot.
 */
static void forget_differences(struct address *address)
{
	static const struct memmap_region fixmap = {.type = MEMMAP_REGION_FIXMAP};

	if (address->nr_steps) {
		address->steps[0].step.table_phys_addr = 0;
		address->steps[0].step.entry &= ~X86_ACCESSED;
	}
	if (address->region && address->region->type == MEMMAP_REGION_FIXMAP)
		address->region = &fixmap;
	/* Not of the page tables: /proc/vmallocinfo says it, and the module what its hashes mean.
	 */
	address->area = NULL;
	address->note = NULL;
}

/**
 * struct pair - two answers about one address
 * @first: from the back end whose answers are shown
 * @second: from the other one
 */
struct pair {
	struct address first, second;
};

/* Calls @differ for each field that is not the same, and returns how many there are. */
static unsigned int compare(const struct verifier *verifier, const struct pair *pair,
			    void (*differ)(const struct verifier *verifier, const struct pair *pair,
					   const struct field *field, const char *first,
					   const char *second))
{
	unsigned int nr = 0;

	for (size_t i = 0; i < address_record.nr_fields; i++) {
		const struct field *field = &address_record.fields[i];
		_cleanup_free_ char *first = NULL, *second = NULL;

		if (field->kind == FIELD_STREAM)
			continue;
		first = json_field_text(field, &pair->first);
		second = json_field_text(field, &pair->second);
		if (first && second && !strcmp(first, second))
			continue;
		nr++;
		if (differ)
			differ(verifier, pair, field, first ?: "?", second ?: "?");
	}
	return nr;
}

static void report_difference(const struct verifier *verifier, const struct pair *pair,
			      const struct field *field, const char *first, const char *second)
{
	struct error difference = {0};

	error_set(&difference, ERROR_MISMATCH, "0x%jx: %s: %s says %.200s, %s says %.200s",
		  (uintmax_t)pair->first.virt_addr, field->name,
		  verifier->first->backend->ops->name, first, verifier->backend->ops->name, second);
	report_error(verifier->report, &difference, pair->first.operand);
}

static int identify_both(struct verifier *verifier, const struct address *answer, struct pair *ret,
			 struct error *err)
{
	int rc;

	rc = identify_address(verifier->first, answer->operand, answer->virt_addr, &ret->first,
			      err);
	if (rc == 0)
		rc = identify_address(&verifier->second, answer->operand, answer->virt_addr,
				      &ret->second, err);
	if (rc < 0)
		return rc;
	forget_differences(&ret->first);
	forget_differences(&ret->second);
	return 0;
}

int verify_address(struct verifier *verifier, const struct address *answer, struct error *err)
{
	struct pair pair;
	int rc;

	for (unsigned int i = 0; i < TRIES; i++) {
		rc = identify_both(verifier, answer, &pair, err);
		if (rc < 0)
			return error_prefix(err, rc, "--verify: ");
		if (!compare(verifier, &pair, NULL))
			return 0;
	}
	verifier->nr_differences += compare(verifier, &pair, report_difference);
	return 0;
}

static void forget_extents(struct verifier *verifier)
{
	free(verifier->extents);
	verifier->extents = NULL;
	verifier->nr_extents = 0;
}

int verify_extent(struct verifier *verifier, const struct extent *extent, struct error *err)
{
	int rc = array_grow(&verifier->extents, verifier->nr_extents, err);

	if (rc == 0)
		verifier->extents[verifier->nr_extents++] = *extent;
	return rc;
}

/**
 * struct second_walk - the other back end's walk, compared as it goes
 * @verifier: has the first walk's extents
 * @at: which of them comes next
 * @parted: where the walks part, or ABSENT
 */
struct second_walk {
	const struct verifier *verifier;
	size_t at;
	uint64_t parted;
};

static bool same_extent(const struct extent *a, const struct extent *b)
{
	return a->virt_addr == b->virt_addr && a->phys_addr == b->phys_addr &&
	       a->length_bytes == b->length_bytes && a->leaf_bytes == b->leaf_bytes &&
	       a->status == b->status && a->prot == b->prot && a->memtype == b->memtype;
}

static void compare_extent(const struct extent *extent, void *context)
{
	struct second_walk *walk = context;
	const struct verifier *verifier = walk->verifier;
	const struct extent *first = &verifier->extents[walk->at];

	if (walk->parted != ABSENT)
		return;
	if (walk->at == verifier->nr_extents || extent->virt_addr < first->virt_addr)
		walk->parted = extent->virt_addr;
	else if (!same_extent(first, extent))
		walk->parted = first->virt_addr;
	walk->at++;
}

/* Walks with the other back end and finds where it parts from what the first one found. */
static int compare_walks(struct verifier *verifier, const struct address *answer, uint64_t *parted,
			 struct error *err)
{
	struct second_walk walk = {.verifier = verifier, .parted = ABSENT};
	struct extent_visitor visitor = {.extent = compare_extent, .context = &walk};
	struct address range = *answer;
	int rc = extents_walk(verifier->backend, &range, &visitor, err);

	if (walk.parted == ABSENT && walk.at < verifier->nr_extents)
		walk.parted = verifier->extents[walk.at].virt_addr;
	*parted = walk.parted;
	return rc;
}

/**
 * struct first_walk - the first back end's walk, done once more
 * @verifier: remembers the extents
 * @rc: why it could not
 * @err: filled then
 */
struct first_walk {
	struct verifier *verifier;
	int rc;
	struct error *err;
};

static void remember_extent(const struct extent *extent, void *context)
{
	struct first_walk *walk = context;

	if (walk->rc == 0)
		walk->rc = verify_extent(walk->verifier, extent, walk->err);
}

static int walk_again(struct verifier *verifier, const struct address *answer, struct error *err)
{
	struct first_walk walk = {.verifier = verifier, .err = err};
	struct extent_visitor visitor = {.extent = remember_extent, .context = &walk};
	struct address range = *answer;
	int rc;

	forget_extents(verifier);
	rc = extents_walk(verifier->first->backend, &range, &visitor, err);
	return rc < 0 ? rc : walk.rc;
}

static void report_parting(struct verifier *verifier, const struct address *answer, uint64_t parted)
{
	struct error difference = {0};

	error_set(&difference, ERROR_MISMATCH, "%s: extents of %s and %s part at 0x%jx",
		  answer->operand, verifier->first->backend->ops->name,
		  verifier->backend->ops->name, (uintmax_t)parted);
	report_error(verifier->report, &difference, answer->operand);
	verifier->nr_differences++;
}

int verify_range(struct verifier *verifier, const struct address *answer, struct error *err)
{
	uint64_t parted = ABSENT, before;
	bool stays = true;
	int rc = 0;

	for (unsigned int i = 0; i < TRIES && rc == 0; i++) {
		before = parted;
		if (i)
			rc = walk_again(verifier, answer, err);
		if (rc == 0)
			rc = compare_walks(verifier, answer, &parted, err);
		if (rc == 0 && parted == ABSENT)
			break;
		if (i && parted != before)
			stays = false;
	}
	forget_extents(verifier);
	if (rc < 0)
		return error_prefix(err, rc, "--verify: ");
	if (parted != ABSENT && stays)
		report_parting(verifier, answer, parted);
	return 0;
}
