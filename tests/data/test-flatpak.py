"""The Flatpak manifest: the sandbox stays tight, every source is pinned.
SPDX-License-Identifier: GPL-3.0-or-later"""

import json
import re

from tap import APP_ID, TOP, run

FOLDER = TOP / "flatpak"
MANIFEST = json.loads((FOLDER / f"{APP_ID}.json").read_text())
MODULES = {module["name"]: module for module in MANIFEST["modules"]}

# All that Whinchat may ask for: files, secrets, cameras and notifications go through portals.
ALLOWED = {
    "--share=network",
    "--share=ipc",
    "--socket=wayland",
    "--socket=fallback-x11",
    "--socket=pulseaudio",
    "--device=dri",
}
# What the app links that the runtime does not have.
SHIPPED = {"libsodium", "sqlcipher", "qrencode"}


def the_runtime_is_the_one_we_support():
    wanted = {"runtime": "org.gnome.Platform", "runtime-version": "50", "sdk": "org.gnome.Sdk",
              "command": "whinchat"}
    return [f"{key} is {MANIFEST.get(key)}" for key in wanted if MANIFEST.get(key) != wanted[key]]


def the_sandbox_asks_for_no_more():
    asked = set(MANIFEST["finish-args"])
    return [f"{arg} is not allowed" for arg in asked - ALLOWED] + \
           [f"{arg} is missing" for arg in ALLOWED - asked]


def no_module_asks_for_the_network():
    return [f"{name} would build with the network" for name, module in MODULES.items()
            if "build-args" in json.dumps(module)]


def every_source_is_pinned_or_ours():
    for name, module in MODULES.items():
        for source in module["sources"]:
            if source["type"] == "dir":
                if name != "whinchat" or not (FOLDER / source["path"] / "meson.build").is_file():
                    yield f"{name}: {source['path']} is not this project"
            elif source["type"] != "archive":
                yield f"{name}: a source of type {source['type']}"
            elif not source["url"].startswith("https://"):
                yield f"{name}: {source['url']} is not https"
            elif not re.fullmatch("[0-9a-f]{64}", source.get("sha256", "")):
                yield f"{name}: no sha256 of 64 digits"


def no_two_archives_have_one_checksum():
    sums = [s["sha256"] for m in MODULES.values() for s in m["sources"] if "sha256" in s]
    return [] if len(sums) == len(set(sums)) else ["a checksum was copied"]


def what_the_runtime_lacks_is_shipped():
    return [f"{name} is missing" for name in SHIPPED - set(MODULES)]


def the_options_exist():
    known = set(re.findall(r"^option\('(\w+)'", (TOP / "meson.options").read_text(), re.M))
    used = re.findall(r"-D(\w+)=", " ".join(MODULES["whinchat"]["config-opts"]))
    return [f"meson.options has no {name}" for name in used if name not in known]


run([the_runtime_is_the_one_we_support, the_sandbox_asks_for_no_more,
     no_module_asks_for_the_network, every_source_is_pinned_or_ours,
     no_two_archives_have_one_checksum, what_the_runtime_lacks_is_shipped, the_options_exist])
