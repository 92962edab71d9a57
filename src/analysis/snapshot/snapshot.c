// SPDX-License-Identifier: GPL-2.0-or-later
/* snapshot.c - see snapshot.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "analysis/snapshot/redact.h"
#include "analysis/snapshot/snapshot.h"
#include "analysis/snapshot/snapshot_store.h"
#include "base/signals.h"
#include "reader/btf.h"
#include "reader/inputs.h"
#include "reader/kcore.h"
#include "reader/manifest.h"
#include "reader/vmallocinfo.h"
#include "reader/zones.h"

/* 64 GiB of 4 KiB pages: about a second through the module, ten through /proc/kcore. */
#define MANY_FRAMES (1ULL << 24)

/**
 * struct taking - a snapshot being taken
 * @request: what is wanted
 * @store: where it goes
 * @redaction: tokens for addresses
 * @result: figures
 * @missing: the first thing that could not be read
 */
struct taking {
	const struct snapshot_request *request;
	struct snapshot_store store;
	struct redaction redaction;
	struct snapshot result;
	struct error *missing;
};

static const struct root *root_of(const struct taking *taking)
{
	return taking->request->sources->root;
}

static void note_missing(struct taking *taking, const char *path, const struct error *why)
{
	taking->result.nr_unreadable++;
	snapshot_store_say(&taking->store, "unreadable: %s: %s", path, why->text);
	if (!taking->missing->code)
		*taking->missing = *why;
}

static bool is_hidden_by_redaction(const char *path)
{
	/* Swap files have names. */
	return !strcmp(path, "proc/swaps");
}

/* The line that the kernel would print, had it not hashed the addresses, of so many digits. */
static void print_area(FILE *out, const struct vmap_area *area, int digits)
{
	fprintf(out, "0x%0*jx-0x%0*jx %7ju", digits, (uintmax_t)area->start, digits,
		(uintmax_t)(area->start + area->size_bytes), (uintmax_t)area->size_bytes);
	if (area->caller)
		fprintf(out, " %s", area->caller);
	if (area->nr_pages != ABSENT)
		fprintf(out, " pages=%ju", (uintmax_t)area->nr_pages);
	if (area->phys_addr != ABSENT)
		fprintf(out, " phys=0x%016jx", (uintmax_t)area->phys_addr);
	if (strcmp(area->kind, "other"))
		fprintf(out, " %s", area->kind);
	for (size_t i = 0; i < area->nr_nodes; i++)
		fprintf(out, " N%ju=%ju", (uintmax_t)area->nodes[i].node,
			(uintmax_t)area->nodes[i].pages);
	fputc('\n', out);
}

/*
 * A copy of hashes would be of no use: nobody can tell later what they stand for. Areas that were
 * found take their place; lines of others, which have nothing mapped, are counted and left out.
 */
static int unhash(struct taking *taking, char **text, size_t *size, struct error *err)
{
	_cleanup_(vmap_area_array_clear) struct vmap_area_array raw = {0};
	const struct backend *backend = taking->request->sources->backend;
	const int digits = backend && backend->space.va_bits <= 32 ? 8 : 16;
	const struct vmap_area_array *areas;
	_cleanup_free_ char *copy = strdup(*text);
	char *found = NULL;
	const char *why;
	FILE *out;

	if (!copy)
		return error_no_memory(err);
	if (vmallocinfo_parse(copy, &raw, NULL) < 0 || (!raw.hashed && !raw.hidden))
		return 0;
	areas = sources_areas(taking->request->sources, &why);
	if (!areas->nr)
		return 0;
	out = open_memstream(&found, size);
	if (!out)
		return error_no_memory(err);
	for (size_t i = 0; i < areas->nr; i++)
		print_area(out, &areas->items[i], digits);
	if (fclose(out)) {
		free(found);
		return error_no_memory(err);
	}
	free(*text);
	*text = found;
	taking->result.nr_areas_lost = areas->nr_hashed;
	return 0;
}

/*
 * All but the kernel's types is text. A NUL byte in it, as a file has where a disk lost some of it,
 * must not keep the rest from being redacted.
 */
static bool is_redacted(const struct taking *taking, const char *path)
{
	return taking->request->redact && strcmp(path, BTF_FILE) != 0;
}

static int read_input(const struct taking *taking, const char *path, char **ret, size_t *ret_size,
		      struct error *err)
{
	int rc;

	if (!is_redacted(taking, path))
		return root_read_bytes(root_of(taking), path, ret, ret_size, err);
	rc = root_read(root_of(taking), path, ret, err);
	if (rc == 0)
		*ret_size = strlen(*ret);
	return rc;
}

static int save_file(const char *path, void *context, struct error *err)
{
	struct taking *taking = context;
	_cleanup_free_ char *text = NULL;
	struct error why = {0};
	size_t size;
	int rc;

	if (signals_waiting())
		return error_errno(err, EINTR, "%s", taking->request->destination);
	if (taking->request->redact && is_hidden_by_redaction(path))
		return 0;
	rc = read_input(taking, path, &text, &size, &why);
	if (rc == -ENOENT || rc == -ENOTDIR)
		return 0;
	if (rc < 0) {
		note_missing(taking, path, &why);
		return 0;
	}
	rc = strcmp(path, "proc/vmallocinfo") ? 0 : unhash(taking, &text, &size, err);
	if (rc < 0)
		return rc;
	if (is_redacted(taking, path)) {
		redact_text(&taking->redaction, text);
		if (!strcmp(path, "proc/cmdline"))
			redact_command_line(text);
		size = strlen(text);
	}
	taking->result.nr_files++;
	return snapshot_store_file(&taking->store, path, text, size, err);
}

static int save_link(const char *path, const char *target, void *context, struct error *err)
{
	struct taking *taking = context;

	return snapshot_store_link(&taking->store, path, target, err);
}

static int save_inputs(struct taking *taking, struct error *err)
{
	struct input_visitor visitor = {save_file, save_link, taking};
	int rc = 0;

	for (size_t i = 0; i < nr_inputs && rc == 0; i++)
		if (!inputs[i].not_saved)
			rc = input_expand(root_of(taking), &inputs[i], &visitor, err);
	return rc;
}

static enum snapshot_frames choose_frames(const char *wanted, const struct zone_array *zones)
{
	if (!wanted || !strcmp(wanted, "auto"))
		return snapshot_facts_ram(zones) <= MANY_FRAMES ? SNAPSHOT_FRAMES_ALL
								: SNAPSHOT_FRAMES_MAPPED;
	for (unsigned int frames = 0; snapshot_frames_name(frames); frames++)
		if (!strcmp(snapshot_frames_name(frames), wanted))
			return frames;
	return SNAPSHOT_FRAMES_NONE;
}

/* Frames are worth having, but not the price of all the rest. */
static int read_frames(struct taking *taking, struct translations *ret, struct error *err)
{
	struct backend *backend = taking->request->sources->backend;
	_cleanup_(zone_array_clear) struct zone_array zones = {0};
	struct error why = {0};
	int rc;

	taking->result.nr_frames = 0;
	taking->result.frames = SNAPSHOT_FRAMES_NONE;
	if (taking->request->frames && !strcmp(taking->request->frames, "none"))
		return 0;
	rc = zones_read(root_of(taking), &zones, &why);
	taking->result.frames = choose_frames(taking->request->frames, &zones);
	if (rc == 0)
		rc = snapshot_facts_frames(backend, &zones, taking->result.frames, ret,
					   &taking->result.nr_frames, &taking->request->progress,
					   &why);
	if (rc == -ENOMEM)
		return error_no_memory(err);
	if (rc < 0) {
		note_missing(taking, "page frames", &why);
		ret->nr_frames = 0;
		taking->result.nr_frames = 0;
		taking->result.frames = SNAPSHOT_FRAMES_NONE;
	}
	return 0;
}

static int store_translations(struct taking *taking, struct translations *content,
			      struct error *err)
{
	_cleanup_free_ char *data = NULL;
	size_t size;
	int rc = 0;

	if (taking->request->redact)
		rc = redact_translations(&taking->redaction, content, err);
	if (rc == 0)
		rc = translations_format(content, &data, &size, err);
	if (rc == 0)
		rc = snapshot_store_file(&taking->store, TRANSLATIONS_FILE, data, size, err);
	taking->result.nr_extents = content->nr_extents;
	return rc;
}

static void say_kaslr_offset(struct taking *taking, const struct address_space *space)
{
	uint64_t offset;

	if (kaslr_offset_read(root_of(taking), &offset) < 0)
		return;
	if (taking->request->redact)
		offset = redact_kaslr_offset(&taking->redaction, space, offset);
	snapshot_store_say(&taking->store, "kaslr_offset: 0x%jx", (uintmax_t)offset);
}

/* What the back end tells, and the tokens, which depend on it. */
static int save_translations(struct taking *taking, struct error *err)
{
	struct backend *backend = taking->request->sources->backend;
	_cleanup_(translations_clear) struct translations content = {0};
	struct error why = {0};
	int rc;

	if (!backend)
		return taking->request->redact ? redaction_init(&taking->redaction, &content, err)
					       : 0;
	rc = snapshot_facts_extents(backend, &content, &taking->request->progress, &why);
	if (rc < 0) {
		note_missing(taking, "translations", &why);
		translations_clear(&content);
		return redaction_init(&taking->redaction, &content, err);
	}
	if (backend_gfp(backend, content.gfp, MEMMAP_MAX_GFP, &why) == 0)
		content.nr_gfp = MEMMAP_MAX_GFP;
	rc = read_frames(taking, &content, err);
	if (rc == 0 && taking->request->redact)
		rc = redaction_init(&taking->redaction, &content, err);
	if (rc < 0)
		return rc;
	say_kaslr_offset(taking, &content.space);
	return store_translations(taking, &content, err);
}

/* A manifest has no line for what is not known. */
static void say(struct taking *taking, const char *key, const char *value)
{
	if (value)
		snapshot_store_say(&taking->store, "%s: %s", key, value);
}

static void say_what_it_is(struct taking *taking)
{
	const struct snapshot_request *request = taking->request;
	const struct backend *backend = request->sources->backend;
	const struct root *root = root_of(taking);
	_cleanup_free_ char *boot_id =
		root->live ? root_read_line(root, "proc/sys/kernel/random/boot_id")
			   : manifest_value(root, "boot_id");

	say(taking, "kernel", request->system->kernel);
	say(taking, "arch", request->system->arch);
	say(taking, "time", request->system->time);
	snapshot_store_say(&taking->store, "page_bytes: %lu", request->system->page_bytes);
	say(taking, "backend", backend_name(backend) ?: "none");
	say(taking, "redacted", request->redact ? "yes" : "no");
	/* Tokens are drawn anew for each snapshot: it is as if each was of another boot. */
	say(taking, "boot_id", request->redact ? NULL : boot_id);
}

static void say_figures(struct taking *taking)
{
	const struct snapshot *result = &taking->result;

	if (result->nr_extents != ABSENT)
		snapshot_store_say(&taking->store, "frames: %s",
				   snapshot_frames_name(result->frames));
	if (result->nr_areas_lost)
		snapshot_store_say(&taking->store,
				   "vmallocinfo: %ju lines whose addresses were not found out are "
				   "left out",
				   (uintmax_t)result->nr_areas_lost);
}

/*
 * Whose kernel has the upper half of 64 bits. Addresses of 8 digits are not told from other
 * numbers; nor are those of s390x, sparc64 and parisc64, whose kernels have an address space of
 * their own, in which they begin near 0.
 */
static const char *const upper_half[] = {
	"aarch64", "aarch64_be", "alpha",   "ia64",    "loongarch64",
	"mips64",  "ppc64",	 "ppc64le", "riscv64", "x86_64",
};

static int check_redaction(const struct snapshot_request *request, struct error *err)
{
	const char *arch = request->system->arch;

	if (!request->redact)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(upper_half) && arch; i++)
		if (!strcmp(arch, upper_half[i]))
			return 0;
	return error_set(
		err, ERROR_USAGE,
		"--redact is for kernels whose addresses have the highest of 64 bits, which "
		"tells them from other numbers, and this is %s",
		arch ?: "unknown");
}

int snapshot_take(const struct snapshot_request *request, struct snapshot *ret,
		  struct error *missing, struct error *err)
{
	struct taking taking = {
		.request = request,
		.missing = missing,
		.result = {.path = request->destination,
			   .time = request->system->time,
			   .redacted = request->redact,
			   .nr_extents = ABSENT,
			   .nr_frames = ABSENT,
			   .frames = UINT32_MAX},
	};
	int rc = check_redaction(request, err);

	if (rc == 0)
		rc = snapshot_store_open(&taking.store, request->destination, err);
	if (rc < 0)
		return rc;
	say_what_it_is(&taking);
	rc = save_translations(&taking, err);
	if (rc == 0)
		rc = save_inputs(&taking, err);
	if (rc == 0) {
		say_figures(&taking);
		taking.result.size_bytes = taking.store.size_bytes;
		rc = snapshot_store_finish(&taking.store, err);
	}
	snapshot_store_close(&taking.store);
	redaction_clear(&taking.redaction);
	if (rc < 0)
		return rc;
	*ret = taking.result;
	return 0;
}
