/* SPDX-License-Identifier: GPL-2.0-or-later */
/* checksum.h - tell damaged bytes from whole ones. */
#ifndef MEMMAP_BASE_CHECKSUM_H
#define MEMMAP_BASE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/**
 * checksum() - the CRC-32 of bytes, as gzip and cksum -o 3 have it
 * @data: the bytes
 * @size: how many
 *
 * It finds accidents, not forgery.
 *
 * Return: the CRC.
 */
uint32_t checksum(const void *data, size_t size);

#endif
