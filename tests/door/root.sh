# root.sh: points of door.sh about the Debian 13 root that ./dev makes where the system is older.
# SPDX-License-Identifier: GPL-3.0-or-later

export WHINCHAT_ENV=root

nothing_without_network () {
  export http_proxy=http://127.0.0.1:9
  ends_with 1 dev second shell true 2>"$work/said"
  has "$work/said" "did not work; all it said is in $cache/debian13.log"
  has "$cache/debian13.log" '127.0.0.1'
  [ ! -e "$root" ]
}

nothing_on_a_full_disk () {
  is_root || return 77
  mkdir -p "$cache"
  ends_with 1 unshare --mount sh -ec 'mount -t tmpfs -o size=40M whinchat "$0"; exec "$@"' \
    "$cache" "$work/second/dev" --yes shell true 2>"$work/said"
  has "$work/said" "did not work; all it said is in $cache/debian13.log"
  has "$work/said" 'space'
  [ ! -e "$root" ]
}

lock_is_free () {
  flock -n "$cache/lock" true
}

lock_is_taken () {
  ! lock_is_free
}

# On a terminal: whoever is still at it afterwards would hold the lock.
control_c_ends_everything () {
  mkfifo "$work/keys"
  # A shell's background jobs ignore the signal unless told otherwise.
  env --default-signal=INT script -qefc "'$work/a clone/dev' --yes shell true" /dev/null \
    <"$work/keys" >"$work/seen" 2>&1 &
  terminal=$!
  exec 8>"$work/keys"
  await 300 test -d "$root.part/usr/bin"
  printf '\003' >&8
  status=0
  wait $terminal || status=$?
  exec 8>&-
  [ $status = 130 ]
  has "$work/seen" 'Making the shared Debian 13 root: interrupted.'
  # One line, written again and again.
  has "$work/seen" "$(printf '\r\033[K')Making the shared Debian 13 root: 1 s"
  lock_is_free
  [ ! -e "$root" ]
  ! grep -F "$root" /proc/mounts
}

one_root_for_two_clones () {
  dev 'a clone' shell sh -c '. /etc/os-release; echo $VERSION_ID' >"$work/first" \
    2>"$work/first.log" &
  await 60 lock_is_taken
  dev second shell true 2>"$work/second.log"
  wait $!
  [ "$(cat "$work/first")" = 13 ]
  has "$work/first.log" 'Making the shared Debian 13 root: 20 s, '
  has "$work/first.log" 'Making the shared Debian 13 root: done'
  has "$work/second.log" 'Another clone is preparing the Debian 13 root; waiting for it.'
  ! grep -F 'Making' "$work/second.log"
}

a_longer_list_is_added () {
  sed -i "s/^packages='$/&\nhello/" "$work/second/tests/util/packages.sh"
  dev second shell hello | grep -F 'Hello, world!'
  dev 'a clone' shell true 2>"$work/said"
  [ ! -s "$work/said" ]
}

refusal_leads_to_chroot () {
  is_root || return 77
  mkdir -p "$work/refusing"
  printf '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2; exit 1\n' \
    >"$work/refusing/bwrap"
  chmod +x "$work/refusing/bwrap"
  PATH=$work/refusing:$PATH
  dev 'a clone' shell sh -c '. /etc/os-release; echo $VERSION_ID
    touch "$0"; ! touch /usr/not-here' "$work/a clone/was-here" >"$work/first" 2>"$work/said"
  has "$work/said" 'No permissions to create new namespace); using chroot.'
  [ "$(cat "$work/first")" = 13 ]
  [ -e "$work/a clone/was-here" ]
  ! grep -F "$root" /proc/mounts
}

# A display with a desk, which is outside as far as the root is concerned.
start_display () {
  rm -f "$work/second/number"
  background dev second shell sh -c \
    'exec Xvfb -displayfd 8 -screen 0 1024x768x24 -nolisten tcp 8>"$0"' "$work/second/number" \
    2>"$work/xvfb.log"
  await 60 test -s "$work/second/number"
  export DISPLAY=:$(cat "$work/second/number")
}

display_bus_and_sound_pass () {
  start_display
  # A socket's path has to be short.
  export XDG_RUNTIME_DIR=$(mktemp -d /tmp/whinchat-door.XXXXXX)
  export DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus
  mkdir "$XDG_RUNTIME_DIR/pulse"
  background dev second shell dbus-daemon --session --nofork --address="$DBUS_SESSION_BUS_ADDRESS"
  background dev second shell python3 -c '
import socket, sys
sound = socket.socket(socket.AF_UNIX)
sound.bind(sys.argv[1])
sound.listen()
sound.accept()[0].sendall(b"sound")' "$XDG_RUNTIME_DIR/pulse/native"
  await 60 test -S "$XDG_RUNTIME_DIR/bus" -a -S "$XDG_RUNTIME_DIR/pulse/native"
  dev 'a clone' shell sh -ec 'xdpyinfo | grep dimensions
    gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
      --method org.freedesktop.DBus.GetId
    python3 -c "
import os, socket
client = socket.socket(socket.AF_UNIX)
client.connect(os.environ[\"XDG_RUNTIME_DIR\"] + \"/pulse/native\")
print(client.recv(5))"' >"$work/said"
  has "$work/said" '1024x768'
  has "$work/said" "b'sound'"
  rm -rf "$XDG_RUNTIME_DIR"
}

run_demonstrates () {
  dev 'a clone' run >"$work/said" 2>&1
  has "$work/said" "What was seen is in $work/a clone/build/demo"
  [ -s "$work/a clone/build/demo/transcript.txt" ]
  ls "$work/a clone/build/demo/"*.png
}

url=http://127.0.0.1:8642

window_is_there () {
  dev second shell xdotool search --onlyvisible --name Whinchat >"$work/windows"
}

# The manager asks it to close, once it has the focus.
window_closes () {
  dev second shell timeout 5 xdotool windowactivate "$(head -n 1 "$work/windows")" key alt+F4 ||
    true
  ! window_is_there
}

server_is_gone () {
  ! dev second shell curl --silent --output /dev/null $url
}

# With a key file: a keyring would ask for a passphrase, and keep the keyboard to itself.
start_run () {
  export WHINCHAT_KEY_FILE=$HOME/key
  [ -e "$WHINCHAT_KEY_FILE" ] || head -c 32 /dev/urandom >"$WHINCHAT_KEY_FILE"
  env --default-signal=INT setsid "$work/a clone/dev" run >"$work/said" 2>&1 &
  running=$!
  jobs="$jobs $running"
  await 900 window_is_there
}

run_shows_a_window () {
  server_is_gone || return 77
  start_display
  background dev second shell openbox --sm-disable
  start_run
  dev second shell curl --silent --fail --json '{"phone": "+447700900001"}' $url/v1/codes
  await 10 grep 'code for' "$work/said"
  ends_with 1 dev 'a clone' run >"$work/again" 2>&1
  has "$work/again" "something answers on $url already"
  await 10 window_closes
  ends_with 0 wait $running
  server_is_gone
  start_run
  kill -INT -$running
  ends_with 130 wait $running
  has "$work/said" 'event=stopped'
  server_is_gone
}

a_test_runs () {
  dev 'a clone' test sigv4 >"$work/said"
  [ "$(tail -n 1 "$work/said" | sed 's/^[1-9][0-9]* //')" = 'passed, 0 failed' ]
}
