"""The icons can be drawn, small and large, and keep to GNOME's grid.
SPDX-License-Identifier: GPL-3.0-or-later"""

import re
import xml.etree.ElementTree as ET

import gi

gi.require_version("GdkPixbuf", "2.0")
from gi.repository import GdkPixbuf

from tap import APP_ID, TOP, run

THEME = TOP / "data/icons/hicolor"
APP = THEME / f"scalable/apps/{APP_ID}.svg"
SYMBOLIC = THEME / f"symbolic/apps/{APP_ID}-symbolic.svg"


def alpha_at(path, size):
    pixbuf = GdkPixbuf.Pixbuf.new_from_file_at_size(str(path), size, size)
    pixels, stride = pixbuf.get_pixels(), pixbuf.get_rowstride()
    return [[pixels[y * stride + x * 4 + 3] for x in range(pixbuf.get_width())]
            for y in range(pixbuf.get_height())]


def size_problems(path, size):
    svg = ET.parse(path).getroot()
    wanted = {"width": f"{size}", "height": f"{size}", "viewBox": f"0 0 {size} {size}"}
    return [f"{path.name}: {key} is {svg.get(key)}" for key in wanted if svg.get(key) != wanted[key]]


def the_app_icon_has_its_size():
    return size_problems(APP, 128)


def the_symbolic_icon_has_its_size():
    return size_problems(SYMBOLIC, 16)


def every_size_shows_a_shape_on_nothing():
    for path in (APP, SYMBOLIC):
        for size in (16, 24, 32, 48, 64, 128, 256, 512):
            alpha = alpha_at(path, size)
            drawn = sum(a > 127 for row in alpha for a in row) / size**2
            if not 0.2 < drawn < 0.9:
                yield f"{path.name} at {size}: {drawn:.0%} is drawn"


def the_app_icon_keeps_off_the_edges():
    alpha = alpha_at(APP, 128)
    edges = [*alpha[0], *alpha[-1], *(row[0] for row in alpha), *(row[-1] for row in alpha)]
    return ["something is drawn at the edge"] if any(edges) else []


def the_symbolic_icon_has_one_colour():
    colours = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", SYMBOLIC.read_text()))
    return [f"it has {colours}"] if len(colours) != 1 else []


def every_icon_of_ours_can_be_drawn():
    for path in sorted([*THEME.rglob("*.svg"), *(TOP / "src").rglob("*.svg")]):
        if not any(a for row in alpha_at(path, 16) for a in row):
            yield f"{path.name} draws nothing"


run([the_app_icon_has_its_size, the_symbolic_icon_has_its_size,
     every_size_shows_a_shape_on_nothing, the_app_icon_keeps_off_the_edges,
     the_symbolic_icon_has_one_colour, every_icon_of_ours_can_be_drawn])
