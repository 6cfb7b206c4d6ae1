"""Runs tests one after the other at one desk, and prints TAP.
SPDX-License-Identifier: GPL-3.0-or-later"""

import os
import sys
import time
import traceback
from pathlib import Path

from desk import Desk


def shot(app, name):
    """A picture for whoever wants to look, in the folder SHOTS if there is one."""
    if folder := os.environ.get("SHOTS"):
        time.sleep(0.7)  # until what moves has come to rest
        app.shot(Path(folder, f"{Path(sys.argv[0]).stem.removeprefix('test-')}-{name}.png"))


def keep_pictures(desk, name, number):
    """Beside the build's logs, for whoever has to find out."""
    for i, app in enumerate(desk.apps):
        if app.process.poll() is None:
            app.shot(desk.build / f"meson-logs/{name}-{number}-{i}.png")


def run_tests(name, build, tests):
    """Gives whether one failed."""
    print(f"1..{len(tests)}", flush=True)
    with Desk(build) as desk:
        for i, test in enumerate(tests, 1):
            try:
                test(desk)
                print(f"ok {i} {test.__name__}", flush=True)
            except Exception:  # noqa: BLE001
                desk.failed = True
                print(f"not ok {i} {test.__name__}", flush=True)
                for line in traceback.format_exc().splitlines():
                    print(f"# {line}", flush=True)
                keep_pictures(desk, name, i)
                print("Bail out! The rest begins where this would have ended.", flush=True)
                return True
    return False
