"""Whole sessions of hostile clients and hostile servers, over real sockets (fuzz_run.py says for how long)."""
import contextlib
import threading
import time

import pytest

import bystanders
import canaries
import fuzz_run
import fuzz_sessions
import places
import planted
import vitals
import wire

GROWTH = 160 * 1024  # KiB: caches of statements fill, and glibc keeps an arena for each thread


class Outcomes:
    """What came out of the gateway, searched for protected values in batches; a find is narrowed to its case."""

    SIZE = 1 << 19

    def __init__(self, hidden):
        self.hidden = hidden
        self._local = threading.local()

    def add(self, case, data):
        batch = self._local.__dict__.setdefault("batch", [])
        batch.append((case, data))
        if sum(len(data) for _, data in batch) > self.SIZE or len(batch) > 50:
            self._local.batch = []
            if self.hidden.find(b"\0\0\0\0".join(data for _, data in batch)):
                for earlier, data in batch:
                    assert not (found := self.hidden.find(data)), f"case {earlier} got {found}"


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
        with bystanders.around(phony):
            state = vitals.Vitals(phony)

            def play(number, count):
                received = converse(phony.port, fuzz_sessions.client_case(number), count)
                outcomes.add(number, received)

            def check():
                assert phony.gateway.alive(), f"the gateway died:\n{phony.log()[-3000:]}"

            count = fuzz_run.Run("clients", play, check).go()
            state.assert_returned(60)
            print(f"grown by {state.assert_memory(GROWTH)} KiB")
        assert fresh_answer(phony) == right
        assert not hidden.find(phony.log().encode())
        assert count["bytes received"] > 10_000


def fresh_answer(phony):
    with phony.raw() as client:
        rows = client.query("SELECT * FROM people ORDER BY id LIMIT 20").values()
    assert len(rows) == 20
    return rows
