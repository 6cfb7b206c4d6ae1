#!/usr/bin/env python3
"""Writes the migrations, in order, as a C header: embed.py OUTPUT 001.sql 002.sql ..."""
# SPDX-License-Identifier: GPL-3.0-or-later
import sys


def literal(path):
    lines = open(path, encoding="utf-8").read().splitlines()
    return "\n".join('  "%s\\n"' % line.replace("\\", "\\\\").replace('"', '\\"') for line in lines)


scripts = sys.argv[2:]
with open(sys.argv[1], "w", encoding="utf-8") as out:
    out.write("#pragma once\n\n#define SCHEMA_VERSION %d\n\n" % len(scripts))
    out.write("static const char *const schema_scripts[SCHEMA_VERSION] = {\n")
    out.write(",\n".join(literal(script) for script in scripts))
    out.write("\n};\n")
