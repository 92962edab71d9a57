// SPDX-License-Identifier: GPL-2.0-or-later
/* demo_paging.c - see demo_paging.h. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "analysis/process/user.h"
#include "cli/demo_paging.h"
#include "output/records.h"

#define NR_PAGES   16
#define NR_TOUCHED 4
#define NR_STEPS   8

/* Pages by what becomes of them. */
#define READ_PAGE  0
#define WRITE_PAGE NR_TOUCHED

/**
 * struct demo - the memory that is shown, and what was seen
 * @context: the invocation
 * @sources: the running system, without a back end
 * @memory: the pages
 * @page_bytes: size of one
 * @steps: what each step showed
 * @nr_steps: how many are done
 * @socket: to the child
 * @child: its process, or 0
 * @pfns_hidden: the kernel hides frame numbers
 */
struct demo {
	struct context *context;
	struct sources sources;
	volatile char *memory;
	size_t page_bytes;
	struct paging_step steps[NR_STEPS];
	size_t nr_steps;
	int socket;
	pid_t child;
	bool pfns_hidden;
};

/* What the child tells. */
struct news {
	uint64_t pfn, minor_faults;
	int rc;
};

static const struct {
	const char *action, *lesson;
} texts[NR_STEPS] = {
	{"map 16 pages",
	 "mmap() makes an area (a struct vm_area_struct) and nothing else. The page tables are "
	 "empty: the first access to each page ends in a page fault, and the fault handler finds "
	 "the area and decides what to put there. So a program may map far more than there is."},
	{"read 4 of them",
	 "A read fault in private anonymous memory needs no memory of its own: the kernel maps one "
	 "page that is full of zeros, the same for everybody, and read-only. It is not counted as "
	 "resident."},
	{"write to 4 others",
	 "A write fault takes a frame from the page allocator (GFP_HIGHUSER_MOVABLE), fills it "
	 "with zeros, charges it to the memory cgroup and maps it writable. Each page takes its "
	 "own frame, so what is contiguous virtually need not be so physically."},
	{"write where was read",
	 "The page-table entry is read-only, the area writable: such a write fault means copy on "
	 "write. A copy of the zero page is a fresh frame of zeros."},
	{"fork",
	 "fork() copies page tables, not memory: parent and child map the same frames, and all "
	 "private writable pages are made read-only in both, so that the next write is noticed."},
	{"the child writes",
	 "The write fault copies the page into a new frame for whoever wrote: copy on write. The "
	 "other one keeps the old frame. This is what makes fork() and exec() cheap."},
	{"the parent writes, too",
	 "The entry is still read-only here, so there is a fault; but nobody else maps the frame "
	 "any more, so it is made writable again and nothing is copied."},
	{"give them back",
	 "madvise(MADV_DONTNEED) frees the frames and empties the page tables; the area stays. The "
	 "next access begins anew, with zeros. free() of a large block ends much the same way."},
};

static uint64_t minor_faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt;
}

static uint64_t address_of(const struct demo *demo, size_t page)
{
	return (uintptr_t)demo->memory + page * demo->page_bytes;
}

/* Checks that a sanitizer puts in touch memory of their own, and their faults would count, too. */
#define _no_sanitize_ __attribute__((no_sanitize("address", "undefined")))

_no_sanitize_ static uint64_t read_pages(const struct demo *demo, size_t first, size_t nr)
{
	uint64_t before = minor_faults();

	for (size_t i = first; i < first + nr; i++)
		(void)demo->memory[i * demo->page_bytes];
	return minor_faults() - before;
}

_no_sanitize_ static uint64_t write_pages(const struct demo *demo, size_t first, size_t nr)
{
	uint64_t before = minor_faults();

	for (size_t i = first; i < first + nr; i++)
		demo->memory[i * demo->page_bytes] = 1;
	return minor_faults() - before;
}

/* The frame of a page of the calling process; ABSENT where there is none or it is hidden. */
static int frame_of(const struct demo *demo, size_t page, uint64_t *ret, struct error *err)
{
	struct process process;
	uint64_t entry = 0;
	int rc = process_open(demo->sources.root, "self", demo->page_bytes, &process, err);

	if (rc < 0)
		return rc;
	rc = process_pagemap(&process, address_of(demo, page), &entry, 1, err);
	process_close(&process);
	*ret = entry & PAGEMAP_PRESENT && PAGEMAP_PFN(entry) ? PAGEMAP_PFN(entry) : ABSENT;
	return rc;
}

/* Looks at the memory after a step and keeps what is seen. */
static int observe(struct demo *demo, size_t page, uint64_t nr_faults, struct error *err)
{
	const struct demo_options *wanted = (const struct demo_options *)demo->context->common;
	struct paging_step *step = &demo->steps[demo->nr_steps];
	const struct vm_area area = {.start = address_of(demo, 0),
				     .last = address_of(demo, NR_PAGES) - 1};
	const struct user_visitor nobody = {0};
	struct user_memory user;
	struct user_vma seen;
	int rc = user_open(&demo->sources, "self", demo->page_bytes, &user, err);

	if (rc < 0)
		return rc;
	rc = user_measure(&user, &area, &seen, &nobody, err);
	demo->pfns_hidden |= user.pfns_hidden;
	user_close(&user);
	*step = (struct paging_step){
		.number = ++demo->nr_steps,
		.action = texts[demo->nr_steps - 1].action,
		.minor_faults = nr_faults,
		/* With those of the zero page among them they are not our own. */
		.resident_pages = seen.zero_pages == ABSENT ? ABSENT : seen.resident_pages,
		.zero_pages = seen.zero_pages,
		.untouched_pages = seen.untouched_pages,
		.virt_addr = address_of(demo, page),
		.child_pfn = ABSENT,
		.lesson = wanted->explain ? texts[demo->nr_steps - 1].lesson : NULL,
	};
	return rc < 0 ? rc : frame_of(demo, page, &step->pfn, err);
}

static struct paging_step *last_step(struct demo *demo)
{
	return &demo->steps[demo->nr_steps - 1];
}

/* Sets the sentence of the last step. */
#define says(demo, ...) \
	snprintf(last_step(demo)->shows, sizeof(last_step(demo)->shows), __VA_ARGS__)

static const char *faults(uint64_t nr)
{
	return nr == 1 ? "fault" : "faults";
}

static int show_mapping(struct demo *demo, struct error *err)
{
	int rc = observe(demo, READ_PAGE, 0, err);

	if (rc == 0)
		says(demo, "mmap() only notes the range: %ju of %d pages have nothing behind them",
		     (uintmax_t)last_step(demo)->untouched_pages, NR_PAGES);
	return rc;
}

static int show_reading(struct demo *demo, struct error *err)
{
	uint64_t nr_faults = read_pages(demo, READ_PAGE, NR_TOUCHED), first, other = ABSENT;
	int rc = observe(demo, READ_PAGE, nr_faults, err);

	if (rc == 0)
		rc = frame_of(demo, READ_PAGE + 1, &other, err);
	if (rc < 0)
		return rc;
	first = last_step(demo)->pfn;
	if (first == ABSENT)
		says(demo, "%ju %s: what was never written reads as the shared zero page",
		     (uintmax_t)nr_faults, faults(nr_faults));
	else
		says(demo, "%ju %s, and %s: never written, it reads as zeros", (uintmax_t)nr_faults,
		     faults(nr_faults),
		     first == other ? "one frame for all, the zero page" : "a frame for each");
	return 0;
}

static int show_writing(struct demo *demo, struct error *err)
{
	uint64_t nr_faults = write_pages(demo, WRITE_PAGE, NR_TOUCHED);
	uint64_t before = last_step(demo)->resident_pages;
	int rc = observe(demo, WRITE_PAGE, nr_faults, err);

	if (rc == 0)
		says(demo, "%ju %s, and %ju frames of our own appeared", (uintmax_t)nr_faults,
		     faults(nr_faults), (uintmax_t)(last_step(demo)->resident_pages - before));
	return rc;
}

static int show_zero_page(struct demo *demo, struct error *err)
{
	uint64_t nr_faults = write_pages(demo, READ_PAGE, 1), before = demo->steps[1].pfn;
	int rc = observe(demo, READ_PAGE, nr_faults, err);

	if (rc < 0)
		return rc;
	if (before == ABSENT || last_step(demo)->pfn == ABSENT)
		says(demo, "%ju %s: the zero page is read-only, a frame of our own took its place",
		     (uintmax_t)nr_faults, faults(nr_faults));
	else
		says(demo, "%ju %s: frame 0x%jx of our own took the place of the zero page, 0x%jx",
		     (uintmax_t)nr_faults, faults(nr_faults), (uintmax_t)last_step(demo)->pfn,
		     (uintmax_t)before);
	return 0;
}

static bool send_news(int socket, const struct news *news)
{
	return send(socket, news, sizeof(*news), MSG_NOSIGNAL) == sizeof(*news);
}

static bool wait_for_parent(int socket)
{
	char go;

	return recv(socket, &go, 1, 0) == 1;
}

/* The child: tells its frame, writes when told to, tells again, and ends when told to or alone. */
static void be_child(const struct demo *demo, int socket)
{
	struct news news = {0};

	/* Whatever the measuring itself has to copy is copied before. */
	read_pages(demo, WRITE_PAGE, 1);
	news.rc = frame_of(demo, WRITE_PAGE, &news.pfn, NULL);
	if (send_news(socket, &news) && wait_for_parent(socket)) {
		news.minor_faults = write_pages(demo, WRITE_PAGE, 1);
		news.rc = frame_of(demo, WRITE_PAGE, &news.pfn, NULL);
		if (send_news(socket, &news))
			wait_for_parent(socket);
	}
	_exit(0);
}

static int hear_child(struct demo *demo, struct news *ret, struct error *err)
{
	if (recv(demo->socket, ret, sizeof(*ret), MSG_WAITALL) == sizeof(*ret) && ret->rc == 0)
		return 0;
	return error_set(err, ERROR_IO, "the child did not tell what it saw");
}

static void tell_child(struct demo *demo)
{
	send(demo->socket, "", 1, MSG_NOSIGNAL);
}

static int start_child(struct demo *demo, struct error *err)
{
	int sockets[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0)
		return error_errno(err, errno, "socketpair");
	fflush(NULL);
	demo->child = fork();
	if (demo->child == 0) {
		close(sockets[0]);
		be_child(demo, sockets[1]);
	}
	close(sockets[1]);
	demo->socket = sockets[0];
	return demo->child < 0 ? error_errno(err, errno, "fork") : 0;
}

static void end_child(struct demo *demo)
{
	if (demo->socket >= 0)
		close(demo->socket);
	demo->socket = -1;
	if (demo->child > 0)
		waitpid(demo->child, NULL, 0);
	demo->child = 0;
}

static int show_fork(struct demo *demo, struct error *err)
{
	struct news news;
	int rc = start_child(demo, err);

	if (rc == 0)
		rc = hear_child(demo, &news, err);
	if (rc == 0)
		rc = observe(demo, WRITE_PAGE, 0, err);
	if (rc < 0)
		return rc;
	last_step(demo)->child_pfn = news.pfn;
	if (news.pfn == ABSENT)
		says(demo, "no memory was copied: the child maps the same frames");
	else
		says(demo, "the child maps %s: no memory was copied",
		     news.pfn == last_step(demo)->pfn ? "the same frame" : "another frame");
	return 0;
}

static int show_copy(struct demo *demo, struct error *err)
{
	struct news news;
	int rc;

	tell_child(demo);
	rc = hear_child(demo, &news, err);
	if (rc == 0)
		rc = observe(demo, WRITE_PAGE, news.minor_faults, err);
	if (rc < 0)
		return rc;
	last_step(demo)->child_pfn = news.pfn;
	if (news.pfn == ABSENT)
		says(demo, "%ju %s in the child copied the page", (uintmax_t)news.minor_faults,
		     faults(news.minor_faults));
	else
		says(demo, "%ju %s in the child copied the page to 0x%jx; here it is still 0x%jx",
		     (uintmax_t)news.minor_faults, faults(news.minor_faults), (uintmax_t)news.pfn,
		     (uintmax_t)last_step(demo)->pfn);
	tell_child(demo);
	end_child(demo);
	return 0;
}

static int show_reuse(struct demo *demo, struct error *err)
{
	uint64_t before = last_step(demo)->pfn;
	uint64_t nr_faults = write_pages(demo, WRITE_PAGE, 1);
	int rc = observe(demo, WRITE_PAGE, nr_faults, err);

	if (rc < 0)
		return rc;
	if (before == ABSENT)
		says(demo, "%ju %s: nobody else maps the frame by now", (uintmax_t)nr_faults,
		     faults(nr_faults));
	else
		says(demo, "%ju %s, and %s", (uintmax_t)nr_faults, faults(nr_faults),
		     before == last_step(demo)->pfn ? "the same frame: nobody else maps it by now"
						    : "another frame: the kernel copied the page");
	return 0;
}

static int show_end(struct demo *demo, struct error *err)
{
	int rc;

	if (madvise((void *)demo->memory, NR_PAGES * demo->page_bytes, MADV_DONTNEED) < 0)
		return error_errno(err, errno, "madvise");
	rc = observe(demo, WRITE_PAGE, 0, err);
	if (rc == 0)
		says(demo, "the frames are gone: %ju pages with nothing behind them, as at first",
		     (uintmax_t)last_step(demo)->untouched_pages);
	return rc;
}

static int run_steps(struct demo *demo, struct error *err)
{
	static int (*const steps[NR_STEPS])(struct demo * demo, struct error * err) = {
		show_mapping, show_reading, show_writing, show_zero_page,
		show_fork,    show_copy,    show_reuse,	  show_end,
	};
	int rc = 0;

	/* Whatever the first measuring faults in is not the step's. */
	minor_faults();
	for (size_t i = 0; i < NR_STEPS && rc == 0; i++)
		rc = steps[i](demo, err);
	return rc;
}

static int write_steps(struct demo *demo)
{
	const struct demo_options *wanted = (const struct demo_options *)demo->context->common;
	struct report *report = &demo->context->report;

	context_begin(demo->context, NULL);
	if (wanted->explain) {
		for (size_t i = 0; i < demo->nr_steps; i++)
			report_card(report, &demo->steps[i]);
	} else {
		size_t nr = report_rows(report, demo->steps, demo->nr_steps);

		report_view(report, "What it shows", &paging_shows_record, demo->steps, nr);
	}
	if (demo->pfns_hidden) {
		struct error hidden = {0};

		error_set(&hidden, ERROR_HIDDEN, "%s", user_pfns_hidden_note);
		report_flush(report);
		error_print(&hidden, 0);
	}
	return EXIT_OK;
}

int demo_paging(struct context *context, struct error *err)
{
	struct demo demo = {
		.context = context,
		.sources = {.root = &context->root},
		.page_bytes = context->system.page_bytes,
		.socket = -1,
	};
	size_t size = NR_PAGES * demo.page_bytes;
	void *memory;
	int rc;

	if (!context->root.live)
		return error_set(
			err, ERROR_USAGE,
			"demo paging touches memory of its own: it does not go with --root");
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return error_errno(err, errno, "mmap");
	/* One fault a page, also where the kernel would bring several in (mTHP, since 6.8). */
	madvise(memory, size, MADV_NOHUGEPAGE);
	demo.memory = memory;
	rc = run_steps(&demo, err);
	end_child(&demo);
	sources_clear(&demo.sources);
	munmap(memory, size);
	return rc < 0 ? rc : write_steps(&demo);
}
