// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-btf.c - the kernel's type information. */
#include <fcntl.h>
#include <linux/btf.h>
#include <string.h>
#include <unistd.h>

#include "reader/btf.h"

#include "fuzz.h"
#include "make_btf.h"

static void add_seeds(void (*add)(const void *data, size_t size))
{
	struct make_btf file;

	make_btf_init(&file);
	make_btf_type(&file, "unsigned long", BTF_KIND_INT, 0, 0, 8);
	make_btf_words(&file, (uint32_t[]){64}, 1);
	make_btf_type(&file, "", BTF_KIND_PTR, 0, 0, 4);
	make_btf_type(&file, "", BTF_KIND_ARRAY, 0, 0, 0);
	make_btf_words(&file, (uint32_t[]){2, 1, 3}, 3);
	make_btf_type(&file, "", BTF_KIND_UNION, MAKE_BTF_FLAG, 2, 24);
	make_btf_words(&file, (uint32_t[]){make_btf_name(&file, "bits"), 1, 5 << 24 | 3}, 3);
	make_btf_words(&file, (uint32_t[]){make_btf_name(&file, "array"), 3, 0}, 3);
	make_btf_type(&file, "s", BTF_KIND_STRUCT, 0, 2, 32);
	make_btf_words(&file, (uint32_t[]){make_btf_name(&file, "in"), 6, 0}, 3);
	make_btf_words(&file, (uint32_t[]){0, 4, 64}, 3);
	make_btf_type(&file, "alias", BTF_KIND_TYPEDEF, 0, 0, 4);
	make_btf_type(&file, "", BTF_KIND_ENUM, MAKE_BTF_FLAG, 1, 4);
	make_btf_words(&file, (uint32_t[]){make_btf_name(&file, "E"), 7}, 2);
	make_btf_type(&file, "", BTF_KIND_ENUM64, 0, 1, 8);
	make_btf_words(&file, (uint32_t[]){make_btf_name(&file, "F"), 7, 7}, 3);
	make_btf_finish(&file);
	add(file.bytes, file.size);
	make_btf_clear(&file);
}

static void run(const uint8_t *data, size_t size)
{
	static const struct btf_field wanted[] = {
		{"s", "in.array", .optional = true}, {"s", "bits", .optional = true},
		{"s", "array", .optional = true},    {"s", NULL, .optional = true},
		{"", "array", .optional = true},
	};
	struct btf_field fields[sizeof(wanted) / sizeof(*wanted)];
	struct btf_enumerator values[] = {{"E", .optional = true}, {"F", .optional = true}};
	struct btf_enumerator *all = NULL;
	struct error err = {0};
	struct btf btf = {0};
	size_t nr = 0;
	int fd = open(fuzz_file(data, size), O_RDONLY | O_CLOEXEC);

	always(fd >= 0);
	if (btf_parse(fd, "btf", &btf, &err) < 0) {
		always(err.code && *err.text && !btf.path);
		close(fd);
		return;
	}
	memcpy(fields, wanted, sizeof(fields));
	if (btf_find_fields(&btf, fields, sizeof(fields) / sizeof(*fields), &err) < 0)
		always(err.code == ERROR_PARSE && *err.text);
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		always(fields[i].found || !fields[i].size);
	err = (struct error){0};
	if (btf_find_enumerators(&btf, values, 2, &err) < 0)
		always(err.code == ERROR_PARSE && *err.text);
	err = (struct error){0};
	if (btf_list_enum(&btf, "E", &all, &nr, &err) == 0)
		always(nr && all[nr - 1].found);
	else
		always(err.code && !all);
	free(all);
	btf_close(&btf);
}

DEFINE_TARGET(btf) = {.run = run, .seeds = add_seeds};
