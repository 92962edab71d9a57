// SPDX-License-Identifier: GPL-2.0-or-later
/* screen_diff.c - see screen_diff.h. */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "output/screen_diff.h"

/* Words of a line that are told apart; what stands behind them counts as one. */
#define MAX_WORDS 64

#define ESCAPE	    '\033'
#define MARK	    "\033[7m"
#define NO_MARK	    "\033[27m"
#define NO_COLOR    "\033[0m"
#define ERASE_LINE  "\033[K"
#define ERASE_BELOW "\033[J"

int screen_text_add(struct screen_text *screen, const char *text, size_t nr)
{
	size_t room = SCREEN_MAX_BYTES - screen->bytes;

	for (const char *at = text; (at = memchr(at, '\n', text + nr - at)); at++)
		screen->nr_lines++;
	if (nr > room)
		nr = room;
	if (screen->bytes + nr > screen->capacity) {
		size_t capacity = 2 * (screen->bytes + nr);
		char *grown = realloc(screen->text, capacity);

		if (!grown)
			return -ENOMEM;
		screen->text = grown;
		screen->capacity = capacity;
	}
	if (nr)
		memcpy(screen->text + screen->bytes, text, nr);
	screen->bytes += nr;
	return 0;
}

void screen_text_clear(struct screen_text *screen)
{
	free(screen->text);
	*screen = (struct screen_text){0};
}

/**
 * struct line - a line of a screen, cut into words
 * @start: its first byte
 * @end: behind its last one
 * @words: for each word what stands for its text, whatever its colour
 * @nr_words: how many
 * @changed: for each word whether it was not there before
 */
struct line {
	const char *start, *end;
	uint64_t words[MAX_WORDS];
	size_t nr_words;
	bool changed[MAX_WORDS];
};

/* Behind a sequence that sets colours, the only ones that answers hold, or NULL. */
static const char *skip_color(const char *at, const char *end)
{
	if (end - at < 3 || at[0] != ESCAPE || at[1] != '[')
		return NULL;
	for (at += 2; at < end && (*at == ';' || (*at >= '0' && *at <= '9')); at++)
		;
	return at < end && *at == 'm' ? at + 1 : NULL;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* FNV-1a, byte by byte. */
#define HASH_START ((uint64_t)0xcbf29ce484222325)
#define HASH_PRIME ((uint64_t)0x100000001b3)

static void cut_into_words(struct line *line)
{
	bool inside = false;

	for (const char *at = line->start, *next; at < line->end; at = next) {
		next = skip_color(at, line->end);
		if (next)
			continue;
		next = at + 1;
		if (is_blank(*at)) {
			inside = false;
			continue;
		}
		if (!inside && line->nr_words < MAX_WORDS)
			line->words[line->nr_words++] = HASH_START;
		inside = true;
		line->words[line->nr_words - 1] ^= (unsigned char)*at;
		line->words[line->nr_words - 1] *= HASH_PRIME;
	}
}

/* The first lines of a screen, no more than there is room for. */
static size_t cut_into_lines(const struct screen_text *screen, struct line *lines, size_t max)
{
	const char *at = screen->text, *end = at ? at + screen->bytes : NULL;
	size_t nr = 0;

	for (; at < end && nr < max; nr++) {
		const char *newline = memchr(at, '\n', end - at);

		lines[nr] = (struct line){.start = at, .end = newline ?: end};
		cut_into_words(&lines[nr]);
		at = newline ? newline + 1 : end;
	}
	return nr;
}

/*
 * The words of @now that are as they were: cells of a row stay in their places, but a cell may have
 * come to hold more or fewer words. @changed may be NULL.
 */
static unsigned int pair_words(const struct line *then, const struct line *now, bool *changed)
{
	uint8_t kept[MAX_WORDS + 1][MAX_WORDS + 1];
	size_t i = 0, j = 0, nr = 0;

	if (then->nr_words == now->nr_words) {
		for (i = 0; i < now->nr_words; i++) {
			nr += then->words[i] == now->words[i];
			if (changed)
				changed[i] = then->words[i] != now->words[i];
		}
		return nr;
	}
	/* How many words can be paired from @i and @j on. */
	for (i = then->nr_words + 1; i-- > 0;) {
		for (j = now->nr_words + 1; j-- > 0;) {
			if (i == then->nr_words || j == now->nr_words)
				kept[i][j] = 0;
			else if (then->words[i] == now->words[j])
				kept[i][j] = 1 + kept[i + 1][j + 1];
			else
				kept[i][j] = kept[i + 1][j] > kept[i][j + 1] ? kept[i + 1][j]
									     : kept[i][j + 1];
		}
	}
	for (i = j = 0; changed && j < now->nr_words;) {
		bool same = i < then->nr_words && then->words[i] == now->words[j];

		if (!same && i < then->nr_words && kept[i + 1][j] >= kept[i][j + 1]) {
			i++;
			continue;
		}
		changed[j++] = !same;
		i += same;
	}
	return kept[0][0];
}

/**
 * struct pairing - lines of two frames, and how many words stay when they are paired
 * @then: lines of the earlier one
 * @now: lines of the later one
 * @nr_then: how many
 * @nr_now: how many
 * @kept: for each two of them, the most words that stay when these and all below are paired
 */
struct pairing {
	struct line *then, *now;
	size_t nr_then, nr_now;
	uint32_t *kept;
};

static uint32_t *kept_at(const struct pairing *pairing, size_t i, size_t j)
{
	return &pairing->kept[i * (pairing->nr_now + 1) + j];
}

/* Words count most, but lines without any in common are still paired rather than not. */
static uint32_t paired(const struct pairing *pairing, size_t i, size_t j)
{
	return *kept_at(pairing, i + 1, j + 1) + 1 +
	       2 * pair_words(&pairing->then[i], &pairing->now[j], NULL);
}

static void weigh(struct pairing *pairing)
{
	for (size_t i = pairing->nr_then; i-- > 0;) {
		for (size_t j = pairing->nr_now; j-- > 0;) {
			uint32_t best = paired(pairing, i, j);

			if (*kept_at(pairing, i + 1, j) > best)
				best = *kept_at(pairing, i + 1, j);
			if (*kept_at(pairing, i, j + 1) > best)
				best = *kept_at(pairing, i, j + 1);
			*kept_at(pairing, i, j) = best;
		}
	}
}

static void mark_changes(struct pairing *pairing)
{
	size_t i = 0;

	for (size_t j = 0; j < pairing->nr_now;) {
		struct line *line = &pairing->now[j];

		if (i < pairing->nr_then && *kept_at(pairing, i, j) == paired(pairing, i, j)) {
			pair_words(&pairing->then[i++], line, line->changed);
			j++;
		} else if (i < pairing->nr_then &&
			   *kept_at(pairing, i, j) == *kept_at(pairing, i + 1, j)) {
			i++;
		} else {
			memset(line->changed, true, sizeof(line->changed));
			j++;
		}
	}
}

/* A line may have moved up from below the window. */
#define LINES_BEFORE(rows) (2 * (size_t)(rows))

static int find_changes(const struct screen_text *before, struct line *lines, size_t nr)
{
	_cleanup_free_ struct line *then = calloc(LINES_BEFORE(nr), sizeof(*then));
	_cleanup_free_ uint32_t *kept = calloc((LINES_BEFORE(nr) + 1) * (nr + 1), sizeof(*kept));
	struct pairing pairing = {.then = then, .now = lines, .nr_now = nr, .kept = kept};

	if (!then || !kept)
		return -ENOMEM;
	pairing.nr_then = cut_into_lines(before, then, LINES_BEFORE(nr));
	weigh(&pairing);
	mark_changes(&pairing);
	return 0;
}

/**
 * struct glyph - what stands for the next character of a line
 * @text: bytes to write
 * @nr: how many
 * @columns: that it takes
 */
struct glyph {
	const char *text;
	size_t nr;
	unsigned int columns;
};

/* What is no character of the locale, or moves the cursor, is not let through. */
static struct glyph next_glyph(const char **at, const char *end)
{
	struct glyph glyph = {.text = *at, .nr = 1, .columns = 1};
	mbstate_t state = {0};
	wchar_t character;
	size_t nr = mbrtowc(&character, *at, end - *at, &state);
	int columns = nr && nr <= (size_t)(end - *at) ? wcwidth(character) : -1;

	if (columns >= 0) {
		glyph.nr = nr;
		glyph.columns = columns;
	} else {
		glyph.text = is_blank(**at) ? " " : "?";
	}
	*at += glyph.nr;
	return glyph;
}

static size_t rows_of(const struct line *line, unsigned int columns)
{
	unsigned int used = 0;
	size_t rows = 1;

	for (const char *at = line->start; at < line->end;) {
		const char *next = skip_color(at, line->end);
		struct glyph glyph;

		if (next) {
			at = next;
			continue;
		}
		glyph = next_glyph(&at, line->end);
		if (used + glyph.columns > columns) {
			rows++;
			used = 0;
		}
		used += glyph.columns;
	}
	return rows;
}

/* Which of the line's words has begun as the @nr-th, from 1 on. */
static bool has_changed(const struct line *line, size_t nr)
{
	return line->changed[(nr < MAX_WORDS ? nr : MAX_WORDS) - 1];
}

/*
 * Writes a line on as many rows as it takes, @max at most. The end of a colour ends marks, too. At
 * the right border the cursor stands on the last character, which erasing to the end of the line
 * would take.
 */
static void write_line(FILE *out, const struct line *line, const struct screen_text_window *window,
		       size_t max)
{
	bool inside = false, marked = false;
	size_t rows = 1, nr_words = 0;
	unsigned int used = 0;

	for (const char *at = line->start; at < line->end;) {
		const char *next = skip_color(at, line->end);
		struct glyph glyph;

		if (next) {
			fprintf(out, "%.*s%s", (int)(next - at), at, marked ? MARK : "");
			at = next;
			continue;
		}
		if (is_blank(*at) == inside) {
			inside = !inside;
			nr_words += inside;
		}
		glyph = next_glyph(&at, line->end);
		if (used + glyph.columns > window->columns) {
			if (rows++ == max)
				break;
			fprintf(out, "%s\r\n", used < window->columns ? ERASE_LINE : "");
			used = 0;
		}
		if (marked != (window->mark && inside && has_changed(line, nr_words))) {
			marked = !marked;
			fputs(marked ? MARK : NO_MARK, out);
		}
		fwrite(glyph.text, 1, glyph.nr, out);
		used += glyph.columns;
	}
	if (window->mark)
		fputs(NO_COLOR, out);
	if (used < window->columns)
		fputs(ERASE_LINE, out);
}

/* Where the screen is full its end is not that of the text. */
static size_t count_lines(const struct screen_text *screen)
{
	bool ended = !screen->bytes || screen->bytes == SCREEN_MAX_BYTES ||
		     screen->text[screen->bytes - 1] == '\n';

	return screen->nr_lines + !ended;
}

static void write_rest(FILE *out, const struct screen_text_window *window, size_t nr)
{
	char text[64];
	size_t length = snprintf(text, sizeof(text), "... %zu more lines", nr);

	fprintf(out, "%.*s%s", (int)window->columns, text,
		length < window->columns ? ERASE_LINE : "");
}

static size_t rows_of_all(const struct line *lines, size_t nr, unsigned int columns)
{
	size_t rows = 0;

	for (size_t i = 0; i < nr; i++)
		rows += rows_of(&lines[i], columns);
	return rows;
}

static void write_lines(FILE *out, const struct screen_text_window *window,
			const struct line *lines, size_t nr, size_t all)
{
	size_t room = window->rows, used = 0, i;

	/* The last row is for telling of those that find no room. */
	if (room > 1 && (nr < all || rows_of_all(lines, nr, window->columns) > room))
		room--;
	for (i = 0; i < nr && used < room; i++) {
		size_t rows = rows_of(&lines[i], window->columns);

		if (rows > room - used)
			rows = room - used;
		write_line(out, &lines[i], window, rows);
		used += rows;
		if (used < window->rows)
			fputs("\r\n", out);
	}
	if (room < window->rows)
		write_rest(out, window, all - i);
	else if (used < window->rows)
		fputs(ERASE_BELOW, out);
}

int screen_text_draw(FILE *out, const struct screen_text_window *window,
		     const struct screen_text *screen, const struct screen_text *before)
{
	_cleanup_free_ struct line *lines = calloc(window->rows + 1, sizeof(*lines));
	size_t nr;

	if (!lines)
		return -ENOMEM;
	nr = cut_into_lines(screen, lines, window->rows);
	if (window->mark && nr && before->columns == screen->columns &&
	    find_changes(before, lines, nr) < 0)
		return -ENOMEM;
	if (window->rows && window->columns)
		write_lines(out, window, lines, nr, count_lines(screen));
	return 0;
}
