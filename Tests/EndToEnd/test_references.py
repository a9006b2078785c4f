"""Entities that refer to each other: every reference resolves, in a database that looks."""
import csv
import json
import sqlite3

import places

SCHEMA = {
    "version": "1.0",
    "generators": {
        "number": {"type": "logic", "kind": "sequence"}, "uuid": {"type": "logic", "kind": "uuid"},
        "word": {"type": "list", "values": ["red", "green", "blue"]},
        "letter": {"type": "template", "pattern": "Dear {{User.name}}"},
    },
    "entities": {
        "User": {"fields": {"id": {"generator": "number"}, "name": {"generator": "word"}, "best": {"nullable": 0.1}}},
        "Profile": {"fields": {"user_id": {}, "colour": {"generator": "word"}}},
        "Order": {"fields": {"id": {"generator": "uuid"}, "user_id": {}, "letter": {"generator": "letter"}}},
        "Tag": {"fields": {"id": {"generator": "number"}, "name": {"generator": "word", "unique": False}}},
    },
    "relationships": [
        {"from": "Profile.user_id", "to": "User.id", "cardinality": "one-to-one"},
        {"from": "Order.user_id", "to": "User.id", "cardinality": "many-to-one"},
        {"from": "Order.id", "to": "User.best", "cardinality": "one-to-many"},
        {"from": "Order.id", "to": "Tag.id", "cardinality": "many-to-many", "through": "OrderTag"},
    ],
    "scenarios": {"big": {"User": 200_000, "Profile": 150_000, "Order": 300_000, "Tag": 50_000, "OrderTag": 300_000}},
}

# A circle is loaded with constraints that are looked at in the end, and quickly only with indices on what refers.
TABLES = """
CREATE TABLE "User" (id INTEGER PRIMARY KEY, name TEXT,
    best TEXT REFERENCES "Order" (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "Profile" (user_id INTEGER NOT NULL UNIQUE REFERENCES "User" (id), colour TEXT);
CREATE TABLE "Order" (id TEXT PRIMARY KEY, letter TEXT,
    user_id INTEGER NOT NULL REFERENCES "User" (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "Tag" (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE "OrderTag" (Order_id TEXT NOT NULL REFERENCES "Order" (id), Tag_id INTEGER NOT NULL REFERENCES "Tag" (id),
    UNIQUE (Order_id, Tag_id));
CREATE INDEX best_of ON "User" (best); CREATE INDEX owner_of ON "Order" (user_id);
CREATE INDEX tag_of ON "OrderTag" (Tag_id);
"""


def test_in_a_million_records_every_reference_resolves(tmp_path):
    (tmp_path / "schema.pdl.json").write_text(json.dumps(SCHEMA))
    done = places.phony("generate", tmp_path / "schema.pdl.json", "-o", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.execute("PRAGMA foreign_keys = ON")
    database.executescript(TABLES)
    database.execute("BEGIN")
    loaded = 0
    for table in ("User", "Profile", "Order", "Tag", "OrderTag"):
        with open(tmp_path / "out" / f"{table}.csv", newline="") as file:
            rows = csv.reader(file)
            names = next(rows)
            statement = f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})'
            loaded += database.executemany(statement, ([value or None for value in row] for row in rows)).rowcount
    database.execute("COMMIT")
    assert loaded == 1_000_000
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    wrong = 'SELECT count(*) FROM "Order" JOIN "User" ON "User".id = user_id WHERE letter <> \'Dear \' || name'
    assert database.execute(wrong).fetchone() == (0,)
    alone = database.execute('SELECT count(*) FROM "User" WHERE best IS NULL').fetchone()[0]
    assert 18_000 < alone < 22_000
