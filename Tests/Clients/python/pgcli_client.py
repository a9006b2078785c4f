"""pgcli, typed into as a person would."""
import ast
import csv
import re
import subprocess
import time

import steps
import textual
from pgcli_terminal import PGCLI, Terminal

def rows(printed):
    """The rows of a result, between the names of its columns and the status."""
    lines = printed.splitlines()
    end = max(at for at, line in enumerate(lines) if re.match(r"(SELECT|FETCH) \d+$", line))
    return list(csv.reader(lines[1:end]))


def one(printed):
    return rows(printed)[0][0]


def user(terminal):
    return {"user": one(terminal.said("SELECT current_user"))}


def tls():
    def verifying(ca):
        with Terminal(steps.TLS_PORT, {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": ca}) as terminal:
            return user(terminal)

    return {**verifying(steps.CA), "stranger": steps.refused(lambda: verifying(steps.OTHER_CA))}


def text(terminal):
    printed = terminal.said(steps.SELECT_ROWS)
    columns = next(csv.reader(printed.splitlines()))

    def plain(column, value):
        if value == "(null)":
            return None
        if textual.KINDS[column] == "text[]":  # as Python prints a list
            return "{" + ",".join("NULL" if item is None else item for item in ast.literal_eval(value)) + "}"
        return value

    shown = [[plain(column, value) for column, value in zip(columns, row)] for row in rows(printed)]
    return textual.table(columns, shown, ["text"] * len(columns))


def prepared(terminal):
    terminal.said(f"PREPARE by_id AS {steps.BY_ID.format('$1')}")
    terminal.said(f"PREPARE by_email AS {steps.BY_EMAIL.format('$1')}")
    shown = [rows(terminal.said(f"EXECUTE by_id ({number})"))[0] for number in steps.IDS]
    found = [int(one(terminal.said(f"EXECUTE by_email ('{steps.EMAIL}')"))) for _ in range(3)]
    return {"rows": shown, "found": found, "on_server": int(one(terminal.said(steps.PREPARED)))}


def refused(terminal, statement):
    started = time.monotonic()
    printed = terminal.said(statement)
    state = re.search(r"SQLSTATE code: (\w+)", printed).group(1)
    kind = re.search(r"Severity: (\w+)", printed).group(1)
    return {"class": kind, "sqlstate": state, "text": printed, "seconds": time.monotonic() - started,
            "after": int(one(terminal.said("SELECT 1")))}


def error(terminal):
    return refused(terminal, steps.CLASH.format(f"'{steps.EMAIL}'"))


def transaction(terminal):
    def count():
        return int(one(terminal.said(steps.COUNT)))

    for statement in ("BEGIN", steps.INSERT.format(900_001), "SAVEPOINT here", steps.INSERT.format(900_002)):
        terminal.said(statement)
    counts = [count()]
    terminal.said("ROLLBACK TO SAVEPOINT here")
    counts.append(count())
    terminal.said("ROLLBACK")
    return {"counts": [*counts, count()]}


def cancel(terminal):
    """Ctrl-C is its way, and it keeps the server's answer for itself; a limit shows that."""
    assert "cancelled query" in terminal.said(steps.SLEEP, then=terminal.interrupt)
    terminal.said("SET statement_timeout = 500")
    return refused(terminal, steps.SLEEP)


def big():
    with Terminal(steps.BIG_PORT) as terminal:
        return steps.checksum(rows(terminal.said(steps.SELECT_BIG)))


def sitting(step):
    return lambda: step(desk)


version = subprocess.run([PGCLI, "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
with Terminal() as desk:
    steps.run("pgcli", version, {
        "connect": sitting(user), "tls": tls, "text": sitting(text), "prepared": sitting(prepared),
        "error": sitting(error), "transaction": sitting(transaction), "cancel": sitting(cancel), "big": big})
