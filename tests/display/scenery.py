"""Pictures to send, drawn here so that nobody's photographs are needed.
SPDX-License-Identifier: GPL-3.0-or-later"""

from desk import run

SKY = {"noon": "#5fa8e8-#dbeeff", "dusk": "#40356f-#f7a072"}
FAR = {"noon": "#7fa3c4", "dusk": "#6b4f86"}
NEAR = {"noon": "#3f6f5c", "dusk": "#33284f"}
WATER = {"noon": "#8fc4ea-#3a7ca8", "dusk": "#e79a76-#463a72"}


def lake(path, light="noon", size=(1200, 800)):
    """Two ranges of hills, a lake and a sun."""
    run("convert", "-size", "1200x540", f"gradient:{SKY[light]}",
        "(", "-size", "1200x260", f"gradient:{WATER[light]}", ")", "-append",
        "-fill", "#fff3c4", "-draw", "circle 880,190 880,140",
        "-fill", FAR[light], "-draw", "polygon 0,400 170,260 330,370 520,200 760,390 930,290 1200,420 1200,545 0,545",
        "-fill", NEAR[light], "-draw", "polygon 0,470 240,400 480,505 700,455 960,520 1200,440 1200,545 0,545",
        "-blur", "0x1", "-resize", f"{size[0]}x{size[1]}!", "-depth", "8", path)
    return path


def plain(path):
    run("convert", "-size", "600x400", "-depth", "8", "gradient:#8ec5fc-#e0c3fc", path)
    return path
