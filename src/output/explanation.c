// SPDX-License-Identifier: GPL-2.0-or-later
/* explanation.c - see explanation.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/printable.h"
#include "output/explanation.h"

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

/* Tasks may call themselves what they like; brackets end an explanation. */
static void replace_brackets(char *text)
{
	for (; *text; text++) {
		if (*text == '[')
			*text = '(';
		else if (*text == ']')
			*text = ')';
	}
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

/* Whether there is an owner that neither the region nor the area names already. */
static bool has_owner(const struct address *address)
{
	const char *kind = address->owner ? owner_kind_name(address->owner->kind) : NULL;

	return kind && address->owner->kind != OWNER_AREA &&
	       address->owner->kind != OWNER_STRUCT_PAGE;
}

static void say_number(struct words *words, const char *label, uint64_t value)
{
	if (value != ABSENT)
		say(words, " %s %ju", label, (uintmax_t)value);
}

static void say_offset(struct words *words, const struct owner *owner)
{
	if (owner->offset_bytes && owner->offset_bytes != ABSENT)
		say(words, "+0x%jx", (uintmax_t)owner->offset_bytes);
}

static void say_owner(struct words *words, const struct owner *owner)
{
	char *begin = words->text + words->used;

	say(words, ", %s", owner_kind_name(owner->kind));
	if (owner->name) {
		say(words, " ");
		say_symbol(words, owner->name);
	}
	if (owner->section)
		say(words, " %s", owner->section);
	if (owner->kind == OWNER_PER_CPU && owner->name)
		say_offset(words, owner);
	say_number(words, "pid", owner->pid);
	say_number(words, "of CPU", owner->cpu);
	if (owner->object_index != ABSENT) {
		say_number(words, "object", owner->object_index);
		say_offset(words, owner);
	}
	if (owner->state != OBJECT_UNKNOWN)
		say(words, " %s", object_state_name(owner->state));
	if (owner->kind == OWNER_FREE)
		say_number(words, "order", owner->order);
	say_number(words, "inode", owner->inode);
	say_number(words, "page", owner->page_index);
	replace_brackets(begin);
}

static void say_place(struct words *words, const struct address *address)
{
	const struct vmap_area *area = address->area;
	const char *place = area && area->kind ? area->kind : "unknown";

	/* Without a back end there is no region, but there may be an area. */
	if (address->region)
		place = region_name(address->region->type) ?: "unknown region";
	say(words, "%s", place);
	/* Who made the area only matters where nobody is known to whom it is given. */
	if (has_owner(address)) {
		say_owner(words, address->owner);
	} else if (area) {
		if (area->kind && strcmp(area->kind, place) != 0)
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
	if (address->phys_addr == ABSENT && address->region)
		say(words, ", %s", status_name(address->status) ?: "unknown");
}

bool explain_address(const struct address *address, char *ret)
{
	struct words words = {.text = ret};

	*ret = '\0';
	if (address->symbol)
		say_symbol(&words, address->symbol);
	else if (address->region || address->area)
		say_place(&words, address);
	make_printable(ret);
	return words.used;
}
