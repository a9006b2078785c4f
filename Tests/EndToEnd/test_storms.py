"""Storms of connections: opened and closed faster than anybody would, at every stage of a start. The rates that were
reached stand in the report (record_property) and on standard output."""
import contextlib
import random
import socket
import struct
import threading
import time

import pytest

import places
import planted
import vitals
import wire

SEED = 20_261_124
PLAIN = 4000  # connections of a storm; full logins cost the server a process each
LOGINS = 240
WORKERS = 4
GROWTH = 32 * 1024  # KiB
LIMIT = 8
RESET = struct.pack("ii", 1, 0)


@pytest.fixture(scope="module")
def phony(work, cluster):
    with places.running(work / "storms", cluster.port, columns=planted.COLUMNS, record=False) as phony:
        yield phony
        phony.assert_alive()


@pytest.fixture
def rate(record_property):
    """Runs a storm and notes how many connections a second it made."""
    def storm(name, count, one, at_once=1):
        """Calls `one` until `count` connections were made; each call makes `at_once`."""
        started = time.monotonic()
        for number in range(count // at_once):
            one(number)
        reached = count / (time.monotonic() - started)
        record_property(name, round(reached))
        print(f"{name}: {reached:.0f} a second")
        return reached

    return storm


def leave(client, dice):
    """Every other one hangs up by a reset, as a process that dies does."""
    if dice.random() < 0.5:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    client.close()


STAGES = {
    "connected": b"",
    "a partial start": wire.startup()[:11],
    "a request for tls": wire.request(wire.SSL_REQUEST),
    "a wrong cancel": wire.request(wire.CANCEL_REQUEST, bytes(8)),
}


@pytest.mark.parametrize("stage", STAGES)
def test_storms_before_a_session(phony, rate, stage):
    """What costs the server nothing, or a glance."""
    state, dice, words = vitals.Vitals(phony), random.Random(SEED), STAGES[stage]
    count = PLAIN if not words or len(words) == 11 else PLAIN // 6

    def one(_):
        with contextlib.suppress(ConnectionResetError):
            client = socket.create_connection((phony.host, phony.port), timeout=30)
            if words:
                client.sendall(words)
            leave(client, dice)

    assert rate(stage, count, one) > 100, "too slow for a storm"
    state.assert_returned(60)
    state.assert_memory(GROWTH)
    phony.assert_alive()


def test_a_storm_that_ends_before_authentication(phony, rate):
    """The server has a process for each, which asks for a password that never comes."""
    state, dice = vitals.Vitals(phony), random.Random(SEED)
    start = wire.startup(user=places.USER)

    def one(_):
        with contextlib.suppress(ConnectionResetError):
            client = socket.create_connection((phony.host, phony.port), timeout=30)
            client.sendall(start)
            if dice.random() < 0.3:
                client.recv(100)
            leave(client, dice)

    assert rate("before authentication", LOGINS, one) > 10
    state.assert_returned(60)
    state.assert_memory(GROWTH)
    phony.assert_alive()


def test_a_storm_of_logins(phony, rate):
    state, faults = vitals.Vitals(phony), []

    def some():
        try:
            for number in range(LOGINS // WORKERS):
                with phony.raw(timeout=60) as client:
                    assert client.query(f"SELECT {number}").values() == [[b"%d" % number]]
                    client.send(wire.TERMINATE)
        except Exception as fault:  # told below, not lost with the thread
            faults.append(repr(fault))

    def all_at_once(_):
        threads = [threading.Thread(target=some) for _ in range(WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(90)
        assert not any(thread.is_alive() for thread in threads) and not faults, faults

    assert rate("full logins", LOGINS, all_at_once, LOGINS) > 10
    state.assert_returned(60)
    state.assert_memory(GROWTH)


class Crowd:
    """Clients that all want in, and how many of them were inside at once."""

    def __init__(self, phony):
        self.phony, self.lock = phony, threading.Lock()
        self.inside, self.most, self.entered, self.turned_away = 0, 0, 0, 0
        self.faults = []

    def push(self, tries):
        try:
            for _ in range(tries):
                with self.phony.raw(log_in=False, timeout=60) as client:
                    client.send(wire.startup())
                    answer = client.until("Z")
                    if answer[-1].kind == "Z":
                        self._stay()
                    else:
                        assert answer[-1].fields()["C"] == "53300", answer[-1]
                        self.turned_away += 1
        except Exception as fault:  # told by the test, not lost with the thread
            self.faults.append(repr(fault))

    def _stay(self):
        with self.lock:
            self.inside += 1
            self.entered += 1
            self.most = max(self.most, self.inside)
        time.sleep(0.01)
        with self.lock:
            self.inside -= 1


def test_the_limit_holds_in_a_storm(start):
    """Never more than so many sessions; everybody else is told so; afterwards there is room for as many again."""
    phony = start(listener={"limits": {"clients": LIMIT}}, record=False)
    state, crowd = vitals.Vitals(phony), Crowd(phony)
    threads = [threading.Thread(target=crowd.push, args=(12,)) for _ in range(3 * LIMIT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert not crowd.faults, crowd.faults
    assert crowd.most <= LIMIT and crowd.entered > LIMIT and crowd.turned_away, vars(crowd)
    state.assert_returned(60)
    with contextlib.ExitStack() as stack:
        for _ in range(LIMIT):
            stack.enter_context(phony.raw())
        with phony.raw(log_in=False) as one_more:
            one_more.send(wire.startup())
            assert one_more.rest().errors()[-1]["C"] == "53300"
