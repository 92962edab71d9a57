#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# stage.sh DEST VERSION - put together what the kernel's build system and DKMS need to build
# memmap.ko, so that every build goes through what DKMS users get:
#
#	stage.sh /usr/src/memmap-1.0 1.0
#	make -C /lib/modules/$(uname -r)/build M=/usr/src/memmap-1.0 modules
set -eu

if [ $# -ne 2 ]; then
	echo "usage: stage.sh DEST VERSION" >&2
	exit 2
fi
dest=$1
version=$2
case $version in
'' | *[!A-Za-z0-9.+~_-]*)
	echo "stage.sh: $version: not a version" >&2
	exit 2
	;;
esac
if [ ${#version} -gt 31 ]; then
	echo "stage.sh: $version: longer than memmap_info.version" >&2
	exit 2
fi

# Write standard input to $1 unless that is there already: make goes by time stamps.
update() {
	cat >"$1.new"
	if cmp -s "$1.new" "$1"; then
		rm "$1.new"
	else
		mv "$1.new" "$1"
	fi
}

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
mkdir -p "$dest/uapi"
for file in "$here"/*.[ch]; do
	update "$dest/${file##*/}" <"$file"
done
update "$dest/uapi/memmap.h" <"$here/../../include/uapi/memmap.h"
for file in Kbuild dkms.conf; do
	sed "s/@VERSION@/$version/g" "$here/$file.in" | update "$dest/$file"
done
