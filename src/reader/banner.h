/* SPDX-License-Identifier: GPL-2.0-or-later */
/* banner.h - which kernel a line of its log is from. */
#ifndef MEMMAP_READER_BANNER_H
#define MEMMAP_READER_BANNER_H

#include <stdbool.h>
#include <stddef.h>

/**
 * banner_release() - the release that a line of a kernel log names
 * @line: the line: "Linux version 6.1.0 …", or the head of a stack dump, "CPU: 0 PID: 1 Comm: init
 * Not tainted 6.1.0 #1" or "… Tainted: G OE 6.1.0 #1"
 * @ret: the release; untouched when there is none
 * @size: room at @ret
 *
 * Source: linux_banner in init/version.c, dump_stack_print_info() in lib/dump_stack.c.
 *
 * Return: whether it names one.
 */
bool banner_release(const char *line, char *ret, size_t size);

#endif
