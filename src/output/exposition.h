/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * exposition.h - records as metrics, in the text format of Prometheus and OpenMetrics.
 *
 * Only what both formats have is used: gauges, whose families and samples have the same name. UNIT
 * and EOF are comments to Prometheus.
 */
#ifndef MEMMAP_OUTPUT_EXPOSITION_H
#define MEMMAP_OUTPUT_EXPOSITION_H

#include <stdio.h>

#include "output/record.h"

/**
 * struct metric - one metric: a field of a kind of record
 * @name: its name, which does not change; ends in @unit if there is one
 * @unit: "bytes", "ratio", or NULL for a count
 * @command: the command whose JSON has the same value
 * @field: the field; pages are written as bytes, and items of an array get the label "order"
 * @labels: fields of the record that tell samples apart, separated by commas
 * @help: what it is
 * @type: the kind of record
 */
struct metric {
	const char *name, *unit, *command, *field, *labels, *help;
	const struct record_type *type;
};

/* All metrics, in the order they are written. */
extern const struct metric metrics[];
extern const size_t nr_metrics;

/* struct metric as a record: the answer of "memmap metrics --list" */
extern const struct record_type metric_record;

/**
 * struct area_kind - what the vmalloc areas of one kind come to
 * @kind: kind of the areas
 * @nr_areas: how many
 * @size_bytes: address space that they take, guard pages included
 */
struct area_kind {
	const char *kind;
	uint64_t nr_areas, size_bytes;
};

/**
 * struct metric_source - whether a source of metrics could be read
 * @name: the command that reads the same
 * @success: 1 or 0
 */
struct metric_source {
	const char *name;
	unsigned int success;
};

/* struct area_kind and struct metric_source */
extern const struct record_type area_kind_record;
extern const struct record_type metric_source_record;

/**
 * struct metric_records - records to write metrics of
 * @type: their type
 * @records: an array of them
 * @nr: how many
 */
struct metric_records {
	const struct record_type *type;
	const void *records;
	size_t nr;
};

/**
 * exposition_write() - write all metrics
 * @out: where to
 * @records: the records there are; metrics without records are left out
 * @nr: how many kinds
 * @page_bytes: size of a page
 */
void exposition_write(FILE *out, const struct metric_records *records, size_t nr,
		      uint64_t page_bytes);

#endif
