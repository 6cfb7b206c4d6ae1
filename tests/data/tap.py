"""Just enough TAP for the checks in this folder.
SPDX-License-Identifier: GPL-3.0-or-later"""

import sys
from pathlib import Path

TOP = Path(sys.argv[1])
APP_ID = "org.whinchat.Whinchat"


def run(checks):
    """Each check is a function that returns what is wrong, one problem a line of a list."""
    print(f"1..{len(checks)}")
    failed = 0
    for number, check in enumerate(checks, 1):
        problems = list(check() or [])
        failed += bool(problems)
        for problem in problems:
            print(f"# {problem}")
        print(f"{'not ok' if problems else 'ok'} {number} {check.__name__.replace('_', ' ')}")
    sys.exit(failed > 0)
