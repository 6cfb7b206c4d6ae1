"""A copied folder in the hands of the real whinchat-cli: it says so in words, in JSON and by its end.
Usage: test-copied.py WHINCHAT-CLI. SPDX-License-Identifier: GPL-3.0-or-later"""
import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "server"))
# pylint: disable=wrong-import-position
from client import WAIT  # noqa: E402
from tap import phone, run  # noqa: E402

CLI = sys.argv.pop(1)
COPIED = 7
FOLDER = tempfile.mkdtemp(prefix="whin-copied-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
with open(FOLDER + "/key", "wb") as file:
    file.write(os.urandom(32))
os.environ["WHINCHAT_KEY_FILE"] = FOLDER + "/key"


def cli(data, *args):
    return subprocess.run([CLI, "--data", data, "--timeout", "40", *args], capture_output=True, text=True,
                          timeout=WAIT * 6, check=False)


def ok(data, *args):
    done = cli(data, *args)
    assert done.returncode == 0, (args, done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def register(server, name):
    data, number = tempfile.mkdtemp(dir=FOLDER), phone()
    come_back(server, data, number, name)
    return data, number


def come_back(server, data, number, name):
    ok(data, "register", "--server", server.url, "--phone", number, "--name", name, "--code", server.ask_code(number))


def assert_says_so(done):
    assert done.returncode == COPIED, (done.returncode, done.stdout, done.stderr)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["type"] for line in lines].count("copied") == 1, lines
    assert done.stderr.count("used elsewhere since") == 1, done.stderr


async def test_a_copy(t):
    server = t.server()
    (ann, ann_phone), (_, ben_phone) = register(server, "Ann"), register(server, "Ben")
    ok(ann, "send", ben_phone, "Hello")
    copy = tempfile.mkdtemp(dir=FOLDER) + "/copy"
    shutil.copytree(ann, copy)
    ok(ann, "send", ben_phone, "I go on")
    assert_says_so(cli(copy, "send", "u:" + ok(ann, "whoami")[0]["conv"][2:], "From the copy"))
    for command in (["whoami"], ["follow"], ["send", ben_phone, "again"], ["devices"]):
        assert_says_so(cli(copy, *command))
    ok(ann, "send", ben_phone, "Still here")
    come_back(server, copy, ann_phone, "Ann")
    ok(copy, "send", ben_phone, "Here again")


async def test_while_it_runs(t):
    """The older one is told at once."""
    server = t.server()
    ann, _ = register(server, "Ann")
    _, ben_phone = register(server, "Ben")
    follow = subprocess.Popen([CLI, "--data", ann, "follow"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True)
    while '"live"' not in (line := follow.stdout.readline()):
        assert line, "it ended"
    copy = tempfile.mkdtemp(dir=FOLDER) + "/copy"
    shutil.copytree(ann, copy)
    ok(copy, "send", ben_phone, "From the copy")
    out, err = follow.communicate(timeout=WAIT * 3)
    assert follow.returncode == COPIED, (follow.returncode, out, err)
    assert json.loads(out.splitlines()[-1])["type"] == "copied" and "used elsewhere since" in err


run(globals())
