// SPDX-License-Identifier: GPL-2.0-or-later
/* btf_sample.c - types that the compiler must describe, as they are used; never linked. */
#include "btf_sample.h"

struct sample sample;
union choice choice;
enum { UNNAMED = 11, UNNAMED_LAST } unnamed;
