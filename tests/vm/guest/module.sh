# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memmap module`: load, unload, a hundred times over, and every reason why not.

loaded() { memmap module status --json | jq -r '.modules[0].loaded'; }

[ ! -e /dev/memmap ] || memmap module unload >/dev/null
is "module: not there at first" "$(loaded)" false
exits 3 "module: without it, addr has no such back end" memmap addr --backend module vfree
says "memmap module" "module: ... and says how to get it"

exits 1 "module: a missing file" memmap module load /nowhere/memmap.ko
says "/nowhere/memmap.ko" "module: ... is named"
head -c 3000 /lab/memmap.ko >/run/cut.ko
exits 1 "module: half a file" memmap module load /run/cut.ko
says "/run/cut.ko" "module: ... is named"
echo "no module" >/run/text.ko
exits 1 "module: a text" memmap module load /run/text.ko
says "/run/text.ko" "module: ... is named"
if [ -e /lab/other/memmap.ko ]; then
	exits 1 "module: one for another kernel" memmap module load /lab/other/memmap.ko
	says "$(uname -r)" "module: ... and the running kernel is named"
else
	skip "module: one for another kernel" "the lab has no other kernel's"
fi
exits 1 "module: some other module" memmap module load /lab/truth.ko
is "module: still not there" "$(loaded)" false

# A module of another revision loads, but is not talked to.
if [ -e /lab/abi/memmap.ko ]; then
	exits 0 "module: load one of another interface" memmap module load /lab/abi/memmap.ko
	exits 3 "module: of another interface gives exit status 3" memmap addr --backend module --json 0xffffffff81000000
	is "module: of another interface is named as such" "$(jq -r '.errors[0].code' /run/said)" abi-mismatch
	says "interface 999) does not fit this memmap (interface" "module: ... in words, too, with both revisions"
	says "memmap module unload; memmap module build; memmap module load" "module: ... and with what to do"
	exits 0 "module: unload it" memmap module unload
fi

exits 0 "module: load" memmap module load /lab/memmap.ko
is "module: is there" "$(loaded)" true
is "module: the device is root's alone" "$(stat -c '%a %u %g' /dev/memmap)" "600 0 0"
exits 0 "module: load what is loaded" memmap module load /lab/memmap.ko
exits 0 "module: addr works" memmap addr --backend module vfree

sleep 1000 3</dev/memmap &
holder=$!
sleep 1
exits 1 "module: no unload while the device is open" memmap module unload
says "$holder" "module: ... and the holder is named"
is "module: refcount" "$(memmap module status --json | jq '.modules[0].refcount')" 1
kill $holder
wait $holder 2>/dev/null
exits 0 "module: unload" memmap module unload
is "module: is gone" "$(loaded) $(ls /dev/memmap 2>/dev/null)" "false "
memmap module unload >/dev/null 2>/run/warned
note "unload of what is not loaded: status $?: $(cat /run/warned)"

i=0
while [ $i -lt 100 ]; do
	memmap module load /lab/memmap.ko >/run/said 2>&1 && memmap module unload >>/run/said 2>&1 || break
	i=$((i + 1))
done
[ $i = 100 ] || note "$(cat /run/said)"
is "module: loaded and unloaded 100 times" $i 100
