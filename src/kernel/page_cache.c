// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * page_cache.c - pages of files: of which inode on which file system.
 *
 * What the flags of a page frame do not prove, the pointers do: from the page to the mapping, to
 * its inode, which has that mapping inside of it.
 */
#include <string.h>

#include "kernel/page_cache.h"
#include "kernel/structs.h"

/* Members of struct folio, address_space, inode and super_block, in the order of the table below.
 */
enum file_field {
	FILE_MAPPING,
	FILE_INDEX,
	FILE_HOST,
	FILE_INO,
	FILE_DATA,
	FILE_SUPER,
	FILE_SUPER_ID,
	NR_FILE_FIELDS,
};

/* Low bits of the mapping are set for anonymous pages and for those that drivers move. */
#define MAPPING_BITS 3

static const struct btf_field file_fields[NR_FILE_FIELDS] = {
	[FILE_MAPPING] = {"folio", "mapping", .optional = true},
	[FILE_INDEX] = {"folio", "index", .optional = true},
	[FILE_HOST] = {"address_space", "host"},
	[FILE_INO] = {"inode", "i_ino"},
	[FILE_DATA] = {"inode", "i_data"},
	[FILE_SUPER] = {"inode", "i_sb"},
	[FILE_SUPER_ID] = {"super_block", "s_id"},
};

static int learn_files(struct owner_finder *finder, struct error *err);

static const struct owner_source source = {sizeof(file_fields), learn_files};

/* Before v5.16 there was no struct folio (7b230db3b8d3). */
static int learn_files(struct owner_finder *finder, struct error *err)
{
	struct btf_field *fields = owner_state(finder, &source);
	int rc;

	memcpy(fields, file_fields, sizeof(file_fields));
	rc = kernel_layout(finder->kernel, fields, NR_FILE_FIELDS, err);
	if (rc < 0 || fields[FILE_MAPPING].found)
		return rc;
	fields[FILE_MAPPING] = (struct btf_field){"page", "mapping"};
	fields[FILE_INDEX] = (struct btf_field){"page", "index"};
	return kernel_layout(finder->kernel, fields, FILE_INDEX + 1, err);
}

/**
 * struct file_page - a page of a file
 * @page: its mapping and its place in the file
 * @inode: number and super block of its inode
 */
struct file_page {
	uint64_t page[FILE_INDEX + 1];
	uint64_t inode[NR_FILE_FIELDS];
};

/* Whether it is one, of an inode that says so too. */
static bool read_file_page(struct owner_finder *finder, uint64_t page, struct file_page *ret)
{
	const struct kernel *kernel = finder->kernel;
	const struct btf_field *fields = owner_state(finder, &source);
	uint64_t mapping, host;

	if (kernel_read_fields(kernel, fields, FILE_INDEX + 1, page, ret->page, NULL) < 0)
		return false;
	mapping = ret->page[FILE_MAPPING];
	return !(mapping & MAPPING_BITS) && kernel_is_pointer(kernel, mapping) &&
	       kernel_read_fields(kernel, &fields[FILE_HOST], 1, mapping, &host, NULL) == 0 &&
	       kernel_is_pointer(kernel, host) && host + fields[FILE_DATA].offset == mapping &&
	       kernel_read_fields(kernel, &fields[FILE_INO], FILE_SUPER - FILE_INO + 1, host,
				  &ret->inode[FILE_INO], NULL) == 0 &&
	       kernel_is_pointer(kernel, ret->inode[FILE_SUPER]);
}

static bool describe(struct owner_finder *finder, uint64_t page, uint64_t into, struct owner *ret)
{
	const struct btf_field *fields = owner_state(finder, &source);
	struct file_page file, again;

	if (!read_file_page(finder, page, &file))
		return false;
	/* Its name is the only text; some file systems have an empty one. */
	if (kernel_read_text(finder->kernel, file.inode[FILE_SUPER] + fields[FILE_SUPER_ID].offset,
			     ret->name_text,
			     fields[FILE_SUPER_ID].size < sizeof(ret->name_text)
				     ? fields[FILE_SUPER_ID].size
				     : sizeof(ret->name_text)))
		ret->name = ret->name_text;
	if (!read_file_page(finder, page, &again) ||
	    memcmp(file.page, again.page, sizeof(file.page)) != 0 ||
	    file.inode[FILE_INO] != again.inode[FILE_INO])
		return false;
	ret->inode = file.inode[FILE_INO];
	ret->page_index = file.page[FILE_INDEX] + into;
	return true;
}

bool owner_page_cache(struct owner_finder *finder, const struct memmap_frame *frame, bool is_sure,
		      struct owner *ret)
{
	struct error why = {0};
	uint64_t page;

	owner_init(ret, OWNER_PAGE_CACHE);
	if (owner_once(finder, &source, &why) < 0 ||
	    owner_struct_page(finder, frame->head_pfn, &page, &why) < 0) {
		owner_note(ret, "file unknown", &why);
		return is_sure;
	}
	if (describe(finder, page, frame->pfn - frame->head_pfn, ret))
		return true;
	ret->name = NULL;
	ret->note = "file unknown: the page left it, or it changed while it was read";
	return is_sure;
}
