// SPDX-License-Identifier: GPL-2.0-or-later
/* test-elf_module.c - module files of this and other machines, and files that are none. */
#include <errno.h>

#include "helper/elf_module.h"

#include "make_elf.h"
#include "support.h"
#include "tap.h"

#define ROOM 4096

static const char modinfo[] = "license=GPL\0\0\0version=0.1.0\0versionless\0name=memmap\0"
			      "vermagic=6.1.0-56-amd64 SMP preempt mod_unload modversions ";

static const struct elf_recipe good = {
	.is_64bit = true,
	.machine = EM_X86_64,
	.type = ET_REL,
	.section = ".modinfo",
	.section_type = SHT_PROGBITS,
	.data = modinfo,
	.size = sizeof(modinfo),
};

static struct root scratch;

/* In memory it is the same; room for no byte more shows who reads beyond. */
static void parse_bytes(const void *data, size_t size, int rc, const struct elf_module *wanted)
{
	struct elf_module module = {0};
	char *copy = malloc(size ?: 1);

	must(copy);
	memcpy(copy, data, size);
	is_int(elf_module_parse(copy, size, "memory", &module, NULL), rc);
	if (rc == 0)
		is_str(module.vermagic, wanted->vermagic);
	elf_module_clear(&module);
	free(copy);
}

static int read_bytes(const void *data, size_t size, struct elf_module *ret, struct error *err)
{
	char *path;
	int rc;

	scratch_write(&scratch, "module.ko", data, size);
	must(asprintf(&path, "%s/module.ko", scratch.path) > 0);
	rc = elf_module_read(path, ret, err);
	free(path);
	parse_bytes(data, size, rc, ret);
	return rc;
}

static int read_recipe(const struct elf_recipe *recipe, struct elf_module *ret, struct error *err)
{
	unsigned char bytes[ROOM];

	return read_bytes(bytes, make_elf(recipe, bytes, sizeof(bytes)), ret, err);
}

static void test_good(void)
{
	struct elf_recipe recipe = good;
	struct elf_module module = {0};
	struct error err = {0};

	about("a module");
	is_int(read_recipe(&good, &module, &err), 0);
	is_str(err.text, "");
	is_str(module.vermagic, "6.1.0-56-amd64 SMP preempt mod_unload modversions");
	is_str(module.version, "0.1.0");
	is_int(module.machine, EM_X86_64);
	ok(module.is_64bit);
	elf_module_clear(&module);
	elf_module_clear(&module);

	about("a 32-bit module");
	recipe.is_64bit = false;
	recipe.machine = EM_386;
	is_int(read_recipe(&recipe, &module, &err), 0);
	is_int(module.machine, EM_386);
	ok(!module.is_64bit);
	elf_module_clear(&module);

	about("a module without version, whose last text has no end");
	recipe = good;
	recipe.data = "vermagic=6.1.0 SMP";
	recipe.size = strlen(recipe.data);
	is_int(read_recipe(&recipe, &module, &err), 0);
	is_str(module.vermagic, "6.1.0 SMP");
	is_str(module.version, NULL);
	elf_module_clear(&module);
}

static void test_refused(const char *what, const struct elf_recipe *recipe, const char *message)
{
	struct elf_module module = {0};
	struct error err = {0};

	about("%s", what);
	is_int(read_recipe(recipe, &module, &err), -EBADMSG);
	is_int(err.code, ERROR_PARSE);
	contains(err.text, message);
	ok(!module.vermagic && !module.version);
}

static void test_no_module(void)
{
	struct elf_recipe recipe = good;

	recipe.section = ".comment";
	test_refused("no .modinfo", &recipe, "/module.ko: not a kernel module");
	recipe = good;
	recipe.type = ET_EXEC;
	test_refused("an executable", &recipe, "not a kernel module");
	recipe = good;
	recipe.size = 0;
	test_refused("an empty .modinfo", &recipe, "a kernel module without vermagic");
	recipe.data = "license=GPL\0vermagi=6.1\0vermagic";
	recipe.size = 32;
	test_refused("no vermagic", &recipe, "a kernel module without vermagic");
	recipe = good;
	recipe.section_type = SHT_NOBITS;
	test_refused("a .modinfo without bytes", &recipe, "without vermagic");
}

static void test_not_elf(const char *what, const char *text)
{
	struct elf_module module = {0};
	struct error err = {0};

	about("%s", what);
	is_int(read_bytes(text, strlen(text), &module, &err), -EBADMSG);
	contains(err.text, "/module.ko: not an ELF file");
}

static void test_files(void)
{
	struct elf_module module = {0};
	struct error err = {0};

	about("a file that is not there");
	is_int(elf_module_read("/nonexistent.ko", &module, &err), -ENOENT);
	is_str(err.text, "/nonexistent.ko: No such file or directory");
	about("a directory");
	err = (struct error){0};
	is_int(elf_module_read("/", &module, &err), -EBADMSG);
	is_str(err.text, "/: not an ELF file");
}

static void test_truncated(void)
{
	unsigned int nr_refused = 0, nr_wrong = 0;
	unsigned char bytes[ROOM];
	size_t size = make_elf(&good, bytes, sizeof(bytes));

	for (size_t length = 0; length < size; length++) {
		struct elf_module module = {0};
		struct error err = {0};
		int rc = read_bytes(bytes, length, &module, &err);

		nr_refused += rc < 0;
		nr_wrong += rc < 0 ? err.code != ERROR_PARSE : !module.vermagic;
		elf_module_clear(&module);
	}
	about("cut off at each byte");
	is_int(nr_wrong, 0);
	/* All but what stands behind the last header's members that count. */
	ok(nr_refused > size - 64);
}

static void test_check(const char *what, struct elf_module *module, const char *release,
		       const char *machine, const char *message)
{
	struct error err = {0};

	about("%s", what);
	is_int(elf_module_check(module, "a.ko", release, machine, &err), message ? -ENOEXEC : 0);
	is_int(err.code, message ? ERROR_VERMAGIC : ERROR_NONE);
	is_str(err.text, message ? message : "");
	is_str(err.remedy, message ? "memmap module build" : "");
}

static void test_fit(void)
{
	char vermagic[] = "6.1.0-56-amd64 SMP preempt", bare[] = "6.1.0";
	struct elf_module x86_64 = {EM_X86_64, true, vermagic, NULL};
	struct elf_module x32 = {EM_X86_64, false, vermagic, NULL};
	struct elf_module ia32 = {EM_386, false, bare, NULL};
	struct elf_module mips = {EM_MIPS, false, bare, NULL};

	test_check("the right kernel", &x86_64, "6.1.0-56-amd64", "x86_64", NULL);
	test_check("vermagic without options", &ia32, "6.1.0", "i686", NULL);
	test_check("an i586", &ia32, "6.1.0", "i586", NULL);
	test_check("a machine nobody knows", &mips, "6.1.0", "mips", NULL);
	test_check("a shorter release", &x86_64, "6.1.0-56", "x86_64",
		   "a.ko: built for kernel 6.1.0-56-amd64, but this is 6.1.0-56");
	test_check("a longer release", &x86_64, "6.1.0-56-amd64-rt", "x86_64",
		   "a.ko: built for kernel 6.1.0-56-amd64, but this is 6.1.0-56-amd64-rt");
	test_check("another release", &x86_64, "6.12.1-amd64", "x86_64",
		   "a.ko: built for kernel 6.1.0-56-amd64, but this is 6.12.1-amd64");
	test_check("another machine", &x86_64, "6.1.0-56-amd64", "aarch64",
		   "a.ko: built for x86_64, but this kernel runs on aarch64");
	test_check("32 bits for 64", &ia32, "6.1.0", "x86_64",
		   "a.ko: built for i686, but this kernel runs on x86_64");
	test_check("the right machine in the wrong class", &x32, "6.1.0-56-amd64", "x86_64",
		   "a.ko: built for another machine, but this kernel runs on x86_64");
	test_check("a machine without a name", &mips, "6.1.0", "x86_64",
		   "a.ko: built for another machine, but this kernel runs on x86_64");
}

DEFINE_UNIT(elf_module)
{
	scratch_root(&scratch);
	test_good();
	test_no_module();
	test_not_elf("text", "#!/bin/sh\nexit\n");
	test_not_elf("nothing", "");
	test_not_elf("an archive", "!<arch>\n");
	test_files();
	test_truncated();
	test_fit();
	scratch_remove(&scratch);
}
