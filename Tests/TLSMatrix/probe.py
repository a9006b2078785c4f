"""One connection, and what each leg of it really used, as libpq and the server say it."""
import dataclasses
import re
import select
import tempfile
import time

import psycopg
from psycopg import pq

import cells
import world

SECONDS = 60


@dataclasses.dataclass(frozen=True)
class Refused:
    """What libpq says of each attempt; with sslmode=prefer there may be two."""

    attempts: tuple[str, ...]


def look(place, cell):
    """Connects as the cell says: `Refused`, or the cells.Connects that really came about."""
    passed_before = place.passed_doors()
    with tempfile.TemporaryFile("w+") as file:
        connection, error = connect(parameters(place, cell), file)
        try:
            if error:
                return Refused(tuple(re.split(r'connection to server at "[^"]+", port \d+ failed: ', error)[1:]))
            file.seek(0)
            trace = file.read()
            pid = ask(connection, "SELECT pg_backend_pid()")
            encrypted = ask(connection, f"SELECT ssl FROM pg_stat_ssl WHERE pid = {pid}") == "t"
            # Behind a door stands a listener that goes on to the server as it likes.
            went_direct = place.passed_doors() > passed_before
            server_tls = "direct" if went_direct else "asked for" if encrypted else "clear"
            assert ask(connection, "SELECT email FROM people") == "[redacted]", "the policy is not in force"
            return cells.Connects(client_tls(connection, trace), asked(trace), server_tls, place.method_of(pid))
        finally:
            connection.finish()


def difference(expected, seen):
    """What came out otherwise than a cell's rule says, in words; None if nothing."""
    if isinstance(expected, cells.Connects):
        return None if seen == expected else f"{seen} in place of {expected}"
    if not isinstance(seen, Refused):
        return f"got in by {seen}, against: {expected[0].note}"
    same = len(seen.attempts) == len(expected) and all(
        re.fullmatch(reason.pattern, message.strip()) for message, reason in zip(seen.attempts, expected))
    return None if same else f"{seen.attempts} in place of {[reason.pattern for reason in expected]}"


def parameters(place, cell):
    user = world.USERS[cell.method]
    host, port = place.gateway.address(world.listener_name(cell))
    options = {"host": host, "port": port, "dbname": world.DATABASE, "connect_timeout": SECONDS}
    if cell.gateway == "terminate":
        options |= {"user": f"client-{user}", "password": f"{user}-own-secret"}
    else:
        options |= {"user": user} | ({"password": f"{user}-secret"} if user in world.WITH_PASSWORD else {})
    options["sslmode"] = "verify-full" if cell.client == "direct" else cell.client
    if cell.client == "direct":
        options["sslnegotiation"] = "direct"
    if options["sslmode"] == "verify-full":
        options["sslrootcert"] = str(place.certs.path("ca.crt"))
    if cell.method == "cert":
        options |= {"sslcert": str(place.certs.path("client.crt")), "sslkey": str(place.certs.path("client.key"))}
    if cell.method == "scram-plus":
        options["channel_binding"] = "require"
    return options


def connect(options, trace):
    """libpq's own connection, with a trace of its messages from the first one on; and its error, if it fails."""
    connection = pq.PGconn.connect_start(psycopg.conninfo.make_conninfo(**options).encode())
    if connection.status != pq.ConnStatus.BAD:
        connection.trace(trace.fileno())
        connection.set_trace_flags(pq.Trace.SUPPRESS_TIMESTAMPS)
    deadline = time.monotonic() + SECONDS
    wanted = pq.PollingStatus.WRITING
    while connection.status != pq.ConnStatus.BAD and wanted != pq.PollingStatus.OK:
        waiting = [connection.socket]
        lists = (waiting, [], []) if wanted == pq.PollingStatus.READING else ([], waiting, [])
        assert any(select.select(*lists, max(0, deadline - time.monotonic()))), "no connection in time"
        wanted = connection.connect_poll()
        if wanted == pq.PollingStatus.FAILED:
            break
    failed = connection.status == pq.ConnStatus.BAD or wanted == pq.PollingStatus.FAILED
    if not failed:
        connection.untrace()
    return connection, connection.error_message.decode() if failed else ""


def ask(connection, query):
    result = connection.exec_(query.encode())
    assert result.status == pq.ExecStatus.TUPLES_OK, f"{query}: {connection.error_message}"
    return result.get_value(0, 0).decode()


def client_tls(connection, trace):
    if not connection.ssl_in_use:
        return "clear"
    return "asked for" if "\tSSLRequest\t" in trace else "direct"


def asked(trace):
    """The proof that the client was asked for, in the words of cells.client_proof."""
    if mechanism := re.search(r'^F\t\d+\tSASLInitialResponse\t "([^"]+)"', trace, re.MULTILINE):
        return mechanism[1]
    requests = re.findall(r"^B\t\d+\tAuthentication(\w+)", trace, re.MULTILINE)
    return {(): "nothing", ("CleartextPassword",): "password", ("MD5Password",): "md5"}[tuple(requests)]
