"""psql, driven by scripts. The argument is the program; version 18 uses \\parse, \\bind_named and a pipeline."""
import csv
import hashlib
import os
import pty
import re
import signal
import subprocess
import sys
import tempfile
import time
import tty

import steps
import textual

PSQL = sys.argv[1]
VERSION = subprocess.run([PSQL, "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
MODERN = int(VERSION.split(".")[0]) >= 18
NULL = "(null)"


def start(port=steps.PORT, tls="sslmode=disable", **streams):
    address = f"host={steps.HOST} port={port} user={steps.USER} dbname={steps.DATABASE} {tls}"
    settings = ["-P", "pager=off", "-P", f"null={NULL}", "-v", "VERBOSITY=verbose", "-v", "PROMPT1=", "-v", "PROMPT2="]
    return subprocess.Popen(
        [PSQL, "-XqAtn", *settings, "-d", address],
        text=True, env={**os.environ, "PGPASSWORD": steps.PASSWORD},
        **{"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams})


def run(script, *where):
    """What psql prints for a script: its output's lines, and its errors."""
    program = start(*where)
    try:
        out, errors = program.communicate(script + "\n", timeout=100)
    finally:
        program.kill()
    return out.splitlines(), errors


def said(script, *where):
    lines, errors = run(script, *where)
    if errors:
        raise RuntimeError(errors)
    return lines


def user(*where):
    return {"user": said("SELECT current_user;", *where)[0]}


def tls():
    stranger = steps.refused(lambda: user(steps.TLS_PORT, f"sslmode=verify-full sslrootcert={steps.OTHER_CA}"))
    return {**user(steps.TLS_PORT, f"sslmode=verify-full sslrootcert={steps.CA}"), "stranger": stranger}


def text():
    lines = said(f"\\pset format csv\n{steps.SELECT_ROWS};")
    rows = [[None if value == NULL else value for value in row] for row in csv.reader(lines)]
    described = said(f"{steps.SELECT_ROWS} \\gdesc")
    columns, types = zip(*(line.split("|") for line in described))
    return textual.table(list(columns), rows, [re.sub(r"\(.*\)", "", kind) for kind in types])


def prepared():
    by_id, by_email = steps.BY_ID.format("$1"), steps.BY_EMAIL.format("$1")
    if MODERN:
        once = "".join(f"\\bind_named by_id {number} \\sendpipeline\n" for number in steps.IDS)
        found = f"\\bind_named by_email '{steps.EMAIL}' \\g\n" * 3
        script = f"{by_id} \\parse by_id\n{by_email} \\parse by_email\n\\startpipeline\n{once}\\endpipeline\n{found}"
    else:
        once = "".join(f"EXECUTE by_id ({number});\n" for number in steps.IDS)
        script = f"PREPARE by_id AS {by_id};\nPREPARE by_email AS {by_email};\n{once}"
        script += f"EXECUTE by_email ('{steps.EMAIL}');\n" * 3
    lines = said(f"{script}{steps.PREPARED};")
    rows, rest = lines[:len(steps.IDS)], [int(line) for line in lines[len(steps.IDS):]]
    return {"rows": [line.split("|") for line in rows], "found": rest[:-1], "on_server": rest[-1]}


def facts(lines, errors, seconds):
    """psql has no classes of errors; the severity stands for one."""
    state, after = lines
    kind = re.search(r"(\w+):  \w{5}:", errors).group(1)
    return {"class": kind, "sqlstate": state, "text": errors, "seconds": seconds, "after": int(after)}


TOLD = "\n\\echo :LAST_ERROR_SQLSTATE\nSELECT 1;"


def error():
    if MODERN:
        clash = f"{steps.CLASH.format('$1')} \\bind '{steps.EMAIL}' \\g"
    else:
        clash = steps.CLASH.format(f"'{steps.EMAIL}'") + ";"
    return facts(*run(clash + TOLD), 0)


def transaction():
    count = f"{steps.COUNT};"
    first, second = (f"{steps.INSERT.format(number)};" for number in (900_001, 900_002))
    script = ["BEGIN;", first, "SAVEPOINT here;", second, count]
    script += ["ROLLBACK TO SAVEPOINT here;", count, "ROLLBACK;", count]
    return {"counts": [int(line) for line in said("\n".join(script))]}


def cancel():
    """Ctrl-C is psql's way, and it ends a script: so here psql is given a terminal, in which it goes on."""
    here, there = pty.openpty()
    tty.setraw(there)
    program = start(stdin=there, stdout=there)
    os.close(there)
    try:
        os.write(here, f"{steps.SLEEP};{TOLD}\n\\q\n".encode())
        started = time.monotonic()
        steps.later(lambda: program.send_signal(signal.SIGINT), 1)
        errors = program.communicate(timeout=60)[1]
        seconds = time.monotonic() - started
        # Before the answers stands what psql says of the key pressed.
        return facts(os.read(here, 4096).decode().splitlines()[-2:], errors, seconds)
    finally:
        program.kill()
        os.close(here)


def big():
    digest, count = hashlib.sha256(), 0
    with tempfile.TemporaryFile("w+") as errors:
        program = start(steps.BIG_PORT, stderr=errors)
        try:
            program.stdin.write(f"\\set FETCH_COUNT 5000\n{steps.SELECT_BIG};\n")
            program.stdin.close()
            for line in program.stdout:
                digest.update(line.encode())
                count += 1
            program.wait(60)
        finally:
            program.kill()
    return {"count": count, "sha256": digest.hexdigest()}


taken = {"connect": user, "tls": tls, "text": text, "prepared": prepared, "error": error, "transaction": transaction,
         "cancel": cancel, "big": big}
if MODERN:
    del taken["tls"]
steps.run("psql", VERSION, taken)
