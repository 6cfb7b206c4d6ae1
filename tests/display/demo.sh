#!/bin/sh
# demo.sh BUILD FOLDER: see demo.py. Runs inside tests/util/headless.sh.
# SPDX-License-Identifier: GPL-3.0-or-later
exec python3 "$(dirname "$0")/demo.py" "$@"
