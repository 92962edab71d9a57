// SPDX-License-Identifier: GPL-2.0-or-later
/* vmallocinfo.c - see vmallocinfo.h. */
#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "base/parse.h"
#include "reader/text.h"
#include "reader/vmallocinfo.h"

/* The smallest page size of any kernel: every area starts and ends on such a boundary. */
#define MIN_PAGE_BYTES 4096

/* Words of s_show() that say what kind of area it is, in the order it prints them. */
static const char *const kinds[] = {
	"ioremap", "sparse", "vmalloc", "vmap", "user", "dma-coherent", "vm_map_ram", "unpurged",
};
static const char other_kind[] = "other";

static const char *find_kind(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (*word == *kinds[i] && !strcmp(word, kinds[i]))
			return kinds[i];
	return NULL;
}

/* "0xSTART-0xEND SIZE"; returns the rest of the line or NULL. */
static const char *parse_bounds(const char *text, struct hashed_vmap_area *line)
{
	if (!skip_prefix(&text, "0x") || parse_u64(&text, 16, &line->start_hash) < 0 ||
	    !skip_prefix(&text, "-0x") || parse_u64(&text, 16, &line->end_hash) < 0 || *text != ' ')
		return NULL;
	text = skip_spaces(text);
	if (parse_u64(&text, 10, &line->area.size_bytes) < 0 ||
	    (*text && *text != ' ' && *text != '\n'))
		return NULL;
	return text;
}

/* "N0=4": four pages on node 0; other words may begin with N, too. */
static int parse_node(const char *word, struct vmap_area *area)
{
	struct node_pages node;
	int rc;

	rc = parse_u64(&word, 10, &node.node);
	if (rc == -EINVAL)
		return 0;
	if (rc < 0 || !skip_prefix(&word, "=") || parse_u64(&word, 10, &node.pages) < 0 || *word)
		return -EINVAL;
	rc = array_grow(&area->nodes, area->nr_nodes, NULL);
	if (rc == 0)
		area->nodes[area->nr_nodes++] = node;
	return rc;
}

static int parse_number_word(const char *word, struct vmap_area *area)
{
	if (*word == 'N')
		return parse_node(word + 1, area);
	if (*word != 'p')
		return 0;
	if (skip_prefix(&word, "pages="))
		return parse_u64(&word, 10, &area->nr_pages);
	if (skip_prefix(&word, "phys=") && parse_address(word, &area->phys_addr) < 0)
		return -EINVAL;
	return 0;
}

static int append_word(char **text, const char *word)
{
	size_t length = strlen(*text);
	char *grown = realloc(*text, length + 1 + strlen(word) + 1);

	if (!grown)
		return -ENOMEM;
	grown[length] = ' ';
	strcpy(grown + length + 1, word);
	*text = grown;
	return 0;
}

/* Words are short and many: searching for their ends with library calls takes longer. */
static char *next_word(char **text)
{
	char *word = *text, *end;

	while (*word == ' ')
		word++;
	for (end = word; *end && *end != ' ';)
		end++;
	*text = end + !!*end;
	*end = '\0';
	return *word ? word : NULL;
}

/* The rest of a line: the caller, then words in the kernel's order; unknown words are skipped. */
static int parse_words(char *text, struct vmap_area *area)
{
	bool first = true;
	char *word;
	int rc;

	while ((word = next_word(&text))) {
		const char *kind = find_kind(word);

		if (kind) {
			if (area->kind == other_kind)
				area->kind = kind;
		} else if ((rc = parse_number_word(word, area)) < 0) {
			return rc == -ENOMEM ? rc : -EINVAL;
		} else if (first && (strchr(word, '+') || !strncmp(word, "0x", 2))) {
			area->caller = strdup(word);
			if (!area->caller)
				return -ENOMEM;
		} else if (*word == '[' && area->caller) {
			if (append_word(&area->caller, word) < 0)
				return -ENOMEM;
		}
		first = false;
	}
	return 0;
}

/* One line tells whether all are hashes; until the last was read, each may be one. */
static int parse_line(char *text, void *context, struct error *err)
{
	struct vmap_area_array *areas = context;
	struct hashed_vmap_area *line;
	const char *rest;
	int rc;

	rc = array_grow(&areas->hashed_items, areas->nr_hashed, err);
	if (rc < 0)
		return rc;
	line = &areas->hashed_items[areas->nr_hashed++];
	*line = (struct hashed_vmap_area){
		.area = {.start = ABSENT,
			 .phys_addr = ABSENT,
			 .nr_pages = ABSENT,
			 .kind = other_kind},
	};
	rest = parse_bounds(text, line);
	if (!rest)
		return -EINVAL;
	if (!line->start_hash && !line->end_hash)
		areas->hidden = true;
	else if (line->end_hash - line->start_hash != line->area.size_bytes ||
		 line->start_hash % MIN_PAGE_BYTES)
		areas->hashed = true;
	rc = parse_words(text + (rest - text), &line->area);
	return rc == -ENOMEM ? error_no_memory(err) : rc;
}

/* They are addresses after all. */
static int take_addresses(struct vmap_area_array *areas, struct error *err)
{
	if (!areas->nr_hashed)
		return 0;
	areas->items = calloc(areas->nr_hashed, sizeof(*areas->items));
	if (!areas->items)
		return error_no_memory(err);
	for (size_t i = 0; i < areas->nr_hashed; i++) {
		areas->items[i] = areas->hashed_items[i].area;
		areas->items[i].start = areas->hashed_items[i].start_hash;
	}
	areas->nr = areas->nr_hashed;
	areas->nr_hashed = 0;
	free(take_ptr(areas->hashed_items));
	vmap_area_array_sort(areas);
	return 0;
}

static int is_empty(struct error *err)
{
	return error_set(err, ERROR_PARSE,
			 "it is empty, and each kernel has areas: was it copied in vain?");
}

int vmallocinfo_parse(char *text, struct vmap_area_array *ret, struct error *err)
{
	_cleanup_(vmap_area_array_clear) struct vmap_area_array areas = {0};
	int rc;

	if (!*text)
		return is_empty(err);
	rc = text_parse_lines(text, parse_line, &areas, err);
	if (rc < 0)
		return rc;
	if (!areas.hashed && !areas.hidden)
		rc = take_addresses(&areas, err);
	if (rc < 0)
		return rc;
	*ret = areas;
	areas = (struct vmap_area_array){0};
	return 0;
}

int vmallocinfo_sum(const char *text, uint64_t *ret_nr_areas, uint64_t *ret_size_bytes,
		    struct error *err)
{
	uint64_t nr = 0, bytes = 0;

	if (!*text)
		return is_empty(err);
	while (*text) {
		const char *end = strchr(text, '\n');
		struct hashed_vmap_area line;

		if (!end)
			return error_set(err, ERROR_PARSE, "the last line is cut off");
		nr++;
		if (!parse_bounds(text, &line))
			return text_bad_line(err, nr, text);
		bytes += line.area.size_bytes;
		text = end + 1;
	}
	*ret_nr_areas = nr;
	*ret_size_bytes = bytes;
	return 0;
}

int vmallocinfo_read(const struct root *root, struct vmap_area_array *ret, struct error *err)
{
	_cleanup_free_ char *text = NULL;
	int rc;

	rc = root_read(root, "proc/vmallocinfo", &text, err);
	if (rc < 0)
		return rc;
	rc = vmallocinfo_parse(text, ret, err);
	return error_prefix(err, rc, "%s/proc/vmallocinfo: ", root->path);
}
