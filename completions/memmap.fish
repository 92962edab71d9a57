# SPDX-License-Identifier: GPL-2.0-or-later
# fish completion for memmap: the program itself knows its words.
function __memmap_complete
	set -l words (commandline --tokenize --cut-at-cursor --current-process)
	memmap __complete $words[2..-1] (commandline --current-token) 2>/dev/null
end
complete --command memmap --arguments '(__memmap_complete)'
