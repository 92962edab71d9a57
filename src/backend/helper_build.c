// SPDX-License-Identifier: GPL-2.0-or-later
/* helper_build.c - build the helper module with the kernel's own build system; see helper.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include <memmap/backend/helper.h>
#include <memmap/reader/elf_module.h>

extern char **environ;

char *helper_default_file(void)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	struct utsname uts;
	char *path;
	int rc;

	uname(&uts);
	/* Root loads from where only root writes. */
	if (geteuid() == 0)
		rc = asprintf(&path, "/var/lib/memmap/%s/" HELPER_NAME ".ko", uts.release);
	else if (cache && *cache)
		rc = asprintf(&path, "%s/memmap/%s/" HELPER_NAME ".ko", cache, uts.release);
	else
		rc = asprintf(&path, "%s/.cache/memmap/%s/" HELPER_NAME ".ko", home ?: "",
			      uts.release);
	return rc < 0 ? NULL : path;
}

/* Runs a program with its output on stderr: stdout is for results. */
static int run_program(const char *const words[], struct error *err)
{
	posix_spawn_file_actions_t actions;
	int rc, status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
	rc = posix_spawnp(&pid, words[0], &actions, NULL, (char *const *)words, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (rc) {
		error_set(err, ERROR_BUILD, "cannot run %s: %s", words[0], strerror(rc));
		error_remedy(err, "install make and a compiler: apt install build-essential");
		return -rc;
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
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

static int build_in(const char *work, const char *kernel_dir, const struct helper_build *build,
		    struct error *err)
{
	_cleanup_free_ char *source = NULL, *module_dir = NULL, *built = NULL, *fresh = NULL;
	int rc;

	if (asprintf(&source, "%s/.", build->source) < 0 ||
	    asprintf(&module_dir, "M=%s", work) < 0 ||
	    asprintf(&built, "%s/" HELPER_NAME ".ko", work) < 0 ||
	    asprintf(&fresh, "%s.new", build->output) < 0)
		return error_no_memory(err);
	rc = run_program((const char *const[]){"cp", "-r", "--", source, work, NULL}, err);
	if (rc == 0)
		/* Headers of 6.12 and newer fail without pahole unless told that no BTF is wanted.
		 */
		rc = run_program((const char *const[]){"make", "-C", kernel_dir, module_dir,
						       "CONFIG_DEBUG_INFO_BTF_MODULES=", "modules",
						       NULL},
				 err);
	if (rc == 0)
		rc = make_directories(build->output, err);
	if (rc == 0)
		rc = run_program((const char *const[]){"cp", "--", built, fresh, NULL}, err);
	if (rc == 0 && rename(fresh, build->output) < 0)
		rc = error_errno(err, errno, "%s", build->output);
	return rc;
}

static int describe(const char *file, struct helper *ret, struct error *err)
{
	_cleanup_(elf_module_clear) struct elf_module elf = {0};
	int rc = elf_module_read(file, &elf, err);

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
	_cleanup_free_ char *headers = NULL;
	char work[] = "/tmp/memmap-build-XXXXXX", remedy[160];
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
	if (!mkdtemp(work))
		return error_errno(err, errno, "%s", work);
	rc = build_in(work, kernel_dir, build, err);
	run_program((const char *const[]){"rm", "-rf", "--", work, NULL}, NULL);
	return rc < 0 ? rc : describe(build->output, ret, err);
}
