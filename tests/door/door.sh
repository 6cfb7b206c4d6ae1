#!/bin/sh
# door.sh [NAME...]: proves ./dev from outside, where its root is made: `./dev test door [NAME...]`.
# Takes half an hour, the network and 8 GB in build-door. NAME is one of the functions below.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu

here=$(cd "$(dirname "$0")/../.." && pwd -P)
work=$here/build-door
# A bare machine: nothing is cached, nothing is set.
export HOME="$work/a home"
unset XDG_CACHE_HOME XDG_DATA_HOME XDG_RUNTIME_DIR WHINCHAT_ENV DISPLAY WAYLAND_DISPLAY

. "$here/tests/util/packages.sh"
. "$here/tests/util/place.sh"
. "$here/tests/door/root.sh"
. "$here/tests/door/native.sh"

points='nothing_without_network nothing_on_a_full_disk control_c_ends_everything
one_root_for_two_clones a_longer_list_is_added refusal_leads_to_chroot
display_bus_and_sound_pass run_demonstrates run_shows_a_window a_test_runs
native_builds native_tests'

# The clone NAME is these sources, in a new folder.
clone () {
  mkdir -p "$work/$1"
  tar -C "$here" --exclude='./build*' --exclude=./shots --exclude=./.git -c . | tar -C "$work/$1" -x
}

# The front door of the clone NAME.
dev () {
  name=$1
  shift
  timeout --foreground --kill-after=20 1800 "$work/$name/dev" --yes "$@"
}

# Runs CMD until the point is over.
background () {
  "$@" &
  jobs="$jobs $!"
}

# Waits for a command to succeed, at most SECONDS.
await () {
  tries=$(($1 * 10))
  shift
  until "$@"; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || {
      say "this never came true: $*"
      return 1
    }
    sleep 0.1
  done
}

# Says a text that FILE should have and has not.
has () {
  grep -qF -- "$2" "$1" || {
    say "“$2” is not in $1:"
    cat "$1" >&2
    return 1
  }
}

# Whether CMD ends with STATUS.
ends_with () {
  expected=$1 status=0
  shift
  "$@" || status=$?
  [ $status = "$expected" ] || say "ended with $status: $*"
  [ $status = "$expected" ]
}

# Runs one point, with -e on: no condition may be around it. 77 is skipped.
point () {
  since=$(date +%s)
  set +e
  (
    set -eu
    jobs=
    trap 'for job in $jobs; do stop_family $job; done' EXIT
    "$1"
  ) >"$work/$1.log" 2>&1 </dev/null
  status=$?
  set -e
  case $status in
  0) passed=$((passed + 1)) verdict=ok ;;
  77) verdict=skipped ;;
  *) failed=$((failed + 1)) verdict=FAILED ;;
  esac
  printf '%-34s %-8s %4d s\n' "$1" $verdict $(($(date +%s) - since))
  [ $verdict != FAILED ] || tail -n 40 "$work/$1.log"
}

assume_yes=yes
need_tools
as_owner rm -rf --one-file-system "$work"
mkdir -p "$HOME"
clone 'a clone'
clone second
passed=0 failed=0
[ $# -gt 0 ] || set -- $points
for name in "$@"; do point "$name"; done
[ $failed != 0 ] || as_owner rm -rf --one-file-system "$work"
echo "$passed passed, $failed failed"
[ $failed = 0 ]
