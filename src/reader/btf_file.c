// SPDX-License-Identifier: GPL-2.0-or-later
/* btf_file.c - see btf_file.h, and Documentation/bpf/btf.rst of the kernel for the format. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "reader/btf_file.h"
#include "reader/hints.h"

/* The largest of real kernels have some 10 MB. */
#define MAX_FILE_BYTES (64 << 20)

#define READ_BYTES (64 << 10)

/* Longer names are never asked for. */
#define MAX_NAME_BYTES 4096

#define TYPES_PER_INDEX 64

int btf_broken(const struct btf *btf, struct error *err, const char *what)
{
	return error_set(err, ERROR_PARSE, "%s: %s", btf->path, what);
}

static int read_at(const struct btf *btf, void *buffer, size_t size, uint64_t offset,
		   struct error *err)
{
	for (size_t done = 0; done < size;) {
		ssize_t got = pread(btf->fd, (char *)buffer + done, size - done, offset + done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_errno(err, errno, "%s", btf->path);
		if (got == 0)
			return btf_broken(btf, err, "it is cut off");
		done += got;
	}
	return 0;
}

/* Makes sure that a section has been read up to @end, which must lie in it. */
static int section_need(const struct btf *btf, struct btf_section *section, uint32_t end,
			struct error *err)
{
	uint32_t size = section->size - section->nr_read;
	int rc;

	if (end <= section->nr_read)
		return 0;
	if (size > READ_BYTES)
		size = READ_BYTES;
	if (size < end - section->nr_read)
		size = end - section->nr_read;
	rc = read_at(btf, section->bytes + section->nr_read, size,
		     section->offset + section->nr_read, err);
	if (rc == 0)
		section->nr_read += size;
	return rc;
}

/* Room that is not touched costs nothing, so there is some for all of it. */
static int section_init(const struct btf *btf, const struct btf_header *header, uint32_t offset,
			uint32_t size, uint64_t file_size, struct btf_section *ret,
			struct error *err)
{
	uint64_t start = (uint64_t)header->hdr_len + offset;

	if (!size || start + size > file_size)
		return btf_broken(btf, err, "its sections do not lie in it");
	ret->offset = start;
	ret->size = size;
	ret->bytes = calloc(1, (size_t)size + 1);
	return ret->bytes ? 0 : error_no_memory(err);
}

static int read_header(struct btf *btf, struct error *err)
{
	struct btf_header header;
	struct stat st;
	int rc;

	if (fstat(btf->fd, &st) < 0)
		return error_errno(err, errno, "%s", btf->path);
	if (!S_ISREG(st.st_mode) || st.st_size < (off_t)sizeof(header) ||
	    st.st_size > MAX_FILE_BYTES)
		return btf_broken(btf, err, "its size is not that of type information");
	rc = read_at(btf, &header, sizeof(header), 0, err);
	if (rc < 0)
		return rc;
	if (header.magic == __builtin_bswap16(BTF_MAGIC))
		return btf_broken(btf, err, "it is of a machine with another byte order");
	if (header.magic != BTF_MAGIC || header.version != BTF_VERSION)
		return btf_broken(btf, err, "it is no type information of version 1");
	if (header.hdr_len < sizeof(header) || header.type_off % sizeof(uint32_t))
		return btf_broken(btf, err, "its header is absurd");
	rc = section_init(btf, &header, header.type_off, header.type_len, st.st_size, &btf->types,
			  err);
	if (rc == 0)
		rc = section_init(btf, &header, header.str_off, header.str_len, st.st_size,
				  &btf->names, err);
	return rc;
}

int btf_parse(int fd, const char *path, struct btf *ret, struct error *err)
{
	struct btf btf = {.fd = fd, .path = strdup(path)};
	int rc;

	if (!btf.path)
		return error_no_memory(err);
	rc = read_header(&btf, err);
	if (rc == 0) {
		*ret = btf;
		return 0;
	}
	/* The file stays the caller's. */
	btf.fd = -1;
	btf_close(&btf);
	return rc;
}

int btf_open(const struct root *root, struct btf *ret, struct error *err)
{
	_cleanup_close_ int fd = root_open_file(root, BTF_FILE, err);
	_cleanup_free_ char *path = NULL;
	int rc;

	if (fd == -ENOENT)
		hint_give(err, root, HINT_TYPES);
	if (fd < 0)
		return fd;
	if (asprintf(&path, "%s/%s", root->path, BTF_FILE) < 0) {
		path = NULL;
		return error_no_memory(err);
	}
	rc = btf_parse(fd, path, ret, err);
	if (rc == 0)
		fd = -1;
	return rc;
}

void btf_close(struct btf *btf)
{
	if (btf->path && btf->fd >= 0)
		close(btf->fd);
	free(btf->path);
	free(btf->types.bytes);
	free(btf->names.bytes);
	free(btf->index);
	*btf = (struct btf){.fd = -1};
}

int btf_name_at(struct btf *btf, uint32_t offset, const char **ret, struct error *err)
{
	uint32_t size = btf->names.size;
	int rc;

	if (offset >= size)
		return btf_broken(btf, err, "a name does not lie in it");
	rc = section_need(btf, &btf->names,
			  size - offset > MAX_NAME_BYTES ? offset + MAX_NAME_BYTES : size, err);
	if (rc == 0)
		*ret = (const char *)btf->names.bytes + offset;
	return rc;
}

/* Bytes of a type, with what follows its struct btf_type; 0 if the kind is not known. */
static size_t type_bytes(const struct btf_type *type)
{
	static const struct {
		bool known;
		uint8_t bytes, bytes_each;
	} kinds[] = {
		[BTF_KIND_INT] = {true, sizeof(uint32_t), 0},
		[BTF_KIND_PTR] = {true, 0, 0},
		[BTF_KIND_ARRAY] = {true, sizeof(struct btf_array), 0},
		[BTF_KIND_STRUCT] = {true, 0, sizeof(struct btf_member)},
		[BTF_KIND_UNION] = {true, 0, sizeof(struct btf_member)},
		[BTF_KIND_ENUM] = {true, 0, sizeof(struct btf_enum)},
		[BTF_KIND_FWD] = {true, 0, 0},
		[BTF_KIND_TYPEDEF] = {true, 0, 0},
		[BTF_KIND_VOLATILE] = {true, 0, 0},
		[BTF_KIND_CONST] = {true, 0, 0},
		[BTF_KIND_RESTRICT] = {true, 0, 0},
		[BTF_KIND_FUNC] = {true, 0, 0},
		[BTF_KIND_FUNC_PROTO] = {true, 0, sizeof(struct btf_param)},
		[BTF_KIND_VAR] = {true, sizeof(struct btf_var), 0},
		[BTF_KIND_DATASEC] = {true, 0, sizeof(struct btf_var_secinfo)},
		[BTF_KIND_FLOAT] = {true, 0, 0},
		[BTF_KIND_DECL_TAG] = {true, sizeof(struct btf_decl_tag), 0},
		[BTF_KIND_TYPE_TAG] = {true, 0, 0},
		[BTF_KIND_ENUM64] = {true, 0, sizeof(struct btf_enum64)},
	};
	unsigned int kind = BTF_INFO_KIND(type->info);

	if (kind >= ARRAY_SIZE(kinds) || !kinds[kind].known)
		return 0;
	return sizeof(*type) + kinds[kind].bytes +
	       (size_t)kinds[kind].bytes_each * BTF_INFO_VLEN(type->info);
}

int btf_next_type(struct btf *btf, struct btf_walk *walk, const struct btf_type **ret,
		  struct error *err)
{
	const struct btf_type *type = (const void *)(btf->types.bytes + walk->offset);
	uint32_t left = btf->types.size - walk->offset;
	size_t size;
	int rc;

	if (!left)
		return 0;
	if (left < sizeof(*type))
		return btf_broken(btf, err, "its last type is cut off");
	rc = section_need(btf, &btf->types, walk->offset + sizeof(*type), err);
	if (rc < 0)
		return rc;
	size = type_bytes(type);
	if (!size)
		return error_set(err, ERROR_PARSE, "%s: type %u is of the unknown kind %u",
				 btf->path, walk->id, BTF_INFO_KIND(type->info));
	if (size > left)
		return btf_broken(btf, err, "its last type is cut off");
	rc = section_need(btf, &btf->types, walk->offset + size, err);
	if (rc == 0 && walk->id == btf->nr_indexed * TYPES_PER_INDEX + 1) {
		rc = array_grow(&btf->index, btf->nr_indexed, err);
		if (rc == 0)
			btf->index[btf->nr_indexed++] = walk->offset;
	}
	if (rc < 0)
		return rc;
	walk->id++;
	walk->offset += size;
	*ret = type;
	return 1;
}

int btf_type_by_id(struct btf *btf, uint32_t id, const struct btf_type **ret, struct error *err)
{
	struct btf_walk walk = {.id = 1};
	int rc = 1;

	if (!id)
		return btf_broken(btf, err, "a member has no type");
	if (btf->nr_indexed) {
		size_t at = (id - 1) / TYPES_PER_INDEX;

		if (at >= btf->nr_indexed)
			at = btf->nr_indexed - 1;
		walk = (struct btf_walk){.id = at * TYPES_PER_INDEX + 1, .offset = btf->index[at]};
	}
	while (rc == 1 && walk.id <= id)
		rc = btf_next_type(btf, &walk, ret, err);
	if (rc == 0)
		return btf_broken(btf, err, "a member is of a type that is not in it");
	return rc < 0 ? rc : 0;
}
