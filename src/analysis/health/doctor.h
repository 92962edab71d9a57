/* SPDX-License-Identifier: GPL-2.0-or-later */
/* doctor.h - what works on this machine, what does not, why, and what to do about it. */
#ifndef MEMMAP_ANALYSIS_DOCTOR_H
#define MEMMAP_ANALYSIS_DOCTOR_H

#include "base/root.h"
#include "model/finding.h"

/**
 * diagnose() - try every back end and source
 * @root: the system to look at
 * @ret: the findings; release them with diagnosis_clear()
 * @err: filled when memory ran out; everything else is a finding
 *
 * Context: changes nothing; opens each back end and closes it again.
 * Return: 0 or -errno.
 */
int diagnose(const struct root *root, struct diagnosis *ret, struct error *err) _must_check_;

#endif
