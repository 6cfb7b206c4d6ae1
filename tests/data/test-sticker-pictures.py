"""The stickers that come with the program: drawings without fonts, and pictures that are what they say.
SPDX-License-Identifier: GPL-3.0-or-later"""

import re
import sys
import xml.etree.ElementTree as ET

import gi

gi.require_version("GdkPixbuf", "2.0")
from gi.repository import GdkPixbuf

from tap import TOP, run

FOLDER = TOP / "data/stickers"
sys.path.insert(0, str(FOLDER))
sys.dont_write_bytecode = True
from render import SIDE, render  # noqa: E402

DRAWINGS = sorted(FOLDER.glob("*.svg"))
BYTES_MAX = 256 * 1024


def picture_of(drawing):
    return GdkPixbuf.Pixbuf.new_from_file(str(drawing.with_suffix(".png")))


def there_are_twelve_and_the_program_has_them():
    listed = sorted(re.findall(r"<file>(.*)\.png</file>", (FOLDER / "stickers.gresource.xml").read_text()))
    named = sorted(re.findall(r'\{ "(\w+)", "', (TOP / "src/core/stickers-built-in.c").read_text()))
    drawn = [drawing.stem for drawing in DRAWINGS]
    if len(drawn) != 12 or listed != drawn or named != drawn:
        yield f"{drawn} are drawn, {listed} packed, {named} named"


def none_needs_a_font_or_anything_from_elsewhere():
    for drawing in DRAWINGS:
        for element in ET.parse(drawing).iter():
            name = element.tag.split("}")[1]
            if name in ("text", "tspan", "image", "style", "script", "foreignObject") or any(
                    "href" in key and not value.startswith("#") for key, value in element.attrib.items()):
                yield f"{drawing.name} has {name}"


def each_is_small_and_stands_free():
    for drawing in DRAWINGS:
        picture = picture_of(drawing)
        if (picture.get_width(), picture.get_height(), picture.get_has_alpha()) != (SIDE, SIDE, True):
            yield f"{drawing.stem}.png is {picture.get_width()} x {picture.get_height()}"
        if drawing.with_suffix(".png").stat().st_size > BYTES_MAX:
            yield f"{drawing.stem}.png is too large"
        opaque = picture.get_pixels()[3::4]
        seen = sum(a > 127 for a in opaque) / SIDE**2
        if not 0.2 < seen < 0.8:
            yield f"{drawing.stem}.png: {seen:.0%} is seen"


def each_is_its_drawing():
    for drawing in DRAWINGS:
        made, sent = render(drawing).get_pixels(), picture_of(drawing).get_pixels()
        far = sum(abs(a - b) for a, b in zip(made[::7], sent[::7])) / (len(sent) / 7)
        if len(made) != len(sent) or far > 1:
            yield f"{drawing.stem}.png is another picture: data/stickers/render.py makes it"


run([there_are_twelve_and_the_program_has_them, none_needs_a_font_or_anything_from_elsewhere,
     each_is_small_and_stands_free, each_is_its_drawing])
