"""po/POTFILES.in names exactly the files that hold strings to translate.
SPDX-License-Identifier: GPL-3.0-or-later"""

import re

from tap import TOP, run

MARK = re.compile(r"\b(?:_|N_|C_|NC_|ngettext|g_dngettext)\s*\(")
POTFILES = TOP / "po/POTFILES.in"


def listed():
    lines = POTFILES.read_text().splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def every_entry_exists():
    return [f"{name} is listed but not there" for name in listed() if not (TOP / name).is_file()]


def every_entry_is_there_once_and_in_order():
    names = listed()
    return [f"{name} is out of order" for name, next_ in zip(names, names[1:]) if name >= next_]


def every_marked_source_is_listed():
    sources = sorted([*TOP.glob("src/**/*.c"), *TOP.glob("src/**/*.blp")])
    marked = (s.relative_to(TOP).as_posix() for s in sources if MARK.search(s.read_text()))
    return [f"{name} has strings to translate but is not listed" for name in marked
            if name not in listed()]


def every_listed_source_is_marked():
    sources = (name for name in listed() if name.endswith((".c", ".blp")) and (TOP / name).is_file())
    return [f"{name} is listed but has nothing to translate" for name in sources
            if not MARK.search((TOP / name).read_text())]


def every_language_has_its_file():
    languages = (TOP / "po/LINGUAS").read_text().split()
    return [f"po/{name}.po is missing" for name in languages if not (TOP / f"po/{name}.po").is_file()]


run([every_entry_exists, every_entry_is_there_once_and_in_order, every_marked_source_is_listed,
     every_listed_source_is_marked, every_language_has_its_file])
