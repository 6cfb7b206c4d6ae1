# s3-ceph.sh: Ceph, one monitor, one memory store and the gateway. Sourced by s3.sh.
# SPDX-License-Identifier: GPL-3.0-or-later
programs='radosgw ceph-mon ceph-osd ceph' key_id=whinchat-test

write_conf () {
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
}

make_store () {
  monmaptool --create --fsid "$fsid" --addv a "[v2:127.0.0.1:$mon_port]" "$dir/monmap" &&
    ceph-mon -i a --mkfs --monmap "$dir/monmap"
}

osd_is_up () {
  ceph osd stat | grep -q '1 up'
}

launch () {
  set -- $(free_ports 2)
  mon_port=$1 port=$2
  export CEPH_CONF=$dir/ceph.conf CEPH_ARGS=
  mkdir "$dir/mon" "$dir/osd"
  fsid=$(cat /proc/sys/kernel/random/uuid) osd=$(cat /proc/sys/kernel/random/uuid)
  write_conf
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
}
