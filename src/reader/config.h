/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config.h - how a kernel was configured, where it or its package tells. */
#ifndef MEMMAP_READER_CONFIG_H
#define MEMMAP_READER_CONFIG_H

#include "base/root.h"

/**
 * enum config_state - what is known of an option
 * @CONFIG_UNKNOWN: there is no configuration to read
 * @CONFIG_OFF: it is not set
 * @CONFIG_ON: built in, or a module
 */
enum config_state { CONFIG_UNKNOWN, CONFIG_OFF, CONFIG_ON };

/**
 * kernel_config() - look an option up
 * @root: the root
 * @option: "CONFIG_MODULES"
 *
 * Reads /proc/config.gz, which CONFIG_IKCONFIG_PROC brings, else /boot/config-RELEASE.
 *
 * Return: what is known.
 */
enum config_state kernel_config(const struct root *root, const char *option);

/**
 * config_find() - look an option up in a configuration
 * @text: the configuration
 * @option: "CONFIG_MODULES"
 *
 * Return: CONFIG_OFF, too, for what is not mentioned, as its menu is off; CONFIG_UNKNOWN of a text
 * that is no configuration.
 */
enum config_state config_find(const char *text, const char *option);

#endif
