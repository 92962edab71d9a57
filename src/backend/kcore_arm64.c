// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kcore_arm64.c - paging mode and regions of arm64, from the headers of /proc/kcore and VMCOREINFO.
 *
 * The kernel tells nearly all of it in VMCOREINFO, see arch_crash_save_vmcoreinfo() and
 * Documentation/arch/arm64/memory.rst.
 */
#include <errno.h>

#include <memmap/backend/kcore.h>
#include <memmap/reader/vmcoreinfo.h>

#define MIB		(1ULL << 20)
#define PCI_IO_BYTES	(16 * MIB)
#define NEW_VMEMMAP_END (-(1ULL << 30))
#define NEW_FIXADDR_TOP (-8 * MIB)

#define MAX_REGIONS 8

static int not_there(const struct kcore_backend *self, const char *what, struct error *err)
{
	return error_set(err, ERROR_PARSE, "%s: VMCOREINFO does not say %s",
			 self->kcore.memory.path, what);
}

/**
 * struct layout - what VMCOREINFO tells about the address space
 * @va_bits: of addresses that the kernel was built for; the machine may have less
 * @phys_offset: physical address that PAGE_OFFSET would map
 * @voffset: address of the kernel image less its physical one
 * @vmalloc_start, @vmalloc_end: vmalloc space
 * @modules_start, @modules_end: what is modules' own without KASLR
 * @vmemmap_start, @vmemmap_end: where struct pages would be for all that PAGE_OFFSET maps
 */
struct layout {
	uint64_t va_bits, phys_offset, voffset;
	uint64_t vmalloc_start, vmalloc_end;
	uint64_t modules_start, modules_end;
	uint64_t vmemmap_start, vmemmap_end;
};

static int read_layout(const struct kcore_backend *self, struct layout *ret, struct error *err)
{
	const struct {
		const char *name;
		uint64_t *value;
	} numbers[] = {
		{"VA_BITS", &ret->va_bits},	    {"PHYS_OFFSET", &ret->phys_offset},
		{"kimage_voffset", &ret->voffset},  {"VMALLOC_START", &ret->vmalloc_start},
		{"VMALLOC_END", &ret->vmalloc_end}, {"MODULES_VADDR", &ret->modules_start},
		{"MODULES_END", &ret->modules_end}, {"VMEMMAP_START", &ret->vmemmap_start},
		{"VMEMMAP_END", &ret->vmemmap_end},
	};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		if (!vmcoreinfo_number(self->kcore.memory.vmcoreinfo, "NUMBER", numbers[i].name,
				       numbers[i].value))
			return not_there(self, numbers[i].name, err);
	if (ret->va_bits < 36 || ret->va_bits > 52)
		return not_there(self, "a number of address bits that makes sense", err);
	return 0;
}

/* PAGESIZE is a line without a kind. */
static unsigned int page_shift_of(const char *info)
{
	uint64_t bytes;

	if (!vmcoreinfo_number(info, NULL, "PAGESIZE", &bytes) || !bytes || bytes & (bytes - 1))
		return 0;
	return __builtin_ctzll(bytes);
}

/*
 * A kernel with pages of 64 KiB that was built for 52 bits and has 48 indexes its top table as if
 * all bits were there, so that the hardware's begins with a later entry (TTBR1_BADDR_4852_OFFSET).
 * With smaller pages it leaves out a level, and the top table is the page's first entries.
 */
static uint64_t root_offset(const struct paging_format *format, uint64_t built_va_bits)
{
	const struct paging_level *top = &format->levels[0];

	if (format->levels[format->nr_levels - 1].shift != 16 || built_va_bits <= format->va_bits)
		return 0;
	return ((1ULL << (built_va_bits - top->shift)) - top->nr_entries) * sizeof(uint64_t);
}

/* MT_NORMAL, of which the image is, has had index 0 since v5.13. */
static bool has_known_memtypes(struct kcore_backend *self, uint64_t image_addr)
{
	struct memmap_steps steps = {.virt_addr = image_addr};

	return kcore_steps(&self->backend, &steps, NULL) == 0 && steps.status == MEMMAP_STATUS_OK &&
	       !(steps.steps[steps.nr_steps - 1].entry >> A64_ATTR0 & 7);
}

int kcore_arm64_paging(struct kcore_backend *self, struct error *err)
{
	const char *info = self->kcore.memory.vmcoreinfo;
	const struct paging_format *format;
	struct layout layout;
	uint64_t root, t1sz;
	unsigned int page_shift = page_shift_of(info), va_bits;
	int rc = read_layout(self, &layout, err);

	if (rc < 0)
		return rc;
	/* Since v5.9; VA_BITS alone is not what the machine has. */
	if (!vmcoreinfo_number(info, "NUMBER", "TCR_EL1_T1SZ", &t1sz) || t1sz >= 64)
		return not_there(self, "how many bits of an address are translated", err);
	va_bits = 64 - t1sz;
	format = paging_find(va_bits > 48 && page_shift < 16 ? MEMMAP_FORMAT_ARM64_LPA2
							     : MEMMAP_FORMAT_ARM64,
			     page_shift, va_bits);
	if (!format)
		return not_there(self, "a page size and number of address bits that are known",
				 err);
	if (!vmcoreinfo_symbol(info, "swapper_pg_dir", &root))
		return not_there(self, "where the page tables are", err);
	paging_init(&self->paging, format, 0, true);
	self->root_table = root - layout.voffset + root_offset(format, layout.va_bits);
	if (!has_known_memtypes(self, root))
		paging_init(&self->paging, format, 0, false);
	return 0;
}

/*
 * Where they are depends on the kernel's version, of which the end of the struct pages tells: v6.9
 * (32697ff38287 ("arm64: vmemmap: Avoid base2 order of struct page size to dimension region")) and
 * newer, or v5.11 (9ad7c6d5e75b ("arm64: mm: tidy up top of kernel VA space")) and newer. Where the
 * fixmap begins, its slots decide, which are the build's.
 */
static void add_top(struct address_space *space, const struct layout *layout)
{
	uint64_t pci_io, fixmap, fixmap_end;

	if (layout->vmemmap_end == NEW_VMEMMAP_END) {
		pci_io = layout->vmemmap_end + 8 * MIB;
		fixmap = pci_io + PCI_IO_BYTES;
		fixmap_end = NEW_FIXADDR_TOP;
	} else if (layout->vmalloc_end == layout->vmemmap_start - 256 * MIB) {
		pci_io = layout->vmemmap_start - 8 * MIB - PCI_IO_BYTES;
		fixmap = layout->vmalloc_end;
		fixmap_end = layout->vmemmap_start - 32 * MIB;
	} else {
		return;
	}
	kcore_add_region(space, MEMMAP_REGION_PCI_IO, pci_io, pci_io + PCI_IO_BYTES - 1);
	kcore_add_region(space, MEMMAP_REGION_FIXMAP, fixmap, fixmap_end - 1);
}

/* The last byte of RAM; all segments that have physical addresses but the image's are RAM. */
static uint64_t ram_last(const struct memory *memory)
{
	const struct memory_segment *last = &memory->by_phys[memory->nr_by_phys - 1];

	return last->phys_addr + (last->size - 1);
}

/*
 * The array would describe from PAGE_OFFSET on; the part for addresses that the machine does not
 * have is vmalloc space instead. The kernel makes struct pages by the section.
 */
static void add_vmemmap(struct kcore_backend *self, const struct layout *layout)
{
	struct kcore_page_layout *pages = &self->frames.pages;
	unsigned int page_shift = page_shift_of(self->kcore.memory.vmcoreinfo);
	uint64_t unused = self->paging.kernel_start + (1ULL << layout->va_bits), size, bits, nr;
	int64_t first_pfn = (int64_t)layout->phys_offset >> page_shift;

	if (!vmcoreinfo_number(self->kcore.memory.vmcoreinfo, "SIZE", "page", &size) || !size ||
	    size > 4096 ||
	    !vmcoreinfo_number(self->kcore.memory.vmcoreinfo, "NUMBER", "SECTION_SIZE_BITS",
			       &bits) ||
	    bits < page_shift || bits > 40)
		return;
	pages->size = size;
	pages->vmemmap = layout->vmemmap_start - (uint64_t)first_pfn * size;
	nr = ((ram_last(&self->kcore.memory) >> bits) + 1) << (bits - page_shift);
	kcore_add_region(&self->backend.space, MEMMAP_REGION_VMEMMAP,
			 layout->vmemmap_start + (unused >> page_shift) * size,
			 pages->vmemmap + nr * size - 1)
		->phys_addr = unused + layout->phys_offset;
}

/* Before v6.9 or so, what lies between _text and _stext is not mapped. */
static void add_image(struct kcore_backend *self, const struct layout *layout)
{
	struct memmap_steps steps = {.virt_addr = self->image_start};
	uint64_t start = self->image_start, stext;

	if (vmcoreinfo_symbol(self->kcore.memory.vmcoreinfo, "_stext", &stext) && stext > start &&
	    stext < self->image_last && kcore_steps(&self->backend, &steps, NULL) == 0 &&
	    steps.status == MEMMAP_STATUS_UNMAPPED)
		start = stext;
	kcore_add_linear(&self->backend.space, MEMMAP_REGION_KERNEL_IMAGE, start, self->image_last,
			 start - layout->voffset);
}

static int find_image(struct kcore_backend *self, struct error *err)
{
	const struct memory_segment *image;
	uint64_t root = 0;

	vmcoreinfo_symbol(self->kcore.memory.vmcoreinfo, "swapper_pg_dir", &root);
	image = memory_find_virt(&self->kcore.memory, root);
	if (!image || image->phys_addr == ABSENT)
		return error_set(err, ERROR_PARSE, "%s: it has no segment of the kernel image",
				 self->kcore.memory.path);
	self->image_start = image->virt_addr;
	self->image_last = image->virt_addr + (image->size - 1);
	return 0;
}

int kcore_arm64_regions(struct kcore_backend *self, struct error *err)
{
	struct address_space *space = &self->backend.space;
	const uint64_t start = self->paging.kernel_start;
	struct layout layout;
	uint64_t phys_addr;
	int rc = read_layout(self, &layout, err);

	if (rc == 0)
		rc = find_image(self, err);
	if (rc < 0)
		return rc;
	if (!self->kcore.memory.nr_by_phys)
		return error_set(err, ERROR_PARSE, "%s: it has no segment of RAM",
				 self->kcore.memory.path);
	space->regions = calloc(MAX_REGIONS, sizeof(*space->regions));
	if (!space->regions)
		return error_no_memory(err);
	add_top(space, &layout);
	add_vmemmap(self, &layout);
	kcore_add_region(space, MEMMAP_REGION_MODULES, layout.modules_start,
			 layout.modules_end - 1);
	add_image(self, &layout);
	kcore_add_region(space, MEMMAP_REGION_VMALLOC, layout.vmalloc_start,
			 layout.vmalloc_end - 1);
	/* Linear from PAGE_OFFSET on, which may be below what the machine translates. */
	phys_addr = layout.phys_offset + start + (1ULL << layout.va_bits);
	kcore_add_linear(space, MEMMAP_REGION_DIRECT_MAP, start,
			 start + (ram_last(&self->kcore.memory) - phys_addr), phys_addr);
	kcore_add_region(space, MEMMAP_REGION_USER, 0, self->paging.user_end - 1)->flags =
		MEMMAP_REGION_PER_MM;
	return 0;
}
