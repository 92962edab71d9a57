// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * btf.c - see btf.h.
 *
 * What stands in the file is checked where it is used, and it is used in the order it stands in.
 */
#include <string.h>

#include "reader/btf.h"
#include "reader/btf_file.h"

/* Typedefs and qualifiers of a type, and its array dimensions. Of real kernels the most is 8. */
#define MAX_STEPS 32

/* Members looked at to find one: real structs have some thousand, with those of unnamed ones. */
#define MAX_MEMBERS (1 << 18)
#define MAX_NESTING 16

/**
 * struct resolved - a type without its typedefs, qualifiers and array dimensions
 * @type: what is left
 * @size: its bytes with all the items of the array
 * @nr_items: of all its dimensions: pahole makes one of them, and older versions of gcc turn them
 * around
 * @is_array: whether it has any
 */
struct resolved {
	const struct btf_type *type;
	uint32_t size, nr_items;
	bool is_array;
};

/**
 * struct member - a member that was found
 * @type: id of its type
 * @bit_offset: bits in front of it
 * @nr_bits: of a bit-field
 */
struct member {
	uint32_t type;
	uint64_t bit_offset;
	uint32_t nr_bits;
};

/**
 * struct search - the search for a member
 * @btf: the file
 * @name: the member's name
 * @length: bytes of @name
 * @nr_left: members that may still be looked at
 */
struct search {
	struct btf *btf;
	const char *name;
	size_t length;
	uint32_t nr_left;
};

/* Types do not tell the size of pointers, but all of these have it on Linux. */
static int find_pointer_bytes(struct btf *btf, struct error *err)
{
	struct btf_walk walk = {.id = 1};
	const struct btf_type *type;
	int rc;

	if (btf->pointer_bytes)
		return 0;
	while ((rc = btf_next_type(btf, &walk, &type, err)) > 0) {
		const char *name;

		if (BTF_INFO_KIND(type->info) != BTF_KIND_INT)
			continue;
		rc = btf_name_at(btf, type->name_off, &name, err);
		if (rc < 0)
			return rc;
		/* Of gcc and of clang. */
		if (strcmp(name, "long unsigned int") != 0 && strcmp(name, "unsigned long") != 0)
			continue;
		if (type->size != 4 && type->size != 8)
			return btf_broken(btf, err, "the size of its unsigned long is absurd");
		btf->pointer_bytes = type->size;
		return 0;
	}
	return rc ? rc : btf_broken(btf, err, "it knows no unsigned long");
}

static bool is_composite(const struct btf_type *type)
{
	unsigned int kind = BTF_INFO_KIND(type->info);

	return kind == BTF_KIND_STRUCT || kind == BTF_KIND_UNION;
}

/* Whether a type ends a chain of typedefs, qualifiers and arrays; if not, @id is the next. */
static int resolve_step(struct btf *btf, uint32_t *id, uint64_t *size, struct resolved *ret,
			struct error *err)
{
	const struct btf_array *array;
	int rc = btf_type_by_id(btf, *id, &ret->type, err);

	if (rc < 0)
		return rc;
	array = (const void *)(ret->type + 1);
	switch (BTF_INFO_KIND(ret->type->info)) {
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		*id = ret->type->type;
		return 0;
	case BTF_KIND_ARRAY:
		ret->nr_items = (ret->is_array ? ret->nr_items : 1) * array->nelems;
		ret->is_array = true;
		*size *= array->nelems;
		*id = array->type;
		return 0;
	case BTF_KIND_PTR:
		rc = find_pointer_bytes(btf, err);
		*size *= btf->pointer_bytes;
		break;
	case BTF_KIND_INT:
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_ENUM:
	case BTF_KIND_FLOAT:
	case BTF_KIND_ENUM64:
		*size *= ret->type->size;
		break;
	default:
		return btf_broken(btf, err, "a member is of a type without a size");
	}
	return rc < 0 ? rc : 1;
}

static int resolve(struct btf *btf, uint32_t id, struct resolved *ret, struct error *err)
{
	uint64_t size = 1;

	*ret = (struct resolved){0};
	for (unsigned int i = 0; i < MAX_STEPS; i++) {
		int rc = resolve_step(btf, &id, &size, ret, err);

		if (rc < 0)
			return rc;
		if (size > UINT32_MAX)
			return btf_broken(btf, err, "the size of a member is absurd");
		ret->size = size;
		if (rc)
			return 0;
	}
	return btf_broken(btf, err, "the type of a member is made of itself");
}

/* Returns 1 when the member was found, 0 when there is none, or -errno. */
static int find_member(struct search *search, const struct btf_type *type, unsigned int depth,
		       uint64_t bit_offset, struct member *ret, struct error *err)
{
	const struct btf_member *member = (const void *)(type + 1);

	for (unsigned int i = 0; i < BTF_INFO_VLEN(type->info); i++, member++) {
		bool has_bits = BTF_INFO_KFLAG(type->info);
		uint64_t at = bit_offset +
			      (has_bits ? BTF_MEMBER_BIT_OFFSET(member->offset) : member->offset);
		struct resolved inner;
		const char *name;
		int rc;

		if (!search->nr_left-- || depth > MAX_NESTING)
			return btf_broken(search->btf, err, "its structs are nested absurdly");
		rc = btf_name_at(search->btf, member->name_off, &name, err);
		if (rc < 0)
			return rc;
		if (*name && !strncmp(name, search->name, search->length) &&
		    !name[search->length]) {
			*ret = (struct member){member->type, at,
					       has_bits ? BTF_MEMBER_BITFIELD_SIZE(member->offset)
							: 0};
			return 1;
		}
		if (*name)
			continue;
		rc = resolve(search->btf, member->type, &inner, err);
		if (rc == 0 && is_composite(inner.type))
			rc = find_member(search, inner.type, depth + 1, at, ret, err);
		if (rc != 0)
			return rc;
	}
	return 0;
}

static int fill_field(struct btf *btf, const struct member *member, struct btf_field *ret,
		      struct error *err)
{
	struct resolved of;
	int rc = resolve(btf, member->type, &of, err);

	if (rc < 0)
		return rc;
	ret->offset = member->bit_offset / 8;
	ret->shift = member->bit_offset % 8;
	ret->nr_bits = member->nr_bits;
	if (member->bit_offset / 8 > UINT32_MAX || (!ret->nr_bits && ret->shift) ||
	    ret->shift + ret->nr_bits > 64)
		return btf_broken(btf, err, "the place of a member is absurd");
	ret->size = of.size;
	if (ret->nr_bits)
		ret->size = (ret->shift + ret->nr_bits + 7) / 8;
	ret->nr_items = of.nr_items;
	ret->found = true;
	return 0;
}

/* Follows the names of a path from a struct on. Leaves the field as it is when there is none. */
static int find_field(struct btf *btf, const struct btf_type *type, struct btf_field *field,
		      struct error *err)
{
	struct search search = {btf, field->member, 0, MAX_MEMBERS};
	struct member member = {0};
	struct resolved inner;

	if (!field->member) {
		field->size = type->size;
		field->found = true;
		return 0;
	}
	for (;;) {
		int rc;

		search.length = strcspn(search.name, ".");
		rc = find_member(&search, type, 0, member.bit_offset, &member, err);
		if (rc <= 0)
			return rc;
		if (!search.name[search.length])
			return fill_field(btf, &member, field, err);
		rc = resolve(btf, member.type, &inner, err);
		if (rc < 0 || !is_composite(inner.type))
			return rc;
		type = inner.type;
		search.name += search.length + 1;
	}
}

/* The structs of all fields, NULL where there is none of that name. */
static int find_types(struct btf *btf, const struct btf_field *fields, size_t nr,
		      const struct btf_type **ret, struct error *err)
{
	struct btf_walk walk = {.id = 1};
	const struct btf_type *type;
	size_t nr_left = nr;
	int rc = 0;

	while (nr_left && (rc = btf_next_type(btf, &walk, &type, err)) > 0) {
		const char *name;

		if (!is_composite(type))
			continue;
		rc = btf_name_at(btf, type->name_off, &name, err);
		if (rc < 0)
			break;
		for (size_t i = 0; i < nr; i++) {
			if (ret[i] || *name != *fields[i].type || strcmp(name, fields[i].type) != 0)
				continue;
			ret[i] = type;
			nr_left--;
		}
	}
	return rc < 0 ? rc : 0;
}

int btf_find_fields(struct btf *btf, struct btf_field *fields, size_t nr, struct error *err)
{
	_cleanup_free_ const struct btf_type **types = calloc(nr, sizeof(*types));
	int rc;

	if (!types && nr)
		return error_no_memory(err);
	rc = find_types(btf, fields, nr, types, err);
	for (size_t i = 0; rc == 0 && i < nr; i++) {
		struct btf_field *field = &fields[i];

		*field = (struct btf_field){field->type, field->member, field->optional};
		if (types[i])
			rc = find_field(btf, types[i], field, err);
		if (rc == 0 && !field->found && !field->optional)
			return error_set(err, ERROR_NOT_FOUND, "%s knows no struct %s%s%s",
					 btf->path, field->type,
					 field->member ? " with a member " : "",
					 field->member ?: "");
	}
	return rc;
}

uint64_t btf_number(const struct btf_field *field, const void *copy)
{
	uint64_t value = 0;

	if (!field->found)
		return 0;
	memcpy(&value, (const char *)copy + field->offset,
	       field->size < sizeof(value) ? field->size : sizeof(value));
	value >>= field->shift;
	if (field->nr_bits && field->nr_bits < 64)
		value &= (UINT64_C(1) << field->nr_bits) - 1;
	return value;
}

/* As btf_next_type(), but enums alone. */
static int next_enum(struct btf *btf, struct btf_walk *walk, const struct btf_type **ret,
		     struct error *err)
{
	for (;;) {
		int rc = btf_next_type(btf, walk, ret, err);
		unsigned int kind = rc > 0 ? BTF_INFO_KIND((*ret)->info) : BTF_KIND_ENUM;

		if (kind == BTF_KIND_ENUM || kind == BTF_KIND_ENUM64)
			return rc;
	}
}

/* One of the constants of an enum. Since pahole v1.24 enums tell whether they are signed. */
static int enumerator_at(struct btf *btf, const struct btf_type *type, unsigned int number,
			 struct btf_enumerator *ret, struct error *err)
{
	const struct btf_enum *narrow = (const void *)(type + 1);
	const struct btf_enum64 *wide = (const void *)(type + 1);
	bool is_wide = BTF_INFO_KIND(type->info) == BTF_KIND_ENUM64;

	ret->found = true;
	if (is_wide)
		ret->value = (uint64_t)wide[number].val_hi32 << 32 | wide[number].val_lo32;
	else if (BTF_INFO_KFLAG(type->info))
		ret->value = narrow[number].val;
	else
		ret->value = (uint32_t)narrow[number].val;
	return btf_name_at(btf, is_wide ? wide[number].name_off : narrow[number].name_off,
			   &ret->name, err);
}

static int unknown_enumerator(const struct btf *btf, const char *name, struct error *err)
{
	return error_set(err, ERROR_NOT_FOUND, "%s knows no enum with %s", btf->path, name);
}

/* Takes from an enum the values of those that are still looked for; returns how many, or -errno. */
static int take_values(struct btf *btf, const struct btf_type *type, struct btf_enumerator *items,
		       size_t nr, struct error *err)
{
	int nr_taken = 0;

	for (unsigned int i = 0; i < BTF_INFO_VLEN(type->info); i++) {
		struct btf_enumerator got;
		int rc = enumerator_at(btf, type, i, &got, err);

		if (rc < 0)
			return rc;
		for (size_t k = 0; k < nr; k++) {
			if (items[k].found || *got.name != *items[k].name ||
			    strcmp(got.name, items[k].name) != 0)
				continue;
			items[k].value = got.value;
			items[k].found = true;
			nr_taken++;
		}
	}
	return nr_taken;
}

int btf_find_enumerators(struct btf *btf, struct btf_enumerator *items, size_t nr,
			 struct error *err)
{
	struct btf_walk walk = {.id = 1};
	const struct btf_type *type;
	size_t nr_left = nr;
	int rc = 0;

	for (size_t i = 0; i < nr; i++)
		items[i] = (struct btf_enumerator){items[i].name, items[i].optional};
	while (nr_left && (rc = next_enum(btf, &walk, &type, err)) > 0) {
		rc = take_values(btf, type, items, nr, err);
		if (rc < 0)
			break;
		nr_left -= rc;
	}
	for (size_t i = 0; rc >= 0 && i < nr; i++)
		if (!items[i].found && !items[i].optional)
			return unknown_enumerator(btf, items[i].name, err);
	return rc < 0 ? rc : 0;
}

static int list_enum(struct btf *btf, const struct btf_type *type, struct btf_enumerator **ret,
		     size_t *nr, struct error *err)
{
	_cleanup_free_ struct btf_enumerator *items = NULL;
	unsigned int nr_items = BTF_INFO_VLEN(type->info);
	int rc = 0;

	items = calloc(nr_items, sizeof(*items));
	if (!items)
		return error_no_memory(err);
	for (unsigned int i = 0; rc == 0 && i < nr_items; i++)
		rc = enumerator_at(btf, type, i, &items[i], err);
	if (rc < 0)
		return rc;
	*ret = take_ptr(items);
	*nr = nr_items;
	return 0;
}

int btf_list_enum(struct btf *btf, const char *name, struct btf_enumerator **ret, size_t *nr,
		  struct error *err)
{
	struct btf_walk walk = {.id = 1};
	const struct btf_type *type;
	int rc;

	while ((rc = next_enum(btf, &walk, &type, err)) > 0) {
		struct btf_enumerator wanted = {.name = name};

		rc = take_values(btf, type, &wanted, 1, err);
		if (rc > 0)
			return list_enum(btf, type, ret, nr, err);
		if (rc < 0)
			break;
	}
	return rc < 0 ? rc : unknown_enumerator(btf, name, err);
}
