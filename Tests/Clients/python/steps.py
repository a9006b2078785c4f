"""What every Python client shares: the task from the environment, canonical values, and the one JSON document.

A client is a dictionary of steps; each step is a function that returns its facts. A step that raises is told as failed
and the next goes on, so one fault costs one cell of the matrix.
"""
import datetime
import decimal
import hashlib
import json
import os
import threading
import time
import traceback
import uuid

HOST, PORT, DATABASE = os.environ["HOST"], int(os.environ["PORT"]), os.environ["DATABASE"]
USER, PASSWORD = os.environ["USER"], os.environ["PASSWORD"]
TLS_PORT, CA, OTHER_CA = int(os.environ["TLS_PORT"]), os.environ["CA"], os.environ["OTHER_CA"]
BIG_PORT = int(os.environ["BIG_PORT"])
EMAIL = os.environ["EMAIL"]
SELECT_ROWS, SELECT_BIG = os.environ["SELECT_ROWS"], os.environ["SELECT_BIG"]

IDS = [1, 7, 12, 250, 500] * 3
BY_ID = "SELECT id, email, birth_date FROM people WHERE id = {}"
BY_EMAIL = "SELECT id FROM people WHERE email = {}"
PREPARED = "SELECT count(*) FROM pg_prepared_statements"
CLASH = "UPDATE people SET email = {} WHERE id = 12"
INSERT = "INSERT INTO articles VALUES ({}, 'new', 1)"
COUNT = "SELECT count(*) FROM articles WHERE id > 900000"
SLEEP = "SELECT pg_sleep(30)"


def run(driver, version, steps):
    document = {"driver": driver, "version": version, "steps": {}}
    for name, step in steps.items():
        try:
            document["steps"][name] = step()
        except Exception:
            document["steps"][name] = {"failed": traceback.format_exc()[-3000:]}
    print(json.dumps(document, ensure_ascii=False))


def canonical(value):
    """A value as every client tells it, whatever its language."""
    if value is None or isinstance(value, (bool, float, str, dict)):
        return value
    if isinstance(value, (int, decimal.Decimal)):
        return str(value)
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).hex()
    if isinstance(value, (list, tuple)):
        return [canonical(item) for item in value]
    raise TypeError(f"no canonical form for {type(value)}")


def table(columns, rows, types=None):
    """Rows with the native types of their columns, as seen at the first value that is not null."""
    rows = [list(row) for row in rows]
    if types is None:
        firsts = [next((value for value in values if value is not None), None) for values in zip(*rows)]
        types = [type(value).__name__ for value in firsts]
    return {"columns": list(columns), "types": types, "rows": [canonical(row) for row in rows]}


def checksum(rows):
    """Of a long result: how many rows, and a digest of all their values."""
    digest, count = hashlib.sha256(), 0
    for row in rows:
        digest.update(("|".join(map(str, canonical(tuple(row)))) + "\n").encode())
        count += 1
    return {"count": count, "sha256": digest.hexdigest()}


def refused(connect):
    """Whether a certificate of a stranger's CA keeps the client away."""
    try:
        connect()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def class_name(error):
    module = type(error).__module__
    return type(error).__name__ if module == "builtins" else f"{module}.{type(error).__name__}"


def caught(statement, sqlstate):
    """The error of a statement, as a program and as its reader would see it."""
    started = time.monotonic()
    try:
        statement()
    except Exception as error:
        return {"class": class_name(error), "sqlstate": sqlstate(error), "text": f"{error!r} {error}",
                "seconds": time.monotonic() - started}
    raise AssertionError("no error came")


def later(action, seconds=0.5):
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()
