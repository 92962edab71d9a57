// SPDX-License-Identifier: GPL-2.0-or-later
/* make_btf.c - see make_btf.h. */
#include <linux/btf.h>
#include <string.h>

#include "make_btf.h"
#include "support.h"

static void append(unsigned char **bytes, size_t *size, const void *more, size_t more_bytes)
{
	*bytes = realloc(*bytes, *size + more_bytes + 1);
	if (!*bytes)
		abort();
	memcpy(*bytes + *size, more, more_bytes);
	*size += more_bytes;
}

void make_btf_init(struct make_btf *file)
{
	*file = (struct make_btf){0};
	append(&file->names, &file->names_bytes, "", 1);
}

void make_btf_clear(struct make_btf *file)
{
	free(file->types);
	free(file->names);
	free(file->bytes);
}

uint32_t make_btf_name(struct make_btf *file, const char *name)
{
	uint32_t offset = file->names_bytes;

	if (!*name)
		return 0;
	append(&file->names, &file->names_bytes, name, strlen(name) + 1);
	return offset;
}

void make_btf_type(struct make_btf *file, const char *name, unsigned int kind, uint32_t flag,
		   unsigned int vlen, uint32_t size_or_type)
{
	struct btf_type type = {
		.name_off = make_btf_name(file, name),
		.info = flag | kind << 24 | vlen,
		.size = size_or_type,
	};

	append(&file->types, &file->types_bytes, &type, sizeof(type));
}

void make_btf_words(struct make_btf *file, const uint32_t *words, size_t nr)
{
	append(&file->types, &file->types_bytes, words, nr * sizeof(*words));
}

void make_btf_finish(struct make_btf *file)
{
	struct btf_header header = {
		.magic = BTF_MAGIC,
		.version = BTF_VERSION,
		.hdr_len = sizeof(header),
		.type_len = file->types_bytes,
		.str_off = file->types_bytes,
		.str_len = file->names_bytes,
	};

	append(&file->bytes, &file->size, &header, sizeof(header));
	append(&file->bytes, &file->size, file->types, file->types_bytes);
	append(&file->bytes, &file->size, file->names, file->names_bytes);
}

void make_btf_write(struct make_btf *file, struct root *ret)
{
	make_btf_finish(file);
	scratch_root(ret);
	scratch_write(ret, "sys/kernel/btf/vmlinux", file->bytes, file->size);
	make_btf_clear(file);
}
