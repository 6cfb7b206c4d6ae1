# native.sh: points of door.sh about a Debian 13 that has nothing but apt, where ./dev installs.
# SPDX-License-Identifier: GPL-3.0-or-later

bare=$work/bare

# Runs ./dev in the bare system, in a new folder.
natively () {
  as_root_owner "$bare" env -u WHINCHAT_ENV HOME=/root LC_ALL=C.UTF-8 \
    PATH=/usr/sbin:/usr/bin:/sbin:/bin '/srv/a clone/dev' --yes "$@"
}

native_builds () {
  make_debian "$bare"
  tar -C "$work" --exclude='build*' -c 'a clone' |
    as_root_owner "$bare" sh -c 'tar -C /srv -x --no-same-owner'
  natively build 2>"$work/said"
  has "$work/said" 'Installing packages: done in'
  as_root_owner "$bare" sh -ec 'ls -l "/srv/a clone/build/src/whinchat"
    "/srv/a clone/build/server/whinchatd" --version
    ! ls /usr/bin/ceph /usr/bin/Xvfb'
  natively build 2>"$work/said"
  ! grep 'Installing' "$work/said"
}

native_tests () {
  natively test sigv4 >"$work/tested" 2>"$work/said"
  has "$work/said" 'Installing packages: done in'
  [ "$(tail -n 1 "$work/tested" | sed 's/^[1-9][0-9]* //')" = 'passed, 0 failed' ]
}
