// SPDX-License-Identifier: GPL-2.0-or-later
/* demo_kinds.c - "memmap demo": an allocation of each kind, where it lands and why. */
#include <errno.h>
#include <string.h>

#include "base/output_file.h"
#include "cli/demo_kinds.h"
#include "cli/samples.h"
#include "model/gfp.h"
#include "output/draw.h"
#include "output/records.h"

/* In the order of the lesson: from a page to what needs page tables, then what is special. */
static const struct {
	unsigned int kind;
	uint64_t size_bytes;
	unsigned int nr;
	unsigned int word;
	uint64_t more;
} steps[] = {
	{MEMMAP_ALLOC_ZEROED_PAGE, 0, 1, MEMMAP_GFP_KERNEL, 0},
	{MEMMAP_ALLOC_PAGES, 8 * 4096, 1, MEMMAP_GFP_KERNEL, 0},
	{MEMMAP_ALLOC_KMALLOC, 100, 1, MEMMAP_GFP_KERNEL, 0},
	{MEMMAP_ALLOC_KMALLOC, 100, 1, MEMMAP_GFP_ATOMIC, 0},
	{MEMMAP_ALLOC_KMALLOC, 100, 1, MEMMAP_GFP_KERNEL, GFP_SET(DMA)},
	{MEMMAP_ALLOC_KMALLOC, 4 << 20, 1, MEMMAP_GFP_KERNEL, 0},
	{MEMMAP_ALLOC_KMEM_CACHE, 0, 1, MEMMAP_GFP_KERNEL, 0},
	{MEMMAP_ALLOC_VMALLOC, 1000000, 1, MEMMAP_GFP_KERNEL, 0},
	{MEMMAP_ALLOC_VMALLOC_HUGE, 4 << 20, 1, MEMMAP_GFP_KERNEL, 0},
	{MEMMAP_ALLOC_VMAP, 16 * 4096, 1, MEMMAP_GFP_KERNEL, 0},
	{MEMMAP_ALLOC_PERCPU, 64, 2, MEMMAP_GFP_KERNEL, 0},
	{MEMMAP_ALLOC_DMA_COHERENT, 4096, 1, MEMMAP_GFP_KERNEL, 0},
	{MEMMAP_ALLOC_IOREMAP, 0, 1, MEMMAP_GFP_KERNEL, 0},
	{MEMMAP_ALLOC_KMAP, 0, 1, MEMMAP_GFP_KERNEL, 0},
	{MEMMAP_ALLOC_KMAP_LOCAL, 0, 1, MEMMAP_GFP_KERNEL, 0},
};

/*
 * One kind that cannot be had is told and does not keep the others from being shown. All stay until
 * the last is made, or the next would be given what the one before gave back.
 */
static int take_all(struct backend *backend, struct sample_array *samples,
		    struct error failures[ARRAY_SIZE(steps)], struct error *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		struct memmap_alloc request = {
			.kind = steps[i].kind,
			.size = steps[i].size_bytes,
			.nr_samples = steps[i].nr,
			.gfp = gfp_words[steps[i].word].set | steps[i].more,
			.node = -1,
		};
		int rc = samples_take(backend, &request, samples, &failures[i]);

		if (rc < 0 && (request.status == MEMMAP_ALLOC_OK || i == 0)) {
			*err = failures[i];
			return rc;
		}
	}
	return 0;
}

static bool report_failures(struct report *report, const struct error failures[ARRAY_SIZE(steps)])
{
	bool any = false;

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		if (!failures[i].code)
			continue;
		report_error(report, &failures[i], sample_kind_name(steps[i].kind));
		any = true;
	}
	return any;
}

/* Where the image goes to standard output nothing else may. */
static bool is_image_only(const struct demo_options *wanted)
{
	return wanted->svg && output_file_is_stdout(wanted->svg);
}

static int write_svg(const struct context *context, const char *path, const struct drawing *drawing,
		     struct error *err)
{
	_cleanup_free_ char *image = NULL;
	char title[256];
	size_t nr = 0;
	FILE *out = open_memstream(&image, &nr);

	if (!out)
		return error_no_memory(err);
	snprintf(title, sizeof(title), "Where kernel memory lands: Linux %s on %s",
		 context->system.kernel ?: "?", context->system.arch ?: "?");
	draw_svg(out, drawing, title);
	if (fclose(out))
		return error_no_memory(err);
	return output_file_write(path, 0, image, nr, err);
}

static int draw(struct context *context, const struct sample_array *samples, struct error *err)
{
	const struct demo_options *wanted = (const struct demo_options *)context->common;
	_cleanup_(drawing_clear) struct drawing drawing = {0};
	struct report *report = &context->report;
	int rc = drawing_of_samples(samples, &drawing, err);

	if (rc == 0 && wanted->svg)
		rc = write_svg(context, wanted->svg, &drawing, err);
	if (rc < 0 || report->json || context->common->columns || is_image_only(wanted))
		return rc;
	report_flush(report);
	putc('\n', report->style.out);
	return draw_text(&report->style, &drawing, err);
}

/* The rules are the last column of the table; where it has no room for them they follow by
 * themselves. */
#define TABLE_COLUMNS 180

static void write_rules(struct report *report, const struct sample_array *samples)
{
	if (!report->style.columns && report->style.width && report->style.width < TABLE_COLUMNS)
		report_view(report, "From the virtual to the physical address", &sample_rule_record,
			    samples->items, samples->nr);
}

static int write_lessons(struct report *report, const struct sample_array *samples,
			 struct error *err)
{
	if (report->json)
		return 0;
	report_flush(report);
	for (size_t i = 0; i < samples->nr; i++) {
		putc('\n', report->style.out);
		if (card_write(&report->style, &sample_lesson_record, &samples->items[i], 0,
			       sample_lesson_record.nr_fields) < 0)
			return error_no_memory(err);
	}
	return 0;
}

int demo_kinds(struct context *context, struct error *err)
{
	const struct demo_options *wanted = (const struct demo_options *)context->common;
	_cleanup_(sample_array_clear) struct sample_array samples = {0};
	_cleanup_(backend_close) struct backend *backend = NULL;
	struct error failures[ARRAY_SIZE(steps)] = {0};
	enum exit_status status;
	int rc;

	if (is_image_only(wanted) && context->report.json)
		return error_set(err, ERROR_USAGE, "--json and --svg - both want standard output");
	rc = samples_open(context, &backend, err);
	if (rc == 0)
		rc = take_all(backend, &samples, failures, err);
	if (rc == 0)
		rc = samples_look_up_caches(context, backend, &samples, err);
	if (rc == 0)
		rc = samples_free(backend, &samples, err);
	if (rc == 0 && wanted->explain)
		rc = samples_explain(&samples, err);
	if (rc < 0)
		return rc;
	context_begin(context, backend_name(backend));
	if (!is_image_only(wanted))
		report_rows(&context->report, samples.items, samples.nr);
	status = samples_report_differences(context, &samples);
	if (report_failures(&context->report, failures) && status == EXIT_OK)
		status = EXIT_PARTIAL;
	if (!is_image_only(wanted))
		write_rules(&context->report, &samples);
	rc = draw(context, &samples, err);
	if (rc == 0 && wanted->explain && !is_image_only(wanted))
		rc = write_lessons(&context->report, &samples, err);
	return rc < 0 ? rc : (int)status;
}
