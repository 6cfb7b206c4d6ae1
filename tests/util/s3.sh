#!/bin/sh
# s3.sh COMMAND...: runs COMMAND beside a real S3 store that checks every signature: Ceph's, one
# monitor, one memory store and the gateway, on loopback.
#
# COMMAND finds the store in S3_ENDPOINT, S3_BUCKET and the AWS_ variables. Everything ends with
# COMMAND, whose exit status this is, or after LIMIT seconds (300). 77 where Ceph is not installed.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu

for program in radosgw ceph-mon ceph-osd ceph; do
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

# Two free ports, below those the system gives to whoever asks for any.
set -- $(python3 -c '
import random, socket
held = []
while len(held) < 2:
    try:
        held.append(socket.create_server(("127.0.0.1", random.randrange(15000, 32000))))
    except OSError:
        pass
print(*(each.getsockname()[1] for each in held))') "$@"
mon_port=$1 port=$2
shift 2

export AWS_ACCESS_KEY_ID=whinchat-test AWS_DEFAULT_REGION=us-east-1 S3_BUCKET=media
export AWS_SECRET_ACCESS_KEY=$(od -An -N20 -tx1 /dev/urandom | tr -d ' \n')
export S3_ENDPOINT=http://127.0.0.1:$port
export CEPH_CONF=$dir/ceph.conf CEPH_ARGS=
mkdir "$dir/mon" "$dir/osd"
fsid=$(cat /proc/sys/kernel/random/uuid) osd=$(cat /proc/sys/kernel/random/uuid)
# Nobody proves who they are inside the cluster: it is on loopback and lives for a minute. "class
# dir" is relative in Debian's build, and a gateway without "mon client mode" waits for cephx.
cat >"$CEPH_CONF" <<CONF
[global]
fsid = $fsid
mon host = v2:127.0.0.1:$mon_port
ms bind msgr1 = false
public network = 127.0.0.0/8
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon data avail crit = 1
run dir = $dir
admin socket =
log file = $dir/\$name.log
log to stderr = false
crash dir = $dir
[mon.a]
mon data = $dir/mon
mon initial members = a
mon cluster log file = $dir/cluster.log
paxos propose interval = 0.05
paxos min wait = 0.02
[osd.0]
osd data = $dir/osd
osd objectstore = memstore
osd class dir = $(dirname "$(ls /usr/lib*/rados-classes/libcls_rgw.so \
  /usr/lib/*/rados-classes/libcls_rgw.so 2>/dev/null | head -n 1)")
memstore device bytes = 1073741824
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:$port
# https://BUCKET.localhost/KEY is understood beside https://HOST/BUCKET/KEY.
rgw dns name = localhost
rgw enable usage log = false
CONF

make_store () {
  monmaptool --create --fsid "$fsid" --addv a "[v2:127.0.0.1:$mon_port]" "$dir/monmap" &&
    ceph-mon -i a --mkfs --monmap "$dir/monmap"
}

osd_is_up () {
  ceph osd stat | grep -q '1 up'
}

# A client of its own, which knows nothing of ours.
make_bucket () {
  curl --silent --fail --show-error --aws-sigv4 "aws:amz:$AWS_DEFAULT_REGION:s3" \
    --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -X PUT "$S3_ENDPOINT/$S3_BUCKET"
}

make_store >"$dir/make.log" 2>&1 || give_up 'the monitor could not be made'
start ceph-mon -i a -f
ceph --connect-timeout 20 osd new "$osd" >>"$dir/make.log" 2>&1 || give_up 'no monitor'
ceph-osd -i 0 --mkfs --osd-uuid "$osd" >>"$dir/make.log" 2>&1 || give_up 'no object store'
start ceph-osd -i 0 -f
await osd_is_up
radosgw-admin -n client.rgw user create --uid test --display-name test \
  --access-key "$AWS_ACCESS_KEY_ID" --secret-key "$AWS_SECRET_ACCESS_KEY" \
  >>"$dir/make.log" 2>&1 || give_up 'no user'
start radosgw -n client.rgw -f
await make_bucket

# In the background, so that a signal is not kept waiting until the command ends.
setpriv --pdeathsig TERM -- timeout --kill-after=10 "${LIMIT:-300}" "$@" &
job=$!
status=0
wait $job || status=$?
exit $status
