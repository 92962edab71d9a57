/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zones.h - what follows from the facts about zones. */
#ifndef MEMMAP_ANALYSIS_ZONES_H
#define MEMMAP_ANALYSIS_ZONES_H

#include "model/memory.h"

/**
 * zones_derive() - fill physical range, distances to the watermarks and fragmentation indices
 * @zones: from zones_read()
 * @page_bytes: size of a page
 */
void zones_derive(struct zone_array *zones, uint64_t page_bytes);

#endif
