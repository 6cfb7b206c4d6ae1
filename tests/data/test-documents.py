"""What the documents point at is there, and nothing that is kept goes unmentioned.
SPDX-License-Identifier: GPL-3.0-or-later"""

import re
import subprocess

from tap import TOP, run

PAGES = ["README.md", "SECURITY.md", "flatpak/README.md", "server/README.md", "src/common/PROTOCOL.md",
         "src/core/README.md", "src/crypto/README.md", "src/keyring/README.md"]
TEXT = {page: (TOP / page).read_text() for page in PAGES}
# Which tell nothing about anybody, or belong to one that is told.
PLAIN_TABLES = {"meta", "prekey_top", "link", "shared"}
LOCAL_LABELS = {"e2ee/v1/record"}  # never leaves the device


def anchors(text):
    heads = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def links_lead_somewhere():
    for page, text in TEXT.items():
        for link in re.findall(r"\]\(([^)]+)\)", text) + re.findall(r'<img src="([^"]+)"', text):
            if link.startswith("https://"):
                continue
            target, _, anchor = link.partition("#")
            path = (TOP / page).parent / target if target else TOP / page
            if not path.exists():
                yield f"{page}: there is no {link}"
            elif anchor and anchor not in anchors(path.read_text()):
                yield f"{page}: {target or page} has no part {anchor}"


def files_that_are_named_exist():
    for page, text in TEXT.items():
        for name in set(re.findall(r"`((?:src|server|tests|data|flatpak|po)/[\w./-]+)`", text)):
            if not (TOP / name).exists():
                yield f"{page}: there is no {name}"


def documents_that_sources_name_exist():
    pages = {path.name for path in TOP.rglob("*.md")}
    for folder in ("src", "server"):
        for source in (TOP / folder).rglob("*.[ch]"):
            for name in set(re.findall(r"\b[\w-]+\.md\b", source.read_text())) - pages:
                yield f"{source.relative_to(TOP)}: there is no {name}"


def commands_that_are_named_exist():
    usage = subprocess.run([TOP / "dev", "help"], capture_output=True, text=True, check=True).stdout
    known = set(re.findall(r"^  (\w+) ", usage, re.M))
    for page, text in TEXT.items():
        for name in set(re.findall(r"\./dev (\w+)", text)) - known:
            yield f"{page}: ./dev has no {name}"


def suites_that_are_named_exist():
    table = TEXT["README.md"].split("## Test it")[1].split("## ")[0]
    named = set(re.findall(r"`([\w-]+)`", "".join(
        line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))))
    real = {"door", "format", "build-server"}
    for build in (TOP / "tests").rglob("meson.build"):
        real |= set(re.findall(r"suite: (?:\[)?'([\w-]+)'", build.read_text()))
    return [f"README.md names a suite {name}" for name in named - real] + \
           [f"README.md does not name the suite {name}" for name in real - named - {"bench", "long"}]


def an_operator_is_told_of_each_table():
    found = set()
    for schema in (TOP / "server/store/schema").glob("*.sql"):
        text = schema.read_text()
        found |= set(re.findall(r"^CREATE TABLE (\w+)", text, re.M))
    told = set(re.findall(r"`(\w+)`", TEXT["server/README.md"].split("## What whoever runs it")[1].split("## ")[0]))
    return [f"server/README.md does not say what is in {name}" for name in found - told - PLAIN_TABLES]


def each_label_is_in_the_protocol():
    """Of what is hashed, signed or derived."""
    page = TEXT["src/common/PROTOCOL.md"]
    for source in sorted((TOP / "src").rglob("*.[ch]")):
        if "keyring" in source.parts:
            continue
        for label in re.findall(r'"whinchat/(\w+/v1/[\w-]+)"', source.read_text()):
            short = label.removeprefix("e2ee/")
            if label not in LOCAL_LABELS and not re.search(rf"{re.escape(short)}\b(?!-)", page):
                yield f"{source.name}: {label}"


run([links_lead_somewhere, files_that_are_named_exist, documents_that_sources_name_exist,
     commands_that_are_named_exist, suites_that_are_named_exist,
     an_operator_is_told_of_each_table, each_label_is_in_the_protocol])
