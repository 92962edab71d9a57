// SPDX-License-Identifier: GPL-2.0-or-later
/* elf_module.c - see elf_module.h. */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <string.h>

#include "arch/arch.h"
#include "helper/elf_module.h"

void elf_module_clear(struct elf_module *module)
{
	free(module->vermagic);
	free(module->version);
	free(module->name);
	*module = (struct elf_module){0};
}

static void cleanup_elf(Elf **elf)
{
	elf_end(*elf);
}

static Elf_Data *find_section(Elf *elf, const char *wanted)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names) < 0)
		return NULL;
	while ((section = elf_nextscn(elf, section))) {
		const char *name;
		GElf_Shdr header;

		if (!gelf_getshdr(section, &header))
			return NULL;
		name = elf_strptr(elf, names, header.sh_name);
		if (name && !strcmp(name, wanted))
			return elf_getdata(section, NULL);
	}
	return NULL;
}

/* .modinfo is a run of NUL-terminated "key=value" texts, perhaps padded with more NULs. */
static char *modinfo_value(const Elf_Data *modinfo, const char *key)
{
	const char *at = modinfo->d_buf, *end;
	size_t key_length = strlen(key);

	/* A section of type NOBITS has a size, but nothing to read. */
	if (!at)
		return NULL;
	end = at + modinfo->d_size;
	while (at < end) {
		size_t length = strnlen(at, end - at);

		if (length > key_length && !strncmp(at, key, key_length) && at[key_length] == '=')
			return strndup(at + key_length + 1, length - key_length - 1);
		at += length + 1;
	}
	return NULL;
}

static int read_elf(Elf *elf, const char *path, struct elf_module *ret, struct error *err)
{
	Elf_Data *modinfo;
	GElf_Ehdr header;

	if (!elf || !gelf_getehdr(elf, &header))
		return error_set(err, ERROR_PARSE, "%s: not an ELF file", path);
	modinfo = find_section(elf, ".modinfo");
	if (header.e_type != ET_REL || !modinfo)
		return error_set(err, ERROR_PARSE, "%s: not a kernel module", path);
	*ret = (struct elf_module){
		.machine = header.e_machine,
		.is_64bit = header.e_ident[EI_CLASS] == ELFCLASS64,
		.vermagic = modinfo_value(modinfo, "vermagic"),
		.version = modinfo_value(modinfo, "version"),
		.name = modinfo_value(modinfo, "name"),
	};
	if (ret->vermagic) {
		/* The last of its words is followed by a blank too. */
		for (size_t end = strlen(ret->vermagic); end && ret->vermagic[end - 1] == ' ';)
			ret->vermagic[--end] = '\0';
		return 0;
	}
	elf_module_clear(ret);
	return error_set(err, ERROR_PARSE, "%s: a kernel module without vermagic", path);
}

int elf_module_read(const char *path, struct elf_module *ret, struct error *err)
{
	_cleanup_(cleanup_elf) Elf *elf = NULL;
	_cleanup_close_ int fd = -1;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error_errno(err, errno, "%s", path);
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	return read_elf(elf, path, ret, err);
}

int elf_module_parse(char *bytes, size_t nr, const char *path, struct elf_module *ret,
		     struct error *err)
{
	_cleanup_(cleanup_elf) Elf *elf = NULL;

	elf_version(EV_CURRENT);
	elf = elf_memory(bytes, nr);
	return read_elf(elf, path, ret, err);
}

int elf_module_check(const struct elf_module *module, const char *path, const char *release,
		     const char *machine, struct error *err)
{
	const struct arch *arch = arch_of_machine(machine);
	const struct arch *of = arch_of_elf(module->machine, module->is_64bit);
	size_t length = strcspn(module->vermagic, " ");

	if (arch && arch != of) {
		error_set(err, ERROR_VERMAGIC, "%s: built for %s, but this kernel runs on %s", path,
			  of ? of->machines[0] : "another machine", machine);
		error_remedy(err, "memmap module build");
		return -ENOEXEC;
	}
	if (strlen(release) == length && !strncmp(module->vermagic, release, length))
		return 0;
	error_set(err, ERROR_VERMAGIC, "%s: built for kernel %.*s, but this is %s", path,
		  (int)length, module->vermagic, release);
	error_remedy(err, "memmap module build");
	return -ENOEXEC;
}
