/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gfp.h - what a set of GFP flags asks the page allocator for, and where it may be served from. */
#ifndef MEMMAP_ANALYSIS_GFP_H
#define MEMMAP_ANALYSIS_GFP_H

#include "backend/backend.h"
#include "model/gfp.h"
#include "model/memory.h"
#include "model/node.h"

/**
 * gfp_find_bits() - find out which bits the kernel gives its GFP flags
 * @root: the root
 * @kernel: release of the kernel, as uname -r; may be NULL
 * @ret: the bits; @ret->from says where they are known from
 * @why_assumed: filled when nobody could be asked: why not
 *
 * Asks BTF, tracefs and the helper module in turn; what none of them tells is assumed from the
 * release, and said to be.
 */
void gfp_find_bits(const struct root *root, const char *kernel, struct gfp_bits *ret,
		   struct error *why_assumed);

/**
 * struct gfp_machine - what decides where a request is served from
 * @bits: the kernel's bits
 * @zones: the zones, from zones_read(), empty ones too; without any no zone is told
 * @nodes: the nodes
 * @node: where requests begin
 */
struct gfp_machine {
	struct gfp_bits bits;
	struct zone_array zones;
	struct numa_nodes nodes;
	int node;
};

/**
 * struct gfp_operand - a mask as it was given
 * @mask: what it is in this kernel
 * @other: what another kernel wrote for it, where that has other bits; else 0
 * @before_names: that was a kernel before 4.6, for its message has no names
 * @gone: words of older kernels in it that this one does not have, a set of their places in
 * gfp_gone_words
 * @order: the order that the message tells; -1 without
 * @unknown: a word of the message that is no flag that is known; empty without
 */
struct gfp_operand {
	uint32_t mask, other;
	bool before_names;
	uint64_t gone;
	int order;
	char unknown[60];
};

/**
 * gfp_parse() - understand a mask
 * @bits: the kernel's bits
 * @text: "0xcc0", "cc0", "GFP_KERNEL|__GFP_ZERO", or a line of the log with
 * "mode:0xcc0(GFP_KERNEL)", "gfp_mask=0x…(…)", "gfp=…", "gfp_flags=…" or, from page_owner,
 * "mask 0x…(…)" in it
 * @ret: the mask
 * @err: filled on failure, with the word that was probably meant
 *
 * Return: 0 or -EINVAL.
 */
int gfp_parse(const struct gfp_bits *bits, const char *text, struct gfp_operand *ret,
	      struct error *err) _must_check_;

/**
 * gfp_note() - add to an answer what there is to know of how the mask was given
 * @operand: from gfp_parse()
 * @request: from gfp_explain()
 */
void gfp_note(const struct gfp_operand *operand, struct gfp_request *request);

/**
 * gfp_explain() - say everything about a mask
 * @machine: the machine
 * @operand: what the user asked for; borrowed by @ret
 * @mask: the mask
 * @ret: the answer; it points into itself and into @machine, so it must not be copied
 */
void gfp_explain(const struct gfp_machine *machine, const char *operand, uint32_t mask,
		 struct gfp_request *ret);

/**
 * gfp_zone_name() - the first zone that a set of flags may be served from, as gfp_zone() has it
 * @machine: has the zones, which tell how the kernel was configured
 * @set: a set of 1 << enum memmap_gfp
 *
 * Return: the name, or NULL for flags that exclude each other (GFP_ZONE_BAD), and where it depends
 * on zones that are not known.
 */
const char *gfp_zone_name(const struct gfp_machine *machine, uint64_t set);

#endif
