"""The stand-ins that the planted people have under the test key, as psycopg 3 is shown them, kept in golden.json."""
import functools
import json
import pathlib

FILE = pathlib.Path(__file__).resolve().parent / "golden.json"

# The types of the columns of `people`.
KINDS = {
    "id": "int4", "first_name": "varchar", "last_name": "varchar", "email": "citext", "alt_email": "varchar",
    "phone": "varchar", "national_id": "bpchar", "member_no": "int8", "birth_date": "date", "last_seen": "timestamptz",
    "notes": "text", "profile": "jsonb", "prefs": "json", "token": "uuid", "salary": "numeric", "credit": "int8",
    "score": "float8", "photo": "bytea", "nicknames": "text[]", "consent": "bool", "city": "text",
    "created_at": "timestamptz",
}


@functools.cache
def load():
    return json.loads(FILE.read_text())


def columns():
    return load()["columns"]


def rows():
    """The people as dictionaries, in the canonical form that every client prints."""
    return [dict(zip(columns(), row, strict=True)) for row in load()["rows"]]


def write(run):
    text = run.steps["text"]
    assert text["columns"] == list(KINDS)
    people = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in text["rows"])
    FILE.write_text(f'{{\n "columns": {json.dumps(text["columns"])},\n "rows": [\n  {people}\n ],\n'
                    f' "big": {json.dumps(run.steps["big"])}\n}}\n')
