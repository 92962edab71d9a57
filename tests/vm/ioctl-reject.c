// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ioctl-reject.c - every way to misuse /dev/memmap must be refused as the uapi header says.
 *
 * Runs as root in a guest with memmap.ko loaded. Prints TAP; exits 1 when something failed.
 *
 *	ioctl-reject [--fuzz SECONDS]	all checks, then random arguments from many threads
 *	ioctl-reject --expect-lockdown	only that a locked-down kernel refuses the open
 *	ioctl-reject --raise-lockdown	lock the kernel down with the device open: no way back
 *
 * A kernel booted with lockdown= does not load the module unless it is signed; to see lockdown
 * refuse the device, raise it later.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../include/uapi/memmap.h"

#define DEVICE "/dev/" MEMMAP_DEVICE_NAME
#define PAGE   4096ULL
#define NOBODY 65534

/*
 * An address of the kernel, and its last; how many bits of an address the kernel's part has: on arm64
 * all, for each half has tables of its own, on i386 those of the last of four GiB; and how much of
 * the end holds something.
 */
#if defined(__aarch64__)
#define KERNEL_ADDR	     0xffffffff81000000ULL
#define KERNEL_LAST	     UINT64_MAX
#define KERNEL_BITS(va_bits) (va_bits)
#define TOP_BYTES	     (1ULL << 43)
#elif defined(__i386__)
#define KERNEL_ADDR	     0xc1000000ULL
#define KERNEL_LAST	     0xffffffffULL
#define KERNEL_BITS(va_bits) ((va_bits) - 2)
#define TOP_BYTES	     (1ULL << 30)
#else
#define KERNEL_ADDR	     0xffffffff81000000ULL
#define KERNEL_LAST	     UINT64_MAX
#define KERNEL_BITS(va_bits) ((va_bits) - 1)
#define TOP_BYTES	     (1ULL << 31)
#endif

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static unsigned int nr_tests, nr_failed;

/* One TAP line; the details matter only when it failed. */
__attribute__((format(printf, 2, 3))) static void check(bool ok, const char *name, ...)
{
	va_list args;

	nr_tests++;
	if (!ok)
		nr_failed++;
	printf("%s %u - ", ok ? "ok" : "not ok", nr_tests);
	va_start(args, name);
	vprintf(name, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
}

/* @got and @want are 0 or an errno. */
static void check_errno(int got, int want, const char *name)
{
	if (got == want)
		check(true, "%s", name);
	else
		check(false, "%s # %s, expected %s", name, got ? strerror(got) : "success",
		      want ? strerror(want) : "success");
}

static int try(int fd, unsigned long cmd, void *arg)
{
	return ioctl(fd, cmd, arg) ? errno : 0;
}

/*
 * What a good call of each command looks like. The buffers that the arguments point to are shared,
 * as is the template: take a copy.
 */
static struct memmap_region regions[32];
static struct memmap_extent extents[MEMMAP_MAX_ITEMS];
static struct memmap_frame frames[MEMMAP_MAX_ITEMS];
static uint64_t addrs[MEMMAP_MAX_ITEMS], hashes[MEMMAP_MAX_ITEMS];
static char text[1 << 16];

union argument {
	struct memmap_info info;
	struct memmap_walk walk;
	struct memmap_steps steps;
	struct memmap_frames frames;
	struct memmap_symbols symbols;
	struct memmap_hashes hashes;
	struct memmap_gfp_masks gfp;
	struct memmap_alloc alloc;
	struct memmap_free free;
	unsigned char bytes[512];
};

static uint64_t kernel_start = 0xff00000000000000ULL;
static uint64_t vmalloc_start, vmalloc_last, espfix_start, espfix_last;

static union argument good_info(void)
{
	return (union argument){ .info = { .regions = (uintptr_t)regions,
					   .nr_regions = ARRAY_SIZE(regions) } };
}

static union argument good_walk(void)
{
	return (union argument){ .walk = { .start = KERNEL_ADDR,
					   .length = 1 << 20,
					   .extents = (uintptr_t)extents,
					   .nr_extents = ARRAY_SIZE(extents) } };
}

static union argument good_steps(void)
{
	return (union argument){ .steps = { .virt_addr = KERNEL_ADDR } };
}

static union argument good_frames(void)
{
	return (union argument){ .frames = { .frames = (uintptr_t)frames, .nr_frames = 4 } };
}

static union argument good_symbols(void)
{
	return (union argument){ .symbols = { .addrs = (uintptr_t)addrs,
					      .text = (uintptr_t)text,
					      .nr_addrs = 4,
					      .text_size = sizeof(text) } };
}

static union argument good_hashes(void)
{
	return (union argument){ .hashes = { .addrs = (uintptr_t)addrs,
					     .hashes = (uintptr_t)hashes,
					     .nr_addrs = 4 } };
}

static union argument good_gfp(void)
{
	return (union argument){ };
}

static struct memmap_sample samples[4];

/* What it makes stays until the file is closed; more than 64 get a status, no error. */
static union argument good_alloc(void)
{
	return (union argument){ .alloc = { .samples = (uintptr_t)samples,
					    .size = 100,
					    .nr_samples = 1,
					    .kind = MEMMAP_ALLOC_KMALLOC,
					    .gfp = 1ULL << MEMMAP_GFP_DIRECT_RECLAIM |
						   1ULL << MEMMAP_GFP_KSWAPD_RECLAIM,
					    .node = -1 } };
}

/* Well formed; there is no object of that name, see @want. */
static union argument good_free(void)
{
	return (union argument){ .free = { .handle = UINT64_MAX } };
}

static const struct command {
	const char *name;
	unsigned long cmd;
	size_t size;
	union argument (*good)(void);
	bool needs_syslog, needs_admin;
	int want;
} commands[] = {
	{ "INFO", MEMMAP_IOC_INFO, sizeof(struct memmap_info), good_info, true },
	{ "WALK", MEMMAP_IOC_WALK, sizeof(struct memmap_walk), good_walk, true },
	{ "STEPS", MEMMAP_IOC_STEPS, sizeof(struct memmap_steps), good_steps, true },
	{ "FRAMES", MEMMAP_IOC_FRAMES, sizeof(struct memmap_frames), good_frames, false },
	{ "SYMBOLS", MEMMAP_IOC_SYMBOLS, sizeof(struct memmap_symbols), good_symbols, true },
	{ "HASHES", MEMMAP_IOC_HASHES, sizeof(struct memmap_hashes), good_hashes, true },
	{ "GFP", MEMMAP_IOC_GFP, sizeof(struct memmap_gfp_masks), good_gfp, false },
	{ "ALLOC", MEMMAP_IOC_ALLOC, sizeof(struct memmap_alloc), good_alloc, true, true },
	{ "FREE", MEMMAP_IOC_FREE, sizeof(struct memmap_free), good_free, false, true, ENOENT },
};

/* The number of @c with other parts. */
static unsigned long renumber(unsigned int dir, unsigned int type, unsigned int nr, size_t size)
{
	return _IOC(dir, type, nr, size);
}

static unsigned long resize(const struct command *c, size_t size)
{
	return renumber(_IOC_READ | _IOC_WRITE, MEMMAP_IOC_MAGIC, _IOC_NR(c->cmd), size);
}

static void expect(int fd, const struct command *c, unsigned long cmd, union argument arg, int want,
		   const char *what)
{
	char name[128];

	snprintf(name, sizeof(name), "%s: %s", c->name, what);
	check_errno(try(fd, cmd, &arg), want, name);
}

/* Sizes, numbers, magic and direction of each command. */
static void test_numbers(int fd)
{
	static const unsigned int dirs[] = { _IOC_NONE, _IOC_READ, _IOC_WRITE };
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		const struct command *c = &commands[i];
		unsigned int nr = _IOC_NR(c->cmd);
		union argument tail = c->good();

		expect(fd, c, c->cmd, c->good(), c->want, "a good call");
		expect(fd, c, resize(c, 0), c->good(), EINVAL, "size 0");
		expect(fd, c, resize(c, 8), c->good(), EINVAL, "size 8");
		expect(fd, c, resize(c, c->size - 1), c->good(), EINVAL, "size one less");
		expect(fd, c, resize(c, c->size + 8), c->good(), c->want, "larger, tail zero");
		expect(fd, c, resize(c, c->size + 1), c->good(), c->want, "larger by 1, tail zero");
		tail.bytes[c->size + 7] = 1;
		expect(fd, c, resize(c, c->size + 8), tail, E2BIG, "larger, tail not zero");
		for (j = 0; j < ARRAY_SIZE(dirs); j++)
			expect(fd, c, renumber(dirs[j], MEMMAP_IOC_MAGIC, nr, c->size), c->good(),
			       ENOTTY, "wrong direction");
		expect(fd, c, renumber(3, MEMMAP_IOC_MAGIC ^ 1, nr, c->size), c->good(), ENOTTY,
		       "wrong magic");
		check_errno(try(fd, c->cmd, NULL), EFAULT, "argument NULL");
		check_errno(try(fd, c->cmd, (void *)(uintptr_t)KERNEL_ADDR), EFAULT, "argument in the kernel");
	}
	for (i = ARRAY_SIZE(commands); i < 256; i++)
		if (try(fd, renumber(3, MEMMAP_IOC_MAGIC, i, 64), &(union argument){ }) != ENOTTY)
			break;
	check(i == 256, "unknown numbers # %zu", i);
}

static void test_flags(int fd)
{
	const struct command *info = &commands[0], *walk = &commands[1], *steps = &commands[2];
	const struct command *frm = &commands[3], *sym = &commands[4], *hash = &commands[5];
	const struct command *gfp = &commands[6];
	union argument arg;
	size_t i;

#define BAD(command, member, value, what)                                      \
	do {                                                                   \
		arg = (command)->good();                                       \
		arg.member = (value);                                          \
		expect(fd, command, (command)->cmd, arg, EINVAL, what);        \
	} while (0)
	BAD(info, info.flags, 1, "flags");
	BAD(info, info.flags, 1u << 31, "flags, highest");
	for (i = 0; i < sizeof(arg.info.reserved); i++)
		BAD(info, info.reserved[i], 1, "reserved");
	BAD(walk, walk.flags, 2, "flags");
	BAD(walk, walk.flags, 1u << 31, "flags, highest");
	BAD(steps, steps.flags, 1, "flags");
	for (i = 0; i < sizeof(arg.steps.reserved); i++)
		BAD(steps, steps.reserved[i], 0x80, "reserved");
	BAD(frm, frames.flags, 1, "flags");
	BAD(frm, frames.reserved, 1, "reserved");
	BAD(sym, symbols.flags, 1, "flags");
	BAD(hash, hashes.flags, 1, "flags");
	BAD(hash, hashes.flags, 1u << 31, "flags, highest");
	BAD(hash, hashes.reserved, 1, "reserved");
	BAD(gfp, gfp.flags, 1, "flags");

	BAD(walk, walk.nr_extents, 0, "no room");
	BAD(walk, walk.nr_extents, MEMMAP_MAX_ITEMS + 1, "too much room");
	BAD(walk, walk.nr_extents, UINT32_MAX, "huge room");
	BAD(frm, frames.nr_frames, 0, "count 0");
	BAD(frm, frames.nr_frames, MEMMAP_MAX_ITEMS + 1, "count too large");
	BAD(frm, frames.nr_frames, UINT32_MAX, "count huge");
	BAD(sym, symbols.nr_addrs, 0, "count 0");
	BAD(sym, symbols.nr_addrs, MEMMAP_MAX_ITEMS + 1, "count too large");
	BAD(sym, symbols.nr_addrs, UINT32_MAX, "count huge");
	BAD(hash, hashes.nr_addrs, 0, "count 0");
	BAD(hash, hashes.nr_addrs, MEMMAP_MAX_ITEMS + 1, "count too large");
	BAD(hash, hashes.nr_addrs, UINT32_MAX, "count huge");

	BAD(walk, walk.length, 0, "length 0");
	BAD(walk, walk.length, KERNEL_LAST - KERNEL_ADDR + 2, "range leaves the end by one");
	BAD(walk, walk.length, -KERNEL_ADDR + 1, "range wraps by one");
	BAD(walk, walk.length, UINT64_MAX, "range wraps");
	BAD(walk, walk.start, 0, "start 0");
	BAD(walk, walk.start, 0x400000, "user address");
	BAD(walk, walk.start, kernel_start - 1, "one below the kernel's half");
	BAD(walk, walk.start, 0x8000000000000000ULL, "not canonical");
#ifdef __i386__
	BAD(walk, walk.start, KERNEL_LAST + 1, "behind 32 bits");
	BAD(walk, walk.start, KERNEL_ADDR | 1ULL << 32, "an address with a bit too many");
#endif
#undef BAD
	arg = good_walk();
	arg.walk.length = KERNEL_LAST - KERNEL_ADDR + 1;
	expect(fd, walk, walk->cmd, arg, 0, "range to the very top");
	arg.walk = (struct memmap_walk){ .start = KERNEL_LAST, .length = 1, .nr_extents = 1,
					 .extents = (uintptr_t)extents };
	/* Of 64 bits that wraps to 0. */
	check(!try(fd, walk->cmd, &arg) && arg.walk.next == KERNEL_LAST + 1,
	      "WALK: the last byte, next is behind it");
	arg = good_info();
	arg.info.nr_regions = 0;
	arg.info.regions = 0;
	check(!try(fd, info->cmd, &arg) && arg.info.nr_regions > 4, "INFO: only count regions");
}

static int steps_status(int fd, uint64_t addr)
{
	struct memmap_steps steps = { .virt_addr = addr };

	return try(fd, MEMMAP_IOC_STEPS, &steps) ? -1 : steps.status;
}

static void test_steps_status(int fd)
{
	check(steps_status(fd, 0) == MEMMAP_STATUS_USER, "STEPS: 0 is a user address");
#ifdef __i386__
	/* There is nothing between the user's part and the kernel's. */
	check(steps_status(fd, kernel_start - 1) == MEMMAP_STATUS_USER,
	      "STEPS: the last user address");
	check(steps_status(fd, kernel_start) == MEMMAP_STATUS_OK,
	      "STEPS: the kernel's first address");
	check(steps_status(fd, KERNEL_LAST + 1) == MEMMAP_STATUS_NONCANONICAL,
	      "STEPS: behind 32 bits");
	check(steps_status(fd, UINT64_MAX) == MEMMAP_STATUS_NONCANONICAL,
	      "STEPS: the last address of 64 bits");
#else
	check(steps_status(fd, -kernel_start - 1) == MEMMAP_STATUS_USER,
	      "STEPS: the last user address");
	check(steps_status(fd, -kernel_start) == MEMMAP_STATUS_NONCANONICAL,
	      "STEPS: behind the user's half");
	check(steps_status(fd, kernel_start - 1) == MEMMAP_STATUS_NONCANONICAL,
	      "STEPS: below the kernel's half");
#endif
#ifdef __x86_64__
	check(steps_status(fd, kernel_start) == MEMMAP_STATUS_UNMAPPED, "STEPS: guard hole");
#endif
	check(steps_status(fd, KERNEL_LAST) == MEMMAP_STATUS_UNMAPPED, "STEPS: the last address");
}

/* Nested pointers, @edge points to the end of a mapping. */
static void test_pointers(int fd, char *edge)
{
	static const uint64_t bad[] = { 0, 1, KERNEL_ADDR, 0x8000000000000000ULL, UINT64_MAX,
					UINT64_MAX - 7 };
	uint64_t crossing = (uintptr_t)edge - 8;
	size_t i;

	for (i = 0; i <= ARRAY_SIZE(bad); i++) {
		uint64_t ptr = i < ARRAY_SIZE(bad) ? bad[i] : crossing;
		const char *what = i < ARRAY_SIZE(bad) ? "bad pointer" : "buffer leaves a mapping";
		union argument info = good_info(), walk = good_walk(), frm = good_frames();
		union argument in = good_symbols(), out = good_symbols();
		union argument hash_in = good_hashes(), hash_out = good_hashes();

		info.info.regions = ptr;
		expect(fd, &commands[0], MEMMAP_IOC_INFO, info, EFAULT, what);
		/* A range that has something mapped, or there would be nothing to write. */
		walk.walk.start = vmalloc_start;
		walk.walk.length = vmalloc_last - vmalloc_start + 1;
		walk.walk.extents = ptr;
		expect(fd, &commands[1], MEMMAP_IOC_WALK, walk, EFAULT, what);
		frm.frames.frames = ptr;
		expect(fd, &commands[3], MEMMAP_IOC_FRAMES, frm, EFAULT, what);
		in.symbols.addrs = ptr;
		expect(fd, &commands[4], MEMMAP_IOC_SYMBOLS, in, EFAULT, what);
		out.symbols.text = ptr;
		addrs[0] = addrs[1] = KERNEL_ADDR;
		if (ptr != crossing)
			expect(fd, &commands[4], MEMMAP_IOC_SYMBOLS, out, EFAULT, what);
		hash_in.hashes.addrs = ptr;
		expect(fd, &commands[5], MEMMAP_IOC_HASHES, hash_in, EFAULT, what);
		hash_out.hashes.hashes = ptr;
		expect(fd, &commands[5], MEMMAP_IOC_HASHES, hash_out, EFAULT, what);
	}
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		union argument arg = commands[i].good();

		memcpy((void *)(uintptr_t)crossing, &arg, 8);
		check_errno(try(fd, commands[i].cmd, (void *)(uintptr_t)crossing), EFAULT,
			    "argument leaves a mapping");
		memcpy(edge - commands[i].size, &arg, commands[i].size);
		check_errno(try(fd, commands[i].cmd, edge - commands[i].size), commands[i].want,
			    "argument ends with a mapping");
	}
}

static void test_symbols_room(int fd)
{
	union argument arg = good_symbols();

	addrs[0] = 0;
	addrs[1] = (uintptr_t)addrs;
	addrs[2] = addrs[3] = 0;
	check(!try(fd, MEMMAP_IOC_SYMBOLS, &arg) && arg.symbols.nr_done == 4 && !text[0] &&
		      !text[1] && !text[2] && !text[3],
	      "SYMBOLS: no symbol, empty string");
	arg = good_symbols();
	arg.symbols.text_size = 0;
	check_errno(try(fd, MEMMAP_IOC_SYMBOLS, &arg), ENOSPC, "SYMBOLS: no room at all");
	arg = good_symbols();
	arg.symbols.text_size = 2;
	check(!try(fd, MEMMAP_IOC_SYMBOLS, &arg) && arg.symbols.nr_done == 2,
	      "SYMBOLS: room for some");
	arg = good_symbols();
	addrs[0] = strtoull(getenv("MEMMAP_KERNEL_TEXT") ?: "0", NULL, 0);
	arg.symbols.text_size = 1;
	if (addrs[0])
		check_errno(try(fd, MEMMAP_IOC_SYMBOLS, &arg), ENOSPC, "SYMBOLS: a tiny buffer");
}

static void test_frames_far(int fd)
{
	static const uint64_t far[] = { UINT64_MAX, 1ULL << 52, 1ULL << 40, (1ULL << 52) - 1 };
	union argument arg = good_frames();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(far); i++) {
		memset(&frames[i], 0xff, sizeof(frames[i]));
		frames[i].pfn = far[i];
	}
	check_errno(try(fd, MEMMAP_IOC_FRAMES, &arg), 0, "FRAMES: frames that cannot exist");
	for (i = 0; i < ARRAY_SIZE(far); i++)
		check(frames[i].status == MEMMAP_FRAME_ABSENT && !frames[i].flags &&
			      !frames[i].reserved && frames[i].pfn == far[i],
		      "FRAMES: %#llx is absent", (unsigned long long)far[i]);
}

/* The same address has the same hash, whatever stands around it, and no more than 32 bits of it. */
static void test_hashes(int fd)
{
	union argument arg = good_hashes();
	uint64_t alone = vmalloc_start + PAGE * 1000, hash = 0;
	unsigned int i, wrong = 0;

	for (i = 0; i < ARRAY_SIZE(addrs); i++)
		addrs[i] = vmalloc_start + PAGE * i;
	arg.hashes.nr_addrs = ARRAY_SIZE(addrs);
	check(!try(fd, MEMMAP_IOC_HASHES, &arg) && arg.hashes.nr_done == ARRAY_SIZE(addrs),
	      "HASHES: all of a full call are answered");
	for (i = 0; i < ARRAY_SIZE(addrs); i++)
		wrong += hashes[i] > UINT32_MAX || addrs[i] != vmalloc_start + PAGE * i;
	check(!wrong, "HASHES: no address comes back # %u", wrong);
	arg.hashes = (struct memmap_hashes){ .addrs = (uintptr_t)&alone,
					     .hashes = (uintptr_t)&hash,
					     .nr_addrs = 1 };
	check(!try(fd, MEMMAP_IOC_HASHES, &arg) && hash == hashes[1000],
	      "HASHES: one alone has the hash that it has among others");
	arg.hashes.hashes = (uintptr_t)&alone;
	check(!try(fd, MEMMAP_IOC_HASHES, &arg) && alone == hash, "HASHES: in place");
}

static void test_file_operations(int fd)
{
	char byte = 0;

	check_errno(read(fd, &byte, 1) < 0 ? errno : 0, EINVAL, "read");
	check_errno(write(fd, &byte, 1) < 0 ? errno : 0, EINVAL, "write");
	check_errno(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED ? errno : 0,
		    ENODEV, "mmap");
	check_errno(lseek(fd, 0, SEEK_SET) < 0 ? errno : 0, ESPIPE, "lseek");
}

/* Drop one capability from the effective set, or give it back. */
static int set_cap(unsigned int cap, bool on)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data))
		return errno;
	if (on)
		data[cap / 32].effective |= 1U << cap % 32;
	else
		data[cap / 32].effective &= ~(1U << cap % 32);
	return syscall(SYS_capset, &header, data) ? errno : 0;
}

static void test_capabilities(int fd)
{
	size_t i;

	check_errno(set_cap(CAP_SYS_RAWIO, false), 0, "drop CAP_SYS_RAWIO");
	check_errno(open(DEVICE, O_RDWR) < 0 ? errno : 0, EPERM, "open without CAP_SYS_RAWIO");
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		expect(fd, &commands[i], commands[i].cmd, commands[i].good(), EPERM,
		       "without CAP_SYS_RAWIO");
	check_errno(try(fd, renumber(3, MEMMAP_IOC_MAGIC, 0x7f, 64), &(union argument){ }), EPERM,
		    "unknown command without CAP_SYS_RAWIO");
	set_cap(CAP_SYS_RAWIO, true);
	check_errno(set_cap(CAP_SYSLOG, false), 0, "drop CAP_SYSLOG");
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		expect(fd, &commands[i], commands[i].cmd, commands[i].good(),
		       commands[i].needs_syslog ? EPERM : commands[i].want, "without CAP_SYSLOG");
	set_cap(CAP_SYSLOG, true);
	check_errno(set_cap(CAP_SYS_ADMIN, false), 0, "drop CAP_SYS_ADMIN");
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		expect(fd, &commands[i], commands[i].cmd, commands[i].good(),
		       commands[i].needs_admin ? EPERM : commands[i].want, "without CAP_SYS_ADMIN");
	set_cap(CAP_SYS_ADMIN, true);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		expect(fd, &commands[i], commands[i].cmd, commands[i].good(),
		       commands[i].want, "with capabilities back");
}

/* Run by another user; exits with the number of calls that were not refused. */
static void be_nobody(int fd)
{
	unsigned int wrong = 0;
	size_t i;

	if (setgid(NOBODY) || setuid(NOBODY))
		_exit(100);
	if (open(DEVICE, O_RDWR) >= 0 || errno != EACCES)
		wrong++;
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		union argument arg = commands[i].good();

		if (try(fd, commands[i].cmd, &arg) != EPERM)
			wrong++;
	}
	_exit(wrong);
}

static int exit_status(pid_t pid)
{
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int send_fd(int sock, int fd)
{
	char control[CMSG_SPACE(sizeof(int))] = { 0 }, byte = 0;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control,
			      .msg_controllen = sizeof(control) };
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(int));
	return sendmsg(sock, &msg, 0) == 1 ? 0 : -1;
}

static int receive_fd(int sock)
{
	char control[CMSG_SPACE(sizeof(int))], byte;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control,
			      .msg_controllen = sizeof(control) };
	int fd = -1;

	if (recvmsg(sock, &msg, 0) == 1 && CMSG_FIRSTHDR(&msg))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(int));
	return fd;
}

static void test_other_user(int fd)
{
	struct stat st;
	int socks[2];
	pid_t pid;

	check(!stat(DEVICE, &st) && (st.st_mode & 07777) == 0600 && !st.st_uid,
	      "the node belongs to root, mode 0600");
	fflush(stdout);
	pid = fork();
	if (!pid)
		be_nobody(fd);
	check(exit_status(pid) == 0, "an inherited file is of no use to another user");
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, socks)) {
		check(false, "socketpair # %s", strerror(errno));
		return;
	}
	pid = fork();
	if (!pid) {
		close(fd);
		be_nobody(receive_fd(socks[1]));
	}
	check(!send_fd(socks[0], fd) && exit_status(pid) == 0,
	      "a file that was passed is of no use to another user");
	close(socks[0]);
	close(socks[1]);
}

/* Walk a range to its end, @room extents a call. Returns how many were found, or -1. */
static long walk_all(int fd, uint64_t start, uint64_t last, unsigned int room,
		     struct memmap_extent *ret, size_t max)
{
	size_t nr = 0;

	for (;;) {
		struct memmap_walk walk = { .start = start, .length = last - start + 1,
					    .extents = (uintptr_t)extents, .nr_extents = room };

		if (try(fd, MEMMAP_IOC_WALK, &walk) || walk.nr_extents > room ||
		    nr + walk.nr_extents > max)
			return -1;
		memcpy(ret + nr, extents, walk.nr_extents * sizeof(*ret));
		nr += walk.nr_extents;
		if (walk.next == last + 1)
			return nr;
		if (walk.next <= start)
			return -1;
		start = walk.next;
	}
}

/* In order, without overlap, within the range, and nothing left that could have been merged. */
static bool well_formed(const struct memmap_extent *e, long nr, uint64_t start, uint64_t last)
{
	long i;

	for (i = 0; i < nr; i++) {
		if (!e[i].length || e[i].virt_addr < start ||
		    e[i].virt_addr + e[i].length - 1 > last || e[i].reserved[0] || e[i].reserved[1])
			return false;
		if (!i)
			continue;
		if (e[i - 1].virt_addr + e[i - 1].length > e[i].virt_addr)
			return false;
		if (e[i - 1].virt_addr + e[i - 1].length == e[i].virt_addr &&
		    e[i - 1].phys_addr + e[i - 1].length == e[i].phys_addr &&
		    !memcmp(&e[i - 1].status, &e[i].status, 8))
			return false;
	}
	return true;
}

static void test_resume(int fd, uint64_t start, uint64_t last, const char *name)
{
	static const unsigned int rooms[] = { 1, 2, 7, 399, 400, 401, 4095 };
	size_t max = 1 << 17, i;
	struct memmap_extent *whole = malloc(max * sizeof(*whole));
	struct memmap_extent *parts = malloc(max * sizeof(*parts));
	long nr = walk_all(fd, start, last, MEMMAP_MAX_ITEMS, whole, max), other;

	check(nr > 0 && well_formed(whole, nr, start, last), "WALK: %s # %ld extents", name, nr);
	for (i = 0; i < ARRAY_SIZE(rooms) && nr > 0; i++) {
		unsigned int tries = 5;

		/* The kernel itself maps and unmaps meanwhile; a quiet moment will come. */
		do {
			nr = walk_all(fd, start, last, MEMMAP_MAX_ITEMS, whole, max);
			other = walk_all(fd, start, last, rooms[i], parts, max);
		} while ((nr != other || memcmp(whole, parts, nr * sizeof(*whole))) && --tries);
		check(tries > 0, "WALK: %s by %u is the same # %ld, %ld extents", name, rooms[i],
		      nr, other);
	}
	free(whole);
	free(parts);
}

/* How many extents a range has, and by how many calls they came; -1 when one failed. */
static long count_extents(int fd, uint64_t start, uint64_t last, uint32_t flags, long *nr_calls)
{
	struct memmap_walk walk = { .next = start };
	long nr = 0;

	*nr_calls = 0;
	do {
		walk = (struct memmap_walk){ .start = walk.next,
					     .length = last - walk.next + 1,
					     .extents = (uintptr_t)extents,
					     .nr_extents = ARRAY_SIZE(extents),
					     .flags = flags };
		if (try(fd, MEMMAP_IOC_WALK, &walk) || walk.next == walk.start)
			return -1;
		nr += walk.nr_extents;
		++*nr_calls;
	} while (walk.next != last + 1);
	return nr;
}

/* The espfix stacks are a few pages, which the same tables map 65536 times. */
static void test_once(int fd)
{
	long nr_calls, all, once;

	if (!espfix_start)
		return;
	all = count_extents(fd, espfix_start, espfix_last, 0, &nr_calls);
	once = count_extents(fd, espfix_start, espfix_last, MEMMAP_WALK_ONCE, &nr_calls);
	check(once > 0 && once * 100 < all, "WALK: what tables repeat, once # %ld of %ld extents",
	      once, all);
	all = count_extents(fd, vmalloc_start, vmalloc_start + (1 << 30), 0, &nr_calls);
	once = count_extents(fd, vmalloc_start, vmalloc_start + (1 << 30), MEMMAP_WALK_ONCE,
			     &nr_calls);
	check(once > 0 && once * 2 > all, "WALK: ... elsewhere nothing is left out # %ld, %ld",
	      once, all);
}

static void on_alarm(int signo)
{
	(void)signo;
}

/* Signals that are caught end a call early, and a walk goes on. */
static void test_signals(int fd)
{
	struct itimerval often = { { 0, 500 }, { 0, 500 } }, never = { };
	long quiet = 0, disturbed = 0, nr = 0;
	int i;

	signal(SIGALRM, on_alarm);
	/* As often as it takes for one to come while a call is on its way. */
	for (i = 0; i < 50 && nr >= 0 && disturbed <= quiet; i++) {
		nr = count_extents(fd, kernel_start, KERNEL_LAST, 0, &quiet);
		setitimer(ITIMER_REAL, &often, NULL);
		if (nr >= 0)
			nr = count_extents(fd, kernel_start, KERNEL_LAST, 0, &disturbed);
		setitimer(ITIMER_REAL, &never, NULL);
	}
	check(nr > 0 && disturbed > quiet, "a signal ends a long walk with what there is "
	      "# %ld extents, %ld calls, else %ld", nr, disturbed, quiet);
}

/* Every byte offset of a range's ends clips the extents and nothing else. */
static void test_clip(int fd)
{
	struct memmap_walk walk;
	struct memmap_extent whole, part;
	uint64_t skip;
	bool ok = true;

	walk = (struct memmap_walk){ .start = vmalloc_start,
				     .length = vmalloc_last - vmalloc_start + 1,
				     .extents = (uintptr_t)&whole, .nr_extents = 1 };
	if (try(fd, MEMMAP_IOC_WALK, &walk) || walk.nr_extents != 1) {
		check(false, "WALK: find something to clip");
		return;
	}
	for (skip = 0; skip < PAGE && skip * 2 < whole.length; skip += 31) {
		walk = (struct memmap_walk){ .start = whole.virt_addr + skip,
					     .length = whole.length - skip * 2,
					     .extents = (uintptr_t)&part, .nr_extents = 1 };
		ok = ok && !try(fd, MEMMAP_IOC_WALK, &walk) && walk.nr_extents == 1 &&
		     walk.next == whole.virt_addr + whole.length - skip &&
		     part.virt_addr == whole.virt_addr + skip &&
		     part.phys_addr == whole.phys_addr + skip &&
		     part.length == whole.length - skip * 2 && part.prot == whole.prot;
	}
	check(ok, "WALK: extents are clipped to the byte");
}

static void nap(unsigned int ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

/* A child that walks all there is without end must die when it is told to. */
static void test_kill(int fd)
{
	struct timespec before, after;
	pid_t pid;
	int status;

	fflush(stdout);
	pid = fork();
	if (!pid)
		for (;;) {
			struct memmap_walk walk = { .start = kernel_start,
						    .length = KERNEL_LAST - kernel_start + 1,
						    .extents = (uintptr_t)extents,
						    .nr_extents = ARRAY_SIZE(extents) };
			try(fd, MEMMAP_IOC_WALK, &walk);
		}
	nap(300);
	clock_gettime(CLOCK_MONOTONIC, &before);
	kill(pid, SIGKILL);
	status = exit_status(pid);
	clock_gettime(CLOCK_MONOTONIC, &after);
	check(status == 128 + SIGKILL && after.tv_sec - before.tv_sec < 2,
	      "SIGKILL ends a long walk");
}

/* Fuzzing: arguments half sensible, half random, in a mapping that another thread takes away. */
struct fuzzer {
	pthread_t thread;
	uint64_t seed;
	int fd;
	time_t end;
	char *arena;
	unsigned long nr_calls;
};

#define ARENA_SIZE (64 * PAGE)

static uint64_t random64(struct fuzzer *f)
{
	f->seed ^= f->seed << 13;
	f->seed ^= f->seed >> 7;
	f->seed ^= f->seed << 17;
	return f->seed;
}

/* Something a kernel would rather not be asked about. */
static uint64_t random_value(struct fuzzer *f)
{
	uint64_t r = random64(f);

	switch (r % 12) {
	case 0:
		return 0;
	case 1:
		return r >> (r >> 32 & 63);
	case 2:
		return (kernel_start | r >> 7) & KERNEL_LAST;
	case 3:
		return vmalloc_start + r % (KERNEL_LAST - vmalloc_start) % (1ULL << 40);
	case 4:
		return (uintptr_t)f->arena + (r >> 16) % ARENA_SIZE;
	case 5:
		return (r >> 32 & 1 ? KERNEL_LAST : UINT64_MAX) - (r >> 16) % 4096;
	case 6:
		return KERNEL_ADDR + (r >> 16) % (1 << 30);
	case 7:
		return 1ULL << (r >> 32 & 63);
	default:
		return (r >> 16) % 5000;
	}
}

static void fuzz_one(struct fuzzer *f)
{
	const struct command *c = &commands[random64(f) % ARRAY_SIZE(commands)];
	uint64_t dice = random64(f);
	unsigned long cmd = c->cmd;
	union argument arg = c->good();
	void *where = &arg;
	unsigned int i;

	for (i = 0; i < dice % 4; i++) {
		uint64_t value = random_value(f);

		memcpy(arg.bytes + random64(f) % 6 * 8, &value, random64(f) & 1 ? 8 : 4);
	}
	/* The good buffers belong to all threads, which is just as well: answers are not read. */
	if (dice >> 8 & 1) {
		where = f->arena + (dice >> 16) % (ARENA_SIZE - sizeof(arg));
		if (!(dice >> 9 & 15))
			where = (void *)(uintptr_t)random_value(f);
	}
	if (!(dice >> 24 & 15))
		cmd = random64(f);
	else if (!(dice >> 28 & 15))
		cmd = resize(c, random64(f) % 1024);
	ioctl(f->fd, cmd, where);
	f->nr_calls++;
}

static void *fuzz_thread(void *data)
{
	struct fuzzer *f = data;

	while (time(NULL) < f->end)
		fuzz_one(f);
	return NULL;
}

/* Take pages from under the calls and give them back. */
static void *unmap_thread(void *data)
{
	struct fuzzer *f = data;

	while (time(NULL) < f->end) {
		char *page = f->arena + random64(f) % 64 * PAGE;

		if (random64(f) & 1)
			mprotect(page, PAGE, random64(f) & 1 ? PROT_NONE : PROT_READ | PROT_WRITE);
		else
			madvise(page, PAGE, MADV_DONTNEED);
		f->nr_calls++;
	}
	return NULL;
}

static unsigned long fuzz_process(int fd, uint64_t seed, unsigned int seconds)
{
	struct fuzzer fuzzers[5];
	char *arena = mmap(NULL, ARENA_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			   -1, 0);
	unsigned long nr_calls = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fuzzers); i++) {
		fuzzers[i] = (struct fuzzer){ .seed = seed * 31 + i + 1, .fd = fd, .arena = arena,
					      .end = time(NULL) + seconds };
		if (pthread_create(&fuzzers[i].thread, NULL, i ? fuzz_thread : unmap_thread,
				   &fuzzers[i]))
			return 0;
	}
	for (i = 0; i < ARRAY_SIZE(fuzzers); i++) {
		pthread_join(fuzzers[i].thread, NULL);
		if (i)
			nr_calls += fuzzers[i].nr_calls;
	}
	return nr_calls;
}

static void test_fuzz(int fd, unsigned int seconds)
{
	pid_t pids[3];
	bool ok = true;
	size_t i;

	fflush(stdout);
	for (i = 0; i < ARRAY_SIZE(pids); i++) {
		pids[i] = fork();
		if (!pids[i])
			_exit(fuzz_process(fd, time(NULL) * 7919 + getpid(), seconds) ? 0 : 1);
	}
	for (i = 0; i < ARRAY_SIZE(pids); i++)
		ok = exit_status(pids[i]) == 0 && ok;
	check(ok, "random arguments from %zu processes for %u s", ARRAY_SIZE(pids), seconds);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		expect(fd, &commands[i], commands[i].cmd, commands[i].good(),
		       commands[i].want, "works after the fuzzing");
}

/* Learn the bounds that the tests need. */
static bool learn(int fd)
{
	union argument arg = good_info();
	unsigned int i;

	if (try(fd, MEMMAP_IOC_INFO, &arg))
		return false;
	kernel_start = KERNEL_LAST - (1ULL << KERNEL_BITS(arg.info.va_bits)) + 1;
	for (i = 0; i < arg.info.nr_regions && i < ARRAY_SIZE(regions); i++)
		if (regions[i].type == MEMMAP_REGION_VMALLOC) {
			vmalloc_start = regions[i].start;
			vmalloc_last = regions[i].last;
		} else if (regions[i].type == MEMMAP_REGION_ESPFIX) {
			espfix_start = regions[i].start;
			espfix_last = regions[i].last;
		}
	return vmalloc_start != 0;
}

static void test_all(int fd, unsigned int fuzz_seconds)
{
	char *edge = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			  0);

	munmap(edge + PAGE, PAGE);
	edge += PAGE;
	check(learn(fd), "INFO tells where vmalloc is");
	test_numbers(fd);
	test_flags(fd);
	test_steps_status(fd);
	test_pointers(fd, edge);
	test_symbols_room(fd);
	test_frames_far(fd);
	test_hashes(fd);
	test_file_operations(fd);
	test_capabilities(fd);
	test_other_user(fd);
	test_resume(fd, vmalloc_start, vmalloc_last, "all vmalloc space");
	test_resume(fd, KERNEL_LAST - TOP_BYTES + 1, KERNEL_LAST, "the top");
	test_once(fd);
	test_clip(fd);
	test_signals(fd);
	test_kill(fd);
	test_fuzz(fd, fuzz_seconds);
}

static void test_lockdown(void)
{
	check_errno(open(DEVICE, O_RDWR) < 0 ? errno : 0, EPERM, "open under lockdown");
}

/* Needs securityfs; the level of lockdown can only rise. */
static void test_raise_lockdown(int fd)
{
	static const char level[] = "confidentiality";
	int lockdown = open("/sys/kernel/security/lockdown", O_WRONLY);
	size_t i;

	if (lockdown < 0 || write(lockdown, level, strlen(level)) < 0) {
		check(false, "raise lockdown # %s", strerror(errno));
		return;
	}
	close(lockdown);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		expect(fd, &commands[i], commands[i].cmd, commands[i].good(), EPERM,
		       "lockdown raised after the open");
	test_lockdown();
}

int main(int argc, char **argv)
{
	unsigned int fuzz_seconds = 3;
	bool raise = argc == 2 && !strcmp(argv[1], "--raise-lockdown");
	int fd;

	if (argc == 2 && !strcmp(argv[1], "--expect-lockdown")) {
		test_lockdown();
		goto plan;
	}
	if (argc == 3 && !strcmp(argv[1], "--fuzz"))
		fuzz_seconds = atoi(argv[2]);
	else if (argc > 1 && !raise) {
		fprintf(stderr, "usage: %s [--fuzz SECONDS|--expect-lockdown|--raise-lockdown]\n",
			argv[0]);
		return 2;
	}
	fd = open(DEVICE, O_RDWR);
	check_errno(fd < 0 ? errno : 0, 0, "open " DEVICE);
	if (fd >= 0 && raise)
		test_raise_lockdown(fd);
	else if (fd >= 0)
		test_all(fd, fuzz_seconds);
plan:
	printf("1..%u\n", nr_tests);
	return nr_failed ? 1 : 0;
}
