# SPDX-License-Identifier: GPL-2.0-or-later
# fish completion for memmap: the program itself knows its words.
function __memmap_complete
	set -l words (commandline --tokenize --cut-at-cursor --current-process)
	set -l candidates (memmap __complete $words[2..-1] (commandline --current-token) 2>/dev/null)
	if test (count $candidates) -gt 0
		printf '%s\n' $candidates
	else
		__fish_complete_path (commandline --current-token)
	end
end
complete --command memmap --no-files --arguments '(__memmap_complete)'
