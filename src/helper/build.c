// SPDX-License-Identifier: GPL-2.0-or-later
/* build.c - build the helper module with the kernel's own build system; see build.h. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include "base/output_file.h"
#include "base/signals.h"
#include "base/tree.h"
#include "helper/build.h"
#include "helper/elf_module.h"

extern char **environ;

/* With a process group of its own, which can be ended as a whole, and with no signal blocked. */
static int start_program(const char *const words[], const sigset_t *signals, pid_t *ret)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int rc;

	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attributes, signals);
	posix_spawn_file_actions_init(&actions);
	/* stdout is for results. */
	posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
	rc = posix_spawnp(ret, words[0], &actions, &attributes, (char *const *)words, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return rc;
}

/* A signal that asks this program to end goes on to what it waits for, and to all that has started.
 */
static pid_t await(pid_t pid, int *status)
{
	pid_t ended;

	while ((ended = waitpid(pid, status, WNOHANG)) == 0 && !signals_waiting())
		poll(NULL, 0, 20);
	if (ended)
		return ended;
	kill(-pid, SIGTERM);
	return waitpid(pid, status, 0);
}

static int run_program(const char *const words[], const sigset_t *signals, struct error *err)
{
	int status;
	pid_t pid;
	int rc = start_program(words, signals, &pid);

	if (rc) {
		error_set(err, ERROR_BUILD, "cannot run %s: %s", words[0], strerror(rc));
		error_remedy(err, "install make and a compiler: apt install build-essential");
		return -rc;
	}
	if (await(pid, &status) < 0)
		return error_errno(err, errno, "%s", words[0]);
	if (status)
		return error_set(err, ERROR_BUILD, "%s failed, see above", words[0]);
	return 0;
}

static int make_directories(const char *file, struct error *err)
{
	_cleanup_free_ char *path = strdup(file);

	if (!path)
		return error_no_memory(err);
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0755) < 0 && errno != EEXIST)
			return error_errno(err, errno, "%s", path);
		*slash = '/';
	}
	return 0;
}

static int check_directory(const char *path, const char *remedy, struct error *err)
{
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	error_set(err, ERROR_BUILD, "%s: no such directory", path);
	error_remedy(err, "%s", remedy);
	return -ENOENT;
}

/**
 * struct built - the module that make wrote
 * @bytes: the file
 * @nr: its size
 */
struct built {
	char *bytes;
	size_t nr;
};

static void built_clear(struct built *built)
{
	free(built->bytes);
}

static int read_built(const char *work, struct built *ret, struct error *err)
{
	struct root root = {.fd = -1};
	int rc = root_open(work, &root, err);

	if (rc == 0)
		rc = root_read_bytes(&root, HELPER_NAME ".ko", &ret->bytes, &ret->nr, err);
	root_clear(&root);
	return rc;
}

/* The kernel runs what is in it: nobody else may change it once it is there. */
static int put_in_place(const struct built *built, const char *output, struct error *err)
{
	int rc = make_directories(output, err);

	return rc < 0 ? rc : output_file_renew(output, 0644, built->bytes, built->nr, err);
}

static bool has_line(const char *kernel_dir, const char *name, const char *wanted)
{
	_cleanup_free_ char *path = NULL, *line = NULL;
	size_t size = 0;
	bool found = false;
	FILE *file;

	if (asprintf(&path, "%s/%s", kernel_dir, name) < 0) {
		path = NULL;
		return false;
	}
	file = fopen(path, "re");
	while (file && !found && getline(&line, &size, file) > 0)
		found = !strncmp(line, wanted, strlen(wanted));
	if (file)
		fclose(file);
	return found;
}

static bool is_configured(const char *kernel_dir, const char *wanted)
{
	return has_line(kernel_dir, ".config", wanted) ||
	       has_line(kernel_dir, "include/config/auto.conf", wanted);
}

/* Kbuild takes gcc unless it is told what the kernel itself was built with. */
static const char *tools_of(const char *kernel_dir)
{
	if (!is_configured(kernel_dir, "CONFIG_CC_IS_CLANG=y"))
		return NULL;
	return is_configured(kernel_dir, "CONFIG_LD_IS_LLD=y") ? "LLVM=1" : "CC=clang";
}

static int build_in(const char *work, const char *kernel_dir, const char *source_dir,
		    const sigset_t *signals, struct built *ret, struct error *err)
{
	_cleanup_free_ char *source = NULL, *module_dir = NULL;
	int rc;

	if (asprintf(&source, "%s/.", source_dir) < 0 || asprintf(&module_dir, "M=%s", work) < 0)
		return error_no_memory(err);
	rc = run_program((const char *const[]){"cp", "-r", "--", source, work, NULL}, signals, err);
	if (rc == 0)
		/* Headers of 6.12 and newer fail without pahole unless told that no BTF is wanted.
		 */
		rc = run_program((const char *const[]){"make", "-C", kernel_dir, module_dir,
						       "CONFIG_DEBUG_INFO_BTF_MODULES=", "modules",
						       tools_of(kernel_dir), NULL},
				 signals, err);
	return rc < 0 ? rc : read_built(work, ret, err);
}

/* Whatever happens, but for SIGKILL, nothing of it is left. */
static int build_aside(const char *kernel_dir, const char *source_dir, struct built *ret,
		       struct error *err)
{
	const char *tmp = getenv("TMPDIR");
	_cleanup_free_ char *work = NULL;
	sigset_t signals;
	int rc;

	if (asprintf(&work, "%s/memmap-build-XXXXXX", tmp && *tmp ? tmp : "/tmp") < 0) {
		work = NULL;
		return error_no_memory(err);
	}
	signals_hold(&signals);
	if (mkdtemp(work)) {
		rc = build_in(work, kernel_dir, source_dir, &signals, ret, err);
		tree_remove(work);
	} else {
		rc = error_errno(err, errno, "%s", work);
	}
	signals_release(&signals);
	return rc;
}

static int describe(const struct built *built, const char *file, struct helper *ret,
		    struct error *err)
{
	_cleanup_(elf_module_clear) struct elf_module elf = {0};
	int rc = elf_module_parse(built->bytes, built->nr, file, &elf, err);

	if (rc < 0)
		return rc;
	*ret = (struct helper){
		.name = HELPER_NAME,
		.refcount = INT_MIN,
		.samples = UINT8_MAX,
		.file = strdup(file),
		.vermagic = take_ptr(elf.vermagic),
		.version = take_ptr(elf.version),
	};
	return 0;
}

int helper_build(const struct helper_build *build, struct helper *ret, struct error *err)
{
	_cleanup_(built_clear) struct built built = {0};
	_cleanup_free_ char *headers = NULL;
	char remedy[160];
	const char *kernel_dir = build->kernel_dir;
	struct utsname uts;
	int rc;

	uname(&uts);
	if (asprintf(&headers, "/lib/modules/%s/build", uts.release) < 0)
		return error_no_memory(err);
	/* For another kernel the directory is given. */
	if (!kernel_dir) {
		rc = helper_check_modules(build->root, err);
		if (rc < 0)
			return rc;
	}
	kernel_dir = kernel_dir ?: headers;
	snprintf(remedy, sizeof(remedy),
		 "install the kernel's headers: apt install linux-headers-%s", uts.release);
	rc = check_directory(kernel_dir, remedy, err);
	if (rc == 0)
		rc = check_directory(build->source,
				     "install memmap, or name the source with --source", err);
	if (rc < 0)
		return rc;
	rc = build_aside(kernel_dir, build->source, &built, err);
	if (rc == 0)
		rc = put_in_place(&built, build->output, err);
	return rc < 0 ? rc : describe(&built, build->output, ret, err);
}
