#!/bin/sh
# shots.sh BUILD FOLDER: see shots.py. Runs inside tests/util/headless.sh.
# SPDX-License-Identifier: GPL-3.0-or-later
exec python3 "$(dirname "$0")/shots.py" "$@"
