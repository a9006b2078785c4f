"""Whole sessions of hostile clients and hostile servers, over real sockets (fuzz_run.py says for how long)."""
import collections
import contextlib
import random
import threading
import time

import pytest

import bystanders
import fuzz_answers
import fuzz_run
import fuzz_server
import fuzz_sessions
import places
import planted
import vitals
import wire

GROWTH = (192 if fuzz_run.SOAK else 48) * 1024  # KiB: caches of statements fill, and glibc keeps what it once had


class Outcomes:
    """What came out of the gateway, searched for protected values in batches; a find is narrowed to its case."""

    SIZE = 1 << 19

    def __init__(self, hidden):
        self.hidden, self.batch, self.lock = hidden, [], threading.Lock()

    def add(self, case, data):
        with self.lock:
            self.batch.append((case, data))
            if sum(len(data) for _, data in self.batch) < self.SIZE and len(self.batch) < 50:
                return
        self.search()

    def search(self):
        with self.lock:
            batch, self.batch = self.batch, []
        if self.hidden.find(b"\0\0\0\0".join(data for _, data in batch)):
            for case, data in batch:
                found = self.hidden.find(data)
                assert not found, f"PHONY_FUZZ_CASE=clients:{case} got {found}"


def converse(port, case, count):
    """Plays one client; all that it was sent."""
    received = bytearray()
    with wire.Connection("127.0.0.1", port, log_in=case.logs_in, timeout=20) as client:
        with contextlib.suppress(OSError, wire.Closed):
            for piece in case.pieces:
                client.send(piece)
                count["bytes sent"] += len(piece)
                received += client.read_all(0.001)
                client.socket.settimeout(20)
        received += client.read_all(case.silence)
    count["messages"] += case.messages
    count["bytes received"] += len(received)
    count["logged in" if case.logs_in else "never logged in"] += 1
    for fault in case.faults:
        count[f"fault: {fault}"] += 1
    return bytes(received)


@pytest.mark.timeout(fuzz_run.TIMEOUT)
def test_hostile_clients(work, cluster, hidden):
    outcomes = Outcomes(hidden)
    with places.running(work / "fuzz-clients", cluster.port, columns=planted.COLUMNS, record=False) as phony:
        right = fresh_answer(phony)
        with bystanders.around(phony, cluster):
            state = vitals.Vitals(phony)

            def play(number, count):
                received = converse(phony.port, fuzz_sessions.client_case(number), count)
                outcomes.add(number, received)

            def check():
                assert phony.gateway.alive(), f"the gateway died:\n{phony.log()[-3000:]}"

            count = fuzz_run.Run("clients", play, check).go()
            outcomes.search()
            state.assert_returned(60)
            print(f"grown by {state.assert_memory(GROWTH)} KiB")
        assert fresh_answer(phony) == right
        assert not hidden.find(phony.log().encode())
        assert count["bytes received"] > 10_000 or fuzz_run.ONE_CASE


def fresh_answer(phony):
    with phony.raw() as client:
        rows = client.query("SELECT * FROM people ORDER BY id LIMIT 20").values()
    assert len(rows) == 20
    return rows


def reading(sql, name=""):
    return wire.parse(sql, name) + wire.bind((), name) + wire.execute() + wire.SYNC


COLUMNS = "SELECT id, email, city FROM people"
HONEST = [
    wire.query(COLUMNS), wire.query("COPY people (id, email, city) TO STDOUT"), wire.query("BEGIN"),
    wire.query("COPY articles FROM STDIN") + wire.message("d", b"1\tx\n") + wire.message("c"), reading(COLUMNS),
    wire.parse(COLUMNS, "s") + wire.describe("S", "s") + wire.bind((), "s") + wire.execute() + wire.SYNC,
    wire.bind((), "s") + wire.describe() + wire.execute() + wire.close("S", "s") + wire.SYNC,
]


def ask_honestly(port, number, steps, count, seconds=0.12, database="shop"):
    """An ordinary client; what it was sent until the end, an error that ends the session, or silence."""
    with wire.Connection("127.0.0.1", port, log_in=False, timeout=seconds) as client:
        with contextlib.suppress(OSError, wire.Closed):
            client.send(wire.startup(application_name=str(number), database=database))
            client.until("Z")
            for step in steps:
                client.send(step)
                count["messages"] += 1
                if len(client.received) < 4 << 20:
                    client.until("Z")
    count["bytes received"] += len(client.received)
    return bytes(client.received)


@pytest.fixture
def hostile(work, direct, request):
    """A gateway before a hostile server; what an honest server's answers look like through it; its vitals."""
    server = fuzz_server.HostileServer(direct, **request.param)
    folder = work / f"fuzz-{len(request.param)}"
    with places.running(folder, server.port, columns=planted.COLUMNS, record=False) as phony:

        def ask(steps):
            return ask_honestly(phony.port, fuzz_answers.HONEST, steps, collections.Counter(), 10)

        right = ask(HONEST)
        assert right.count(b"@") >= 12 and fuzz_answers.SECRET not in right and right.endswith(b"Z\0\0\0\5I")
        state = vitals.Vitals(phony, lambda: ask(HONEST[:1]))

        def check():
            assert phony.gateway.alive(), f"the gateway died:\n{phony.log()[-3000:]}"

        yield server, phony, check
        state.assert_returned(60)
        print(f"grown by {state.assert_memory(GROWTH)} KiB; faults {dict(server.struck)}")
        time.sleep(1.1)  # so that the catalogue is asked for again
        assert ask(HONEST) == right
        assert fuzz_answers.SECRET.decode() not in phony.log()
        assert len(server.struck) > 10 or fuzz_run.ONE_CASE
    server.close()


@pytest.mark.timeout(fuzz_run.TIMEOUT)
@pytest.mark.parametrize("hostile", [{}], ids=["answers"], indirect=True)
def test_hostile_servers(hostile):
    server, phony, check = hostile

    def play(number, count):
        case, dice = fuzz_answers.ServerCase(number), random.Random(number)
        steps = [dice.choice(HONEST) for _ in range(dice.randrange(1, 7))]
        if dice.random() < 0.3:
            steps = [b"".join(steps)]
        received = ask_honestly(phony.port, number, steps, count)
        secret = fuzz_answers.SECRET in received and not case.may_show
        assert not secret, f"a protected value came out of {case.how}"

    count = fuzz_run.Run("servers", play, check).go()
    assert count["bytes received"] > 10_000 or fuzz_run.ONE_CASE


@pytest.mark.timeout(fuzz_run.TIMEOUT)
@pytest.mark.parametrize("hostile", [{"bends_catalogue": True}], ids=["questions"], indirect=True)
def test_servers_that_spoil_the_catalogue(hostile):
    """What the gateway asks for itself is answered wrongly; a database has its own catalogue, so these are others."""
    _, phony, check = hostile

    def play(number, count):
        ask_honestly(phony.port, number, HONEST[:1], count, database=f"other{number % 40}")

    fuzz_run.Run("catalogue", play, check).go()
