/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verify.h - hold the answers of one back end against those of another. */
#ifndef MEMMAP_CLI_VERIFY_H
#define MEMMAP_CLI_VERIFY_H

#include <memmap/analysis/identify.h>
#include <memmap/output/report.h>

/**
 * struct verifier - a second back end, and what it did not agree with
 * @first: identifies through the back end whose answers are shown; borrowed
 * @second: identifies through the other one
 * @backend: the other one
 * @report: where differences are reported; borrowed
 * @extents: extents of the range that is being answered
 * @nr_extents: how many
 * @nr_differences: differences that stayed when both were asked again
 */
struct verifier {
	struct sources *first;
	struct sources second;
	struct backend *backend;
	struct report *report;
	struct extent *extents;
	size_t nr_extents;
	uint64_t nr_differences;
};

/**
 * verifier_open() - open the back end that @first does not use
 * @first: must live as long as the verifier
 * @report: where differences go
 * @ret: the verifier, to be released with verifier_clear()
 * @err: why there is no second back end
 *
 * Return: 0 or -errno.
 */
int verifier_open(struct sources *first, struct report *report, struct verifier *ret,
		  struct error *err) _must_check_;

/**
 * verifier_clear() - release a verifier
 * @verifier: may be zeroed
 */
void verifier_clear(struct verifier *verifier);

/**
 * verify_address() - ask the other back end about an address and report every difference
 * @verifier: the verifier
 * @answer: what the first one said
 * @err: filled when the other one failed
 *
 * Memory moves while two back ends are asked one after the other, so where they differ both are
 * asked again; only what differs each time is reported.
 *
 * Return: 0 or -errno.
 */
int verify_address(struct verifier *verifier, const struct address *answer,
		   struct error *err) _must_check_;

/**
 * verify_extent() - remember an extent of the range that the first back end walks
 * @verifier: the verifier
 * @extent: the extent; copied
 * @err: filled when memory ran out
 *
 * Return: 0 or -ENOMEM.
 */
int verify_extent(struct verifier *verifier, const struct extent *extent,
		  struct error *err) _must_check_;

/**
 * verify_range() - walk the range with the other back end and report every difference
 * @verifier: has the extents of the first one's walk; they are forgotten
 * @answer: what the first one said
 * @err: filled when the other one failed
 *
 * Where the walks part, both are done again; only when they part at the same place each time is it
 * a difference, since what comes and goes meanwhile does so at many places.
 *
 * Return: 0 or -errno.
 */
int verify_range(struct verifier *verifier, const struct address *answer,
		 struct error *err) _must_check_;

#endif
