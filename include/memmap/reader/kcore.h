/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kcore.h - the kernel's memory through /proc/kcore, and what its VMCOREINFO note says. */
#ifndef MEMMAP_READER_KCORE_H
#define MEMMAP_READER_KCORE_H

#include <stdbool.h>
#include <stdint.h>

#include <memmap/base/root.h>
#include <memmap/model/value.h>

/**
 * struct kcore_segment - a run of virtual addresses that the file holds
 * @virt_addr: first virtual address
 * @phys_addr: its physical address where the run is contiguous in physical memory too, else ABSENT
 * @size: bytes; at least 1
 * @offset: where it lies in the file
 * @outer: by virtual address, the nearest one before it that ends behind it, counted from 1; or 0
 */
struct kcore_segment {
	uint64_t virt_addr, phys_addr, size, offset;
	size_t outer;
};

/**
 * struct kcore - an opened core file of the running kernel
 * @fd: the file
 * @path: what the user calls it, for messages
 * @machine: ELF machine, EM_*
 * @is_64bit: ELF class
 * @vmcoreinfo: text of the note, "KEY=value" lines
 * @segments: by virtual address
 * @by_phys: those that have a physical address, by that; without what lies in another one of them
 * @nr_segments: entries of @segments
 * @nr_by_phys: entries of @by_phys
 */
struct kcore {
	int fd;
	char *path;
	unsigned int machine;
	bool is_64bit;
	char *vmcoreinfo;
	struct kcore_segment *segments, *by_phys;
	size_t nr_segments, nr_by_phys;
};

/**
 * kcore_open() - open proc/kcore and read its headers
 * @root: where from
 * @ret: filled on success; release it with kcore_clear()
 * @err: filled on failure, with the system call's errno where there is one
 *
 * Context: needs CAP_SYS_RAWIO and a kernel that is not locked down against it.
 * Source: fs/proc/kcore.c; physical addresses since v4.11 (464920104bf7), the VMCOREINFO note since
 * v4.19 (23c85094fe18).
 *
 * Return: 0 or -errno.
 */
int kcore_open(const struct root *root, struct kcore *ret, struct error *err) _must_check_;

/**
 * kcore_parse() - the same with a file that is open already
 * @fd: the file; becomes @ret's on success alone
 * @path: its name for messages
 * @ret: filled on success; release it with kcore_clear()
 * @err: filled on failure; ERROR_PARSE when it is not the core of a kernel
 *
 * Return: 0 or -errno.
 */
int kcore_parse(int fd, const char *path, struct kcore *ret, struct error *err) _must_check_;

/**
 * kcore_clear() - close it
 * @kcore: may be zeroed
 */
void kcore_clear(struct kcore *kcore);

/**
 * kcore_find_virt() - the segment that holds a virtual address
 * @kcore: the file
 * @virt_addr: the address
 *
 * Return: the segment or NULL.
 */
const struct kcore_segment *kcore_find_virt(const struct kcore *kcore, uint64_t virt_addr);

/**
 * kcore_find_phys() - the segment that holds a physical address
 * @kcore: the file
 * @phys_addr: the address
 *
 * Only what the kernel calls "System RAM" has one.
 *
 * Return: the segment or NULL.
 */
const struct kcore_segment *kcore_find_phys(const struct kcore *kcore, uint64_t phys_addr);

/**
 * kcore_read_virt() - copy memory at a virtual address
 * @kcore: the file
 * @virt_addr: the address
 * @buffer: where to
 * @size: bytes; all of them must lie in one segment
 * @what: what is read, for the message: "symbol table"
 * @err: filled on failure
 *
 * The kernel answers for what is not mapped, or must not be touched, with zeros.
 *
 * Return: 0, -EFAULT when no segment holds it all, or another -errno.
 */
int kcore_read_virt(const struct kcore *kcore, uint64_t virt_addr, void *buffer, size_t size,
		    const char *what, struct error *err) _must_check_;

/**
 * kcore_read_phys() - copy memory at a physical address
 * @kcore: the file
 * @phys_addr: the address
 * @buffer: where to
 * @size: bytes; all of them must lie in one segment
 * @what: what is read, for the message: "PUD table"
 * @err: filled on failure
 *
 * Return: 0, -EFAULT when no segment holds it all, or another -errno.
 */
int kcore_read_phys(const struct kcore *kcore, uint64_t phys_addr, void *buffer, size_t size,
		    const char *what, struct error *err) _must_check_;

/**
 * vmcoreinfo_symbol() - address of a symbol
 * @text: the note
 * @name: of SYMBOL(name)=hexadecimal
 * @ret: the address
 *
 * Return: whether the note has it.
 */
bool vmcoreinfo_symbol(const char *text, const char *name, uint64_t *ret);

/**
 * vmcoreinfo_number() - a number
 * @text: the note
 * @kind: "NUMBER", signed, or "OFFSET", "SIZE" or "LENGTH", or NULL for a plain "name=number"
 * @name: of KIND(name)=decimal
 * @ret: the number; negative ones modulo 2^64
 *
 * Return: whether the note has it.
 */
bool vmcoreinfo_number(const char *text, const char *kind, const char *name, uint64_t *ret);

/**
 * vmcoreinfo_value() - the text behind a key
 * @text: the note
 * @kind: "SYMBOL" …, or NULL for a plain "name=value"
 * @name: the key
 *
 * Return: the value, which a newline ends, borrowed from @text; or NULL.
 */
const char *vmcoreinfo_value(const char *text, const char *kind, const char *name);

/**
 * kaslr_offset_read() - by how much KASLR moved the kernel image: what KERNELOFFSET of the note of
 * /proc/kcore says, which x86-64 and arm64 have, or the "kaslr_offset" of a snapshot's manifest
 * @root: where from
 * @ret: the offset
 *
 * Return: 0, or -errno when nobody tells.
 */
int kaslr_offset_read(const struct root *root, uint64_t *ret) _must_check_;

#endif
