// SPDX-License-Identifier: GPL-2.0-or-later
/* doctor.c - see doctor.h. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "analysis/health/doctor.h"
#include "backend/backends.h"
#include "base/array.h"
#include "base/lines.h"
#include "base/parse.h"
#include "helper/helper.h"
#include "reader/config.h"
#include "reader/hints.h"
#include "reader/iomem.h"
#include "reader/kallsyms.h"
#include "reader/system.h"
#include "reader/vmallocinfo.h"

static char *text(const char *format, ...) _printf_(1, 2);

static char *text(const char *format, ...)
{
	va_list args;
	char *ret;

	va_start(args, format);
	if (vasprintf(&ret, format, args) < 0)
		ret = NULL;
	va_end(args);
	return ret;
}

static int add(struct diagnosis *diagnosis, struct finding finding, struct error *err)
{
	int rc = array_grow(&diagnosis->items, diagnosis->nr, err);

	if (rc == 0) {
		diagnosis->items[diagnosis->nr++] = finding;
		return 0;
	}
	free(finding.detail);
	free(finding.remedy);
	return rc;
}

/* What an error says about a source: the reason, and the way out if it names one. */
static void blame(struct finding *finding, const struct error *why, enum finding_status status)
{
	finding->status = status;
	finding->code = error_code_name(why->code);
	finding->detail = text("%s", why->text);
	if (*why->remedy)
		finding->remedy = text("%s", why->remedy);
}

static void find_kernel(const struct root *root, struct finding *ret)
{
	_cleanup_(system_clear) struct system system = {0};
	struct error why = {0};

	if (backend_check_machine(root, &why) < 0) {
		blame(ret, &why, FINDING_LIMITED);
		return;
	}
	system_read(root, &system);
	ret->detail = text("%s on %s, pages of %s%lu KiB", system.kernel ?: "unknown",
			   system.arch ?: "unknown",
			   system.page_bytes_assumed ? "unknown size, taken for " : "",
			   system.page_bytes >> 10);
}

/* Since v5.0; before, it was generic. */
static const struct kasan_mode {
	const char *option, *text;
} kasan_modes[] = {
	{"CONFIG_KASAN_GENERIC", "generic: its shadow takes an eighth of all memory"},
	{"CONFIG_KASAN_SW_TAGS", "software tags: its shadow takes a sixteenth of all memory"},
	{"CONFIG_KASAN_HW_TAGS", "hardware tags: it has no shadow"},
};

static bool is_not_kasan(uint64_t address, char type, const char *name, const char *module,
			 void *context)
{
	bool *found = context;

	*found = !*module && !strcmp(name, "kasan_report");
	return !*found && !*module;
}

/* Every kind has that function, since v4.0; that a capture lacks it tells nothing. */
static bool has_kasan_symbol(const struct root *root)
{
	bool found = false;

	(void)!kallsyms_each(root, is_not_kasan, &found, NULL);
	return found;
}

static const char *kasan_text(const struct root *root)
{
	switch (kernel_config(root, "CONFIG_KASAN")) {
	case CONFIG_OFF:
		return "off";
	case CONFIG_ON:
		for (size_t i = 0; i < ARRAY_SIZE(kasan_modes); i++)
			if (kernel_config(root, kasan_modes[i].option) == CONFIG_ON)
				return kasan_modes[i].text;
		break;
	case CONFIG_UNKNOWN:
		if (!has_kasan_symbol(root))
			return "unknown: the kernel's configuration cannot be read";
	}
	return "on: its shadow takes up to an eighth of all memory";
}

static void find_kasan(const struct root *root, struct finding *ret)
{
	ret->detail = text("%s", kasan_text(root));
}

static void find_lockdown(const struct root *root, struct finding *ret)
{
	_cleanup_free_ char *mode = lockdown_mode(root);

	ret->detail = text("%s", mode ?: "unknown: no /sys/kernel/security/lockdown");
}

static void find_kptr_restrict(const struct root *root, struct finding *ret)
{
	_cleanup_free_ char *value = root_read_line(root, "proc/sys/kernel/kptr_restrict");
	static const char *const meanings[] = {
		"0: /proc/vmallocinfo shows hashes, even to root",
		"1: addresses are shown to root only",
		"2: addresses are shown to nobody",
	};
	uint64_t number;

	if (value && parse_size(value, &number) == 0 && number < ARRAY_SIZE(meanings))
		ret->detail = text("%s", meanings[number]);
	else
		ret->detail = text("%s", value ?: "unknown");
}

static void find_samples(const struct root *root, struct finding *ret)
{
	int samples = helper_samples(root);

	if (samples < 0)
		ret->detail = text("off: no helper module that could make them");
	else
		ret->detail = text("%s", samples ? "on: memmap alloc and memmap demo work"
						 : "off: the helper module was loaded without "
						   "--samples");
}

/* A container's root is not the host's: what it lacks is given by whoever runs the container. */
static void find_container(const struct root *root, struct finding *ret)
{
	static const char *const marks[] = {"run/systemd/container", "run/.containerenv",
					    ".dockerenv"};
	_cleanup_free_ char *uid_map = root_read_line(root, "proc/self/uid_map");

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		int fd = root_open_file(root, marks[i], NULL);

		if (fd < 0)
			continue;
		close(fd);
		ret->detail = text("yes, as /%s says", marks[i]);
		return;
	}
	/* The initial user namespace maps all 2^32 - 1 ids onto themselves. */
	if (uid_map && !strstr(uid_map, "4294967295"))
		ret->detail = text("a user namespace of its own");
	else
		ret->detail = text("no");
}

/* The capabilities that matter here, by their bit in CapEff. */
static const struct capability {
	unsigned int bit;
	const char *name;
} capabilities[] = {
	{16, "CAP_SYS_MODULE"},
	{17, "CAP_SYS_RAWIO"},
	{21, "CAP_SYS_ADMIN"},
	{34, "CAP_SYSLOG"},
};

static bool read_capabilities(const struct root *root, uint64_t *ret)
{
	_cleanup_free_ char *status = NULL;
	char *rest, *line;

	if (root_read(root, "proc/self/status", &status, NULL) < 0)
		return false;
	rest = status;
	while ((line = next_line(&rest))) {
		const char *at = line;

		if (!skip_prefix(&at, "CapEff:"))
			continue;
		at = skip_spaces(at);
		return parse_u64(&at, 16, ret) == 0;
	}
	return false;
}

static void find_capabilities(const struct root *root, struct finding *ret)
{
	char missing[100] = "";
	uint64_t effective;
	size_t used = 0;

	if (!read_capabilities(root, &effective)) {
		ret->detail = text("unknown: no /proc/self/status");
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(capabilities); i++)
		if (!(effective >> capabilities[i].bit & 1))
			used += snprintf(missing + used, sizeof(missing) - used, "%s%s",
					 used ? ", " : "", capabilities[i].name);
	ret->status = used ? FINDING_LIMITED : FINDING_OK;
	ret->code = used ? error_code_name(ERROR_PERMISSION) : NULL;
	ret->detail = used ? text("missing: %s", missing) : text("all that matter here");
	ret->remedy = used ? text("%s", hint_text(root, HINT_PRIVILEGE)) : NULL;
}

/* For most sources it is enough that something can be read from them. */
static void find_readable(const struct root *root, const char *path, enum hint hint,
			  struct finding *ret)
{
	struct error why = {0};
	char byte[8];
	_cleanup_close_ int fd = root_open_file(root, path, &why);
	ssize_t got = fd < 0 ? -1 : read(fd, byte, sizeof(byte));

	if (got > 0) {
		ret->status = FINDING_OK;
		ret->detail = text("/%s", path);
		return;
	}
	if (got == 0)
		error_set(&why, ERROR_PARSE, "/%s: empty", path);
	else
		error_errno(&why, errno, "/%s", path);
	if (why.code == ERROR_PERMISSION)
		hint_give(&why, root, HINT_PRIVILEGE);
	else if (hint != NR_HINTS)
		hint_give(&why, root, hint);
	blame(ret, &why, FINDING_UNUSABLE);
}

static void find_vmallocinfo(const struct root *root, struct finding *ret)
{
	_cleanup_(vmap_area_array_clear) struct vmap_area_array areas = {0};
	struct error why = {0};

	if (vmallocinfo_read(root, &areas, &why) < 0) {
		if (why.code == ERROR_PERMISSION)
			hint_give(&why, root, HINT_PRIVILEGE);
		blame(ret, &why, FINDING_UNUSABLE);
	} else if (areas.hashed || areas.hidden) {
		error_set(&why, ERROR_HIDDEN, "shows %s instead of addresses",
			  areas.hashed ? "hashes" : "zeros");
		hint_give(&why, root, HINT_AREA_ADDRESSES);
		blame(ret, &why, FINDING_LIMITED);
	} else {
		ret->status = FINDING_OK;
		ret->detail = text("%zu areas with their addresses", areas.nr);
	}
}

static void find_iomem(const struct root *root, struct finding *ret)
{
	_cleanup_(mem_resource_array_clear) struct mem_resource_array resources = {0};
	struct error why = {0};

	if (iomem_read(root, &resources, &why) < 0) {
		blame(ret, &why, FINDING_UNUSABLE);
	} else if (resources.hidden) {
		error_set(&why, ERROR_HIDDEN, "shows zeros instead of addresses");
		hint_give(&why, root, HINT_PRIVILEGE);
		blame(ret, &why, FINDING_LIMITED);
	} else {
		ret->status = FINDING_OK;
		ret->detail = text("%zu resources with their addresses", resources.nr);
	}
}

/**
 * struct symbol_survey - what kinds of symbols were seen
 * @any: a symbol at all
 * @addresses: one with an address
 * @data: a local data symbol of the kernel itself
 */
struct symbol_survey {
	bool any, addresses, data;
};

/* Reads only until everything has been seen, which is early where all is well. */
static int survey_symbols(const struct root *root, struct symbol_survey *ret, struct error *err)
{
	_cleanup_(line_reader_clear) struct line_reader reader = {0};
	_cleanup_close_ int fd = root_open_file(root, "proc/kallsyms", err);
	char *line;
	int rc = 0;

	if (fd < 0)
		return fd;
	if (line_reader_init(&reader, fd) < 0)
		return error_no_memory(err);
	while (!(ret->addresses && ret->data) && (rc = line_reader_next(&reader, &line)) > 0) {
		const char *at = line;
		uint64_t address;

		if (parse_u64(&at, 16, &address) < 0 || at[0] != ' ' || !at[1])
			continue;
		ret->any = true;
		ret->addresses |= address;
		/* Of what bounds the code global ones are there without CONFIG_KALLSYMS_ALL, too.
		 */
		ret->data |= strchr("db", at[1]) && !strchr(at, '[');
	}
	return rc < 0 ? error_errno(err, -rc, "/proc/kallsyms") : 0;
}

static void find_kallsyms(const struct root *root, struct finding *ret)
{
	struct symbol_survey seen = {0};
	struct error why = {0};

	if (survey_symbols(root, &seen, &why) < 0) {
		blame(ret, &why, FINDING_UNUSABLE);
	} else if (!seen.any || !seen.addresses) {
		error_set(&why, seen.any ? ERROR_HIDDEN : ERROR_PARSE, "%s",
			  seen.any ? "shows zeros instead of addresses" : "holds no symbol");
		hint_give(&why, root, HINT_SYMBOL_ADDRESSES);
		blame(ret, &why, FINDING_UNUSABLE);
	} else if (!seen.data) {
		error_set(&why, ERROR_NOT_FOUND, "functions only, no data symbols");
		hint_give(&why, root, HINT_DATA_SYMBOLS);
		blame(ret, &why, FINDING_LIMITED);
	} else {
		ret->status = FINDING_OK;
		ret->detail = text("functions and data");
	}
}

/**
 * struct probe - one thing to look at
 * @name: its name
 * @lost: what does not work without it; NULL for mere facts
 * @path: file that must be readable, when there is no @find
 * @hint: what to do when the file does not exist; NR_HINTS for nothing
 * @find: looks, and fills status, code, detail and remedy
 */
static const struct probe {
	const char *name;
	const char *lost;
	const char *path;
	enum hint hint;
	void (*find)(const struct root *root, struct finding *ret);
} probes[] = {
	{"kernel", "translation of addresses", .find = find_kernel},
	{"KASAN", .find = find_kasan},
	{"lockdown", .find = find_lockdown},
	{"kptr_restrict", .find = find_kptr_restrict},
	{"samples", .find = find_samples},
	{"container", .find = find_container},
	{"capabilities", "what those capabilities guard", .find = find_capabilities},
	{"vmallocinfo", "areas, unless the module or BTF helps", .find = find_vmallocinfo},
	{"kallsyms", "symbols as operands", .find = find_kallsyms},
	{"iomem", "physical resources", .find = find_iomem},
	{"zoneinfo", "memmap zones", "proc/zoneinfo", NR_HINTS},
	{"buddyinfo", "free blocks per order", "proc/buddyinfo", NR_HINTS},
	{"pagetypeinfo", "free blocks per migratetype", "proc/pagetypeinfo", NR_HINTS},
	{"slabinfo", "slab caches", "proc/slabinfo", NR_HINTS},
	{"kpageflags", "page flags without the helper module", "proc/kpageflags", HINT_PAGE_FLAGS},
	{"debugfs", "the kernel's own fragmentation indices",
	 "sys/kernel/debug/extfrag/unusable_index", HINT_DEBUGFS},
	{"BTF", "slab owners; hidden areas in kcore", "sys/kernel/btf/vmlinux", HINT_TYPES},
};

/* One that works, or why it does not. */
static int add_backend(const char *name, struct backend *backend, const struct error *why,
		       void *context)
{
	struct diagnosis *diagnosis = context;
	struct finding finding = {.name = name};

	if (backend) {
		finding.status = FINDING_OK;
		finding.detail = text("walks %u-level page tables", backend->space.nr_levels);
		diagnosis->can_translate |= backend->space.nr_levels > 0;
	} else {
		finding.lost = "one way to translate addresses";
		blame(&finding, why, FINDING_UNUSABLE);
	}
	return add(diagnosis, finding, NULL);
}

int diagnose(const struct root *root, struct diagnosis *ret, struct error *err)
{
	_cleanup_(diagnosis_clear) struct diagnosis diagnosis = {0};
	int rc = backends_try(root, add_backend, &diagnosis) ? error_no_memory(err) : 0;

	for (size_t i = 0; i < ARRAY_SIZE(probes) && rc == 0; i++) {
		struct finding finding = {.name = probes[i].name};

		if (probes[i].find)
			probes[i].find(root, &finding);
		else
			find_readable(root, probes[i].path, probes[i].hint, &finding);
		if (finding.code)
			finding.lost = probes[i].lost;
		rc = add(&diagnosis, finding, err);
	}
	if (rc < 0)
		return rc;
	*ret = diagnosis;
	diagnosis = (struct diagnosis){0};
	return 0;
}
