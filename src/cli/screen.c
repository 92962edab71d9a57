// SPDX-License-Identifier: GPL-2.0-or-later
/* screen.c - see screen.h. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/screen.h"

/* The sequences of xterm, which every terminal of Linux knows, and its console. */
#define ENTER "\033[?1049h\033[?25l\033[2J"
#define LEAVE "\033[0m\033[?25h\033[?1049l"

bool screen_measure(struct screen *screen)
{
	unsigned int rows = screen->rows, columns = screen->columns;
	struct winsize size;

	/* A serial line tells no size. */
	screen->rows = 24;
	screen->columns = 80;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col) {
		screen->rows = size.ws_row;
		screen->columns = size.ws_col;
	}
	return rows != screen->rows || columns != screen->columns;
}

void screen_write(const char *bytes, size_t nr)
{
	while (nr) {
		ssize_t put = write(STDOUT_FILENO, bytes, nr);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return;
		bytes += put;
		nr -= put;
	}
}

void screen_enter(struct screen *screen)
{
	struct termios keys;

	if (screen->is_on)
		return;
	screen->is_on = true;
	screen->has_keys = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &screen->before) == 0;
	if (screen->has_keys) {
		keys = screen->before;
		/* Ctrl-C and Ctrl-Z still are signals. */
		keys.c_lflag &= ~(ICANON | ECHO);
		keys.c_cc[VMIN] = 1;
		keys.c_cc[VTIME] = 0;
		tcsetattr(STDIN_FILENO, TCSADRAIN, &keys);
	}
	screen_write(ENTER, strlen(ENTER));
}

void screen_leave(struct screen *screen)
{
	if (!screen->is_on)
		return;
	screen->is_on = false;
	screen_write(LEAVE, strlen(LEAVE));
	/* What was typed meanwhile was not meant for the shell. */
	if (screen->has_keys)
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &screen->before);
}
