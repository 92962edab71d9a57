#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# install.sh DIRECTORY VERSION - put the staged source where DKMS looks for it; run by "meson install".
set -eu
exec "$(dirname "$0")/stage.sh" "${DESTDIR-}$1" "$2"
