#!/bin/sh
# media.sh BUILD: see media.c. SPDX-License-Identifier: GPL-3.0-or-later
here=$(dirname "$0")
build=$(realpath "$1")
export GSETTINGS_SCHEMA_DIR="$build/data" WHINCHATD="$build/server/whinchatd"
export XDG_DATA_DIRS="$(realpath "$here/../../data"):/usr/local/share:/usr/share"
LIMIT=1200 exec "$here/../util/headless.sh" "$build/tests/bench/media" "$build"
