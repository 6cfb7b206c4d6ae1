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


def tell_what_is_seen(desk):
    """For where no pictures come from."""
    for app in desk.apps:
        try:
            print(f"# seen: {', '.join(f'{n.role} “{n.name}”' for n in app.nodes() if n.name)}"[:4000], flush=True)
        except Exception as error:  # noqa: BLE001
            print(f"# nothing is seen: {error}", flush=True)


def run_tests(name, build, tests):
    """Gives whether one failed."""
    print(f"1..{len(tests)}", flush=True)
    with Desk(build) as desk:
        for i, test in enumerate(tests, 1):
            began = time.monotonic()
            try:
                test(desk)
                print(f"ok {i} {test.__name__}\n# {time.monotonic() - began:.1f} s", flush=True)
            except Exception:  # noqa: BLE001
                desk.failed = True
                print(f"not ok {i} {test.__name__}", flush=True)
                for line in traceback.format_exc().splitlines():
                    print(f"# {line}", flush=True)
                tell_what_is_seen(desk)
                keep_pictures(desk, name, i)
                print("Bail out! The rest begins where this would have ended.", flush=True)
                return True
    return False
