// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * layout.c - the ioctl interface as it was published. It compiles, or the interface has changed; a
 * change that old programs do not see (a new command, a new bit) belongs here too.
 */
#include <stddef.h>

#include <uapi/memmap.h>

#define SIZE(type, bytes) _Static_assert(sizeof(struct type) == (bytes), #type " has another size")
#define AT(type, member, position)                                                            \
	_Static_assert(offsetof(struct type, member) == (position), #type "." #member " has " \
									  "moved")
#define IS(constant, value) _Static_assert((constant) == (value), #constant " has changed")

SIZE(memmap_region, 32);
AT(memmap_region, start, 0);
AT(memmap_region, last, 8);
AT(memmap_region, phys_addr, 16);
AT(memmap_region, type, 24);
AT(memmap_region, flags, 26);
AT(memmap_region, reserved, 28);

SIZE(memmap_info, 72);
AT(memmap_info, regions, 0);
AT(memmap_info, nr_regions, 8);
AT(memmap_info, flags, 12);
AT(memmap_info, features, 16);
AT(memmap_info, abi_revision, 24);
AT(memmap_info, format, 28);
AT(memmap_info, page_shift, 32);
AT(memmap_info, nr_levels, 33);
AT(memmap_info, va_bits, 34);
AT(memmap_info, phys_bits, 35);
AT(memmap_info, struct_page_bytes, 36);
AT(memmap_info, reserved, 38);
AT(memmap_info, version, 40);

SIZE(memmap_extent, 32);
AT(memmap_extent, virt_addr, 0);
AT(memmap_extent, phys_addr, 8);
AT(memmap_extent, length, 16);
AT(memmap_extent, status, 24);
AT(memmap_extent, prot, 26);
AT(memmap_extent, memtype, 28);
AT(memmap_extent, leaf_shift, 29);
AT(memmap_extent, reserved, 30);

SIZE(memmap_walk, 40);
AT(memmap_walk, start, 0);
AT(memmap_walk, length, 8);
AT(memmap_walk, extents, 16);
AT(memmap_walk, nr_extents, 24);
AT(memmap_walk, flags, 28);
AT(memmap_walk, next, 32);

SIZE(memmap_step, 24);
AT(memmap_step, table_phys_addr, 0);
AT(memmap_step, entry, 8);
AT(memmap_step, index, 16);
AT(memmap_step, level, 18);
AT(memmap_step, shift, 19);
AT(memmap_step, reserved, 20);

SIZE(memmap_steps, 152);
AT(memmap_steps, virt_addr, 0);
AT(memmap_steps, phys_addr, 8);
AT(memmap_steps, flags, 16);
AT(memmap_steps, status, 20);
AT(memmap_steps, prot, 22);
AT(memmap_steps, memtype, 24);
AT(memmap_steps, leaf_shift, 25);
AT(memmap_steps, nr_steps, 26);
AT(memmap_steps, reserved, 27);
AT(memmap_steps, steps, 32);

SIZE(memmap_frame, 40);
AT(memmap_frame, pfn, 0);
AT(memmap_frame, head_pfn, 8);
AT(memmap_frame, flags, 16);
AT(memmap_frame, refcount, 24);
AT(memmap_frame, node, 28);
AT(memmap_frame, status, 32);
AT(memmap_frame, zone, 33);
AT(memmap_frame, buddy_order, 34);
AT(memmap_frame, compound_order, 35);
AT(memmap_frame, reserved, 36);

SIZE(memmap_frames, 24);
AT(memmap_frames, frames, 0);
AT(memmap_frames, nr_frames, 8);
AT(memmap_frames, flags, 12);
AT(memmap_frames, nr_done, 16);
AT(memmap_frames, reserved, 20);

SIZE(memmap_symbols, 32);
AT(memmap_symbols, addrs, 0);
AT(memmap_symbols, text, 8);
AT(memmap_symbols, nr_addrs, 16);
AT(memmap_symbols, text_size, 20);
AT(memmap_symbols, flags, 24);
AT(memmap_symbols, nr_done, 28);

SIZE(memmap_hashes, 32);
AT(memmap_hashes, addrs, 0);
AT(memmap_hashes, hashes, 8);
AT(memmap_hashes, nr_addrs, 16);
AT(memmap_hashes, flags, 20);
AT(memmap_hashes, nr_done, 24);
AT(memmap_hashes, reserved, 28);

SIZE(memmap_gfp_masks, 264);
AT(memmap_gfp_masks, masks, 0);
AT(memmap_gfp_masks, flags, 256);
AT(memmap_gfp_masks, nr_masks, 260);

SIZE(memmap_sample, 88);
AT(memmap_sample, handle, 0);
AT(memmap_sample, virt_addr, 8);
AT(memmap_sample, size, 16);
AT(memmap_sample, phys_addr, 24);
AT(memmap_sample, last_phys_addr, 32);
AT(memmap_sample, duration_ns, 40);
AT(memmap_sample, dma_addr, 48);
AT(memmap_sample, prev_addr, 56);
AT(memmap_sample, next_addr, 64);
AT(memmap_sample, nr_runs, 72);
AT(memmap_sample, node, 76);
AT(memmap_sample, cpu, 80);
AT(memmap_sample, zone, 84);
AT(memmap_sample, reserved, 85);

SIZE(memmap_alloc, 56);
AT(memmap_alloc, samples, 0);
AT(memmap_alloc, size, 8);
AT(memmap_alloc, nr_samples, 16);
AT(memmap_alloc, kind, 20);
AT(memmap_alloc, gfp, 24);
AT(memmap_alloc, node, 32);
AT(memmap_alloc, flags, 36);
AT(memmap_alloc, limit, 40);
AT(memmap_alloc, status, 48);
AT(memmap_alloc, reserved, 52);

SIZE(memmap_free, 16);
AT(memmap_free, handle, 0);
AT(memmap_free, flags, 8);
AT(memmap_free, reserved, 12);

/* _IOWR: direction 3, size, magic, number. */
IS(MEMMAP_IOC_INFO, 0xc048ea00);
IS(MEMMAP_IOC_WALK, 0xc028ea01);
IS(MEMMAP_IOC_STEPS, 0xc098ea02);
IS(MEMMAP_IOC_FRAMES, 0xc018ea03);
IS(MEMMAP_IOC_SYMBOLS, 0xc020ea04);
IS(MEMMAP_IOC_HASHES, 0xc020ea05);
IS(MEMMAP_IOC_GFP, 0xc108ea06);
IS(MEMMAP_IOC_ALLOC, 0xc038ea07);
IS(MEMMAP_IOC_FREE, 0xc010ea08);

IS(MEMMAP_ABI_REVISION, 1);
IS(MEMMAP_MAX_ITEMS, 4096);
IS(MEMMAP_MAX_LEVELS, 5);
IS(MEMMAP_ORDER_NONE, 0xff);

IS(MEMMAP_FEATURE_WALK, 1);
IS(MEMMAP_FEATURE_STEPS, 2);
IS(MEMMAP_FEATURE_FRAMES, 4);
IS(MEMMAP_FEATURE_SYMBOLS, 8);
IS(MEMMAP_FEATURE_HASHES, 16);
IS(MEMMAP_FEATURE_GFP, 32);
IS(MEMMAP_FEATURE_ALLOC, 64);

IS(MEMMAP_STATUS_OK, 0);
IS(MEMMAP_STATUS_UNMAPPED, 1);
IS(MEMMAP_STATUS_NONCANONICAL, 2);
IS(MEMMAP_STATUS_USER, 3);
IS(MEMMAP_STATUS_RACED, 4);
IS(MEMMAP_STATUS_UNREADABLE, 5);

IS(MEMMAP_PROT_WRITE, 1);
IS(MEMMAP_PROT_EXEC, 2);
IS(MEMMAP_PROT_USER, 4);
IS(MEMMAP_PROT_GLOBAL, 8);
IS(MEMMAP_PROT_ENCRYPTED, 16);

IS(MEMMAP_MEMTYPE_UNKNOWN, 0);
IS(MEMMAP_MEMTYPE_WB, 1);
IS(MEMMAP_MEMTYPE_WC, 2);
IS(MEMMAP_MEMTYPE_UC_MINUS, 3);
IS(MEMMAP_MEMTYPE_UC, 4);
IS(MEMMAP_MEMTYPE_WT, 5);
IS(MEMMAP_MEMTYPE_WP, 6);

IS(MEMMAP_LEVEL_PTE, 0);
IS(MEMMAP_LEVEL_PMD, 1);
IS(MEMMAP_LEVEL_PUD, 2);
IS(MEMMAP_LEVEL_P4D, 3);
IS(MEMMAP_LEVEL_PGD, 4);

IS(MEMMAP_FORMAT_UNKNOWN, 0);
IS(MEMMAP_FORMAT_X86_64, 1);
IS(MEMMAP_FORMAT_X86_PAE, 2);
IS(MEMMAP_FORMAT_X86_32, 3);

IS(MEMMAP_REGION_NONE, 0);
IS(MEMMAP_REGION_USER, 1);
IS(MEMMAP_REGION_GUARD, 2);
IS(MEMMAP_REGION_LDT, 3);
IS(MEMMAP_REGION_DIRECT_MAP, 4);
IS(MEMMAP_REGION_VMALLOC, 5);
IS(MEMMAP_REGION_VMEMMAP, 6);
IS(MEMMAP_REGION_CPU_ENTRY_AREA, 7);
IS(MEMMAP_REGION_ESPFIX, 8);
IS(MEMMAP_REGION_EFI, 9);
IS(MEMMAP_REGION_KERNEL_IMAGE, 10);
IS(MEMMAP_REGION_MODULES, 11);
IS(MEMMAP_REGION_FIXMAP, 12);
IS(MEMMAP_REGION_VSYSCALL, 13);
IS(MEMMAP_REGION_PKMAP, 14);
IS(MEMMAP_REGION_KMAP_LOCAL, 15);
IS(MEMMAP_REGION_LINEAR, 1);
IS(MEMMAP_REGION_PER_MM, 2);

IS(MEMMAP_ZONE_UNKNOWN, 0);
IS(MEMMAP_ZONE_DMA, 1);
IS(MEMMAP_ZONE_DMA32, 2);
IS(MEMMAP_ZONE_NORMAL, 3);
IS(MEMMAP_ZONE_HIGHMEM, 4);
IS(MEMMAP_ZONE_MOVABLE, 5);
IS(MEMMAP_ZONE_DEVICE, 6);

IS(MEMMAP_FRAME_OK, 0);
IS(MEMMAP_FRAME_ABSENT, 1);

IS(MEMMAP_GFP_DMA, 0);
IS(MEMMAP_GFP_HIGHMEM, 1);
IS(MEMMAP_GFP_DMA32, 2);
IS(MEMMAP_GFP_MOVABLE, 3);
IS(MEMMAP_GFP_RECLAIMABLE, 4);
IS(MEMMAP_GFP_HIGH, 5);
IS(MEMMAP_GFP_IO, 6);
IS(MEMMAP_GFP_FS, 7);
IS(MEMMAP_GFP_ZERO, 8);
IS(MEMMAP_GFP_ATOMIC_FLAG, 9);
IS(MEMMAP_GFP_DIRECT_RECLAIM, 10);
IS(MEMMAP_GFP_KSWAPD_RECLAIM, 11);
IS(MEMMAP_GFP_WRITE, 12);
IS(MEMMAP_GFP_NOWARN, 13);
IS(MEMMAP_GFP_RETRY_MAYFAIL, 14);
IS(MEMMAP_GFP_NOFAIL, 15);
IS(MEMMAP_GFP_NORETRY, 16);
IS(MEMMAP_GFP_MEMALLOC, 17);
IS(MEMMAP_GFP_COMP, 18);
IS(MEMMAP_GFP_NOMEMALLOC, 19);
IS(MEMMAP_GFP_HARDWALL, 20);
IS(MEMMAP_GFP_THISNODE, 21);
IS(MEMMAP_GFP_ACCOUNT, 22);
IS(MEMMAP_GFP_ZEROTAGS, 23);
IS(MEMMAP_GFP_SKIP_ZERO, 24);
IS(MEMMAP_GFP_SKIP_KASAN, 25);
IS(MEMMAP_GFP_SKIP_KASAN_UNPOISON, 26);
IS(MEMMAP_GFP_SKIP_KASAN_POISON, 27);
IS(MEMMAP_GFP_NOLOCKDEP, 28);
IS(MEMMAP_GFP_NO_OBJ_EXT, 29);
IS(MEMMAP_GFP_TRANSHUGE, 30);
IS(MEMMAP_GFP_TRANSHUGE_LIGHT, 31);
IS(MEMMAP_GFP_HIGHUSER_MOVABLE, 32);
IS(MEMMAP_GFP_HIGHUSER, 33);
IS(MEMMAP_GFP_USER, 34);
IS(MEMMAP_GFP_KERNEL_ACCOUNT, 35);
IS(MEMMAP_GFP_KERNEL, 36);
IS(MEMMAP_GFP_NOFS, 37);
IS(MEMMAP_GFP_ATOMIC, 38);
IS(MEMMAP_GFP_NOIO, 39);
IS(MEMMAP_GFP_NOWAIT, 40);
IS(MEMMAP_GFP_RECLAIM, 41);
IS(MEMMAP_MAX_GFP, 64);

IS(MEMMAP_ALLOC_PAGES, 0);
IS(MEMMAP_ALLOC_ZEROED_PAGE, 1);
IS(MEMMAP_ALLOC_KMALLOC, 2);
IS(MEMMAP_ALLOC_KMEM_CACHE, 3);
IS(MEMMAP_ALLOC_VMALLOC, 4);
IS(MEMMAP_ALLOC_VMALLOC_HUGE, 5);
IS(MEMMAP_ALLOC_VMAP, 6);
IS(MEMMAP_ALLOC_PERCPU, 7);
IS(MEMMAP_ALLOC_DMA_COHERENT, 8);
IS(MEMMAP_ALLOC_IOREMAP, 9);
IS(MEMMAP_ALLOC_KMAP, 10);
IS(MEMMAP_ALLOC_KMAP_LOCAL, 11);
IS(MEMMAP_ALLOC_LIST, 12);

IS(MEMMAP_ALLOC_OK, 0);
IS(MEMMAP_ALLOC_NO_MEMORY, 1);
IS(MEMMAP_ALLOC_NOT_HERE, 2);
IS(MEMMAP_ALLOC_TOO_LARGE, 3);
IS(MEMMAP_ALLOC_TOO_SMALL, 4);
IS(MEMMAP_ALLOC_FIXED_SIZE, 5);
IS(MEMMAP_ALLOC_FILE_OBJECTS, 6);
IS(MEMMAP_ALLOC_FILE_BYTES, 7);
IS(MEMMAP_ALLOC_MODULE_BYTES, 8);
IS(MEMMAP_ALLOC_MODULE_KMAPS, 9);
IS(MEMMAP_ALLOC_GFP_ZONES, 10);
IS(MEMMAP_ALLOC_GFP_HIGHMEM, 11);
IS(MEMMAP_ALLOC_GFP_SLAB_DMA32, 12);
IS(MEMMAP_ALLOC_GFP_SLAB_ZONE, 13);
IS(MEMMAP_ALLOC_GFP_ZONE, 14);
IS(MEMMAP_ALLOC_GFP_MOVABLE, 15);
IS(MEMMAP_ALLOC_GFP_SLEEPS, 16);
IS(MEMMAP_ALLOC_GFP_OTHER, 17);
IS(MEMMAP_ALLOC_NODE_UNUSED, 18);
IS(MEMMAP_ALLOC_NO_NODE, 19);

IS(MEMMAP_ALLOC_OBJECT_BYTES, 4194304);
IS(MEMMAP_ALLOC_DMA_BYTES, 262144);
IS(MEMMAP_ALLOC_PERCPU_BYTES, 32768);
IS(MEMMAP_ALLOC_MAX_FILE_OBJECTS, 64);
IS(MEMMAP_ALLOC_MAX_FILE_BYTES, 16777216);
IS(MEMMAP_ALLOC_MAX_MODULE_BYTES, 67108864);
IS(MEMMAP_ALLOC_MAX_MODULE_KMAPS, 8);
