# SPDX-License-Identifier: GPL-3.0-or-later
# What contrib/test and contrib/try share: packages, builds, scratch folders.
# Sourced by bash with "set -euo pipefail"; sets top (the source tree) and
# build (where builds go, $DOCKET_BUILD or build/ in the tree).
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${DOCKET_BUILD:-$top/build}
mkdir -p "$build"
build=$(cd "$build" && pwd)
export LC_ALL=C.UTF-8
jobs=$(nproc)
[ "$jobs" -le 2 ] || jobs=2

exit_missing=77 # packages are missing and cannot be installed from here

docket_build_packages=(autoconf autoconf-archive automake g++ gcc libc6-dev
	make pkg-config xz-utils libarchive-dev libcld2-dev libconfig-dev libetpan-dev
	libglib2.0-dev
	libgmime-3.0-dev libicu-dev libjansson-dev liblmdb-dev libseccomp-dev
	libssl-dev libxapian-dev libxml2-dev)
docket_server_packages=(dovecot-imapd dovecot-lmtpd mount openssl postfix
	python3)
docket_check_packages=(binutils clang clang-format clang-tidy cppcheck
	libclang-rt-14-dev llvm mandoc valgrind)

say() { printf '%s\n' "$*"; }
die() { # STATUS TEXT...
	local status=$1
	shift
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit "$status"
}

# --- what is undone at the end -----------------------------------------
at_exit_commands=()
at_exit() { at_exit_commands=("$1" "${at_exit_commands[@]}"); }
run_at_exit() {
	local command
	for command in "${at_exit_commands[@]}"; do eval "$command" || true; done
	at_exit_commands=()
}
trap run_at_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# scratch VARIABLE: a private folder that is gone at the end.
scratch() {
	local folder
	folder=$(mktemp -d "${TMPDIR:-/tmp}/docket-XXXXXX")
	at_exit "rm -rf $(printf %q "$folder")"
	printf -v "$1" %s "$folder"
}

# --- packages ------------------------------------------------------------
missing_packages() {
	local name
	command -v dpkg-query >/dev/null || return 0 # configure will tell
	for name in "$@"; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$name" \
			2>/dev/null)" = installed ] || printf '%s\n' "$name"
	done
}

policy=/usr/sbin/policy-rc.d
policy_mark='# docket: no service is started while its packages install'

forbid_service_start() {
	if grep -qsF "$policy_mark" "$policy"; then
		: # left by a run that was killed: it is ours to remove
	elif [ -e "$policy" ]; then
		mv "$policy" "$policy.docket-saved"
	fi
	printf '#!/bin/sh\n%s\nexit 101\n' "$policy_mark" >"$policy"
	chmod 755 "$policy"
	at_exit allow_service_start
}

allow_service_start() {
	! grep -qsF "$policy_mark" "$policy" || rm -f "$policy"
	[ ! -e "$policy.docket-saved" ] ||
		mv "$policy.docket-saved" "$policy"
}

# The mail servers we bring in are for tests; they must not come up at the
# next boot. Servers that were there before are not touched.
disable_servers() { # of the packages dovecot-core and postfix
	local name unit
	command -v systemctl >/dev/null || return 0
	for name in "$@"; do
		for unit in postfix.service dovecot.service dovecot.socket; do
			[ "${unit%%.*}" != "${name%%-*}" ] ||
				systemctl -q disable "$unit" 2>/dev/null || true
		done
	done
}

# install_packages NAME...: installs those that are missing, and only those.
install_packages() {
	local missing removed log servers
	mapfile -t missing < <(missing_packages "$@")
	[ ${#missing[@]} -gt 0 ] || return 0
	[ "$(id -u)" -eq 0 ] || die $exit_missing \
		"these packages are missing; install them, or run me as root:
apt-get install --no-install-recommends ${missing[*]}"
	say "installing: ${missing[*]}"
	log=$build/apt.log
	export DEBIAN_FRONTEND=noninteractive
	apt-get -q update >"$log" 2>&1 ||
		die 1 "apt-get update failed: $(tail -n 3 "$log")"
	removed=$(apt-get -q -s --no-install-recommends install \
		"${missing[@]}" 2>>"$log" | sed -n 's/^Remv \([^ ]*\).*/\1/p')
	[ -z "$removed" ] || die $exit_missing \
		"installing ${missing[*]} would remove" \
		"${removed//$'\n'/ }, which I will not do"
	[[ " ${missing[*]} " != *' postfix '* ]] ||
		printf 'postfix postfix/main_mailer_type select %s\n' \
			'No configuration' | debconf-set-selections || true
	mapfile -t servers < <(missing_packages dovecot-core postfix)
	forbid_service_start
	apt-get -q -y --no-install-recommends \
		-o Dpkg::Options::=--force-confold install "${missing[@]}" \
		</dev/null >>"$log" 2>&1 ||
		die 1 "apt-get install failed, see $log: $(tail -n 3 "$log")"
	disable_servers "${servers[@]}"
	allow_service_start
}

# --- builds --------------------------------------------------------------
# build_tree NAME [configure's arguments]: configures and makes the tree in
# $build/NAME; what is there is used again. Prints nothing when all is well,
# and the end of the log when not (status 1).
build_tree() {
	local dir=$build/$1 log=$build/$1.log
	shift
	mkdir -p "$dir"
	(
		flock 9
		prepare_configure && configure_tree "$dir" "$@" &&
			make -k -C "$dir" -j"$jobs"
	) 9>"$build/lock" >"$log" 2>&1 && return 0
	grep -E '(error|undefined reference|No rule to make)' "$log" |
		head -n 20 || true
	say "... see $log; its end:"
	tail -n 15 "$log"
	return 1
}

prepare_configure() { # make's own rules follow Makefile.am and its lists
	[ "$top/configure" -nt "$top/configure.ac" ] &&
		[ -f "$top/Makefile.in" ] && return
	autoreconf -i "$top" && touch "$top/configure"
}

configure_tree() { # DIR ARGUMENTS: again when they or configure changed
	local dir=$1 wanted
	shift
	wanted=$(printf '%q ' "$@")
	if [ "$dir/config.status" -nt "$top/configure" ] &&
		[ "$(cat "$dir/configured-with" 2>/dev/null)" = "$wanted" ]
	then
		return 0
	fi
	(cd "$dir" && "$top/configure" "$@") || return 1
	printf '%s' "$wanted" >"$dir/configured-with"
}
