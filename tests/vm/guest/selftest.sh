# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The lab itself: the row boots the machine that kernels.conf promises.

# A kernel without NUMA has one node and no directory for it.
nodes=$(ls -d /sys/devices/system/node/node* 2>/dev/null | wc -l)
is "nodes" "$((nodes ? nodes : 1))" "$expect_nodes"
is "processors" "$(grep -c '^processor' /proc/cpuinfo)" "$cpus"
