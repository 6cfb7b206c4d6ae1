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
# What of the app's dependencies, by pkg-config's names, GNOME's runtime 50 has, and which module
# brings what it does not have.
RUNTIME = {
    "gio-2.0", "gio-unix-2.0", "json-glib-1.0", "libsoup-3.0", "gtk4", "libadwaita-1",
    "cairo", "gdk-pixbuf-2.0", "libsecret-1", "libcrypto", "gstreamer-1.0", "gstreamer-app-1.0",
    "gstreamer-audio-1.0", "gstreamer-pbutils-1.0", "gstreamer-video-1.0",
}
SHIPPED = {"libsodium": "libsodium", "sqlcipher": "sqlcipher", "libqrencode": "qrencode",
           "libomemo-c": "libomemo-c", "libspelling-1": "libspelling", "shumate-1.0": "libshumate"}
# What a module takes itself.
BEFORE = {"libomemo-c": {"protobuf-c"}, "sqlcipher": {"tcl"},
          "whinchat": set(SHIPPED.values())}


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


def dependencies():
    """Of the app: pkg-config's names, each with the versions asked for."""
    text = (TOP / "meson.build").read_text()
    text = re.sub(r"^if get_option\('server'\)$.*?^endif$", "", text, flags=re.M | re.S)
    for build in (TOP / "src").rglob("meson.build"):
        text += build.read_text()
    found = {}
    for name, least in re.findall(r"\bdependency\('([^']+)'(?:, version: '>= ([\d.]+)')?", text):
        found.setdefault(name, []).append(least)
    return found


def version_of(module):
    return re.search(r"(\d+(?:\.\d+)+)(?:-src)?\.tar", MODULES[module]["sources"][0]["url"])[1]


def numbers(version):
    return [int(number) for number in version.split(".")]


def each_dependency_is_in_the_runtime_or_shipped():
    found = dependencies()
    assert {"gtk4", "libsodium", "sqlcipher", "libomemo-c"} <= set(found), found
    for name in set(found) - RUNTIME - set(SHIPPED):
        yield f"{name}: is it in the runtime, or which module has it?"
    for name in set(found) & set(SHIPPED):
        if SHIPPED[name] not in MODULES:
            yield f"{name} has no module"
            continue
        for least in found[name]:
            if least and numbers(version_of(SHIPPED[name])) < numbers(least):
                yield f"{SHIPPED[name]} is older than {least}"


def two_sqlites_never_meet():
    """The second one would silently write plain text."""
    return [f"the app names {name}" for name in dependencies() if name.startswith("sqlite")]


def no_module_is_left_over():
    used = set().union(SHIPPED.values(), *BEFORE.values(), {"whinchat"})
    return [f"nothing uses {name}" for name in set(MODULES) - used]


def modules_come_after_what_they_need():
    order = list(MODULES)
    for name, needed in BEFORE.items():
        for other in needed:
            if not {name, other} <= set(order) or order.index(other) > order.index(name):
                yield f"{other} has to be built before {name}"


def libsodium_has_ml_kem():
    return [] if numbers(version_of("libsodium")) >= [1, 0, 22] else ["it came with 1.0.22"]


def the_readme_says_where_each_checksum_comes_from():
    text = (FOLDER / "README.md").read_text()
    return [f"not {name} {version_of(name)}" for name in MODULES
            if name != "whinchat" and f"`{name}` {version_of(name)}: " not in text]


def the_options_exist():
    known = set(re.findall(r"^option\('(\w+)'", (TOP / "meson.options").read_text(), re.M))
    used = re.findall(r"-D(\w+)=", " ".join(MODULES["whinchat"]["config-opts"]))
    return [f"meson.options has no {name}" for name in used if name not in known]


run([the_runtime_is_the_one_we_support, the_sandbox_asks_for_no_more,
     no_module_asks_for_the_network, every_source_is_pinned_or_ours,
     no_two_archives_have_one_checksum, each_dependency_is_in_the_runtime_or_shipped,
     two_sqlites_never_meet, no_module_is_left_over, modules_come_after_what_they_need,
     libsodium_has_ml_kem, the_readme_says_where_each_checksum_comes_from, the_options_exist])
