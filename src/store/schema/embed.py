#!/usr/bin/env python3
"""Writes the migrations named on the command line as C strings: the last argument is the output."""
import sys

*sources, target = sys.argv[1:]
with open(target, "w", encoding="utf-8") as out:
    out.write("static const char *const migrations[] = {\n")
    for source in sources:
        with open(source, encoding="utf-8") as sql:
            for line in sql:
                text = line.rstrip("\n").replace("\\", "\\\\").replace('"', '\\"')
                out.write(f'  "{text}\\n"\n')
        out.write("  ,\n")
    out.write("};\n")
