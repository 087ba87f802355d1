# SPDX-License-Identifier: GPL-3.0-or-later
# The steps of contrib/test and how their results are counted.
passed=0
failed=0
failures=()
steps_done=0
export LSAN_OPTIONS=print_suppressions=0:suppressions=$top/tests/lsan.supp
# GLib's slices would hide leaks: what is lost in one can still be reached.
export G_SLICE=always-malloc
started=$SECONDS

begin() { say "== $1 ($((SECONDS - started)) s)"; }
pass() { passed=$((passed + $1)); }
fail() { # NAME COMMAND-TO-RUN-AGAIN
	failed=$((failed + 1))
	failures+=("$1"$'\n'"    again: $2")
	say "FAILED: $1"
	say "    again: $2"
}
skip() { say "skipped: $1"; }

summary() {
	local f
	# Bash goes on after some errors of its own; a run that is cut short
	# must not look green.
	[ "$steps_done" -eq ${#steps[@]} ] ||
		fail "only $steps_done of ${#steps[@]} steps were run" "$0"
	if [ ${#failures[@]} -gt 0 ]; then
		say "== what failed"
		for f in "${failures[@]}"; do say "$f"; done
	fi
	say "$passed passed, $failed failed"
	[ "$failed" -eq 0 ]
}

# --- builds and unit tests -----------------------------------------------
# built NAME [ARGUMENTS]: one build counts as one test; a step that needs a
# build that failed is not run.
declare -A built_status=()
built() {
	if [ -z "${built_status[$1]-}" ]; then
		if build_tree "$@"; then
			pass 1
			built_status[$1]=yes
		else
			fail "build $1" "make -C $build/$1"
			built_status[$1]=no
		fi
	fi
	[ "${built_status[$1]}" = yes ]
}

unit_tests() { # NAME: every g_test case of the build counts
	local dir=$build/$1 log=$build/$1-check.log
	local file prog name word ok fails case
	# What is left of a test that was removed must not count.
	find "$dir/tests/unit" -name 'test-*.log' -delete \
		-o -name 'test-*.trs' -delete 2>/dev/null || true
	rm -f "$dir/test-suite.log"
	make -k -C "$dir" -j"$jobs" check >"$log" 2>&1 || true
	# make -k: a test that does not compile must not hide what others say.
	if [ ! -f "$dir/test-suite.log" ] ||
		grep -qE '\*\*\* .*(\.o|/test-[a-z0-9]+)\] Error' "$log"
	then
		fail "make check ($1)" "make -C $dir check"
		grep -E '(error:|undefined reference|No rule)' "$log" |
			head -n 20 || tail -n 20 "$log"
	fi
	for prog in "$dir"/tests/unit/test-*.trs; do
		[ -e "$prog" ] || continue
		file=${prog%.trs}.log name=$(basename "$prog" .trs)
		ok=$(grep -E '^ok [0-9]+' "$file" | grep -vc '# SKIP' || true)
		mapfile -t fails < <(sed -nE \
			's/^not ok [0-9]+ (- )?(\/[^ ]*).*/\2/p' "$file")
		pass "$ok"
		word="G_TEST_SRCDIR=$top/tests ${prog%.trs}"
		for case in "${fails[@]}"; do
			fail "$1 $name $case" "$word -p $case"
		done
		# A crash or a hang ends the TAP early: no case says "not ok".
		if [ ${#fails[@]} -eq 0 ] &&
			grep -qE '^:test-result: (FAIL|ERROR)' "$prog"; then
			fail "$1 $name ended early" "$word"
			fails=(early)
		fi
		# A sanitizer's report may stand before what the tests print.
		[ ${#fails[@]} -eq 0 ] || {
			grep -E -A 12 '(ERROR: .*Sanitizer|runtime error):' \
				"$file" | head -n 40 || true
			tail -n 15 "$file"
		}
	done
}

built_gcc() { built gcc --enable-werror; }
built_clang() {
	built clang CC=clang --enable-werror \
		--enable-sanitizers=address,undefined
}
step_gcc() { ! built_gcc || unit_tests gcc; }
step_clang() { ! built_clang || unit_tests clang; }

# --- suites that count for themselves --------------------------------------
# suite NAME COMMAND...: the command prints a line a test and ends with
# "N passed, N failed"; its words are shown as they come.
suite() {
	local name=$1 log=$build/$1.log line status=0 again limit=3600
	shift
	again="DOCKET_BINDIR=$build/gcc $*"
	[ "$length" != long ] || limit=43200
	DOCKET_BINDIR=$build/gcc timeout -k 10 "$limit" "$@" 2>&1 |
		tee "$log" || status=$?
	line=$(tail -n 1 "$log")
	if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
		pass "${BASH_REMATCH[1]}"
		if [ "${BASH_REMATCH[2]}" -gt 0 ]; then
			fail "$name (${BASH_REMATCH[2]} tests)" "$again"
			failed=$((failed + BASH_REMATCH[2] - 1))
			return 0
		fi
	fi
	[ $status -eq 0 ] && [ -n "${BASH_REMATCH[1]-}" ] ||
		fail "$name (ended with status $status)" "$again"
}

# suite_of NAME [ARGUMENTS]: tests/NAME/run.
suite_of() {
	! built_gcc || suite "$1" "$top/tests/$1/run" "${@:2}"
}
step_corpus() { suite_of corpus; }
step_attack() { suite_of attack; }
step_checks() { suite_of checks; }
step_cli() { suite_of cli; }
step_e2e() {
	if [ "$length" = long ]; then suite_of e2e --long; else suite_of e2e; fi
}

step_crash() {
	if [ "$length" = long ]; then
		suite_of crash --long
	else # always the same part, so that a red run is about the change
		suite_of crash --seed 7
	fi
}

step_lint() {
	built_gcc || say "lint goes on without object files"
	local long=()
	[ "$length" != long ] || long=(--long)
	suite lint "$top/tests/lint/run" --objects "$build/gcc" \
		--cache "$build/lint" "${long[@]}"
}

# Mails that other parsers choked on: docketctl has to survive each. And
# conversations: a desk has to join them.
step_robust() {
	local mail=${DOCKET_MAIL:-$top/../shared/mail}
	if [ ! -x "$mail/check.py" ]; then
		skip "robust (no mail corpora at $mail; set DOCKET_MAIL)"
		return 0
	fi
	if built_gcc; then
		robust gcc "$mail/check.py"
		DOCKET_MAIL=$mail suite threads "$top/tests/threads/run"
		DOCKET_MAIL=$mail suite ordinary "$top/tests/ordinary/run"
	fi
	[ "$length" != long ] || ! built_clang ||
		robust clang "$mail/check.py"
}

robust() { # BUILD CHECK.PY
	local log=$build/robust-$1.log command line p n
	command="python3 $2 --only robust --fails 20"
	command+=" --cmd '$build/$1/docketctl parse {}'"
	bash -c "$command" >"$log" 2>&1 || true
	line=$(grep -E '^robust +ALL ' "$log" || true)
	if [[ ! $line =~ ([0-9]+)/([0-9]+) ]]; then
		fail "robust $1 (no result)" "$command"
		tail -n 5 "$log"
		return 0
	fi
	p=${BASH_REMATCH[1]} n=${BASH_REMATCH[2]}
	say "survived: $p of $n"
	pass "$p"
	[ "$p" -lt "$n" ] || return 0
	fail "robust $1: $((n - p)) of $n mails" "$command"
	failed=$((failed + n - p - 1))
	grep ^FAIL "$log" || true
}

step_distcheck() {
	local log=$build/distcheck.log
	built_gcc || return 0
	if make -C "$build/gcc" -j"$jobs" distcheck \
		DISTCHECK_CONFIGURE_FLAGS=--enable-werror >"$log" 2>&1
	then
		pass 1
	else
		fail distcheck "make -C $build/gcc distcheck"
		grep -E '(error|Error|ERROR|FAIL)' "$log" | head -n 10 || true
		tail -n 10 "$log"
	fi
}

# A few seconds a harness, or a minute with --long, from the corpus; what
# crashes it is left beside the build and becomes a corpus case.
# As many at a time as there are processors.
declare -A fuzzing=()
fuzz_wait() {
	local pid name
	for pid in "${!fuzzing[@]}"; do
		name=${fuzzing[$pid]%% *}
		if wait "$pid"; then
			pass 1
		else
			fail "$name" "${fuzzing[$pid]#* }"
			tail -n 15 "$build/fuzz/$name.log"
		fi
	done
	fuzzing=()
}
step_fuzz() {
	local prog name seeds found seconds=10
	[ "$length" != long ] || seconds=60
	built fuzz CC=clang --enable-fuzzing \
		--enable-sanitizers=address,undefined || return 0
	for prog in "$build"/fuzz/tests/fuzz/fuzz-*; do
		[ -x "$prog" ] && [ -f "$prog" ] || continue
		name=${prog##*/}
		seeds=$build/fuzz/seeds/$name
		found=$build/fuzz/found/$name-
		mkdir -p "$seeds" "${found%/*}"
		set -- "$prog" -max_total_time="${DOCKET_FUZZ_SECONDS:-$seconds}" \
			-timeout=10 -rss_limit_mb=2048 \
			-artifact_prefix="$found" "$seeds" "$top/tests/corpus"
		[ ! -f "$top/tests/fuzz/$name.dict" ] ||
			set -- "$@" -dict="$top/tests/fuzz/$name.dict"
		G_TEST_SRCDIR=$top/tests "$@" >"$build/fuzz/$name.log" 2>&1 &
		fuzzing[$!]="$name $*"
		[ ${#fuzzing[@]} -lt "$jobs" ] || fuzz_wait
	done
	fuzz_wait
}
