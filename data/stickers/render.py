#!/usr/bin/env python3
"""render.py: makes the PNGs that are sent of the drawings beside it. tests/data/test-sticker-pictures.py compares them.
SPDX-License-Identifier: GPL-3.0-or-later"""

from pathlib import Path

import gi

gi.require_version("GdkPixbuf", "2.0")
from gi.repository import GdkPixbuf

SIDE = 512


def render(svg):
    return GdkPixbuf.Pixbuf.new_from_file_at_size(str(svg), SIDE, SIDE)


if __name__ == "__main__":
    for drawing in sorted(Path(__file__).parent.glob("*.svg")):
        render(drawing).savev(str(drawing.with_suffix(".png")), "png", ["compression"], ["9"])
