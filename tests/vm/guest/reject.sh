# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every malformed ioctl is refused as the uapi header says.

need_samples || exit
ioctl-reject --fuzz 5 | relay reject
