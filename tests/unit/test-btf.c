// SPDX-License-Identifier: GPL-2.0-or-later
/* test-btf.c - struct layouts and enums from type information. */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <linux/btf.h>
#include <stddef.h>

#include "reader/btf.h"

#include "btf_sample.h"
#include "make_btf.h"
#include "support.h"
#include "tap.h"

#define BTF_FILE "sys/kernel/btf/vmlinux"

static struct root root;
static struct btf btf;

/* What the compiler says about its own structs, from the section of an object file. */
static bool open_sample(const char *path)
{
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	struct error err = {0};
	Elf_Scn *section = NULL;
	bool found = false;
	size_t names;
	Elf *elf;

	if (fd < 0)
		return false;
	must(elf_version(EV_CURRENT) != EV_NONE);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	must(elf && elf_getshdrstrndx(elf, &names) == 0);
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		Elf_Data *data;

		must(gelf_getshdr(section, &header));
		if (strcmp(elf_strptr(elf, names, header.sh_name), ".BTF") != 0)
			continue;
		data = elf_rawdata(section, NULL);
		must(data);
		scratch_root(&root);
		scratch_write(&root, BTF_FILE, data->d_buf, data->d_size);
		found = true;
	}
	elf_end(elf);
	close(fd);
	if (found)
		must(btf_open(&root, &btf, &err) == 0);
	return found;
}

static void close_sample(void)
{
	btf_close(&btf);
	scratch_remove(&root);
}

static const struct btf_field *find(const char *type, const char *member)
{
	static struct btf_field field;
	struct error err = {0};

	about("struct %s, %s", type, member ? member : "all");
	field = (struct btf_field){type, member};
	is_int(btf_find_fields(&btf, &field, 1, &err), 0);
	is_str(err.text, "");
	return &field;
}

#define is_member(type, member, of, items)                           \
	do {                                                         \
		const struct btf_field *got_ = find(#type, #member); \
		ok(got_->found);                                     \
		is_int(got_->offset, offsetof(of type, member));     \
		is_int(got_->size, sizeof(((of type *)0)->member));  \
		is_int(got_->nr_items, items);                       \
		is_int(got_->nr_bits + got_->shift, 0);              \
	} while (0)

static void test_members(void)
{
	is_member(sample, byte, struct, 0);
	is_member(sample, in_union, struct, 0);
	is_member(sample, list, struct, 0);
	is_member(sample, list.prev, struct, 0);
	is_member(sample, function, struct, 0);
	is_member(sample, deep, struct, 0);
	is_member(sample, real, struct, 0);
	is_member(sample, colour, struct, 0);
	is_member(sample, named, struct, 0);
	is_member(sample, named.lists, struct, 3);
	is_member(sample, name, struct, 7);
	is_member(sample, table, struct, 10);
	is_member(sample, unknown, struct, 0);
	is_member(choice, number, union, 0);
	is_member(choice, text, union, 12);
	is_int(find("sample", NULL)->size, sizeof(struct sample));
	is_int(find("choice", NULL)->size, sizeof(union choice));

	/* An array stands for its first item. */
	is_int(find("sample", "named.lists.prev")->offset,
	       offsetof(struct sample, named.lists[0].prev));
	ok(find("sample", "none")->found);
	is_int(find("sample", "none")->offset, offsetof(struct sample, none));
	is_int(find("sample", "none")->size, 0);
}

static void test_bits(void)
{
	struct sample sample;
	const struct btf_field *field;

	memset(&sample, 0xff, sizeof(sample));
	sample.low = 5;
	sample.high = 0x1234;
	sample.wide = 0x123456789a;
	sample.colour = GREEN;
	sample.unknown = (void *)&sample;
	field = find("sample", "low");
	is_int(field->nr_bits, 3);
	is_int(btf_number(field, &sample), 5);
	field = find("sample", "high");
	is_int(field->nr_bits, 16);
	is_int(btf_number(field, &sample), 0x1234);
	field = find("sample", "wide");
	is_int(field->nr_bits, 40);
	is_int(btf_number(field, &sample), 0x123456789a);
	is_int(btf_number(find("sample", "colour"), &sample), GREEN);
	is_hex(btf_number(find("sample", "unknown"), &sample), (uintptr_t)&sample);
	is_int(btf_number(find("sample", "byte"), &sample), 0xff);
}

static void test_missing(void)
{
	struct btf_field fields[] = {
		{"sample", "nowhere", .optional = true},
		{"nothing", NULL, .optional = true},
		{"sample", "byte.low", .optional = true},
		{"sample", "named.nowhere", .optional = true},
		{"sample", "list.next.prev", .optional = true},
		{"sample", "", .optional = true},
		{"sample", "byte"},
	};
	struct btf_field missing = {"sample", "nowhere"};
	struct error err = {0};

	about("what is not there");
	is_int(btf_find_fields(&btf, fields, ARRAY_SIZE(fields), &err), 0);
	for (size_t i = 0; i + 1 < ARRAY_SIZE(fields); i++)
		ok(!fields[i].found && !fields[i].size && !btf_number(&fields[i], NULL));
	ok(fields[ARRAY_SIZE(fields) - 1].found);
	is_int(btf_find_fields(&btf, &missing, 1, &err), -ENOENT);
	is_int(err.code, ERROR_NOT_FOUND);
	contains(err.text, BTF_FILE " knows no struct sample with a member nowhere");
	err = (struct error){0};
	missing = (struct btf_field){"nothing"};
	is_int(btf_find_fields(&btf, &missing, 1, &err), -ENOENT);
	contains(err.text, " knows no struct nothing");
}

static void test_enums(void)
{
	struct btf_enumerator items[] = {
		{"UNNAMED_LAST"}, {"BLUE"}, {"YELLOW", .optional = true}, {"RED"}, {"UNNAMED"}};
	struct btf_enumerator missing = {"YELLOW"}, *all = NULL;
	struct error err = {0};
	size_t nr = 0;

	about("enums");
	is_int(btf_find_enumerators(&btf, items, ARRAY_SIZE(items), &err), 0);
	is_int(items[0].value, 12);
	is_int(items[1].value, BLUE);
	ok(!items[2].found && !items[2].value);
	is_int(items[3].value, RED);
	is_int(items[4].value, 11);
	is_int(btf_find_enumerators(&btf, &missing, 1, &err), -ENOENT);
	contains(err.text, " knows no enum with YELLOW");

	err = (struct error){0};
	is_int(btf_list_enum(&btf, "YELLOW", &all, &nr, &err), -ENOENT);
	is_int(btf_list_enum(&btf, "GREEN", &all, &nr, NULL), 0);
	is_int(nr, 3);
	is_str(nr == 3 ? all[0].name : "", "RED");
	is_str(nr == 3 ? all[1].name : "", "GREEN");
	is_int(nr == 3 ? all[2].value : 0, BLUE);
	free(all);
}

/* Constants that do not fit an int: compilers of this age do not describe them, kernels do. */
static void test_wide_enums(void)
{
	struct btf_enumerator items[] = {{"MINUS"}, {"LARGE"}, {"WIDE"}};
	struct make_btf file;
	struct error err = {0};

	about("wide enums");
	make_btf_init(&file);
	make_btf_type(&file, "", BTF_KIND_ENUM, MAKE_BTF_FLAG, 1, 4);
	make_btf_words(&file, (uint32_t[]){make_btf_name(&file, "MINUS"), -1}, 2);
	make_btf_type(&file, "", BTF_KIND_ENUM, 0, 1, 4);
	make_btf_words(&file, (uint32_t[]){make_btf_name(&file, "LARGE"), 0xfffffff0}, 2);
	make_btf_type(&file, "large", BTF_KIND_ENUM64, 0, 1, 8);
	make_btf_words(&file, (uint32_t[]){make_btf_name(&file, "WIDE"), 2, 3}, 3);
	make_btf_write(&file, &root);
	is_int(btf_open(&root, &btf, &err), 0);
	is_int(btf_find_enumerators(&btf, items, ARRAY_SIZE(items), &err), 0);
	is_int(items[0].value, -1);
	is_int(items[1].value, 0xfffffff0);
	is_hex(items[2].value, 0x300000002);
	close_sample();
}

/* Many types, so that the file is read in parts and types are found again by their ids. */
static void test_large(void)
{
	enum { NR = 5000 };
	struct btf_field last = {"last", "a.b"}, early = {"s100", "a.b"};
	struct make_btf file;
	struct error err = {0};
	char name[16];

	about("a large file");
	make_btf_init(&file);
	make_btf_type(&file, "int", BTF_KIND_INT, 0, 0, 4);
	make_btf_words(&file, (uint32_t[]){32}, 1);
	make_btf_type(&file, "inner", BTF_KIND_STRUCT, 0, 1, 8);
	make_btf_words(&file, (uint32_t[]){make_btf_name(&file, "b"), 1, 32}, 3);
	for (unsigned int i = 0; i < NR; i++) {
		snprintf(name, sizeof(name), i + 1 < NR ? "s%u" : "last", i);
		make_btf_type(&file, name, BTF_KIND_STRUCT, 0, 1, 16);
		make_btf_words(&file, (uint32_t[]){make_btf_name(&file, "a"), NR + 4, 64}, 3);
	}
	make_btf_type(&file, "", BTF_KIND_CONST, 0, 0, NR + 4);
	make_btf_type(&file, "alias", BTF_KIND_TYPEDEF, 0, 0, 2);
	make_btf_write(&file, &root);
	is_int(btf_open(&root, &btf, &err), 0);
	is_int(btf.types.nr_read, 0);
	is_int(btf_find_fields(&btf, &last, 1, &err), 0);
	is_int(last.offset, 12);
	is_int(btf_find_fields(&btf, &early, 1, &err), 0);
	is_int(early.offset, 12);
	is_str(err.text, "");
	close_sample();
}

/* Finds what it can in a made up file with one member of a type; returns the message. */
static const char *why_not(struct make_btf *file, uint32_t type, uint32_t offset)
{
	static struct error err;
	struct btf_field field = {"sample", "member"};
	uint32_t member = make_btf_name(file, "member");

	make_btf_type(file, "sample", BTF_KIND_STRUCT, 0, 1, 8);
	make_btf_words(file, (uint32_t[]){member, type, offset}, 3);
	make_btf_write(file, &root);
	err = (struct error){0};
	must(btf_open(&root, &btf, &err) == 0);
	is_int(btf_find_fields(&btf, &field, 1, &err), -EBADMSG);
	ok(!field.found);
	is_int(err.code, ERROR_PARSE);
	close_sample();
	return err.text;
}

static void test_broken_types(void)
{
	struct make_btf file;

	about("types that cannot be");
	make_btf_init(&file);
	contains(why_not(&file, 0, 0), "a member has no type");
	make_btf_init(&file);
	contains(why_not(&file, 77, 0), "of a type that is not in it");
	make_btf_init(&file);
	make_btf_type(&file, "a", BTF_KIND_TYPEDEF, 0, 0, 2);
	make_btf_type(&file, "b", BTF_KIND_CONST, 0, 0, 1);
	contains(why_not(&file, 1, 0), "made of itself");
	make_btf_init(&file);
	make_btf_type(&file, "a", BTF_KIND_FUNC, 0, 0, 1);
	contains(why_not(&file, 1, 0), "of a type without a size");
	make_btf_init(&file);
	make_btf_type(&file, "", BTF_KIND_PTR, 0, 0, 0);
	contains(why_not(&file, 1, 0), "knows no unsigned long");
	make_btf_init(&file);
	make_btf_type(&file, "", BTF_KIND_FLOAT, 0, 0, 8);
	make_btf_type(&file, "", BTF_KIND_ARRAY, 0, 0, 0);
	make_btf_words(&file, (uint32_t[]){1, 1, 0x40000000}, 3);
	contains(why_not(&file, 2, 0), "the size of a member is absurd");
	make_btf_init(&file);
	make_btf_type(&file, "", BTF_KIND_FLOAT, 0, 0, 8);
	contains(why_not(&file, 1, 3), "the place of a member is absurd");
	make_btf_init(&file);
	make_btf_type(&file, "", 31, 0, 0, 0);
	contains(why_not(&file, 1, 0), "type 1 is of the unknown kind 31");
	make_btf_init(&file);
	make_btf_type(&file, "sample", BTF_KIND_STRUCT, 0, 1, 8);
	make_btf_words(&file, (uint32_t[]){0x1000000, 1, 0}, 3);
	contains(why_not(&file, 1, 0), "a name does not lie in it");
	/* Unnamed structs in itself, many times. */
	make_btf_init(&file);
	make_btf_type(&file, "sample", BTF_KIND_STRUCT, 0, 1000, 8);
	for (unsigned int i = 0; i < 1000; i++)
		make_btf_words(&file, (uint32_t[]){0, 1, 0}, 3);
	contains(why_not(&file, 1, 0), "nested absurdly");
}

static const char *open_bytes(const void *bytes, size_t size)
{
	static struct error err;

	err = (struct error){0};
	scratch_root(&root);
	scratch_write(&root, BTF_FILE, bytes, size);
	if (btf_open(&root, &btf, &err) == 0) {
		struct btf_field field = {"sample", "member"};

		is_int(btf_find_fields(&btf, &field, 1, &err), -EBADMSG);
		btf_close(&btf);
	}
	is_int(err.code, ERROR_PARSE);
	scratch_remove(&root);
	return err.text;
}

static void test_broken_headers(void)
{
	struct btf_header header;
	struct make_btf file;

	about("headers that cannot be");
	contains(open_bytes("", 0), "its size is not that of type information");
	memset(&header, 0, sizeof(header));
	contains(open_bytes(&header, sizeof(header)), "no type information of version 1");
	header = (struct btf_header){.magic = 0x9feb, .version = 1};
	contains(open_bytes(&header, sizeof(header)), "of a machine with another byte order");
	header = (struct btf_header){.magic = BTF_MAGIC, .version = 2};
	contains(open_bytes(&header, sizeof(header)), "no type information of version 1");
	header = (struct btf_header){.magic = BTF_MAGIC, .version = 1, .hdr_len = 8};
	contains(open_bytes(&header, sizeof(header)), "its header is absurd");
	header.hdr_len = sizeof(header);
	contains(open_bytes(&header, sizeof(header)), "sections do not lie in it");
	header.type_off = -4;
	header.type_len = 8;
	contains(open_bytes(&header, sizeof(header)), "sections do not lie in it");

	/* A file cut anywhere; the types come before the names. */
	make_btf_init(&file);
	make_btf_type(&file, "other", BTF_KIND_STRUCT, 0, 1, 8);
	make_btf_words(&file, (uint32_t[]){1, 1, 0}, 3);
	make_btf_finish(&file);
	for (size_t size = 0; size < file.size; size++)
		contains(open_bytes(file.bytes, size), "its s");
	((struct btf_header *)file.bytes)->type_len -= 4;
	contains(open_bytes(file.bytes, file.size), "its last type is cut off");
	make_btf_clear(&file);
}

/* The system's file of a root that has none, and one that shrank behind our back. */
static void test_files(void)
{
	struct btf_field field = {"sample", "member"};
	struct make_btf file;
	struct error err = {0};

	about("no file");
	scratch_root(&root);
	is_int(btf_open(&root, &btf, &err), -ENOENT);
	is_int(err.code, ERROR_NOT_FOUND);
	contains(err.text, BTF_FILE ": No such file");
	contains(err.remedy, "a capture with " BTF_FILE);
	scratch_remove(&root);

	about("a file that shrank");
	err = (struct error){0};
	make_btf_init(&file);
	make_btf_type(&file, "other", BTF_KIND_FWD, 0, 0, 0);
	make_btf_write(&file, &root);
	must(btf_open(&root, &btf, &err) == 0);
	scratch_write(&root, BTF_FILE, "", 0);
	is_int(btf_find_fields(&btf, &field, 1, &err), -EBADMSG);
	contains(err.text, "it is cut off");
	close_sample();
}

DEFINE_UNIT(btf)
{
	about("structs as the compiler describes them");
	if (open_sample(argc > 1 ? argv[1] : NULL)) {
		test_members();
		test_bits();
		test_missing();
		test_enums();
		close_sample();
	} else {
		skip("this compiler has no -gbtf");
	}
	test_wide_enums();
	test_large();
	test_broken_types();
	test_broken_headers();
	test_files();
}
