// SPDX-License-Identifier: GPL-2.0-or-later
/* watch.c - see watch.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>

#include "base/clock.h"
#include "base/printable.h"
#include "base/signals.h"
#include "cli/screen.h"
#include "cli/watch.h"
#include "output/message.h"
#include "output/screen_diff.h"

/* Lines of the window above the answer. */
#define HEADER_ROWS 2

/* Less of the command line would not say what is watched. */
#define MIN_TITLE_COLUMNS 16

/* As long as a run may take before the header tells that it is going on. */
#define PATIENCE_MS 1000

#define CLEAR "\033[2J"

/* What ends or stops a process, but gives notice. */
static const int fatal_signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};

/**
 * struct watcher - a watch on its way
 * @plan: what is watched
 * @screen: the terminal, where in place
 * @before: the signals that were blocked when it began
 * @signals: signalfd of those that are waited for
 * @child: the run, or 0
 * @output: what it writes comes here, or -1
 * @coming: what it wrote so far
 * @shown: what is shown
 * @previous: what was shown before that
 * @shown_time: when @shown was done
 * @started_ms: when the run began, or the last one, on the monotonic clock
 * @due_ms: when the next one begins
 * @status: exit status of the last run
 * @nr_runs: how many runs ended
 * @has_enough: there will be no more
 */
struct watcher {
	const struct watch *plan;
	struct screen screen;
	sigset_t before;
	int signals;
	pid_t child;
	int output;
	struct screen_text coming, shown, previous;
	time_t shown_time;
	int64_t started_ms, due_ms;
	int status;
	unsigned int nr_runs;
	bool has_enough;
};

static bool is_running(const struct watcher *watcher)
{
	return watcher->child || watcher->output >= 0;
}

/* Left: what is repeated; right: where and when, or for how long the next answer has been due. */
static int write_header(FILE *out, const struct watcher *watcher)
{
	int64_t running_ms = is_running(watcher) ? clock_ms() - watcher->started_ms : 0;
	struct screen_text_window window = {.rows = 1, .columns = watcher->screen.columns};
	const char *title = watcher->plan->title;
	struct screen_text left = {.text = (char *)title, .bytes = strlen(title)};
	char host[65] = "", right[128], when[64] = "";
	struct tm local;
	size_t length;
	int rc;

	gethostname(host, sizeof(host) - 1);
	make_printable(host);
	if (watcher->nr_runs && localtime_r(&watcher->shown_time, &local))
		strftime(when, sizeof(when), "%F %T", &local);
	if (running_ms >= PATIENCE_MS)
		snprintf(when, sizeof(when), "reading for %jd s", (intmax_t)running_ms / 1000);
	length = snprintf(right, sizeof(right), "%s: %s", host, when);
	/* What is shown is more telling than where. */
	if (length + 2 + MIN_TITLE_COLUMNS <= window.columns)
		window.columns -= length + 2;
	else
		length = 0;
	fputs("\033[H\033[K", out);
	rc = screen_text_draw(out, &window, &left, &left);
	if (length)
		fprintf(out, "\033[1;%zuH%s", watcher->screen.columns - length + 1, right);
	fprintf(out, "\033[2H\033[K\033[%dH", HEADER_ROWS + 1);
	return rc;
}

/* Composed whole and written at once, so that nobody sees a half. */
static void draw(struct watcher *watcher)
{
	unsigned int rows = watcher->screen.rows;
	const struct screen_text_window window = {
		.rows = rows > HEADER_ROWS ? rows - HEADER_ROWS : 0,
		.columns = watcher->screen.columns,
		.mark = watcher->plan->mark,
	};
	_cleanup_free_ char *text = NULL;
	size_t nr = 0;
	FILE *out = open_memstream(&text, &nr);
	int rc = -ENOMEM;

	if (out) {
		rc = write_header(out, watcher);
		if (rc == 0)
			rc = screen_text_draw(out, &window, &watcher->shown, &watcher->previous);
		rc = fclose(out) ? -ENOMEM : rc;
	}
	screen_enter(&watcher->screen);
	/* Without memory for it the next one may come through. */
	if (rc == 0)
		screen_write(text, nr);
}

static void write_stamp(void)
{
	char text[CLOCK_UTC_BYTES];

	clock_utc(text);
	puts(text);
}

static void __attribute__((noreturn)) be_the_run(const struct watcher *watcher, int output)
{
	const struct watch *plan = watcher->plan;

	if (output >= 0) {
		/* Who sent messages elsewhere wants them there. */
		if (isatty(STDERR_FILENO))
			dup2(output, STDERR_FILENO);
		dup2(output, STDOUT_FILENO);
		close(output);
		close(watcher->output);
	}
	close(watcher->signals);
	sigprocmask(SIG_SETMASK, &watcher->before, NULL);
	exit(plan->run(plan->context, plan->in_place ? watcher->screen.columns : 0));
}

static int start_run(struct watcher *watcher, struct error *err)
{
	int ends[2] = {-1, -1};

	watcher->started_ms = clock_ms();
	if (!watcher->plan->in_place && watcher->plan->stamp) {
		if (watcher->nr_runs)
			putchar('\n');
		write_stamp();
	}
	fflush(stdout);
	if (watcher->plan->in_place && pipe2(ends, O_CLOEXEC) < 0)
		return error_errno(err, errno, "a pipe for the next run");
	watcher->output = ends[0];
	watcher->coming.columns = watcher->screen.columns;
	watcher->child = fork();
	if (watcher->child == 0)
		be_the_run(watcher, ends[1]);
	if (ends[1] >= 0)
		close(ends[1]);
	if (watcher->child > 0)
		return 0;
	watcher->child = 0;
	if (watcher->output >= 0)
		close(watcher->output);
	watcher->output = -1;
	return error_errno(err, errno, "a process for the next run");
}

/* A line for people where the answer is. */
static void say(struct watcher *watcher, const char *text)
{
	char line[sizeof(((struct error *)0)->text) + 16];

	if (!watcher->plan->in_place) {
		message(0, "%s", text);
		return;
	}
	snprintf(line, sizeof(line), "memmap: %s\n", text);
	if (screen_text_add(&watcher->coming, line, strlen(line)) < 0)
		screen_text_clear(&watcher->coming);
}

static void schedule(struct watcher *watcher)
{
	int64_t now = clock_ms();

	watcher->due_ms = watcher->started_ms + watcher->plan->interval_ms;
	if (watcher->due_ms <= now)
		watcher->due_ms = now + watcher->plan->interval_ms;
	/* What was made for another width is made again. */
	if (watcher->plan->in_place && watcher->coming.columns != watcher->screen.columns)
		watcher->due_ms = now;
}

static void finish_run(struct watcher *watcher)
{
	const struct watch *plan = watcher->plan;

	schedule(watcher);
	/* The first run shows whether the command line makes sense; later ones run the same. */
	if (++watcher->nr_runs == 1 && plan->usage_status &&
	    watcher->status == plan->usage_status) {
		watcher->has_enough = true;
		screen_leave(&watcher->screen);
		if (plan->in_place)
			fwrite(watcher->coming.text, 1, watcher->coming.bytes, stderr);
		return;
	}
	if (!plan->in_place)
		return;
	screen_text_clear(&watcher->previous);
	watcher->previous = watcher->shown;
	watcher->shown = watcher->coming;
	watcher->coming = (struct screen_text){0};
	watcher->shown_time = time(NULL);
	draw(watcher);
}

static void begin_run(struct watcher *watcher)
{
	struct error err = {0};

	if (start_run(watcher, &err) == 0)
		return;
	/* Memory may be what is short, and what is watched for that. */
	say(watcher, err.text);
	watcher->status = EXIT_FAILED;
	finish_run(watcher);
}

static void reap(struct watcher *watcher)
{
	char text[100];
	int how;

	if (!watcher->child || waitpid(watcher->child, &how, WNOHANG) != watcher->child)
		return;
	watcher->child = 0;
	if (WIFEXITED(how)) {
		watcher->status = WEXITSTATUS(how);
	} else {
		watcher->status = 128 + WTERMSIG(how);
		snprintf(text, sizeof(text), "this run was ended by a signal: %s",
			 strsignal(WTERMSIG(how)));
		/* A reader who went away wants no word of it. */
		if (WTERMSIG(how) != SIGPIPE && WTERMSIG(how) != SIGINT)
			say(watcher, text);
	}
	if (!is_running(watcher))
		finish_run(watcher);
}

static void take_output(struct watcher *watcher)
{
	char bytes[16384];
	ssize_t got = read(watcher->output, bytes, sizeof(bytes));

	if (got > 0 && screen_text_add(&watcher->coming, bytes, got) < 0)
		screen_text_clear(&watcher->coming);
	if (got > 0 || (got < 0 && errno == EINTR))
		return;
	close(watcher->output);
	watcher->output = -1;
	if (!is_running(watcher))
		finish_run(watcher);
}

/* Whatever it holds open or has changed it puts back by itself. */
static void end_run(struct watcher *watcher)
{
	if (watcher->child) {
		kill(watcher->child, SIGTERM);
		kill(watcher->child, SIGCONT);
		waitpid(watcher->child, NULL, 0);
	}
	if (watcher->output >= 0)
		close(watcher->output);
	watcher->child = 0;
	watcher->output = -1;
}

/* Does what the signal does to a process that waits for none. */
static void suffer(int number)
{
	sigset_t one;

	sigemptyset(&one);
	sigaddset(&one, number);
	raise(number);
	sigprocmask(SIG_UNBLOCK, &one, NULL);
	sigprocmask(SIG_BLOCK, &one, NULL);
}

static void resize(struct watcher *watcher)
{
	if (!watcher->plan->in_place || !screen_measure(&watcher->screen))
		return;
	if (watcher->screen.is_on) {
		screen_write(CLEAR, strlen(CLEAR));
		draw(watcher);
	}
	watcher->due_ms = clock_ms();
}

static void stop(struct watcher *watcher)
{
	bool was_on = watcher->screen.is_on;

	screen_leave(&watcher->screen);
	suffer(SIGTSTP);
	if (!was_on)
		return;
	screen_measure(&watcher->screen);
	draw(watcher);
	watcher->due_ms = clock_ms();
}

static void take_signal(struct watcher *watcher)
{
	struct signalfd_siginfo info;

	if (read(watcher->signals, &info, sizeof(info)) != sizeof(info))
		return;
	switch (info.ssi_signo) {
	case SIGCHLD:
		reap(watcher);
		break;
	case SIGWINCH:
		resize(watcher);
		break;
	case SIGTSTP:
		stop(watcher);
		break;
	case SIGINT:
		watcher->has_enough = true;
		break;
	default:
		end_run(watcher);
		screen_leave(&watcher->screen);
		suffer(info.ssi_signo);
	}
}

static void take_keys(struct watcher *watcher)
{
	char keys[64];
	ssize_t nr = read(STDIN_FILENO, keys, sizeof(keys));

	/* Without a terminal there is nobody to watch. */
	watcher->has_enough |= nr == 0 || (nr < 0 && errno != EINTR && errno != EAGAIN);
	for (ssize_t i = 0; i < nr; i++) {
		watcher->has_enough |= keys[i] == 'q' || keys[i] == 'Q';
		if (keys[i] == ' ')
			watcher->due_ms = clock_ms();
	}
}

/* Milliseconds until there is something to do by itself, or -1. */
static int next_ms(const struct watcher *watcher)
{
	int64_t now = clock_ms();

	if (!is_running(watcher))
		return watcher->due_ms > now ? watcher->due_ms - now : 0;
	if (!watcher->plan->in_place)
		return -1;
	return PATIENCE_MS - (now - watcher->started_ms) % PATIENCE_MS;
}

static void wait_for_something(struct watcher *watcher)
{
	struct pollfd wanted[] = {
		{.fd = watcher->signals, .events = POLLIN},
		{.fd = watcher->output, .events = POLLIN},
		{.fd = watcher->screen.is_on && watcher->screen.has_keys ? STDIN_FILENO : -1,
		 .events = POLLIN},
		/* Tells of a reader who went away, as "head" does when it has enough. */
		{.fd = is_running(watcher) ? -1 : STDOUT_FILENO},
	};
	int nr = poll(wanted, ARRAY_SIZE(wanted), next_ms(watcher));

	if (nr < 0)
		return;
	if (wanted[0].revents)
		take_signal(watcher);
	if (wanted[1].revents && watcher->output >= 0)
		take_output(watcher);
	if (wanted[2].revents && watcher->screen.is_on)
		take_keys(watcher);
	watcher->has_enough |= wanted[3].revents;
	if (nr == 0 && watcher->plan->in_place && is_running(watcher))
		draw(watcher);
}

static int wait_for_signals(struct watcher *watcher, struct error *err)
{
	sigset_t wanted;

	sigemptyset(&wanted);
	signals_add_heeded(&wanted, fatal_signals, ARRAY_SIZE(fatal_signals));
	sigaddset(&wanted, SIGCHLD);
	sigaddset(&wanted, SIGWINCH);
	/* Where the parent ignores its children, so would this. */
	signal(SIGCHLD, SIG_DFL);
	sigprocmask(SIG_BLOCK, &wanted, &watcher->before);
	watcher->signals = signalfd(-1, &wanted, SFD_CLOEXEC);
	if (watcher->signals < 0)
		return error_errno(err, errno, "waiting for signals");
	return 0;
}

int watch(const struct watch *watch, struct error *err)
{
	struct watcher watcher = {
		.plan = watch,
		.signals = -1,
		.output = -1,
		.status = 128 + SIGINT,
	};
	int rc = wait_for_signals(&watcher, err);

	screen_measure(&watcher.screen);
	while (rc == 0 && !watcher.has_enough) {
		if (!is_running(&watcher) && clock_ms() >= watcher.due_ms)
			begin_run(&watcher);
		wait_for_something(&watcher);
	}
	end_run(&watcher);
	screen_leave(&watcher.screen);
	if (watcher.signals >= 0)
		close(watcher.signals);
	sigprocmask(SIG_SETMASK, &watcher.before, NULL);
	screen_text_clear(&watcher.coming);
	screen_text_clear(&watcher.shown);
	screen_text_clear(&watcher.previous);
	return rc < 0 ? rc : watcher.status;
}
