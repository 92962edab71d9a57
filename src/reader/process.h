/* SPDX-License-Identifier: GPL-2.0-or-later */
/* process.h - read what /proc/PID tells of the memory of a process. */
#ifndef MEMMAP_READER_PROCESS_H
#define MEMMAP_READER_PROCESS_H

#include "base/root.h"
#include "model/user.h"

/**
 * maps_parse() - parse the text of /proc/PID/maps
 * @text: the text; it is cut up
 * @ret: the areas, to be released with vm_area_array_clear()
 * @err: filled on failure
 *
 * Source: show_map_vma() in fs/proc/task_mmu.c; a newline in a name is printed as "\012".
 *
 * Return: 0 or -errno.
 */
int maps_parse(char *text, struct vm_area_array *ret, struct error *err) _must_check_;

/**
 * smaps_parse() - add up the huge pages of each area in the text of /proc/PID/smaps
 * @text: the text; it is cut up
 * @areas: the areas
 * @ret: bytes in huge pages of each area, an array as long as @areas; areas that the text does not
 * have stay as they are
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int smaps_parse(char *text, const struct vm_area_array *areas, uint64_t *ret,
		struct error *err) _must_check_;

/**
 * swap_area_parse() - the one swap area there is
 * @text: the text of /proc/swaps; it is cut up
 *
 * With several, the number of an area does not tell its line: those taken off leave gaps.
 *
 * Return: its name, to be freed by the caller, or NULL when there are none or several.
 */
char *swap_area_parse(char *text);

/**
 * struct process - a process whose memory is looked at
 * @root: where /proc is; borrowed
 * @pid: its number, or "self"; borrowed
 * @page_bytes: size of a page
 * @areas: its areas
 * @pagemap_fd: its page map
 * @swap_area: the one swap area there is, or NULL
 */
struct process {
	const struct root *root;
	const char *pid;
	uint64_t page_bytes;
	struct vm_area_array areas;
	int pagemap_fd;
	char *swap_area;
};

/**
 * process_open() - look at a process
 * @root: where /proc is
 * @pid: its number, or "self"
 * @page_bytes: size of a page
 * @ret: the process, to be released with process_close()
 * @err: filled on failure: no such process, no permission, a kernel thread, a process that has
 * ended
 *
 * Context: needs what ptrace(2) asks for to read; frame numbers need CAP_SYS_ADMIN.
 *
 * Return: 0 or -errno.
 */
int process_open(const struct root *root, const char *pid, uint64_t page_bytes, struct process *ret,
		 struct error *err) _must_check_;

/**
 * process_close() - release a process
 * @process: from process_open(), or zeroed with pagemap_fd -1
 */
void process_close(struct process *process);

/**
 * process_huge_bytes() - how much of each area is in huge pages
 * @process: the process
 * @ret: an array as long as the areas; ABSENT where it is not known
 */
void process_huge_bytes(const struct process *process, uint64_t *ret);

/**
 * process_pagemap() - read entries of the page map
 * @process: the process
 * @virt_addr: first address
 * @ret: the entries
 * @nr: how many
 * @err: filled on failure: it has ended meanwhile
 *
 * Return: 0 or -errno.
 */
int process_pagemap(const struct process *process, uint64_t virt_addr, uint64_t *ret, size_t nr,
		    struct error *err) _must_check_;

/**
 * process_skip() - skip pages that have nothing behind them
 * @process: the process
 * @start: where to begin
 * @end: where to stop
 *
 * Asks PAGEMAP_SCAN (v6.7, 52526ca7fdb9), which walks the page tables that exist: a terabyte
 * without pages costs a system call. Older kernels do not have it, and nothing is skipped.
 *
 * Return: address of the first page that may have something behind it, or @end.
 */
uint64_t process_skip(const struct process *process, uint64_t start, uint64_t end);

/**
 * process_zero_pages() - count the pages where the zero page stands in
 * @process: the process
 * @start: where to begin
 * @end: where to stop
 *
 * Asks PAGEMAP_SCAN, too, which tells them even to those who may not see frame numbers.
 *
 * Return: how many, or ABSENT where the kernel does not tell.
 */
uint64_t process_zero_pages(const struct process *process, uint64_t start, uint64_t end);

#endif
