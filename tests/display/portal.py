"""A portal of the desktop, for a desk without a desktop: one of the programs beside this, which says what it is asked.
SPDX-License-Identifier: GPL-3.0-or-later"""

import subprocess
import sys
import threading
from pathlib import Path

from desk import end, wait


class Portal:
    def __init__(self, name, *answer):
        self.process = subprocess.Popen([sys.executable, Path(__file__).with_name(f"{name}.py"), *answer],
                                        stdout=subprocess.PIPE, text=True)
        self.asked = []
        threading.Thread(target=self.read, daemon=True).start()
        self.wait("ready")

    def read(self):
        for line in self.process.stdout:
            self.asked.append(line.strip())

    def wait(self, what):
        wait(f"the portal: {what}", lambda: what in self.asked)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        end(self.process)
