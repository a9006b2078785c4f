"""Runs one client against a gateway with masks on, and holds what it said.

A client is a program of its own. It finds its task in the environment: HOST, PORT, USER, PASSWORD, DATABASE;
TLS_PORT, CA and OTHER_CA (a gateway that takes TLS only, who signed its certificate, and a stranger); BIG_PORT for the
long result; EMAIL, a protected value to look up and to collide with; SELECT_ROWS, SELECT_BIG, and KINDS, the types of
the columns. It prints one JSON document:

    {"driver": …, "version": …, "steps": {step: facts}}

where the facts of a step that went wrong are {"failed": text}. checks.py says what the facts must be.
"""
import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / folder) for folder in ("EndToEnd", "Suites")] + [str(HERE.parents[1] / "dev")]

import clients  # noqa: E402
import golden  # noqa: E402
import places  # noqa: E402
import planted  # noqa: E402
import sources  # noqa: E402

PEOPLE = [1, 7, 12, 250, 500]
SELECT_ROWS = f"SELECT * FROM people WHERE id IN ({', '.join(map(str, PEOPLE))}) ORDER BY id"
REPEATED = 220
SELECT_BIG = (f"SELECT p.id, p.email, p.birth_date FROM generate_series(1, {REPEATED}) n CROSS JOIN people p "
              "ORDER BY n, p.id")
# Whose e-mail address the clients know, look up and try to take.
KNOWN = 11
SECONDS = 240


@dataclasses.dataclass
class World:
    """Where the clients go."""
    masked: places.Phony
    tls: places.Phony
    certs: object
    people: list
    hidden: object

    def environment(self):
        return {
            "HOST": self.masked.host, "PORT": str(self.masked.port), "DATABASE": places.DATABASE,
            "USER": places.USER, "PASSWORD": places.PASSWORD, "TLS_PORT": str(self.tls.port),
            "CA": str(self.certs.path("ca.crt")), "OTHER_CA": str(self.certs.path("other-ca.crt")),
            # Without the recorder: what comes out of this step is compared by its digest.
            "BIG_PORT": str(self.masked.unrecorded.port),
            "EMAIL": self.people[KNOWN - 1].email, "SELECT_ROWS": SELECT_ROWS, "SELECT_BIG": SELECT_BIG,
            "KINDS": json.dumps(golden.KINDS),
        }


def tls_gateway(folder, upstream, certs):
    """A gateway with the same masks that serves nobody in the clear."""
    return places.running(folder, upstream, columns=planted.COLUMNS, record=False,
                          listener={"tls": certs.listener_tls("require")})


@dataclasses.dataclass
class Run:
    """What a client said, and what of the planted values was in it or in the gateway's bytes."""
    driver: str = ""
    version: str = ""
    steps: dict = dataclasses.field(default_factory=dict)
    found: list = dataclasses.field(default_factory=list)
    recorded: int = 0
    # In which formats rows went over the wire.
    formats: set = dataclasses.field(default_factory=set)
    seconds: float = 0.0

def run(client, world):
    """Runs a client to its end; whatever keeps it from speaking is told as the failure of every step."""
    try:
        return _run(client, world)
    except (sources.Unavailable, subprocess.TimeoutExpired, Silent) as wrong:
        return Run(steps={step: {"failed": str(wrong)} for step in clients.STEPS if step not in client.lacks})


class Silent(Exception):
    """A client ended without its document."""


def _run(client, world):
    command = [*map(str, client.command())]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    world.masked.recorder.take()
    started = time.monotonic()
    done = subprocess.run(
        command, capture_output=True, timeout=SECONDS, cwd=world.masked.folder,
        env={**kept, "LC_ALL": "C.UTF-8", "TZ": "UTC", **world.environment(), **client.environment})
    seconds = time.monotonic() - started
    recorded = world.masked.recorder.take()
    everything = b"\0\0\0\0".join([*recorded, done.stdout, done.stderr])
    try:
        document = json.loads(done.stdout)
    except ValueError:
        said = (done.stdout + done.stderr).decode(errors="replace")[-3000:]
        raise Silent(f"{client.name} ended with {done.returncode} and no document:\n{said}") from None
    return Run(document["driver"], document["version"], document["steps"], world.hidden.find(everything),
               sum(map(len, recorded)), formats(b"".join(recorded)), seconds)


def formats(traffic):
    """A stand-in that is long enough in either format tells which were used."""
    token = golden.rows()[0]["token"]
    forms = {"text": token.encode(), "binary": bytes.fromhex(token.replace("-", ""))}
    return {name for name, form in forms.items() if form in traffic}
