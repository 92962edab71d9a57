/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * memmap.h - the ioctl interface of /dev/memmap, shared by the helper module and user space.
 *
 * The device answers questions about the kernel's page tables and page frames. It never returns
 * memory contents and never follows a physical address, page table or PGD that the caller names.
 * Answers are snapshots: the tables may change the moment after they were read.
 *
 * Rules of the interface, as Documentation/driver-api/ioctl.rst and
 * Documentation/process/botching-up-ioctls.rst ask for them:
 *
 *  - Every struct has the same layout for 32-bit and 64-bit callers; pointers travel as __u64.
 *  - The size of each argument is part of the command number. A struct may grow at its end: an
 *    older caller's missing tail counts as zero, a newer caller's unknown tail must be zero
 *    (-E2BIG otherwise). A size below the first revision's is -EINVAL.
 *  - @flags and reserved members must be zero (-EINVAL); reserved members come back zero.
 *  - An unknown command is -ENOTTY. What this module can do stands in memmap_info.features.
 *  - Opening the device and every command need CAP_SYS_RAWIO and a kernel that is not locked down
 *    against /proc/kcore; commands that show kernel virtual addresses or where they are mapped
 *    need CAP_SYSLOG too, sample allocations CAP_SYS_ADMIN as well. Otherwise -EPERM.
 *  - kernel.kptr_restrict is not asked. Whoever may call can read as much through /proc/kcore; on a
 *    kernel without that file, to load the module is to let these callers see addresses all the same.
 *  - The commands' magic number is not registered in Documentation/userspace-api/ioctl/ioctl-number.rst.
 *  - Trouble with one item is that item's @status, never a failure of the whole call.
 *  - A fatal signal ends a long call with -EINTR, any signal a WALK with what it has.
 */
#ifndef _UAPI_MEMMAP_H
#define _UAPI_MEMMAP_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define MEMMAP_DEVICE_NAME	"memmap"
#define MEMMAP_ABI_REVISION	1

/*
 * Bits of memmap_info.features: which commands this module answers. ALLOC and FREE only if it was
 * loaded with the parameter samples=1.
 */
#define MEMMAP_FEATURE_WALK	(1ULL << 0)
#define MEMMAP_FEATURE_STEPS	(1ULL << 1)
#define MEMMAP_FEATURE_FRAMES	(1ULL << 2)
#define MEMMAP_FEATURE_SYMBOLS	(1ULL << 3)
#define MEMMAP_FEATURE_HASHES	(1ULL << 4)
#define MEMMAP_FEATURE_GFP	(1ULL << 5)
#define MEMMAP_FEATURE_ALLOC	(1ULL << 6)
#define MEMMAP_FEATURE_WALK_ONCE (1ULL << 7) /* WALK takes MEMMAP_WALK_ONCE */

/* The most items one FRAMES, SYMBOLS or HASHES call takes, and extents one WALK call fills. */
#define MEMMAP_MAX_ITEMS	4096

/* The most page-table levels any supported architecture has. */
#define MEMMAP_MAX_LEVELS	5

/**
 * enum memmap_status - what became of one address
 * @MEMMAP_STATUS_OK: mapped; physical address, leaf size and protection are valid
 * @MEMMAP_STATUS_UNMAPPED: a page-table entry on the way is not present
 * @MEMMAP_STATUS_NONCANONICAL: no page table of this paging mode can map such an address
 * @MEMMAP_STATUS_USER: below the kernel's half; this interface walks kernel tables only
 * @MEMMAP_STATUS_RACED: the tables kept changing while they were read; values are the last seen
 * @MEMMAP_STATUS_UNREADABLE: an entry points to a table outside online RAM; not followed
 */
enum memmap_status {
	MEMMAP_STATUS_OK,
	MEMMAP_STATUS_UNMAPPED,
	MEMMAP_STATUS_NONCANONICAL,
	MEMMAP_STATUS_USER,
	MEMMAP_STATUS_RACED,
	MEMMAP_STATUS_UNREADABLE,
};

/*
 * Effective protection: what all levels together allow, in memmap_extent and memmap_steps. ENCRYPTED
 * is the encryption bit of AMD's SME and SEV; a TDX guest's memory is encrypted unless an entry says it
 * is shared, and entries are reported without that bit.
 */
#define MEMMAP_PROT_WRITE	(1 << 0)
#define MEMMAP_PROT_EXEC	(1 << 1)
#define MEMMAP_PROT_USER	(1 << 2)
#define MEMMAP_PROT_GLOBAL	(1 << 3)
#define MEMMAP_PROT_ENCRYPTED	(1 << 4)

/**
 * enum memmap_memtype - how the CPU caches a mapping
 * @MEMMAP_MEMTYPE_UNKNOWN: not decoded
 * @MEMMAP_MEMTYPE_WB: write-back, ordinary memory
 * @MEMMAP_MEMTYPE_WC: write-combining
 * @MEMMAP_MEMTYPE_UC_MINUS: uncached, which an MTRR may turn into write-combining
 * @MEMMAP_MEMTYPE_UC: uncached
 * @MEMMAP_MEMTYPE_WT: write-through
 * @MEMMAP_MEMTYPE_WP: write-protected
 * @MEMMAP_MEMTYPE_NORMAL_NC: arm64: memory that is not cached; writes may be combined
 * @MEMMAP_MEMTYPE_DEVICE_NGNRNE: arm64: device; no gathering, reordering or early acknowledgement
 * @MEMMAP_MEMTYPE_DEVICE_NGNRE: arm64: device; writes may be acknowledged early, ioremap()
 * @MEMMAP_MEMTYPE_DEVICE_NGRE: arm64: device; accesses may be reordered too
 * @MEMMAP_MEMTYPE_DEVICE_GRE: arm64: device; accesses may be gathered too
 *
 * Write-back and write-through are arm64's normal memory, inner and outer.
 */
enum memmap_memtype {
	MEMMAP_MEMTYPE_UNKNOWN,
	MEMMAP_MEMTYPE_WB,
	MEMMAP_MEMTYPE_WC,
	MEMMAP_MEMTYPE_UC_MINUS,
	MEMMAP_MEMTYPE_UC,
	MEMMAP_MEMTYPE_WT,
	MEMMAP_MEMTYPE_WP,
	MEMMAP_MEMTYPE_NORMAL_NC,
	MEMMAP_MEMTYPE_DEVICE_NGNRNE,
	MEMMAP_MEMTYPE_DEVICE_NGNRE,
	MEMMAP_MEMTYPE_DEVICE_NGRE,
	MEMMAP_MEMTYPE_DEVICE_GRE,
};

/* Page-table levels, named as in include/linux/pgtable.h; folded levels are never reported. */
enum memmap_level {
	MEMMAP_LEVEL_PTE,
	MEMMAP_LEVEL_PMD,
	MEMMAP_LEVEL_PUD,
	MEMMAP_LEVEL_P4D,
	MEMMAP_LEVEL_PGD,
};

/*
 * Page-table formats: how to read the raw entries of memmap_step. ARM64 is that of all page sizes;
 * ARM64_LPA2 differs in bits 9 and 8, which are bits 51 and 50 of the address.
 */
enum memmap_format {
	MEMMAP_FORMAT_UNKNOWN,
	MEMMAP_FORMAT_X86_64,
	MEMMAP_FORMAT_X86_PAE,
	MEMMAP_FORMAT_X86_32,
	MEMMAP_FORMAT_ARM64,
	MEMMAP_FORMAT_ARM64_LPA2,
};

/*
 * Regions of the virtual address space, see Documentation/arch/x86/x86_64/mm.rst and
 * Documentation/arch/arm64/memory.rst.
 */
enum memmap_region_type {
	MEMMAP_REGION_NONE,
	MEMMAP_REGION_USER,
	MEMMAP_REGION_GUARD,
	MEMMAP_REGION_LDT,
	MEMMAP_REGION_DIRECT_MAP,
	MEMMAP_REGION_VMALLOC,
	MEMMAP_REGION_VMEMMAP,
	MEMMAP_REGION_CPU_ENTRY_AREA,
	MEMMAP_REGION_ESPFIX,
	MEMMAP_REGION_EFI,
	MEMMAP_REGION_KERNEL_IMAGE,
	MEMMAP_REGION_MODULES,
	MEMMAP_REGION_FIXMAP,
	MEMMAP_REGION_VSYSCALL,
	MEMMAP_REGION_PKMAP,
	MEMMAP_REGION_KMAP_LOCAL,
	MEMMAP_REGION_PCI_IO,
	MEMMAP_REGION_KASAN_SHADOW,
};

/*
 * memmap_region.flags. LINEAR: phys_addr is valid; where the region is mapped, the physical address
 * is virtual - start + phys_addr, modulo 2^64. PER_MM: each process has its own; the answer is the
 * caller's.
 */
#define MEMMAP_REGION_LINEAR	(1 << 0)
#define MEMMAP_REGION_PER_MM	(1 << 1)

/**
 * struct memmap_region - one region with this boot's bounds
 * @start: first address
 * @last: last address, so that a region may end at the top of the address space
 * @phys_addr: physical address of @start where MEMMAP_REGION_LINEAR is set; of VMEMMAP, address of
 *             the frame that the struct page at @start describes, modulo 2^64; else 0
 * @type: enum memmap_region_type
 * @flags: MEMMAP_REGION_LINEAR, MEMMAP_REGION_PER_MM
 * @reserved: 0
 */
struct memmap_region {
	__u64 start;
	__u64 last;
	__u64 phys_addr;
	__u16 type;
	__u16 flags;
	__u32 reserved;
};

/**
 * struct memmap_info - argument of MEMMAP_IOC_INFO
 * @regions: in, pointer to struct memmap_region[]; may be 0 when @nr_regions is 0
 * @nr_regions: in, room in @regions; out, how many regions there are. They come most specific
 *              first and may nest: the first that holds an address names it.
 * @flags: in, 0
 * @features: out, MEMMAP_FEATURE_* bits
 * @abi_revision: out, MEMMAP_ABI_REVISION of the module
 * @format: out, enum memmap_format
 * @page_shift: out, log2 of the page size in bytes
 * @nr_levels: out, page-table levels in use, folded ones not counted
 * @va_bits: out, bits of a virtual address that the tables translate
 * @phys_bits: out, bits of a physical address that a page-table entry can hold here
 * @struct_page_bytes: out, size of struct page, of which the region VMEMMAP is an array; 0 when
 *                     there is no such array, from modules that are too old to tell too
 * @reserved: 0
 * @version: out, version of the module, NUL-terminated
 */
struct memmap_info {
	__u64 regions;
	__u32 nr_regions;
	__u32 flags;
	__u64 features;
	__u32 abi_revision;
	__u32 format;
	__u8 page_shift;
	__u8 nr_levels;
	__u8 va_bits;
	__u8 phys_bits;
	__u16 struct_page_bytes;
	__u8 reserved[2];
	char version[32];
};

/**
 * struct memmap_extent - a run of virtual addresses that is contiguous in physical memory too
 * @virt_addr: first virtual address
 * @phys_addr: physical address of @virt_addr; 0 unless @status is OK or RACED
 * @length: bytes
 * @status: enum memmap_status
 * @prot: MEMMAP_PROT_* bits
 * @memtype: enum memmap_memtype
 * @leaf_shift: log2 of the size of the page-table leaves that map it; 0 when no leaf was reached:
 *              UNREADABLE, or RACED by a table above that kept changing; nothing else is known then
 * @reserved: 0
 */
struct memmap_extent {
	__u64 virt_addr;
	__u64 phys_addr;
	__u64 length;
	__u16 status;
	__u16 prot;
	__u8 memtype;
	__u8 leaf_shift;
	__u8 reserved[2];
};

/*
 * memmap_walk.flags. ONCE: leave out what an entry maps that leads to the same table, in the same way,
 * as the entry before it in its own table. KASAN maps terabytes of shadow onto one page with a handful
 * of tables, whose 2^32 extents would all tell the same.
 */
#define MEMMAP_WALK_ONCE	(1U << 0)

/**
 * struct memmap_walk - argument of MEMMAP_IOC_WALK: a range in, its extents out
 * @start: in, first virtual address; any alignment
 * @length: in, bytes; at least 1, and the range must not wrap
 * @extents: in, pointer to struct memmap_extent[@nr_extents]
 * @nr_extents: in, room in @extents, 1 to MEMMAP_MAX_ITEMS; out, how many were filled
 * @flags: in, MEMMAP_WALK_ONCE or 0
 * @next: out, where the walk stopped: @start + @length (modulo 2^64) when it is done, else the
 *        start for the next call. A call may stop before @extents is full, and in the middle of what
 *        could be one extent; it always advances.
 *
 * Extents come in rising order, clipped to the range; neighbours that continue each other with
 * equal leaf size, protection, memory type and status are merged. Unmapped ranges yield nothing.
 * A range that leaves the kernel's half is refused with -EINVAL. The cost follows the tables that
 * exist, not the length.
 */
struct memmap_walk {
	__u64 start;
	__u64 length;
	__u64 extents;
	__u32 nr_extents;
	__u32 flags;
	__u64 next;
};

/**
 * struct memmap_step - one page-table entry on the way to an address
 * @table_phys_addr: physical address of the table
 * @entry: the entry as the hardware reads it
 * @index: its index in the table
 * @level: enum memmap_level
 * @shift: log2 of the bytes the entry covers
 * @reserved: 0
 */
struct memmap_step {
	__u64 table_phys_addr;
	__u64 entry;
	__u16 index;
	__u8 level;
	__u8 shift;
	__u32 reserved;
};

/**
 * struct memmap_steps - argument of MEMMAP_IOC_STEPS: one address in, every level's entry out
 * @virt_addr: in, the virtual address
 * @phys_addr: out, its physical address (of the byte, not of the page) when @status is OK or RACED
 * @flags: in, 0
 * @status: out, enum memmap_status
 * @prot: out, MEMMAP_PROT_* bits
 * @memtype: out, enum memmap_memtype
 * @leaf_shift: out, log2 of the size of the leaf; 0 when none was reached
 * @nr_steps: out, how many of @steps are filled; the last one is the leaf or the entry that is
 *            not present
 * @reserved: 0
 * @steps: out, from the top level down
 */
struct memmap_steps {
	__u64 virt_addr;
	__u64 phys_addr;
	__u32 flags;
	__u16 status;
	__u16 prot;
	__u8 memtype;
	__u8 leaf_shift;
	__u8 nr_steps;
	__u8 reserved[5];
	struct memmap_step steps[MEMMAP_MAX_LEVELS];
};

/*
 * Zones by their name, with the same number whatever zones a kernel was built with. DEVICE is not
 * returned: its frames are not online RAM.
 */
enum memmap_zone_type {
	MEMMAP_ZONE_UNKNOWN,
	MEMMAP_ZONE_DMA,
	MEMMAP_ZONE_DMA32,
	MEMMAP_ZONE_NORMAL,
	MEMMAP_ZONE_HIGHMEM,
	MEMMAP_ZONE_MOVABLE,
	MEMMAP_ZONE_DEVICE,
};

/**
 * enum memmap_frame_status - what became of one page frame number
 * @MEMMAP_FRAME_OK: online RAM; the other members are valid
 * @MEMMAP_FRAME_ABSENT: no online RAM there: a hole, I/O memory or an offline section
 */
enum memmap_frame_status {
	MEMMAP_FRAME_OK,
	MEMMAP_FRAME_ABSENT,
};

#define MEMMAP_ORDER_NONE	0xff

/**
 * struct memmap_frame - facts about one page frame
 * @pfn: in, page frame number; looked up, never followed
 * @head_pfn: out, first frame of the free buddy block or compound page it is part of, else @pfn
 * @flags: out, bits numbered as KPF_* of <linux/kernel-page-flags.h>, as /proc/kpageflags has them,
 *         except: slabs never have KPF_ANON and KPF_KSM, other pages KPF_KSM only if it is true
 *         (v6.10 to v7.2 show both where they are not), and the huge zero page is not told apart
 * @refcount: out, page_ref_count(); 0 for tail pages, and for slabs where the kernel freezes them
 * @node: out, NUMA node
 * @status: out, enum memmap_frame_status
 * @zone: out, enum memmap_zone_type
 * @buddy_order: out, order of the free buddy block that holds the frame, or MEMMAP_ORDER_NONE
 * @compound_order: out, order of the compound page that holds the frame, or MEMMAP_ORDER_NONE
 * @reserved: 0
 */
struct memmap_frame {
	__u64 pfn;
	__u64 head_pfn;
	__u64 flags;
	__s32 refcount;
	__s32 node;
	__u8 status;
	__u8 zone;
	__u8 buddy_order;
	__u8 compound_order;
	__u32 reserved;
};

/**
 * struct memmap_frames - argument of MEMMAP_IOC_FRAMES
 * @frames: in, pointer to struct memmap_frame[@nr_frames]; only @pfn of each is read, the rest is
 *          written
 * @nr_frames: in, 1 to MEMMAP_MAX_ITEMS
 * @flags: in, 0
 * @nr_done: out, how many were answered
 * @reserved: in, 0
 */
struct memmap_frames {
	__u64 frames;
	__u32 nr_frames;
	__u32 flags;
	__u32 nr_done;
	__u32 reserved;
};

/**
 * struct memmap_symbols - argument of MEMMAP_IOC_SYMBOLS: addresses in, sprint_symbol() text out
 * @addrs: in, pointer to __u64[@nr_addrs]
 * @text: in, pointer to a buffer for one NUL-terminated string an address, back to back; an address
 *        that belongs to no symbol gets an empty string
 * @nr_addrs: in, 1 to MEMMAP_MAX_ITEMS
 * @text_size: in, bytes at @text
 * @flags: in, 0
 * @nr_done: out, how many addresses were answered before @text was full; -ENOSPC when none fits
 */
struct memmap_symbols {
	__u64 addrs;
	__u64 text;
	__u32 nr_addrs;
	__u32 text_size;
	__u32 flags;
	__u32 nr_done;
};

/**
 * struct memmap_hashes - argument of MEMMAP_IOC_HASHES: addresses in, what %p prints for them out
 * @addrs: in, pointer to __u64[@nr_addrs]; looked at as numbers, never followed
 * @hashes: in, pointer to __u64[@nr_addrs], filled; may be the same as @addrs
 * @nr_addrs: in, 1 to MEMMAP_MAX_ITEMS
 * @flags: in, 0
 * @nr_done: out, how many were answered
 * @reserved: in, 0
 *
 * /proc/vmallocinfo and others print such a hash instead of an address while kernel.kptr_restrict
 * is 0. It is the address itself where the kernel does not hash: booted with no_hash_pointers, and
 * for NULL and error pointers. An address wider than the kernel's has the hash 0. -EAGAIN until the
 * kernel has the random key that it hashes with.
 */
struct memmap_hashes {
	__u64 addrs;
	__u64 hashes;
	__u32 nr_addrs;
	__u32 flags;
	__u32 nr_done;
	__u32 reserved;
};

/*
 * The words of <linux/gfp_types.h>, first the flags, then those that stand for several, with the same
 * number whatever bits a kernel gives them. New ones come at the end.
 */
enum memmap_gfp {
	MEMMAP_GFP_DMA,
	MEMMAP_GFP_HIGHMEM,
	MEMMAP_GFP_DMA32,
	MEMMAP_GFP_MOVABLE,
	MEMMAP_GFP_RECLAIMABLE,
	MEMMAP_GFP_HIGH,
	MEMMAP_GFP_IO,
	MEMMAP_GFP_FS,
	MEMMAP_GFP_ZERO,
	MEMMAP_GFP_ATOMIC_FLAG,
	MEMMAP_GFP_DIRECT_RECLAIM,
	MEMMAP_GFP_KSWAPD_RECLAIM,
	MEMMAP_GFP_WRITE,
	MEMMAP_GFP_NOWARN,
	MEMMAP_GFP_RETRY_MAYFAIL,
	MEMMAP_GFP_NOFAIL,
	MEMMAP_GFP_NORETRY,
	MEMMAP_GFP_MEMALLOC,
	MEMMAP_GFP_COMP,
	MEMMAP_GFP_NOMEMALLOC,
	MEMMAP_GFP_HARDWALL,
	MEMMAP_GFP_THISNODE,
	MEMMAP_GFP_ACCOUNT,
	MEMMAP_GFP_ZEROTAGS,
	MEMMAP_GFP_SKIP_ZERO,
	MEMMAP_GFP_SKIP_KASAN,
	MEMMAP_GFP_SKIP_KASAN_UNPOISON,
	MEMMAP_GFP_SKIP_KASAN_POISON,
	MEMMAP_GFP_NOLOCKDEP,
	MEMMAP_GFP_NO_OBJ_EXT,
	MEMMAP_GFP_TRANSHUGE,
	MEMMAP_GFP_TRANSHUGE_LIGHT,
	MEMMAP_GFP_HIGHUSER_MOVABLE,
	MEMMAP_GFP_HIGHUSER,
	MEMMAP_GFP_USER,
	MEMMAP_GFP_KERNEL_ACCOUNT,
	MEMMAP_GFP_KERNEL,
	MEMMAP_GFP_NOFS,
	MEMMAP_GFP_ATOMIC,
	MEMMAP_GFP_NOIO,
	MEMMAP_GFP_NOWAIT,
	MEMMAP_GFP_RECLAIM,
	MEMMAP_NR_GFP,
};

/* Room in struct memmap_gfp_masks for words to come. */
#define MEMMAP_MAX_GFP		64

/**
 * struct memmap_gfp_masks - argument of MEMMAP_IOC_GFP: what gfp_t this kernel makes of each word
 * @masks: out, by enum memmap_gfp; 0 for a word that this kernel does not have or whose bits it
 *         leaves out, as its configuration says
 * @flags: in, 0
 * @nr_masks: out, words that this module knows; the rest of @masks is 0
 */
struct memmap_gfp_masks {
	__u32 masks[MEMMAP_MAX_GFP];
	__u32 flags;
	__u32 nr_masks;
};

/**
 * enum memmap_alloc_kind - which allocator of the kernel a sample comes from
 * @MEMMAP_ALLOC_PAGES: __get_free_pages(), of the order that @size needs
 * @MEMMAP_ALLOC_ZEROED_PAGE: get_zeroed_page(); @size 0
 * @MEMMAP_ALLOC_KMALLOC: kmalloc()
 * @MEMMAP_ALLOC_KMEM_CACHE: kmem_cache_alloc() from a cache of the module's own; @size 0
 * @MEMMAP_ALLOC_VMALLOC: vmalloc()
 * @MEMMAP_ALLOC_VMALLOC_HUGE: vmalloc_huge()
 * @MEMMAP_ALLOC_VMAP: vmap() of pages that were allocated one by one, mapped in an order in which
 *                     no two that were allocated in a row are neighbours
 * @MEMMAP_ALLOC_PERCPU: alloc_percpu(); one object, with a sample for each CPU
 * @MEMMAP_ALLOC_DMA_COHERENT: dma_alloc_coherent() for a device with a mask of 32 bits
 * @MEMMAP_ALLOC_IOREMAP: ioremap() of a page of I/O memory that the kernel itself uses; it is
 *                        mapped and never touched; @size 0
 * @MEMMAP_ALLOC_KMAP: kmap() of a page from high memory; @size 0
 * @MEMMAP_ALLOC_KMAP_LOCAL: kmap_local_page() of such a page; it is unmapped and freed before the
 *                           call returns, since the mapping is this CPU's alone; @size 0
 * @MEMMAP_ALLOC_LIST: kmalloc() of each node of a list; one object, with a sample for each node
 */
enum memmap_alloc_kind {
	MEMMAP_ALLOC_PAGES,
	MEMMAP_ALLOC_ZEROED_PAGE,
	MEMMAP_ALLOC_KMALLOC,
	MEMMAP_ALLOC_KMEM_CACHE,
	MEMMAP_ALLOC_VMALLOC,
	MEMMAP_ALLOC_VMALLOC_HUGE,
	MEMMAP_ALLOC_VMAP,
	MEMMAP_ALLOC_PERCPU,
	MEMMAP_ALLOC_DMA_COHERENT,
	MEMMAP_ALLOC_IOREMAP,
	MEMMAP_ALLOC_KMAP,
	MEMMAP_ALLOC_KMAP_LOCAL,
	MEMMAP_ALLOC_LIST,
};

/**
 * enum memmap_alloc_status - what became of a request for samples
 * @MEMMAP_ALLOC_OK: all were made
 * @MEMMAP_ALLOC_NO_MEMORY: the allocator had none, or so little is left that none was tried
 * @MEMMAP_ALLOC_NOT_HERE: this kernel or machine has nothing of the kind: no high memory, no huge
 *                         vmalloc, no known I/O memory, no such zone
 * @MEMMAP_ALLOC_TOO_LARGE: larger than @limit bytes, the most for the kind
 * @MEMMAP_ALLOC_TOO_SMALL: smaller than @limit bytes, the least for the kind
 * @MEMMAP_ALLOC_FIXED_SIZE: the kind has a size of its own, @limit bytes
 * @MEMMAP_ALLOC_FILE_OBJECTS: this open file has @limit objects, the most
 * @MEMMAP_ALLOC_FILE_BYTES: this open file would have more than @limit bytes
 * @MEMMAP_ALLOC_MODULE_BYTES: all open files together would have more than @limit bytes
 * @MEMMAP_ALLOC_MODULE_KMAPS: all open files together have @limit pages mapped with kmap(), which
 *                             everybody in the kernel shares few slots for
 * @MEMMAP_ALLOC_GFP_ZONES: more than one zone modifier
 * @MEMMAP_ALLOC_GFP_HIGHMEM: __GFP_HIGHMEM where the allocator returns an address: high memory has
 *                            none
 * @MEMMAP_ALLOC_GFP_SLAB_DMA32: __GFP_DMA32 with a slab allocator, which has no caches there
 * @MEMMAP_ALLOC_GFP_SLAB_ZONE: a zone modifier with a slab cache that was not made for it
 * @MEMMAP_ALLOC_GFP_ZONE: a zone modifier with an allocator that chooses zones itself
 * @MEMMAP_ALLOC_GFP_MOVABLE: __GFP_MOVABLE for pages that nothing can move
 * @MEMMAP_ALLOC_GFP_SLEEPS: flags that forbid to sleep or to start I/O, with an allocator that may, or
 *                           that has a pool which all share for those who must not
 * @MEMMAP_ALLOC_GFP_OTHER: a flag that means nothing to the allocator, or that it refuses, or
 *                          ATOMIC_FLAG with DIRECT_RECLAIM, which kernels that have both warn about
 * @MEMMAP_ALLOC_NODE_UNUSED: a node or __GFP_THISNODE with an allocator that takes none
 * @MEMMAP_ALLOC_NO_NODE: no such node, or it has no memory
 * @MEMMAP_ALLOC_ZONE_BYTES: all open files together would have more than @limit bytes of what they
 *                           asked for from the zone that is named
 */
enum memmap_alloc_status {
	MEMMAP_ALLOC_OK,
	MEMMAP_ALLOC_NO_MEMORY,
	MEMMAP_ALLOC_NOT_HERE,
	MEMMAP_ALLOC_TOO_LARGE,
	MEMMAP_ALLOC_TOO_SMALL,
	MEMMAP_ALLOC_FIXED_SIZE,
	MEMMAP_ALLOC_FILE_OBJECTS,
	MEMMAP_ALLOC_FILE_BYTES,
	MEMMAP_ALLOC_MODULE_BYTES,
	MEMMAP_ALLOC_MODULE_KMAPS,
	MEMMAP_ALLOC_GFP_ZONES,
	MEMMAP_ALLOC_GFP_HIGHMEM,
	MEMMAP_ALLOC_GFP_SLAB_DMA32,
	MEMMAP_ALLOC_GFP_SLAB_ZONE,
	MEMMAP_ALLOC_GFP_ZONE,
	MEMMAP_ALLOC_GFP_MOVABLE,
	MEMMAP_ALLOC_GFP_SLEEPS,
	MEMMAP_ALLOC_GFP_OTHER,
	MEMMAP_ALLOC_NODE_UNUSED,
	MEMMAP_ALLOC_NO_NODE,
	MEMMAP_ALLOC_ZONE_BYTES,
};

/*
 * Caps on samples. They count what the allocator gave, of PERCPU once for each possible CPU. Requests
 * above them get a status, see enum memmap_alloc_status; some kinds have a lower cap on one object, and
 * of the memory up to a zone that is named at most half is given, which @limit tells.
 */
#define MEMMAP_ALLOC_OBJECT_BYTES	(4U << 20)
#define MEMMAP_ALLOC_DMA_BYTES		(256U << 10)
#define MEMMAP_ALLOC_PERCPU_BYTES	(32U << 10)
#define MEMMAP_ALLOC_MAX_FILE_OBJECTS	64
#define MEMMAP_ALLOC_MAX_FILE_BYTES	(16U << 20)
#define MEMMAP_ALLOC_MAX_MODULE_BYTES	(64U << 20)
#define MEMMAP_ALLOC_MAX_MODULE_KMAPS	8

/**
 * struct memmap_sample - where a sample landed, in the kernel's own words
 * @handle: names the object for MEMMAP_IOC_FREE; never 0, but for KMAP_LOCAL, which is gone already
 * @virt_addr: its virtual address
 * @size: bytes the allocator really gave
 * @phys_addr: physical address of the first byte, by virt_to_phys(), vmalloc_to_page() or
 *             page_to_phys(); the page tables were not asked by this interface's walker
 * @last_phys_addr: physical address of the last byte
 * @duration_ns: how long the call of the allocator took
 * @dma_addr: DMA_COHERENT: the address for the device; else 0
 * @prev_addr: LIST: what the node's prev points to; of the first node that is the list's head
 * @next_addr: LIST: what the node's next points to; of the last node that is the list's head
 * @nr_runs: runs of contiguous physical memory it consists of
 * @node: NUMA node of the first page; -1 for I/O memory
 * @cpu: PERCPU: the CPU; else -1
 * @zone: enum memmap_zone_type of the first page
 * @reserved: 0
 */
struct memmap_sample {
	__u64 handle;
	__u64 virt_addr;
	__u64 size;
	__u64 phys_addr;
	__u64 last_phys_addr;
	__u64 duration_ns;
	__u64 dma_addr;
	__u64 prev_addr;
	__u64 next_addr;
	__u32 nr_runs;
	__s32 node;
	__s32 cpu;
	__u8 zone;
	__u8 reserved[3];
};

/**
 * struct memmap_alloc - argument of MEMMAP_IOC_ALLOC: make sample allocations
 * @samples: in, pointer to struct memmap_sample[@nr_samples], filled
 * @size: in, bytes of each object, or of each CPU's part or node; 0 for kinds with their own size
 * @nr_samples: in, how many, 1 to MEMMAP_MAX_ITEMS: objects, for PERCPU CPUs and for LIST nodes of
 *              one object; out, how many were made
 * @kind: in, enum memmap_alloc_kind
 * @gfp: in, the flags, a set of 1 << enum memmap_gfp; words that stand for several are no flags. The
 *       module adds __GFP_NORETRY and __GFP_NOWARN, and __GFP_ACCOUNT where that changes nothing of
 *       where the sample lands; it leaves out HIGH and ATOMIC_FLAG, since what is kept must not come
 *       out of reserves.
 * @node: in, NUMA node that should serve it, or -1
 * @flags: in, 0
 * @limit: out, what some statuses speak of, else 0
 * @status: out, enum memmap_alloc_status: why there are fewer than asked for
 * @reserved: in, 0
 *
 * The objects belong to the open file and are freed with MEMMAP_IOC_FREE or when the file is closed
 * for the last time, however that comes. A call that fails leaves none behind. They are never read,
 * written (but for zeroing, and links of lists) or mapped to user space. An unknown kind or flag is
 * -EINVAL.
 */
struct memmap_alloc {
	__u64 samples;
	__u64 size;
	__u32 nr_samples;
	__u32 kind;
	__u64 gfp;
	__s32 node;
	__u32 flags;
	__u64 limit;
	__u32 status;
	__u32 reserved;
};

/**
 * struct memmap_free - argument of MEMMAP_IOC_FREE: free an object with all its samples
 * @handle: in, from struct memmap_sample; -ENOENT when this open file has no such object
 * @flags: in, 0
 * @reserved: in, 0
 *
 * Nothing is written to the argument.
 */
struct memmap_free {
	__u64 handle;
	__u32 flags;
	__u32 reserved;
};

#define MEMMAP_IOC_MAGIC	0xEA

#define MEMMAP_IOC_INFO		_IOWR(MEMMAP_IOC_MAGIC, 0x00, struct memmap_info)
#define MEMMAP_IOC_WALK		_IOWR(MEMMAP_IOC_MAGIC, 0x01, struct memmap_walk)
#define MEMMAP_IOC_STEPS	_IOWR(MEMMAP_IOC_MAGIC, 0x02, struct memmap_steps)
#define MEMMAP_IOC_FRAMES	_IOWR(MEMMAP_IOC_MAGIC, 0x03, struct memmap_frames)
#define MEMMAP_IOC_SYMBOLS	_IOWR(MEMMAP_IOC_MAGIC, 0x04, struct memmap_symbols)
#define MEMMAP_IOC_HASHES	_IOWR(MEMMAP_IOC_MAGIC, 0x05, struct memmap_hashes)
#define MEMMAP_IOC_GFP		_IOWR(MEMMAP_IOC_MAGIC, 0x06, struct memmap_gfp_masks)
#define MEMMAP_IOC_ALLOC	_IOWR(MEMMAP_IOC_MAGIC, 0x07, struct memmap_alloc)
#define MEMMAP_IOC_FREE		_IOWR(MEMMAP_IOC_MAGIC, 0x08, struct memmap_free)

#endif /* _UAPI_MEMMAP_H */
