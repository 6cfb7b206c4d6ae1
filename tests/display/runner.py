"""Runs tests one after the other at one desk, and prints TAP.
SPDX-License-Identifier: GPL-3.0-or-later"""

import traceback

from desk import Desk


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
