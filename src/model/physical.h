/* SPDX-License-Identifier: GPL-2.0-or-later */
/* physical.h - everything memmap can say about one physical address. */
#ifndef MEMMAP_MODEL_PHYSICAL_H
#define MEMMAP_MODEL_PHYSICAL_H

#include "model/memory.h"
#include "model/owner.h"
#include "model/translation.h"

/**
 * enum physical_status - whether there is anything at a physical address
 * @PHYSICAL_OK: RAM, a resource of /proc/iomem, or at least something that the kernel maps
 * @PHYSICAL_ABSENT: no such memory
 * @PHYSICAL_UNKNOWN: nobody may tell: the resources are hidden
 */
enum physical_status { PHYSICAL_OK, PHYSICAL_ABSENT, PHYSICAL_UNKNOWN };

/* How mappings of one frame contradict each other. */
#define CONFLICT_MEMTYPE    (1 << 0)
#define CONFLICT_WRITE_EXEC (1 << 1)

/**
 * struct alias - one kernel virtual address of a physical one
 * @virt_addr: the virtual address
 * @region: the region of the address space it belongs to, or NULL
 * @status: enum memmap_status; the direct map's address is listed when nothing is mapped there, too
 * @leaf_bytes: size of the page-table leaf that maps it, or ABSENT
 * @prot: MEMMAP_PROT_* bits of all levels together
 * @memtype: enum memmap_memtype
 * @area: the vmalloc area it lies in, or NULL; borrowed
 * @symbol: its symbol, or NULL
 */
struct alias {
	uint64_t virt_addr;
	const struct memmap_region *region;
	unsigned int status;
	uint64_t leaf_bytes;
	unsigned int prot, memtype;
	const struct vmap_area *area;
	char *symbol;
};

/* The most aliases of one address that are kept; one frame may be mapped any number of times. */
#define MAX_ALIASES 1024

/**
 * struct physical - the answer about one physical address
 * @operand: what the user asked for; borrowed
 * @phys_addr: the address
 * @pfn: number of its page frame
 * @status: enum physical_status
 * @is_ram: it lies in a resource "System RAM"; neither 0 nor 1 when the resources are not known
 * @is_online: the kernel manages its frame
 * @resource: the innermost physical resource it lies in, or NULL; borrowed
 * @frame: facts about the page frame, or NULL where the kernel manages none; borrowed
 * @struct_page: virtual address of the struct page that describes the frame, or ABSENT
 * @mapcount: mappings into user address spaces, or ABSENT
 * @owner: whose memory it is, or NULL where nothing is known of that
 * @aliases: kernel virtual addresses of it, that of the direct map first, the others by address
 * @nr_aliases: entries of @aliases
 * @nr_found: aliases there are, which may be more; ABSENT where nobody looked for any
 * @conflicts: CONFLICT_* bits
 * @warning: what @conflicts means, or NULL
 * @note: what the user should know about this answer, or NULL
 */
struct physical {
	const char *operand;
	uint64_t phys_addr, pfn;
	unsigned int status;
	uint8_t is_ram, is_online;
	const struct mem_resource *resource;
	const struct memmap_frame *frame;
	uint64_t struct_page;
	uint64_t mapcount;
	struct owner *owner;
	struct alias *aliases;
	size_t nr_aliases;
	uint64_t nr_found;
	unsigned int conflicts;
	char *warning, *note;
};

/**
 * physical_clear() - free what an answer owns
 * @physical: may be zeroed
 */
void physical_clear(struct physical *physical);

/* physical_status_name() - "ok", "absent" or "unknown"; NULL for other values */
const char *physical_status_name(uint64_t status);

/**
 * conflict_names() - name conflicts: "caching", "write-exec"
 * @names: the list to append to
 * @conflicts: CONFLICT_* bits
 */
void conflict_names(struct names *names, unsigned int conflicts);

#endif
