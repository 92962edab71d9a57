#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# build.sh KERNEL_DIR VERSION OUTPUT - stage the module's source and build it there; an empty
# KERNEL_DIR means the headers of the running kernel.
set -eu
kernel_dir=${1:-/lib/modules/$(uname -r)/build}
version=$2
output=$(realpath "$3")
stage=$output.stage
"$(dirname "$0")/stage.sh" "$stage" "$version"
make -C "$kernel_dir" M="$stage" W=1 CONFIG_DEBUG_INFO_BTF_MODULES= modules
cp "$stage/memmap.ko" "$output"
