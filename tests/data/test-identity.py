"""One application id in every file that carries it, and texts of the lengths that shops show.
SPDX-License-Identifier: GPL-3.0-or-later"""

import configparser
import json
import re
import xml.etree.ElementTree as ET

from tap import APP_ID, TOP, run

META = ET.parse(TOP / f"data/{APP_ID}.metainfo.xml.in").getroot()


def keys_of(name, group):
    text = configparser.ConfigParser(interpolation=None)
    text.optionxform = str
    text.read(TOP / "data" / name)
    return text[group]


def the_id_is_the_same_everywhere():
    desktop = keys_of(f"{APP_ID}.desktop.in", "Desktop Entry")
    schema = ET.parse(TOP / f"data/{APP_ID}.gschema.xml").getroot().find("schema")
    named = {
        "meson.build": re.search(r"app_id = '(.*)'", (TOP / "meson.build").read_text())[1],
        "metainfo id": META.findtext("id"),
        "metainfo launchable": META.findtext("launchable").removesuffix(".desktop"),
        "metainfo provides": META.findtext("provides/dbus"),
        "desktop icon": desktop["Icon"],
        "D-Bus service": keys_of(f"{APP_ID}.service.in", "D-BUS Service")["Name"],
        "schema": schema.get("id"),
        "schema path": schema.get("path").strip("/").replace("/", "."),
        "Flatpak manifest": json.loads((TOP / f"flatpak/{APP_ID}.json").read_text())["id"],
    }
    return [f"{where} says {name}" for where, name in named.items() if name != APP_ID]


def the_newest_release_is_the_version_built():
    version = re.search(r"version: '([\d.]+)'", (TOP / "meson.build").read_text())[1]
    newest = META.find("releases/release").get("version")
    return [] if newest == version else [f"metainfo says {newest}, meson.build {version}"]


def releases_are_newest_first():
    dates = [release.get("date") for release in META.iterfind("releases/release")]
    return [] if dates == sorted(dates, reverse=True) else [f"they are {dates}"]


def name_and_summary_are_short():
    name, summary = META.findtext("name"), META.findtext("summary")
    if len(name) > 15:
        yield f"the name has {len(name)} characters, not up to 15"
    if len(summary) > 35 or summary.endswith(".") or summary.split()[0] in ("A", "An", "The"):
        yield f"a summary has up to 35 characters, no article first, no full stop: {summary}"


def the_two_brand_colours_are_colourful():
    colours = {c.get("scheme_preference"): c.text for c in META.iterfind("branding/color")}
    if set(colours) != {"light", "dark"}:
        yield f"there are {sorted(colours)}"
    for scheme, colour in colours.items():
        channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        if max(channels) - min(channels) < 16:
            yield f"{colour} is a grey"
        if (sum(channels) > 3 * 128) != (scheme == "light"):
            yield f"{colour} is not for a {scheme} background"


def screenshots_have_captions():
    shots = META.findall("screenshots/screenshot")
    if not 3 <= len(shots) <= 6:
        yield f"there are {len(shots)}, not 3 to 6"
    for shot in shots:
        if not shot.findtext("caption") or not shot.findtext("image").startswith("https://"):
            yield f"{shot.findtext('image')} needs https and a caption"


run([the_id_is_the_same_everywhere, the_newest_release_is_the_version_built,
     releases_are_newest_first, name_and_summary_are_short, the_two_brand_colours_are_colourful,
     screenshots_have_captions])
