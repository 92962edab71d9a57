// SPDX-License-Identifier: GPL-2.0-or-later
/* samples_refused.c - why the kernel did not make a sample, and what to ask for instead. */
#include <errno.h>

#include "analysis/samples/samples.h"
#include "model/gfp.h"

/* By status; a text may have one %s for the kind or one %ju for the limit, as the flags say. */
static const struct {
	enum error_code code;
	bool names_kind, names_limit;
	const char *text, *remedy;
} reasons[] = {
	[MEMMAP_ALLOC_NO_MEMORY] =
		{ERROR_NO_MEMORY, true, false,
		 "%s: the allocator had no memory for it, or so little is left that it was not "
		 "asked",
		 "ask for less, or other flags; \"memmap zones\" shows what is free"},
	[MEMMAP_ALLOC_TOO_LARGE] = {ERROR_BAD_INPUT, true, true,
				    "%s: too large: a sample has at most %ju bytes",
				    "ask for less; --count makes several"},
	[MEMMAP_ALLOC_TOO_SMALL] = {ERROR_BAD_INPUT, true, true,
				    "%s: too small: a sample has at least %ju bytes", NULL},
	[MEMMAP_ALLOC_FIXED_SIZE] = {ERROR_BAD_INPUT, true, true,
				     "%s takes no size: it always has %ju bytes", "leave SIZE out"},
	[MEMMAP_ALLOC_FILE_OBJECTS] = {ERROR_BAD_INPUT, false, true,
				       "one command may hold %ju objects", "lower --count"},
	[MEMMAP_ALLOC_FILE_BYTES] = {ERROR_BAD_INPUT, false, true, "one command may hold %ju bytes",
				     "lower SIZE or --count"},
	[MEMMAP_ALLOC_MODULE_BYTES] =
		{ERROR_BUSY, false, true, "all commands together may hold %ju bytes of samples",
		 "wait until others that hold samples have ended, or ask for less"},
	[MEMMAP_ALLOC_MODULE_KMAPS] = {ERROR_BUSY, false, true,
				       "all commands together may hold %ju pages with kmap()",
				       "wait until others that hold samples have ended"},
	[MEMMAP_ALLOC_GFP_ZONES] = {ERROR_BAD_INPUT, true, false,
				    "%s: more than one zone: GFP_DMA, GFP_DMA32 and __GFP_HIGHMEM "
				    "exclude each other",
				    "leave all but one out"},
	[MEMMAP_ALLOC_GFP_HIGHMEM] = {ERROR_BAD_INPUT, true, false,
				      "%s cannot take __GFP_HIGHMEM: it returns an address, and "
				      "pages of high memory have none until they are mapped",
				      "leave __GFP_HIGHMEM out, or try vmap or kmap"},
	[MEMMAP_ALLOC_GFP_SLAB_DMA32] =
		{ERROR_BAD_INPUT, true, false,
		 "%s cannot take GFP_DMA32: slab caches exist for zone DMA, "
		 "none for DMA32; the kernel would drop the flag with a "
		 "warning",
		 "try pages with GFP_DMA32, or GFP_DMA"},
	[MEMMAP_ALLOC_GFP_SLAB_ZONE] = {ERROR_BAD_INPUT, true, false,
					"%s cannot take a zone: the zone of a slab cache is chosen "
					"when the cache is made",
					"try kmalloc, which has caches for GFP_DMA"},
	[MEMMAP_ALLOC_GFP_ZONE] = {ERROR_BAD_INPUT, true, false,
				   "%s cannot take a zone: it chooses by itself, and the kernel "
				   "would leave the flag out silently",
				   "try pages, kmalloc or vmap"},
	[MEMMAP_ALLOC_GFP_MOVABLE] = {ERROR_BAD_INPUT, true, false,
				      "%s cannot take __GFP_MOVABLE: nothing can move a sample, so "
				      "it would block memory that is kept for pages that move",
				      "leave __GFP_MOVABLE out"},
	[MEMMAP_ALLOC_GFP_SLEEPS] = {ERROR_BAD_INPUT, true, false,
				     "%s is for callers that may sleep and start I/O: it needs all "
				     "of GFP_KERNEL",
				     "try kmalloc or pages, which can do without"},
	[MEMMAP_ALLOC_GFP_OTHER] = {ERROR_BAD_INPUT, true, false,
				    "%s cannot take one of these flags, or not with a node, or "
				    "these two not together: __GFP_ATOMIC with "
				    "__GFP_DIRECT_RECLAIM makes the kernel warn",
				    "GFP_KERNEL alone always works"},
	[MEMMAP_ALLOC_NODE_UNUSED] = {ERROR_BAD_INPUT, true, false,
				      "%s takes no node: neither --node nor __GFP_THISNODE",
				      "try pages, zeroed-page, kmalloc, cache, vmalloc, vmap or "
				      "list"},
	[MEMMAP_ALLOC_NO_NODE] = {ERROR_NOT_FOUND, false, false,
				  "there is no such node, or it has no memory",
				  "\"memmap zones\" shows the nodes"},
	[MEMMAP_ALLOC_ZONE_BYTES] = {ERROR_BUSY, false, true,
				     "all commands together may hold %ju bytes of that zone, half "
				     "of what there is",
				     "ask for less, or wait until others that hold samples have "
				     "ended"},
};

int samples_refused(const struct memmap_alloc *request, struct error *err)
{
	unsigned int status = request->status;
	const char *kind = sample_kind_name(request->kind);
	char text[sizeof(err->text)];
	int rc;

	if (status >= ARRAY_SIZE(reasons) || !reasons[status].text)
		return error_set(err, ERROR_ABI,
				 "%s: the helper module gives a reason that this memmap does not "
				 "know (%u)",
				 kind, status);
	if (reasons[status].names_kind && reasons[status].names_limit)
		snprintf(text, sizeof(text), reasons[status].text, kind, (uintmax_t)request->limit);
	else if (reasons[status].names_kind)
		snprintf(text, sizeof(text), reasons[status].text, kind);
	else if (reasons[status].names_limit)
		snprintf(text, sizeof(text), reasons[status].text, (uintmax_t)request->limit);
	else
		snprintf(text, sizeof(text), "%s", reasons[status].text);
	rc = error_set(err, reasons[status].code, "%s", text);
	if (reasons[status].remedy)
		error_remedy(err, "%s", reasons[status].remedy);
	return rc;
}
