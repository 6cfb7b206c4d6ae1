#!/usr/bin/env python3
"""embed.py 001.sql ... OUTPUT: the migrations as C strings, and what they come to for a new database.

SQLite reads the whole schema again for each ALTER TABLE: a new database is made seven times as fast
from what all of them lead to. SPDX-License-Identifier: GPL-3.0-or-later"""
import sqlite3
import sys

# What store-find.c adds to SQL; the index is empty here.
FUNCTIONS = ["find_place", "find_words", "find_tags"]
INDEX = "message_words"


def literal(sql):
    escaped = sql.replace("\\", "\\\\").replace('"', '\\"').splitlines()
    return "\n".join(f'  "{line}\\n"' for line in escaped)


def values(db, table):
    columns = [f'quote ("{row[1]}")' for row in db.execute(f'PRAGMA table_info ("{table}")')]
    return [", ".join(row) for row in db.execute(f'SELECT {", ".join(columns)} FROM "{table}"')]


def outcome(migrations):
    db = sqlite3.connect(":memory:", isolation_level=None)
    for name in FUNCTIONS:
        db.create_function(name, -1, lambda *_: None)
    for sql in migrations:
        db.executescript(sql)
    made = [(kind, name, sql) for kind, name, sql in db.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
        " ORDER BY rowid") if not (kind == "table" and name.startswith(INDEX + "_"))]
    statements = [sql for _, _, sql in made]
    for kind, name, _ in made:
        if kind == "table" and name != INDEX:
            statements += [f'INSERT INTO "{name}" VALUES ({row})' for row in values(db, name)]
    settings = db.execute(f"SELECT quote (k), quote (v) FROM {INDEX}_config WHERE k <> 'version'")
    statements += [f"INSERT INTO {INDEX} ({INDEX}, rank) VALUES ({k}, {v})" for k, v in settings]
    return ";\n".join(statements) + ";"


def main():
    *sources, target = sys.argv[1:]
    migrations = []
    for source in sources:
        with open(source, encoding="utf-8") as sql:
            migrations.append(sql.read())
    with open(target, "w", encoding="utf-8") as out:
        out.write("static const char *const migrations[] = {\n")
        out.write(",\n".join(literal(sql) for sql in migrations))
        out.write(f"\n}};\nstatic const char new_schema[] =\n{literal(outcome(migrations))};\n")


main()
