# s3-swift.sh: OpenStack Swift, one of each server, with its S3 front. Sourced by s3.sh.
# SPDX-License-Identifier: GPL-3.0-or-later
programs='swift-proxy-server swift-account-server swift-container-server swift-object-server memcached'
key_id=test:tester

# One device, in one process instead of nine calls of swift-ring-builder.
make_rings () {
  python3 - "$dir" "$@" <<'PYTHON'
import sys
from swift.common.ring import RingBuilder

folder, *ports = sys.argv[1:]
for name, port in zip(("account", "container", "object"), ports):
    builder = RingBuilder(4, 1, 0)
    builder.add_dev({"id": 0, "region": 1, "zone": 1, "ip": "127.0.0.1", "port": int(port),
                     "device": "disk", "weight": 1.0, "replication_ip": "127.0.0.1",
                     "replication_port": int(port), "meta": ""})
    builder.rebalance()
    builder.get_ring().save(f"{folder}/{name}.ring.gz")
PYTHON
}

# write_conf NAME PORT, and what is its own on standard input.
write_conf () {
  {
    cat <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $2
workers = 0
user = $(id -un)
swift_dir = $dir
devices = $dir/node
mount_check = false
log_level = WARNING
log_address = $dir/nowhere
disable_fallocate = true
fallocate_reserve = 0
backlog = 512
CONF
    cat
  } >"$dir/$1-server.conf"
}

write_proxy_conf () {
  write_conf proxy "$port" <<CONF
[pipeline:main]
pipeline = catch_errors cache listing_formats s3api tempauth bulk slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:$1
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = $AWS_DEFAULT_REGION
s3_acl = false
allow_multipart_uploads = true
min_segment_size = 5242880
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = $AWS_SECRET_ACCESS_KEY .admin
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
CONF
}

launch () {
  set -- $(free_ports 5)
  port=$1
  mkdir -p "$dir/node/disk"
  printf '[swift-hash]\nswift_hash_path_suffix = a\nswift_hash_path_prefix = b\n' >"$dir/swift.conf"
  printf '[storage-policy:0]\nname = p0\ndefault = yes\n' >>"$dir/swift.conf"
  export SWIFT_DIR=$dir
  make_rings "$2" "$3" "$4" || give_up 'no rings'
  for part in "account $2" "container $3" "object $4"; do
    name=${part% *}
    printf '[pipeline:main]\npipeline = %s-server\n[app:%s-server]\nuse = egg:swift#%s\n' \
      "$name" "$name" "$name" | write_conf "$name" "${part#* }"
  done
  write_proxy_conf "$5"
  start memcached -l 127.0.0.1 -p "$5" -U 0 -m 16 -u "$(id -un)"
  for name in account container object proxy; do
    start "swift-$name-server" "$dir/$name-server.conf" -v
  done
  for each in "$2" "$3" "$4" "$5" "$port"; do await answers "$each"; done
}
