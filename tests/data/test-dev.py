"""./dev says what it can do, and its summary counts what really happened.
SPDX-License-Identifier: GPL-3.0-or-later"""

import json
import os
import re
import shutil
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


def environment_of(folder, release):
    """What place.sh makes of a system with these lines in its os-release; None: without one."""
    file = Path(folder) / "os-release"
    file.unlink(missing_ok=True)
    if release is not None:
        file.write_text("\n".join(release.split()))
    return subprocess.run(["sh", "-euc", '. "$0"; environment', TOP / "tests/util/place.sh"],
                          env={**os.environ, "WHINCHAT_OS_RELEASE": str(file)},
                          capture_output=True, text=True, check=True).stdout.strip()


def each_system_is_told_apart():
    cases = [
        ("ID=debian VERSION_ID=12", "root"), ("ID=debian VERSION_ID=13", "apt"),
        ("ID=debian", "apt"),  # testing and unstable
        ("ID=ubuntu VERSION_ID=24.04", "root"), ("ID=ubuntu VERSION_ID=24.10", "root"),
        ("ID=ubuntu VERSION_ID=25.04", "apt"), ("ID=ubuntu VERSION_ID=26.04", "apt"),
        ("ID=linuxmint VERSION_ID=22 ID_LIKE=ubuntu", "root"),
        ("ID=fedora VERSION_ID=41", "root"), ("ID=fedora VERSION_ID=42", "ask"),
        ("ID=arch", "ask"), ("ID=manjaro ID_LIKE=arch", "ask"),
        ("ID=opensuse-tumbleweed VERSION_ID=20261120", "ask"),
        ("ID=opensuse-leap VERSION_ID=15.6", "root"), ("", "root"), (None, "root"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        for release, expected in cases:
            if (got := environment_of(folder, release)) != expected:
                yield f"{release}: {got}, not {expected}"


def program(folder, name, text):
    file = Path(folder) / name
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)


def the_package_manager_there_is_named():
    """With no more in the path than the front door calls until then."""
    for manager, command in (("dnf", "sudo dnf install "), ("zypper", "sudo zypper install "),
                             ("pacman", "sudo pacman -S --needed "), (None, "your package manager")):
        with tempfile.TemporaryDirectory() as folder:
            for tool in ("dirname", "id"):
                (Path(folder) / tool).symlink_to(shutil.which(tool))
            release = Path(folder) / "os-release"
            release.write_text("ID=arch\n")
            if manager:
                program(folder, manager, "echo it was run; exit 3")
            done = subprocess.run([DEV, "build"], capture_output=True, text=True,
                                  env={"HOME": folder, "PATH": folder, "WHINCHAT_OS_RELEASE": str(release)})
        if done.returncode != 1 or command not in done.stderr or "it was run" in done.stdout:
            yield f"{manager}: {done.returncode} {done.stdout}{done.stderr}"
        elif "meson" not in done.stderr or "WHINCHAT_ENV=root" not in done.stderr:
            yield f"{manager}: {done.stderr}"


def nobody(folder):
    """Arguments for subprocess that make an ordinary user of us, the owner of the folder."""
    if os.geteuid() != 0:
        return {}
    os.chown(folder, 65534, 65534)
    return {"user": 65534, "group": 65534, "extra_groups": []}


def a_refused_namespace_is_explained():
    with tempfile.TemporaryDirectory() as folder:
        # A clone of their own, beside a root that looks whole.
        shutil.copy(DEV, folder)
        shutil.copytree(TOP / "tests/util", Path(folder) / "tests/util")
        stamp = Path(folder) / "whinchat/debian13/etc/whinchat-packages"
        stamp.parent.mkdir(parents=True)
        stamp.write_text(subprocess.run(
            ["sh", "-euc", '. "$0/packages.sh"; . "$0/place.sh"; wanted_packages', TOP / "tests/util"],
            capture_output=True, text=True, check=True).stdout)
        program(folder, "bwrap", "echo 'bwrap: No permissions to create new namespace' >&2; exit 1")
        done = subprocess.run(
            [Path(folder) / "dev", "shell", "true"], capture_output=True, text=True, cwd=folder,
            env={"HOME": folder, "XDG_CACHE_HOME": folder, "PATH": f"{folder}:{os.environ['PATH']}",
                 "WHINCHAT_ENV": "root"}, **nobody(folder))
    if done.returncode != 1:
        yield f"the exit status was {done.returncode}: {done.stderr}"
    for words in ("does not let bubblewrap make a namespace", "No permissions", "sysctl", "as root"):
        if words not in done.stderr:
            yield f"“{words}” is missing in {done.stderr}"


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


run([every_command_is_in_the_help, an_unknown_command_is_refused, each_system_is_told_apart,
     the_package_manager_there_is_named, a_refused_namespace_is_explained,
     the_summary_counts_points_of_tests])
