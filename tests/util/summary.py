"""Counts what `./dev test` ran: meson's testlog.json (TAP points where a test speaks TAP, else the
test) and the checks of ./dev itself. Shows the output of what failed; the last line is the count.
SPDX-License-Identifier: GPL-3.0-or-later"""

import json
import os
import re
import sys
from collections import Counter

SHOWN_LINES = 60
POINT = re.compile(r"^(not )?ok\b(.*)$", re.M)
GOOD = {"OK", "EXPECTEDFAIL"}


class Result:
    def __init__(self, suite, name, seconds):
        self.suite, self.name, self.seconds = suite, name, seconds
        self.passed = self.failed = self.skipped = 0
        self.output = ""


def from_meson(record, suites):
    suite = suites.get(tuple(record["command"]), "other")
    result = Result(suite, record["name"], record["duration"])
    stdout = record.get("stdout") or ""
    result.output = stdout + (record.get("stderr") or "")
    for bad, rest in POINT.findall(stdout):
        if re.search(r"#\s*(SKIP|TODO)", rest, re.I):
            result.skipped += 1
        elif bad:
            result.failed += 1
        else:
            result.passed += 1
    verdict = record["result"]
    points = result.passed + result.failed + result.skipped
    if verdict == "SKIP":
        result.skipped = max(result.skipped, 1)
    elif verdict in GOOD:
        result.passed += points == 0
    elif not result.failed:
        # It crashed, ran out of time or broke off: its points do not tell.
        result.failed = 1
        result.output += f"\n({verdict}, exit status {record.get('returncode')})"
    return result


def from_check(line):
    suite, name, verdict, seconds, log = line.rstrip("\n").split("\t")
    result = Result(suite, name, float(seconds))
    result.passed, result.failed, result.skipped = (verdict == v for v in ("ok", "fail", "skip"))
    if log and os.path.exists(log):
        with open(log, errors="replace") as text:
            result.output = text.read()
    return result


def read(path, convert):
    if not os.path.exists(path):
        return []
    with open(path, errors="replace") as lines:
        return [convert(line) for line in lines if line.strip()]


def suites_of(build):
    """Meson's log does not name the suites: the command line tells tests apart."""
    path = f"{build}/meson-info/intro-tests.json"
    if not os.path.exists(path):
        return {}
    with open(path) as text:
        return {tuple(t["cmd"]): t["suite"][0].split(":")[-1] for t in json.load(text) if t["suite"]}


def main():
    build = sys.argv[1]
    suites = suites_of(build)
    results = read(f"{build}/checks.tsv", from_check)
    results += read(f"{build}/meson-logs/testlog.json",
                    lambda line: from_meson(json.loads(line), suites))

    for result in (r for r in results if r.failed):
        lines = result.output.strip().splitlines()
        print(f"\n==== {result.suite}/{result.name} failed")
        if len(lines) > SHOWN_LINES:
            print(f"(the last {SHOWN_LINES} of {len(lines)} lines)")
        print("\n".join(lines[-SHOWN_LINES:]))

    print()
    for suite in dict.fromkeys(r.suite for r in results):
        total = Counter()
        for result in (r for r in results if r.suite == suite):
            for field in ("passed", "failed", "skipped", "seconds"):
                total[field] += getattr(result, field)
        skipped = f", {total['skipped']} skipped" if total["skipped"] else ""
        print(f"{suite:10} {total['passed']:5} passed, {total['failed']} failed{skipped}"
              f"  ({total['seconds']:.1f} s)")
    for result in (r for r in results if r.skipped):
        print(f"skipped: {result.skipped} in {result.suite}/{result.name}")

    passed, failed = sum(r.passed for r in results), sum(r.failed for r in results)
    print(f"\n{passed} passed, {failed} failed")
    sys.exit(failed > 0 or passed == 0)


main()
