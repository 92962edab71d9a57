// SPDX-License-Identifier: GPL-2.0-or-later
/* test-kcore.c - core files of kernels, and files that are none. */
#include <errno.h>
#include <string.h>

#include "reader/kcore.h"
#include "reader/vmcoreinfo.h"

#include "make_core.h"
#include "support.h"
#include "tap.h"

static const char info[] =
	"OSRELEASE=6.1.0\nPAGESIZE=4096\nSYMBOL(_stext)=ffffffff81000000\n"
	"SYMBOL(bad)=ffffffff8100000g\nOFFSET(page.flags)=0\nSIZE(page)=64\n"
	"NUMBER(phys_base)=-16777216\nLENGTH(zone.free_area)=11\nNUMBER(bad)=1x\n\n"
	"KERNELOFFSET=9800000\n";

static struct core new_core(void)
{
	return (struct core){.machine = EM_X86_64, .type = ET_CORE, .vmcoreinfo = info};
}

static int parse_bytes(const void *bytes, size_t size, struct kcore *ret, struct error *err)
{
	int fd = fd_with(bytes, size), rc;

	rc = kcore_parse(fd, "/proc/kcore", ret, err);
	if (rc < 0)
		close(fd);
	return rc;
}

static int parse_core(struct core *core, struct kcore *ret, struct error *err)
{
	unsigned char *bytes;
	size_t size;
	int rc;

	bytes = core_bytes(core, &size);
	rc = parse_bytes(bytes, size, ret, err);
	free(bytes);
	core_clear(core);
	return rc;
}

static void refused(struct core *core, const char *why)
{
	struct error err = {0};
	struct kcore kcore = {0};

	is_int(parse_core(core, &kcore, &err), -EBADMSG);
	is_int(err.code, ERROR_PARSE);
	contains(err.text, "/proc/kcore: ");
	contains(err.text, why);
	ok(!kcore.memory.path);
}

static void test_good(void)
{
	struct core core = new_core();
	struct error err = {0};
	struct kcore kcore;
	char buffer[8] = "";

	about("a core file");
	core_add(&core, 0xffff888100000000, 0x100000000, 0x2000, true);
	core_add(&core, 0xffffffff81000000, 0x1000, 0x1000, false);
	core_add(&core, 0xffffc90000000000, CORE_NO_PHYS, 0x1fffffffffff, false);
	core_add(&core, 0xffff888000001000, 0x1000, 0x4000, true);
	core_add(&core, 0xffff888000008000, 0x8000, 0, false);
	memcpy(core_at(&core, 0x100001ffc), "abcd", 4);
	memcpy(core_at(&core, 0x1000), "efgh", 4);
	must(parse_core(&core, &kcore, &err) == 0);
	is_int(kcore.memory.elf_machine, EM_X86_64);
	ok(kcore.memory.is_64bit);
	is_int(kcore.memory.nr_segments, 4);
	is_int(kcore.memory.nr_by_phys, 2);
	is_hex(kcore.memory.segments[0].virt_addr, 0xffff888000001000);
	is_hex(kcore.memory.segments[3].virt_addr, 0xffffffff81000000);
	is_str(kcore.memory.vmcoreinfo, info);

	ok(!memory_find_virt(&kcore.memory, 0xffff888000000fff));
	is_hex(memory_find_virt(&kcore.memory, 0xffff888000001000)->phys_addr, 0x1000);
	is_hex(memory_find_virt(&kcore.memory, 0xffff888000004fff)->phys_addr, 0x1000);
	ok(!memory_find_virt(&kcore.memory, 0xffff888000005000));
	ok(!memory_find_phys(&kcore.memory, 0xfff));
	ok(memory_find_phys(&kcore.memory, 0x1000));
	/* Never through the image, which is part of this one. */
	is_hex(memory_find_phys(&kcore.memory, 0x1fff)->virt_addr, 0xffff888000001000);
	is_hex(memory_find_phys(&kcore.memory, 0x4fff)->virt_addr, 0xffff888000001000);
	ok(!memory_find_phys(&kcore.memory, 0x5000));
	is_hex(memory_find_phys(&kcore.memory, 0x100001fff)->virt_addr, 0xffff888100000000);

	is_int(memory_read_phys(&kcore.memory, 0x100001ffc, buffer, 4, "PTE table", &err), 0);
	is_str(buffer, "abcd");
	is_int(memory_read_virt(&kcore.memory, 0xffff888000001000, buffer, 4, "struct page", &err), 0);
	is_str(buffer, "efgh");
	is_int(memory_read_phys(&kcore.memory, 0x100001ffc, buffer, 5, "PTE table", &err), -EFAULT);
	is_str(err.text, "/proc/kcore: PTE table at 0x100001ffc: no segment holds it");
	err = (struct error){0};
	is_int(memory_read_virt(&kcore.memory, 0xffffc90000100000, buffer, 4, "text", &err), -EIO);
	is_str(err.text, "/proc/kcore: text at 0xffffc90000100000: the file ends before it");
	kcore_clear(&kcore);
	kcore_clear(&kcore);
}

static void test_many(void)
{
	struct core core = new_core();
	struct error err = {0};
	struct kcore kcore;

	about("70,000 segments");
	core.xnum = true;
	for (uint64_t i = 70000; i-- > 0;)
		core_add(&core, 0xffff888000000000 + i * 0x2000, i * 0x2000, 0x1000, false);
	must(parse_core(&core, &kcore, &err) == 0);
	is_int(kcore.memory.nr_segments, 70000);
	is_hex(kcore.memory.segments[69999].phys_addr, 69999 * 0x2000);
	is_hex(memory_find_phys(&kcore.memory, 12345 * 0x2000 + 0xfff)->phys_addr, 12345 * 0x2000);
	ok(!memory_find_phys(&kcore.memory, 12345 * 0x2000 + 0x1000));
	kcore_clear(&kcore);

	about("200,000 segments");
	core.xnum = true;
	for (uint64_t i = 0; i < 200000; i++)
		core_add(&core, 0xffff888000000000 + i * 0x2000, i * 0x2000, 0x1000, false);
	refused(&core, "absurdly many");
}

/* The last that begins at or below an address and holds it, found by looking at each. */
static const struct memory_segment *look_at_each(const struct kcore *kcore, uint64_t virt_addr)
{
	for (size_t i = kcore->memory.nr_segments; i--;)
		if (virt_addr >= kcore->memory.segments[i].virt_addr &&
		    virt_addr - kcore->memory.segments[i].virt_addr < kcore->memory.segments[i].size)
			return &kcore->memory.segments[i];
	return NULL;
}

static void test_nested(void)
{
	/* Beside each other, within one another, and of two only parts of each in the other. */
	static const uint64_t segments[][2] = {
		{0x1000, 0x1000}, {0x3000, 0x9000}, {0x4000, 0x1000}, {0x5000, 0x4000},
		{0x6000, 0x1000}, {0x8000, 0x2000}, {0xb000, 0x3000}, {0x10000, 0x1000},
	};
	struct core core = new_core();
	struct kcore kcore = {0};
	struct error err = {0};
	bool all = true;

	about("segments within one another");
	for (size_t i = 0; i < sizeof(segments) / sizeof(*segments); i++)
		core_add(&core, segments[i][0], CORE_NO_PHYS, segments[i][1], false);
	is_int(parse_core(&core, &kcore, &err), 0);
	for (uint64_t at = 0; at < 0x12000; at += 0x800)
		all &= memory_find_virt(&kcore.memory, at) == look_at_each(&kcore, at);
	ok(all);
	kcore_clear(&kcore);
	core = new_core();
	for (uint64_t i = 0; i < 20; i++)
		core_add(&core, i * 0x1000, CORE_NO_PHYS, (40 - 2 * i) * 0x1000, false);
	refused(&core, "within one another");
}

static void test_bad(void)
{
	struct core core = new_core();

	about("no segment");
	refused(&core, "no memory");
	about("no VMCOREINFO");
	core = new_core();
	core.vmcoreinfo = NULL;
	core_add(&core, 0xffff888000000000, 0, 0x1000, true);
	refused(&core, "VMCOREINFO");
	about("no core");
	core = new_core();
	core.type = ET_EXEC;
	core_add(&core, 0xffff888000000000, 0, 0x1000, true);
	refused(&core, "not a core file");
	about("virtual addresses overflow");
	core = new_core();
	core_add(&core, 0xfffffffffffff000, 0, 0x1001, false);
	refused(&core, "leaves the address space");
	about("physical addresses overflow");
	core = new_core();
	core_add(&core, 0xffff888000000000, 0xfffffffffffff000, 0x1001, false);
	refused(&core, "leaves the address space");
	about("offsets overflow");
	core = new_core();
	core_add(&core, 0, CORE_NO_PHYS, INT64_MAX, false);
	refused(&core, "leaves the address space");
	about("the last byte");
	core = new_core();
	core_add(&core, 0xfffffffffffff000, 0, 0x1000, false);
	{
		struct error err = {0};
		struct kcore kcore;

		must(parse_core(&core, &kcore, &err) == 0);
		ok(memory_find_virt(&kcore.memory, UINT64_MAX));
		kcore_clear(&kcore);
	}
}

/* Cut off anywhere, the file is refused or whole as far as headers go. */
static void test_cut(void)
{
	struct core core = new_core();
	unsigned char *bytes;
	size_t size, headers, nr_good = 0;

	core_add(&core, 0xffff888000000000, 0, 0x1000, true);
	bytes = core_bytes(&core, &size);
	headers = size - 0x1000 - 128;
	core_clear(&core);
	for (size_t cut = 0; cut < size; cut += cut < 800 ? 1 : 97) {
		struct error err = {0};
		struct kcore kcore;

		about("cut at %zu", cut);
		if (parse_bytes(bytes, cut, &kcore, &err) == 0) {
			nr_good++;
			if (cut < headers)
				ok(cut >= headers);
			kcore_clear(&kcore);
		} else if (err.code != ERROR_PARSE || !*err.text) {
			is_int(err.code, ERROR_PARSE);
		}
	}
	about("cut");
	ok(nr_good > 0);
	free(bytes);
}

static void test_vmcoreinfo(void)
{
	uint64_t value = 1;

	about("vmcoreinfo");
	ok(vmcoreinfo_symbol(info, "_stext", &value));
	is_hex(value, 0xffffffff81000000);
	ok(vmcoreinfo_number(info, "SIZE", "page", &value));
	is_int(value, 64);
	ok(vmcoreinfo_number(info, "OFFSET", "page.flags", &value));
	is_int(value, 0);
	ok(vmcoreinfo_number(info, "LENGTH", "zone.free_area", &value));
	is_int(value, 11);
	ok(vmcoreinfo_number(info, "NUMBER", "phys_base", &value));
	is_hex(value, -16777216ULL);
	ok(vmcoreinfo_number(info, NULL, "PAGESIZE", &value));
	is_int(value, 4096);
	value = 7;
	ok(!vmcoreinfo_symbol(info, "bad", &value));
	ok(!vmcoreinfo_symbol(info, "stext", &value));
	ok(!vmcoreinfo_symbol(info, "_stex", &value));
	ok(!vmcoreinfo_number(info, "NUMBER", "bad", &value));
	ok(!vmcoreinfo_number(info, "NUMBER", "page", &value));
	ok(!vmcoreinfo_number(info, NULL, "page", &value));
	ok(!vmcoreinfo_number("", NULL, "page", &value));
	is_int(value, 7);
	ok(!strncmp(vmcoreinfo_value(info, NULL, "KERNELOFFSET"), "9800000\n", 8));
}

DEFINE_UNIT(kcore)
{
	test_good();
	test_many();
	test_nested();
	test_bad();
	test_cut();
	test_vmcoreinfo();
}
