"""./dev says what it can do, and its summary counts what really happened.
SPDX-License-Identifier: GPL-3.0-or-later"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tap import TOP, run

DEV = TOP / "dev"


def every_command_is_in_the_help():
    names = re.search(r"^case \$command in\n(.*)\n  settle", DEV.read_text(), re.M)[1]
    help_text = subprocess.run([DEV, "help"], capture_output=True, text=True, check=True).stdout
    return [f"{name} is missing" for name in re.findall(r"[a-z]+", names)
            if not re.search(rf"^  {name}\b", help_text, re.M)]


def an_unknown_command_is_refused():
    status = subprocess.run([DEV, "frobnicate"], capture_output=True).returncode
    return [] if status == 2 else [f"the exit status was {status}"]


def summary(tests, checks=()):
    """Runs the summary over (name, result, output) of tests; returns its status and last line."""
    with tempfile.TemporaryDirectory() as build:
        for folder in ("meson-logs", "meson-info"):
            (Path(build) / folder).mkdir()
        log = [{"name": name, "result": result, "stdout": output, "duration": 0.1,
                "returncode": 0, "command": [name]} for name, result, output in tests]
        (Path(build) / "meson-logs/testlog.json").write_text(
            "".join(json.dumps(record) + "\n" for record in log))
        known = [{"name": name, "cmd": [name], "suite": ["whinchat:unit"]} for name, _, _ in tests]
        (Path(build) / "meson-info/intro-tests.json").write_text(json.dumps(known))
        (Path(build) / "checks.tsv").write_text(
            "".join(f"check\t{name}\t{result}\t1\t\n" for name, result in checks))
        done = subprocess.run([sys.executable, TOP / "tests/util/summary.py", build],
                              capture_output=True, text=True)
    return done.returncode, done.stdout.splitlines()[-1]


def the_summary_counts_points_of_tests():
    cases = [
        ("points", [("a", "OK", "1..2\nok 1 x\nok 2 y\n")], (), (0, "2 passed, 0 failed")),
        ("no points", [("a", "OK", "")], (), (0, "1 passed, 0 failed")),
        ("a bad point", [("a", "FAIL", "ok 1 x\nnot ok 2 y\n")], (), (1, "1 passed, 1 failed")),
        ("a crash after good points", [("a", "ERROR", "1..3\nok 1 x\n")], (),
         (1, "1 passed, 1 failed")),
        ("out of time", [("a", "TIMEOUT", "")], (), (1, "0 passed, 1 failed")),
        ("a skipped point", [("a", "OK", "ok 1 x # SKIP no\nok 2 y\n")], (),
         (0, "1 passed, 0 failed")),
        ("a skipped test", [("a", "SKIP", ""), ("b", "OK", "")], (), (0, "1 passed, 0 failed")),
        ("a failed check", [("a", "OK", "")], [("format", "fail")], (1, "1 passed, 1 failed")),
        ("nothing", [], (), (1, "0 passed, 0 failed")),
    ]
    for what, tests, checks, expected in cases:
        if (got := summary(tests, checks)) != expected:
            yield f"{what}: {got}, not {expected}"


run([every_command_is_in_the_help, an_unknown_command_is_refused,
     the_summary_counts_points_of_tests])
