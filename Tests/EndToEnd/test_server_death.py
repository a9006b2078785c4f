"""A server that is killed, one backend or all of it, while it is in the middle of something."""
import contextlib
import os
import pathlib
import signal
import time

import pytest

import bystanders
import conftest
import places
import planted
import throwaway
import vitals
import wire

ROWS = 20_000
HBA = conftest.HBA.replace("hostssl", "#hostssl")  # this server has no certificate
# What libpq's users know as "the server went away": by administrator, by a crash, by the loss of the connection.
GONE = {"57P01", "57P02", "57P03", "08006", "08001", "08003"}


@pytest.fixture(scope="module")
def mortal(work, people):
    """A server of its own, for nothing else may depend on one that dies, and a gateway that is never restarted."""
    cluster = throwaway.Cluster(work / "mortal", HBA, {"restart_after_crash": "on"})
    cluster.start()
    try:
        cluster.psql(conftest.ROLES)
        cluster.psql("CREATE EXTENSION citext;", database="shop")
        with places.Direct(cluster).connect() as connection:
            connection.execute(planted.SCHEMA.replace("CREATE EXTENSION citext;", ""))
            conftest.load(connection, people)
        with places.running(work / "survivor", cluster.port, columns=planted.COLUMNS, record=False) as phony:
            phony.cluster = cluster
            yield phony
            phony.assert_alive()
    finally:
        cluster.remove()


def backend_of(client):
    return int.from_bytes(next(message.body for message in client.greeting if message.kind == "K")[:4], "big")


def processes_of(cluster):
    """The postmaster and all its children; these have sessions of their own, so there is no group to kill."""
    head = cluster.process.pid
    return [head, *map(int, pathlib.Path(f"/proc/{head}/task/{head}/children").read_text().split())]


def kill_backend(phony, client):
    os.kill(backend_of(client), signal.SIGKILL)


def kill_server(phony, _client):
    phony.cluster.process.send_signal(signal.SIGSTOP)  # so that it starts nothing new meanwhile
    for process in processes_of(phony.cluster):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    phony.cluster.process.wait(20)


def bring_back(phony):
    """The server as it was; it may take a while to recover."""
    if phony.cluster.process.poll() is not None:
        phony.cluster.launch()
    deadline = time.monotonic() + 30
    while phony.cluster.psql("SELECT 1", check=False).returncode:
        assert time.monotonic() < deadline, "the server did not recover"
        time.sleep(0.05)


def rows_under_way(client):
    client.send(wire.query(f"SELECT p.id, p.email, n FROM people p, generate_series(1, {ROWS}) n"))
    assert client.until("D")


def copy_out_under_way(client):
    client.send(wire.query("COPY (SELECT p.id, p.email, n FROM people p, generate_series(1, 20000) n) TO STDOUT"))
    assert client.until("d")


def copy_in_under_way(client):
    client.query("CREATE TEMP TABLE taken (word text)")
    client.send(wire.query("COPY taken FROM STDIN"))
    assert client.until("G")[-1].kind == "G"
    client.send(wire.message("d", b"word\n" * 1000))


def transaction_under_way(client):
    client.query("BEGIN")
    client.query("UPDATE people SET city = 'Nowhere' WHERE id = 1")


def parse_under_way(client):
    """One statement is prepared; the Parse of the next waits for a table that somebody else has locked."""
    client.ask(wire.parse("SELECT email FROM people WHERE id = $1", "s"), wire.SYNC)
    client.holder.query("BEGIN")
    client.holder.query("LOCK TABLE visits")
    client.send(wire.parse("SELECT email FROM visits", "t"), wire.FLUSH)
    time.sleep(0.3)


UNDER_WAY = [rows_under_way, copy_out_under_way, copy_in_under_way, transaction_under_way, parse_under_way]


@pytest.mark.parametrize("kill", [kill_backend, kill_server])
@pytest.mark.parametrize("begin", UNDER_WAY)
def test_death_in_the_middle(mortal, begin, kill, hidden):
    state = vitals.Vitals(mortal)
    with mortal.raw(timeout=30) as client, places.Direct(mortal.cluster).raw() as client.holder:
        begin(client)
        kill(mortal, client)
        last = client.rest()  # whole frames only
        assert not [message for message in last if message.kind in "CZ"], f"it went on as if well: {last.kinds()[-20:]}"
        errors = last.errors()
        assert len(errors) <= 1 and all(error["C"] in GONE for error in errors), errors
        assert not hidden.find(bytes(client.received[:1 << 20]))
        if begin in (copy_in_under_way, transaction_under_way, parse_under_way):
            assert errors, "between frames there is room to say what happened"
    bring_back(mortal)
    state.assert_returned()
    mortal.assert_alive()
    with mortal.raw() as fresh:
        row = fresh.query("SELECT city, email FROM people WHERE id = 1").values()[0]
        assert row[0] != b"Nowhere" and not hidden.find(row[1])
    state.assert_memory(32 * 1024)


def test_without_a_server_a_client_is_told_so(mortal):
    kill_server(mortal, None)
    for _ in range(20):
        with mortal.raw(log_in=False) as client:
            client.send(wire.startup())
            assert client.rest().errors()[-1]["C"] == "08001"
    bring_back(mortal)
    mortal.assert_alive()


def test_the_death_of_one_backend_among_many(mortal):
    """PostgreSQL then ends all its sessions; each client hears of it, and none gets another's answer."""
    state = vitals.Vitals(mortal)
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(mortal.raw(timeout=30)) for _ in range(20)]
        for number, client in enumerate(clients):
            client.send(wire.query(f"SELECT 'own-{number}', pg_sleep(30)"))
        time.sleep(0.3)
        kill_backend(mortal, clients[0])
        for number, client in enumerate(clients):
            last = client.rest()
            assert not last.values() and last.errors()[-1]["C"] in GONE, f"session {number}: {last}"
    bring_back(mortal)
    state.assert_returned()
    with bystanders.around(mortal):
        time.sleep(0.5)
