#!/bin/sh
# app.sh BUILD: see app.py. SPDX-License-Identifier: GPL-3.0-or-later
here=$(dirname "$0")
LIMIT=1800 exec "$here/../util/headless.sh" python3 "$here/app.py" "$@"
