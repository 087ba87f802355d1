# SPDX-License-Identifier: GPL-3.0-or-later
# bash completion for docketctl; goes to
# /usr/share/bash-completion/completions/docketctl.

# _docketctl_numbers WORD...: the first column of what a listing verb prints,
# or nothing where the store may not be read.
_docketctl_numbers() {
	docketctl "${_docketctl_conf[@]}" "$@" 2>/dev/null |
		sed -n 's/^\([0-9][0-9]*\) .*/\1/p' | head -n 200
}

# _docketctl_words TEXT: completes the current word from the words of TEXT.
_docketctl_words() {
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "${COMP_WORDS[COMP_CWORD]}")
}

_docketctl_operand() { # VERB
	case $1 in
	'') _docketctl_words 'check parse explain deliver list search show assign
		close solve reopen merge split tag block hold queue token people
		agent attachment template help reindex backup
		restore
		takeover verify status stats' ;;
	hold) _docketctl_words 'list show release drop' ;;
	block) _docketctl_words 'list add remove' ;;
	phish) _docketctl_words 'list' ;;
	queue) _docketctl_words 'list retry hold drop' ;;
	attachment) _docketctl_words 'get' ;;
	agent) _docketctl_words 'list away back' ;;
	people) _docketctl_words 'import list show set remove export' ;;
	'people import') compopt -o default ;;
	help) _docketctl_words 'import list search' ;;
	'help import') compopt -o dirnames ;;
	template) _docketctl_words 'render' ;;
	token) _docketctl_words 'read issue rotate keys' ;;
	'token issue') _docketctl_words 'customer participant agent note desk' ;;
	parse | explain) compopt -o default ;;
	backup | restore) compopt -o dirnames ;;
	show | raw | assign | close | solve | reopen | merge | split | tag)
		_docketctl_words "$(_docketctl_numbers list -n 200)" ;;
	export) _docketctl_words "$(_docketctl_numbers list -n 200)" ;;
	'hold show' | 'hold release' | 'hold drop')
		_docketctl_words "$(_docketctl_numbers hold list)" ;;
	'queue retry' | 'queue hold' | 'queue drop')
		_docketctl_words "all $(_docketctl_numbers queue list)" ;;
	esac
}

_docketctl_option() { # VERB
	local all='-c --json --help --version'
	case $1 in
	check) _docketctl_words "--connect $all" ;;
	parse) _docketctl_words "--no-sandbox $all" ;;
	explain) _docketctl_words "--no-store --no-sandbox $all" ;;
	list) _docketctl_words "--status --queue --category -n $all" ;;
	stats) _docketctl_words "--since --days --queue $all" ;;
	raw) _docketctl_words "--reason $all" ;;
	export) _docketctl_words "--evidence --reason $all" ;;
	verify) _docketctl_words "--audit $all" ;;
	show) _docketctl_words "--audit --attachment $all" ;;
	restore) _docketctl_words "--reconcile $all" ;;
	'hold list') _docketctl_words "--all $all" ;;
	'help list' | 'help search') _docketctl_words "--lang $all" ;;
	'people set') _docketctl_words "--code --no-code $all" ;;
	'token rotate') _docketctl_words "--keep $all" ;;
	*) _docketctl_words "$all" ;;
	esac
}

_docketctl() {
	local verb= operands=0 i word
	local -a _docketctl_conf=()
	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		case $word in
		-c)
			_docketctl_conf=(-c "${COMP_WORDS[++i]}")
			;;
		--status | --queue | --category | -n | --reason | --attachment | --keep | \
			--lang)
			((i++)) ;;
		-*) ;;
		*)
			case $verb in
			'') verb=$word ;;
			hold | queue | token | block | people | agent | help | phish) verb="$verb $word" ;;
			*) ((operands++)) ;;
			esac
			;;
		esac
	done
	case ${COMP_WORDS[COMP_CWORD - 1]} in
	-c) compopt -o default ;;
	--status) _docketctl_words 'open pending solved closed' ;;
	--queue | -n | --reason | --attachment | --keep) ;;
	*)
		if [[ ${COMP_WORDS[COMP_CWORD]} == -* ]]; then
			_docketctl_option "$verb"
		elif ((operands == 0)); then
			_docketctl_operand "$verb"
		fi
		;;
	esac
}
complete -F _docketctl docketctl
