#!/bin/sh
# headless.sh COMMAND...: runs COMMAND on a display, a window manager and a session bus of its own.
#
# SIZE is the screen (1280x800), LIMIT the seconds it may take (300). Everything ends with COMMAND,
# whose exit status this is.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu

export XDG_RUNTIME_DIR=$(mktemp -d "${TMPDIR:-/tmp}/whinchat-display.XXXXXX")
chmod 700 "$XDG_RUNTIME_DIR"
# A keyring that the bus starts keeps nothing among the person's own.
export XDG_DATA_HOME=$XDG_RUNTIME_DIR/share
xvfb= job=

finish () {
  # What COMMAND started, should it have died before it could end that: timeout leads the group.
  [ -z "$job" ] || kill -- "-$job" 2>/dev/null || true
  for pid in $job $xvfb; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" || true
  done
  rm -rf "$XDG_RUNTIME_DIR"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Xvfb chooses a free display and writes its number once it takes clients. -r: on a busy machine a key
# would be let go so late that it repeats.
mkfifo "$XDG_RUNTIME_DIR/number"
Xvfb -displayfd 8 -r -screen 0 "${SIZE:-1280x800}x24" -nolisten tcp -noreset \
  8>"$XDG_RUNTIME_DIR/number" 2>"$XDG_RUNTIME_DIR/xvfb.log" &
xvfb=$!
read -r number <"$XDG_RUNTIME_DIR/number" || {
  cat "$XDG_RUNTIME_DIR/xvfb.log" >&2
  exit 1
}

unset WAYLAND_DISPLAY XAUTHORITY
export DISPLAY=:$number GDK_BACKEND=x11 LC_ALL=C.UTF-8 GSETTINGS_BACKEND=memory NO_AT_BRIDGE=0
# Cairo draws the same everywhere and starts twice as fast as GL on a software driver.
export GSK_RENDERER=cairo GDK_DISABLE=gl,vulkan
# No portal has to be started to read the settings.
export GDK_DEBUG=no-portals

# In the background, so that a signal is not kept waiting until the command ends. Only the command
# writes to standard output: services that the bus starts would mix their own lines into a test's.
timeout --kill-after=10 "${LIMIT:-300}" dbus-run-session -- sh -c '
  openbox --sm-disable >"$XDG_RUNTIME_DIR/openbox.log" 2>&1 &
  manager=$!
  # The manager has taken over when the root window names it.
  tries=0
  until xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q "window id"; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] && kill -0 $manager || { cat "$XDG_RUNTIME_DIR/openbox.log" >&2; exit 1; }
    sleep 0.05
  done
  status=0
  "$@" >&9 9>&- || status=$?
  kill $manager
  exit $status
' headless "$@" 9>&1 >&2 &
job=$!
status=0
wait $job || status=$?
exit $status
