// SPDX-License-Identifier: GPL-2.0-or-later
/* explanation.c - see explanation.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <memmap/base/cleanup.h>
#include <memmap/output/explanation.h>

/**
 * struct words - an explanation on its way
 * @text: EXPLANATION_BYTES
 * @used: bytes in use
 */
struct words {
	char *text;
	size_t used;
};

static _printf_(2, 3) void say(struct words *words, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	words->used +=
		vsnprintf(words->text + words->used, EXPLANATION_BYTES - words->used, format, args);
	va_end(args);
	if (words->used >= EXPLANATION_BYTES)
		words->used = EXPLANATION_BYTES - 1;
}

/* "symbol+0x1/0x2 [module]" becomes "module symbol+0x1/0x2". */
static void say_symbol(struct words *words, const char *symbol)
{
	const char *bracket = strstr(symbol, " [");

	if (!bracket)
		say(words, "%s", symbol);
	else
		say(words, "%.*s %.*s", (int)strcspn(bracket + 2, "] "), bracket + 2,
		    (int)(bracket - symbol), symbol);
}

static void say_place(struct words *words, const struct address *address)
{
	const struct vmap_area *area = address->area;

	say(words, "%s", region_name(address->region->type) ?: "unknown region");
	if (area) {
		if (area->kind && strcmp(area->kind, region_name(address->region->type) ?: ""))
			say(words, " %s", area->kind);
		say(words, " area");
		if (area->caller) {
			say(words, " by ");
			say_symbol(words, area->caller);
		}
	}
	if (address->struct_page_of != ABSENT)
		say(words, ", struct page of 0x%jx", (uintmax_t)address->struct_page_of);
	else if (address->phys_addr != ABSENT)
		say(words, ", 0x%jx", (uintmax_t)address->phys_addr);
	if (address->phys_addr == ABSENT)
		say(words, ", %s", status_name(address->status) ?: "unknown");
}

bool explain_address(const struct address *address, char *ret)
{
	struct words words = {.text = ret};

	*ret = '\0';
	if (address->symbol)
		say_symbol(&words, address->symbol);
	else if (address->region)
		say_place(&words, address);
	return words.used;
}
