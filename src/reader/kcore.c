// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kcore.c - see kcore.h.
 *
 * libelf reads the headers and nothing else: it takes the size of the file, 128 TiB and more on
 * x86-64, for what it is and reads with pread() what it is asked for. Memory is read here, because
 * elf_getdata_rawchunk() keeps each piece until the end, and of tables that change a second look
 * must not be the first one's copy.
 */
#include <errno.h>
#include <gelf.h>
#include <libelf.h>
#include <string.h>

#include "base/parse.h"
#include "reader/kcore.h"
#include "reader/manifest.h"
#include "reader/vmcoreinfo.h"

/*
 * A segment for each piece of RAM and two or three for each node: real machines have hundreds. The
 * note segment holds a page of VMCOREINFO and a struct task_struct.
 */
#define MAX_SEGMENTS   (1 << 17)
#define MAX_NOTE_BYTES (1 << 20)

/* Segments within one another: arm64's image lies in vmalloc space, and that is all. */
#define MAX_NESTED 16

static void cleanup_elf(Elf **elf)
{
	elf_end(*elf);
}

void kcore_clear(struct kcore *kcore)
{
	if (kcore->memory.path)
		close(kcore->fd);
	free(kcore->memory.path);
	free(kcore->memory.vmcoreinfo);
	free(kcore->memory.segments);
	free(kcore->memory.by_phys);
	*kcore = (struct kcore){.fd = -1};
}

static int bad_file(const struct kcore *kcore, struct error *err, const char *why)
{
	return error_set(err, ERROR_PARSE, "%s: %s", kcore->memory.path, why);
}

/* The kernel writes -1 where there is no one physical address; in ELF32 that has 32 bits. */
static uint64_t segment_phys(const struct kcore *kcore, const GElf_Phdr *header)
{
	return header->p_paddr == (kcore->memory.is_64bit ? UINT64_MAX : UINT32_MAX)
		       ? ABSENT
		       : header->p_paddr;
}

static int add_segment(struct kcore *kcore, const GElf_Phdr *header, struct error *err)
{
	struct memory_segment segment = {
		.virt_addr = header->p_vaddr,
		.phys_addr = segment_phys(kcore, header),
		.size = header->p_filesz,
		.offset = header->p_offset,
	};
	uint64_t last = segment.size - 1;

	if (!segment.size)
		return 0;
	if (segment.virt_addr + last < segment.virt_addr || segment.offset + last > INT64_MAX ||
	    segment.offset + last < segment.offset ||
	    (segment.phys_addr != ABSENT && segment.phys_addr + last < segment.phys_addr))
		return bad_file(kcore, err, "a segment leaves the address space");
	kcore->memory.segments[kcore->memory.nr_segments++] = segment;
	if (segment.phys_addr != ABSENT)
		kcore->memory.by_phys[kcore->memory.nr_by_phys++] = segment;
	return 0;
}

/* Empty names and names of another length are other people's notes. */
static bool is_vmcoreinfo(const Elf_Data *data, const GElf_Nhdr *header, size_t name_at)
{
	static const char name[] = "VMCOREINFO";

	return header->n_namesz == sizeof(name) && name_at + sizeof(name) <= data->d_size &&
	       !memcmp((char *)data->d_buf + name_at, name, sizeof(name));
}

static int read_notes(struct kcore *kcore, Elf *elf, const GElf_Phdr *segment, struct error *err)
{
	size_t at = 0, name_at, text_at;
	GElf_Nhdr header;
	Elf_Data *data;

	if (kcore->memory.vmcoreinfo || !segment->p_filesz)
		return 0;
	if (segment->p_filesz > MAX_NOTE_BYTES || segment->p_offset > INT64_MAX)
		return bad_file(kcore, err, "its notes are absurdly large");
	data = elf_getdata_rawchunk(elf, segment->p_offset, segment->p_filesz, ELF_T_NHDR);
	if (!data)
		return bad_file(kcore, err, "its notes cannot be read");
	while (at < data->d_size &&
	       (at = gelf_getnote(data, at, &header, &name_at, &text_at)) > 0) {
		if (!is_vmcoreinfo(data, &header, name_at))
			continue;
		kcore->memory.vmcoreinfo = strndup((char *)data->d_buf + text_at, header.n_descsz);
		return kcore->memory.vmcoreinfo ? 0 : error_no_memory(err);
	}
	return 0;
}

static int compare_virt(const void *a, const void *b)
{
	uint64_t left = ((const struct memory_segment *)a)->virt_addr;
	uint64_t right = ((const struct memory_segment *)b)->virt_addr;

	return (left > right) - (left < right);
}

static int compare_phys(const void *a, const void *b)
{
	uint64_t left = ((const struct memory_segment *)a)->phys_addr;
	uint64_t right = ((const struct memory_segment *)b)->phys_addr;

	if (left == right) {
		/* The larger one first, for drop_nested(). */
		left = ((const struct memory_segment *)b)->size;
		right = ((const struct memory_segment *)a)->size;
	}
	return (left > right) - (left < right);
}

/*
 * The kernel image is a segment of its own, and part of one of RAM. Only the latter will do for
 * reading physical memory: what was __init is not mapped any more where the image is, and may be
 * anything's memory now.
 */
static void drop_nested(struct kcore *kcore)
{
	size_t nr = 0;

	for (size_t i = 0; i < kcore->memory.nr_by_phys; i++) {
		const struct memory_segment *segment = &kcore->memory.by_phys[i];
		const struct memory_segment *before = nr ? &kcore->memory.by_phys[nr - 1] : NULL;

		if (before && segment->phys_addr - before->phys_addr < before->size &&
		    segment->size <= before->size - (segment->phys_addr - before->phys_addr))
			continue;
		kcore->memory.by_phys[nr++] = *segment;
	}
	kcore->memory.nr_by_phys = nr;
}

static uint64_t last_of(const struct memory_segment *segment)
{
	return segment->virt_addr + (segment->size - 1);
}

/* So that memory_find_virt() need not look at each segment before an address that is in none. */
static int find_outer(struct kcore *kcore, struct error *err)
{
	for (size_t i = 0; i < kcore->memory.nr_segments; i++) {
		struct memory_segment *segment = &kcore->memory.segments[i];
		unsigned int nr_nested = 0;

		segment->outer = i;
		while (segment->outer &&
		       last_of(&kcore->memory.segments[segment->outer - 1]) <= last_of(segment))
			segment->outer = kcore->memory.segments[segment->outer - 1].outer;
		for (size_t at = segment->outer; at; at = kcore->memory.segments[at - 1].outer)
			if (++nr_nested == MAX_NESTED)
				return bad_file(kcore, err, "its segments lie within one another");
	}
	return 0;
}

static int read_headers(struct kcore *kcore, Elf *elf, size_t nr, struct error *err)
{
	if (nr > MAX_SEGMENTS)
		return bad_file(kcore, err, "it has absurdly many segments");
	kcore->memory.segments = calloc(nr, sizeof(*kcore->memory.segments));
	kcore->memory.by_phys = calloc(nr, sizeof(*kcore->memory.by_phys));
	if (!kcore->memory.segments || !kcore->memory.by_phys)
		return error_no_memory(err);
	for (size_t i = 0; i < nr; i++) {
		GElf_Phdr header;
		int rc = 0;

		if (!gelf_getphdr(elf, i, &header))
			return bad_file(kcore, err, "its program headers cannot be read");
		if (header.p_type == PT_LOAD)
			rc = add_segment(kcore, &header, err);
		else if (header.p_type == PT_NOTE)
			rc = read_notes(kcore, elf, &header, err);
		if (rc < 0)
			return rc;
	}
	qsort(kcore->memory.segments, kcore->memory.nr_segments, sizeof(*kcore->memory.segments),
	      compare_virt);
	qsort(kcore->memory.by_phys, kcore->memory.nr_by_phys, sizeof(*kcore->memory.by_phys),
	      compare_phys);
	drop_nested(kcore);
	return find_outer(kcore, err);
}

static int parse(struct kcore *kcore, struct error *err)
{
	_cleanup_(cleanup_elf) Elf *elf = NULL;
	GElf_Ehdr header;
	size_t nr = 0;
	int rc;

	elf_version(EV_CURRENT);
	elf = elf_begin(kcore->fd, ELF_C_READ, NULL);
	if (!elf || !gelf_getehdr(elf, &header))
		return bad_file(kcore, err, "not an ELF file");
	if (header.e_type != ET_CORE)
		return bad_file(kcore, err, "not a core file");
	if (elf_getphdrnum(elf, &nr) < 0 || !nr)
		return bad_file(kcore, err, "it has no program headers");
	kcore->memory.elf_machine = header.e_machine;
	kcore->memory.is_64bit = header.e_ident[EI_CLASS] == ELFCLASS64;
	rc = read_headers(kcore, elf, nr, err);
	if (rc < 0)
		return rc;
	if (!kcore->memory.nr_segments)
		return bad_file(kcore, err, "no memory in it");
	if (!kcore->memory.vmcoreinfo)
		return bad_file(kcore, err,
				"no VMCOREINFO note in it, which kernels have since "
				"4.19 with CONFIG_CRASH_CORE or CONFIG_VMCORE_INFO");
	return 0;
}

static int read_at(const struct kcore *kcore, uint64_t offset, void *buffer, size_t size,
		   const char *what, uint64_t addr, struct error *err)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got = pread(kcore->fd, (char *)buffer + done, size - done, offset + done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_errno(err, errno, "%s: %s at 0x%jx", kcore->memory.path, what,
					   (uintmax_t)addr);
		if (got == 0)
			return error_set(err, ERROR_IO, "%s: %s at 0x%jx: the file ends before it",
					 kcore->memory.path, what, (uintmax_t)addr);
		done += got;
	}
	return 0;
}

static int not_held(const struct memory *memory, const char *what, uint64_t addr, struct error *err)
{
	error_set(err, ERROR_IO, "%s: %s at 0x%jx: no segment holds it", memory->path, what,
		  (uintmax_t)addr);
	return -EFAULT;
}

static const struct kcore *kcore_of(const struct memory *memory)
{
	return (const struct kcore *)memory;
}

static int read_virt(const struct memory *memory, uint64_t virt_addr, void *buffer, size_t size,
		     const char *what, struct error *err)
{
	const struct memory_segment *segment = memory_find_virt(memory, virt_addr);
	uint64_t into = segment ? virt_addr - segment->virt_addr : 0;

	if (!segment || segment->size - into < size)
		return not_held(memory, what, virt_addr, err);
	return read_at(kcore_of(memory), segment->offset + into, buffer, size, what, virt_addr,
		       err);
}

static int read_phys(const struct memory *memory, uint64_t phys_addr, void *buffer, size_t size,
		     const char *what, struct error *err)
{
	const struct memory_segment *segment = memory_find_phys(memory, phys_addr);
	uint64_t into = segment ? phys_addr - segment->phys_addr : 0;

	if (!segment || segment->size - into < size)
		return not_held(memory, what, phys_addr, err);
	return read_at(kcore_of(memory), segment->offset + into, buffer, size, what, phys_addr,
		       err);
}

int kcore_parse(int fd, const char *path, struct kcore *ret, struct error *err)
{
	struct kcore kcore = {
		.memory = {.path = strdup(path), .read_virt = read_virt, .read_phys = read_phys},
		.fd = fd,
	};
	int rc;

	if (!kcore.memory.path)
		return error_no_memory(err);
	rc = parse(&kcore, err);
	if (rc < 0) {
		/* The caller keeps the file. */
		free(take_ptr(kcore.memory.path));
		kcore_clear(&kcore);
		return rc;
	}
	*ret = kcore;
	return 0;
}

int kcore_open(const struct root *root, struct kcore *ret, struct error *err)
{
	_cleanup_free_ char *path = NULL;
	int fd, rc;

	if (asprintf(&path, "%s/proc/kcore", root->path) < 0) {
		path = NULL;
		return error_no_memory(err);
	}
	fd = root_open_file(root, "proc/kcore", err);
	if (fd < 0)
		return fd;
	rc = kcore_parse(fd, path, ret, err);
	if (rc < 0)
		close(fd);
	return rc;
}

int kaslr_offset_read(const struct root *root, uint64_t *ret)
{
	_cleanup_(kcore_clear) struct kcore kcore = {0};
	_cleanup_free_ char *saved = root->live ? NULL : manifest_value(root, "kaslr_offset");
	const char *value;
	int rc;

	if (saved)
		return parse_address(saved, ret);
	rc = kcore_open(root, &kcore, NULL);
	if (rc < 0)
		return rc;
	value = vmcoreinfo_value(kcore.memory.vmcoreinfo, NULL, "KERNELOFFSET");
	return value ? parse_u64(&value, 16, ret) : -ENOENT;
}
