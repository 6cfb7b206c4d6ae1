"""app.py BUILD: what the app costs its person - starting, switching chats, scrolling, searching, doing nothing -
beside Dino where that is installed (`dino-im`), on a store of 1,000,000 messages in 500 chats, connected to a real server. One figure a line, `name = value unit`;
ends with 1 when a gate is missed. Runs inside tests/util/headless.sh.

The store is made once, in ~/.cache/whinchat, and every run works on a copy of its own.
SPDX-License-Identifier: GPL-3.0-or-later"""

import hashlib
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parents[1] / "display"))
from desk import Server, run, wait  # noqa: E402

MESSAGES, CHATS = int(os.environ.get("MESSAGES", "1000000")), 500
ROUNDS = 5
IDLE_SECONDS = 5
PHONE = "+4915110000001"

# The most each figure may be; the start may cost so much more than the bare window.
GATES = {
    "app.switch_cpu_ms": 30,
    "app.scroll_cpu_ms.median": 5,
    "app.scroll_cpu_ms.max": 16,
    "app.scroll_fast_cpu_ms.max": 16,
    "app.live_rows": 30,
    "app.drift_px": 0,
    "app.pss_mib.start": 120,
    "app.pss_mib.scrolled": 160,
    "app.rows_more_after_100_switches": 0,
    "app.idle_wakeups_5s": 0,
    "app.search_ms.median": 50,
    "app.search_ms.max": 50,
    "app.search_filtered_ms.max": 50,
}
START_OVER_BARE_MS = 150
# Else the figures of scrolling are of something else.
LEAST = {"app.scrolled_rows": 10000, "app.scrolled_pictures": 100}

figures = {}


def show(name, value, unit):
    figures[name] = value
    print(f"{name} = {value:.2f} {unit}" if isinstance(value, float) else f"{name} = {value} {unit}", flush=True)


# -- The store --

def kept_store(build):
    """Made where it stays: its messages name the files of their pictures."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "whinchat"
    source = Path(__file__).parents[2]
    recipe = hashlib.sha256()
    for path in ["tests/bench/fill-store.c", *sorted(p.relative_to(source) for p in source.glob("src/store/schema/*.sql"))]:
        recipe.update((source / path).read_bytes())
    folder = cache / f"bench-app-{MESSAGES}-{recipe.hexdigest()[:8]}"
    made = folder / "made"
    if not made.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "secret").write_bytes(os.urandom(32))
        subprocess.run([build / "tests/bench/fill-store", folder, str(MESSAGES), str(CHATS), folder / "secret"],
                       check=True)
        made.touch()
    return folder


def copy_store(kept, folder):
    folder.mkdir()
    for name in ("store.db", "key", "secret"):
        shutil.copy(kept / name, folder / name)


def register(build, server, folder):
    """An account on the server for the chats that are there."""
    cli = subprocess.Popen(
        [build / "src/cli/whinchat-cli", "--data", folder, "--key-file", folder / "secret", "register",
         "--server", server.url, "--phone", PHONE, "--name", "Anna"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
    cli.communicate(server.code(PHONE) + "\n", timeout=60)
    assert cli.returncode == 0, "the account was not made"


# -- Programs --

class Program:
    def __init__(self, command, env):
        self.process = subprocess.Popen(command, env=dict(os.environ, **env), stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.process.terminate()
        self.process.wait(30)

    @property
    def proc(self):
        return Path(f"/proc/{self.process.pid}")

    def window(self):
        return wait("a window", lambda: subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)],
            capture_output=True, text=True).stdout.split())[0]

    def focus(self):
        run("xdotool", "windowactivate", "--sync", self.window())

    def switches(self):
        """How often its threads were put to sleep or off the processor."""
        return sum(int(n) for status in self.proc.glob("task/*/status")
                   for n in re.findall(r"ctxt_switches:\s+(\d+)", status.read_text()))

    def pss_mib(self):
        kib = re.search(r"^Pss:\s+(\d+)", (self.proc / "smaps_rollup").read_text(), re.M)
        return int(kib[1]) / 1024


def app_env(build, folder):
    data = Path(__file__).parents[2] / "data"
    return {"GSETTINGS_SCHEMA_DIR": str(build / "data"), "WHINCHAT_DATA": str(folder),
            "WHINCHAT_KEY_FILE": str(folder / "secret"),
            "XDG_DATA_DIRS": f"{data}:/usr/local/share:/usr/share"}


def probe_in(work, build):
    """Where LD_PRELOAD, a list that spaces divide, can name it whatever the build's path is."""
    return Path(shutil.copy(build / "tests/bench/libprobe.so", work))


def painted(command, env, until, probe, notes):
    """Milliseconds of CPU to the first frame, and to the first that shows what is waited for."""
    notes.unlink(missing_ok=True)
    with Program(command, dict(env, LD_PRELOAD=str(probe), PROBE_OUT=str(notes), PROBE_UNTIL=until)):
        wait("the frame", lambda: notes.exists() and "shown" in notes.read_text())
        return [int(line.split()[1]) / 1e6 for line in notes.read_text().splitlines()]


def start(build, folder, work):
    probe, notes = probe_in(work, build), work / "notes"
    app, bare = [], []
    for _ in range(ROUNDS + 1):
        app.append(painted([build / "src/whinchat"], app_env(build, folder), "chatrow", probe, notes))
        bare.append(painted([build / "tests/bench/bare-window"], {}, "label", probe, notes))
    # The first round only warms the caches.
    show("app.start_cpu_ms", statistics.median(shown for _, shown in app[1:]), "ms")
    show("app.start_cpu_ms.first_frame", statistics.median(first for first, _ in app[1:]), "ms")
    show("app.bare_window_cpu_ms", statistics.median(shown for _, shown in bare[1:]), "ms")


def rest(build, folder, work):
    """The memory of the app once it has started, and what it does when nobody looks at it."""
    with Program([build / "src/whinchat"], app_env(build, folder)) as app:
        app.focus()
        time.sleep(5)
        show("app.pss_mib.start", app.pss_mib(), "MiB")
        run("xdotool", "key", "ctrl+Next")
        time.sleep(3)
        show("app.pss_mib.chat", app.pss_mib(), "MiB")
        with Program([build / "tests/bench/bare-window"], {}) as other:
            other.focus()
            time.sleep(10)
            counts = []
            for _ in range(3):
                before = app.switches()
                time.sleep(IDLE_SECONDS)
                counts.append(app.switches() - before)
            # Three times, because a heartbeat may fall into one.
            show("app.idle_wakeups_5s", statistics.median(counts), "wake-ups")


def drive(build, folder):
    lines = subprocess.run([build / "tests/bench/drive-app"], env=dict(os.environ, **app_env(build, folder)),
                           stdout=subprocess.PIPE, text=True, check=True).stdout
    print(lines, end="", flush=True)
    for name, value in re.findall(r"^(\S+) = (\S+)", lines, re.M):
        figures[name] = float(value)


# -- Beside Dino --

def dino(build, work):
    """What another messenger with GTK 4 needs for what both do: to start, without an account, and to be there."""
    program = shutil.which("dino-im") or shutil.which("dino")
    if not program:
        print("dino: skipped, dino-im is not installed", file=sys.stderr)
        return
    probe, notes, home = probe_in(work, build), work / "notes", work / "dino"
    env = {f"XDG_{name}_HOME": str(home / name) for name in ("DATA", "CONFIG", "CACHE")}
    spent = [painted([program], env, "label", probe, notes)[1] for _ in range(ROUNDS + 1)]
    show("dino.start_cpu_ms", statistics.median(spent[1:]), "ms")
    with Program([program], env) as app:
        app.focus()
        time.sleep(5)
        show("dino.pss_mib.start", app.pss_mib(), "MiB")


def missed():
    gates = dict(GATES)
    gates["app.start_cpu_ms"] = figures["app.bare_window_cpu_ms"] + START_OVER_BARE_MS
    return [f"{name} is {figures[name]:.2f}, at most {most:.2f}"
            for name, most in gates.items() if figures[name] > most] + [
            f"{name} is {figures[name]:.0f}, at least {least}"
            for name, least in LEAST.items() if figures[name] < least]


def main():
    build = Path(sys.argv[1]).resolve()
    kept = kept_store(build)
    with tempfile.TemporaryDirectory(prefix="bench-app-", dir=build) as name:
        work = Path(name)
        copy_store(kept, work / "data")
        server = Server(build, str(work / "server"))
        try:
            register(build, server, work / "data")
            start(build, work / "data", work)
            rest(build, work / "data", work)
            drive(build, work / "data")
            dino(build, work)
        finally:
            server.stop()
    for line in missed():
        print(f"gate missed: {line}", file=sys.stderr)
    return 1 if missed() else 0


sys.exit(main())
