#!/bin/sh
# s3.sh COMMAND...: runs COMMAND beside a real S3 store that checks every signature, on loopback:
# Ceph's gateway, or OpenStack Swift with S3_ENGINE=swift, which is stricter in some things.
#
# COMMAND finds the store in S3_ENDPOINT, S3_BUCKET and the AWS_ variables. Everything ends with
# COMMAND, whose exit status this is, or after LIMIT seconds (300). 77 where it is not installed.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu

. "$(dirname "$0")/s3-${S3_ENGINE:-ceph}.sh"
for program in $programs; do
  command -v $program >/dev/null || {
    echo "$program is not installed" >&2
    exit 77
  }
done
dir=$(mktemp -d "${TMPDIR:-/tmp}/whinchat-s3.XXXXXX")
pids= job=

# What they hold is thrown away, so nobody is asked to end in order.
finish () {
  [ -z "$job" ] || kill "$job" 2>/dev/null || true
  [ -z "$job" ] || wait "$job" || true
  for pid in $pids; do
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$dir"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

give_up () {
  echo "s3.sh: $*" >&2
  tail -n 20 "$dir"/*.log >&2
  exit 1
}

# Runs in the background, and dies with this script whatever happens to it.
start () {
  log=$dir/$(basename "$1").log
  setpriv --pdeathsig KILL -- "$@" >>"$log" 2>&1 &
  pids="$! $pids"
}

# Waits for a command to succeed, at most 30 s.
await () {
  tries=0
  until "$@" >>"$dir/await.log" 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || give_up "this never came true: $*"
    for pid in $pids; do kill -0 "$pid" 2>/dev/null || give_up 'a part of the store ended'; done
    sleep 0.1
  done
}

# So many free ports, below those the system gives to whoever asks for any.
free_ports () {
  python3 -c '
import random, socket, sys
held = []
while len(held) < int(sys.argv[1]):
    try:
        held.append(socket.create_server(("127.0.0.1", random.randrange(15000, 32000))))
    except OSError:
        pass
print(*(each.getsockname()[1] for each in held))' "$1"
}

answers () {
  python3 -c 'import socket, sys; socket.create_connection(("127.0.0.1", int(sys.argv[1])))' "$1"
}

# A client of its own, which knows nothing of ours. In an address a name may have a colon in it.
make_bucket () {
  curl --silent --fail --show-error --aws-sigv4 "aws:amz:$AWS_DEFAULT_REGION:s3" -X PUT \
    "http://$(echo "$AWS_ACCESS_KEY_ID" | sed s/:/%3A/):$AWS_SECRET_ACCESS_KEY@${S3_ENDPOINT#http://}/$S3_BUCKET"
}

export AWS_ACCESS_KEY_ID=$key_id AWS_DEFAULT_REGION=us-east-1 S3_BUCKET=media
export AWS_SECRET_ACCESS_KEY=$(od -An -N20 -tx1 /dev/urandom | tr -d ' \n')
launch
export S3_ENDPOINT=http://127.0.0.1:$port
await make_bucket

# In the background, so that a signal is not kept waiting until the command ends.
setpriv --pdeathsig TERM -- timeout --kill-after=10 "${LIMIT:-300}" "$@" &
job=$!
status=0
wait $job || status=$?
exit $status
