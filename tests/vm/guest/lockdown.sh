# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A kernel that is locked down refuses: /dev/memmap that was open before, and loading the module, with
# a message that says why. Comes last: lockdown cannot be taken back.

need_memmap || exit
ioctl-reject --raise-lockdown | relay lockdown
memmap module unload >/dev/null 2>&1
exits 3 "lockdown: an unsigned module is not loaded" memmap module load /lab/memmap.ko
says lockdown "lockdown: ... and lockdown is named"
exits 4 "lockdown: addr has no back end" memmap addr --json vfree
says '/proc/kcore: Operation not permitted: kernel lockdown is "confidentiality"' "lockdown: ... and says why"
is "lockdown: ... and its JSON is whole" "$(jq '.errors | length > 0' /run/said)" true
