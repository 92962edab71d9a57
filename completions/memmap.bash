# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion for memmap: the program itself knows its words.
_memmap()
{
	local words=("${COMP_WORDS[@]:1:COMP_CWORD}")

	mapfile -t COMPREPLY < <("${COMP_WORDS[0]}" __complete "${words[@]}" 2>/dev/null)
	# bash shows words alone, not what they are.
	COMPREPLY=("${COMPREPLY[@]%%$'\t'*}")
	# What comes behind the sign belongs to the same word.
	[[ ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null
}
complete -o default -F _memmap memmap
