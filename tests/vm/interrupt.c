// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * interrupt.c - runs a command again and again and sends it a signal at ever other moments, to see
 * whether it puts a file back as it was.
 *
 *	interrupt SIGNAL-NUMBER RUNS FILE COMMAND...
 *
 * Prints "KILLED ENDED INSIDE CHANGED": how many runs the signal ended, how many ended by themselves,
 * how many times the file was another when the signal was sent, and how many times it was another
 * afterwards.
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char read_byte(const char *path)
{
	int fd = open(path, O_RDONLY);
	char byte;

	if (fd < 0 || read(fd, &byte, 1) != 1)
		err(1, "%s", path);
	close(fd);
	return byte;
}

static long now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static pid_t start(char **command)
{
	pid_t pid = fork();
	int null;

	if (pid < 0)
		err(1, "fork");
	if (pid > 0)
		return pid;
	null = open("/dev/null", O_RDWR);
	dup2(null, 1);
	dup2(null, 2);
	execvp(command[0], command);
	_exit(127);
}

/* Return: whether the signal ended it. */
static bool finish(pid_t pid, int signo)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		err(1, "waitpid");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		errx(1, "the command cannot be run");
	return WIFSIGNALED(status) && WTERMSIG(status) == signo;
}

/* The command watched from its start: waits until @at, and takes an interesting moment before. */
static void wait_until(long at, const char *path, char normal, bool eager)
{
	while (now_us() < at)
		if (eager && read_byte(path) != normal)
			return;
}

int main(int argc, char **argv)
{
	int killed = 0, ended = 0, inside = 0, changed = 0, signo, runs;
	const char *path;
	char normal;
	long whole;

	if (argc < 5)
		errx(2, "usage: interrupt SIGNAL-NUMBER RUNS FILE COMMAND...");
	signo = atoi(argv[1]);
	runs = atoi(argv[2]);
	path = argv[3];
	normal = read_byte(path);
	whole = now_us();
	finish(start(argv + 4), signo);
	whole = now_us() - whole;

	for (int i = 0; i < runs; i++) {
		long began = now_us();
		pid_t pid = start(argv + 4);

		/* One run in two goes for the moment that counts. */
		wait_until(began + whole * 5 / 4 * i / runs, path, normal, i & 1);
		inside += read_byte(path) != normal;
		kill(pid, signo);
		if (finish(pid, signo))
			killed++;
		else
			ended++;
		changed += read_byte(path) != normal;
	}
	printf("%d %d %d %d\n", killed, ended, inside, changed);
	return 0;
}
