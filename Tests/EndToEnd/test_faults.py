"""One conversation under every fault of a network, on both legs and in both directions, while others go on undisturbed.

`make test` takes a seeded sample of positions; under SOAK=1 a fault strikes at every byte. To repeat one case:
PHONY_FAULT="client-leg up reset 310 0" pytest Tests/EndToEnd/test_faults.py
"""
import collections
import concurrent.futures
import os
import random
import socket
import time

import pytest

import bystanders
import conversation
import fake_server
import faulty_proxy
import fuzz_run
import places
import planted
import vitals
from faulty_proxy import Fault

SEED = 20_261_123
SOAK = bool(os.environ.get("SOAK"))
WORKERS = 3 if SOAK else 1
ONE = os.environ.get("PHONY_FAULT")
SAMPLE = 24  # positions a leg and direction in `make test`
AMOUNTS = {"slice": 1, "duplicate": 5, "drop": 3, "flip": 6, "stall": 0.03, "delay": 0.002}
GROWTH = 24 * 1024  # KiB over all cases of one leg
PATIENCE = {"drop": 0.25, "duplicate": 0.25, "flip": 0.25}  # after these the two ends may wait for each other
LEGS = ("client-leg", "server-leg")


class Leg:
    """A gateway with the proxy on one side of it, and what the conversation looks like there without a fault."""

    def __init__(self, name, folder, cluster):
        columns = {**planted.COLUMNS, **conversation.WIDE_COLUMN}
        self.name = name
        if name == "server-leg":
            self.proxy = faulty_proxy.FaultyProxy(cluster.port)
            self.phony = places.Phony(folder, self.proxy.port, columns=columns, record=False)
            self.port = self.phony.gateway_port
        else:
            self.phony = places.Phony(folder, cluster.port, columns=columns, record=False)
            self.proxy = faulty_proxy.FaultyProxy(self.phony.gateway_port)
            self.port = self.proxy.port

    def hold(self, *faults, **options):
        self.proxy.plan(*faults)
        return conversation.hold(self.port, **options)

    def close(self):
        self.phony.stop()
        self.proxy.close()


@pytest.fixture(scope="module")
def wide(direct):
    direct.psql(conversation.WIDE)
    yield
    direct.psql("DROP TABLE wide;")


@pytest.fixture(scope="module", params=LEGS)
def leg(request, work, cluster, wide):
    leg = Leg(request.param, work / request.param, cluster)
    try:
        leg.phony.assert_alive()
        yield leg
        leg.phony.assert_alive()
    finally:
        leg.close()


@pytest.fixture(scope="module")
def whole(leg, hidden):
    """The undisturbed conversation: complete, and without a protected value."""
    leg.hold()
    transcript = leg.hold()
    assert transcript.finished and len(transcript.frames) > 80
    assert not hidden.find(transcript.raw)
    kinds = {frame[:1] for frame in transcript.frames}
    assert kinds >= set(map(bytes, zip(b"RSKZTDCE123tnGHdcs"))), kinds
    return transcript, dict(leg.proxy.passed)


def kinds_of(leg, way):
    kinds = faulty_proxy.ENDS + faulty_proxy.SLOW
    if (leg.name, way) == ("client-leg", "down"):
        return kinds  # bending what has left the gateway says nothing about it
    if leg.name == "server-leg":
        # A bit that flips in a question about the catalogue, or in its answer, makes a lie out of it that is well formed:
        # that is a server which lies, to every session, and TLS is against it. Bytes too many or too few are noticed.
        return kinds + tuple(kind for kind in faulty_proxy.BENT if kind != "flip")
    return kinds + faulty_proxy.BENT


def cases(leg, lengths):
    """Faults at every byte, or at a sample of them; which fault a byte gets is drawn."""
    dice = random.Random(f"{SEED} {leg.name}")
    for way in ("up", "down"):
        kinds = kinds_of(leg, way)
        positions = range(lengths[way] + 1) if SOAK else sorted(dice.sample(range(lengths[way] + 1), SAMPLE))
        for number, at in enumerate(positions):
            kind = kinds[number % len(kinds)] if not SOAK else dice.choice(kinds)
            yield Fault(kind, way, at, AMOUNTS.get(kind, 0))


def judge(fault, leg, transcript, whole, hidden):
    """What may have come of a fault."""
    if fault.kind in faulty_proxy.SLOW:
        assert transcript.finished
    if fault.kind not in faulty_proxy.BENT:
        transcript.assert_prefix_of(whole)
    # Bent on its way from the server, a description lies about its columns; the model leaves that to the server.
    if fault.kind not in faulty_proxy.BENT or (leg.name, fault.way) != ("server-leg", "down"):
        assert not (found := hidden.find(transcript.raw)), found


def strike(leg, planned, cluster, transcript, hidden):
    """Holds a conversation under each fault; how many there were, and by how much the gateway grew."""
    with bystanders.around(leg.phony, cluster):
        state = vitals.Vitals(leg.phony)
        for number, fault in enumerate(planned):
            case = f'PHONY_FAULT="{leg.name} {fault.way} {fault.kind} {fault.at} {fault.amount}"'
            try:
                judge(fault, leg, leg.hold(fault, timeout=PATIENCE.get(fault.kind, 30)), transcript, hidden)
                state.assert_descriptors_returned()
                if number % 10 == 9 or ONE:
                    state.assert_returned()
                    leg.phony.assert_alive()
            except AssertionError as error:
                raise AssertionError(f"{error}\nto repeat: {case}") from error
        state.assert_returned()
        return len(planned), state.assert_memory(GROWTH)


@pytest.mark.timeout(7200 if SOAK else 150)
def test_a_fault_at_any_byte(leg, whole, hidden, cluster, work):
    transcript, lengths = whole
    if ONE:
        name, way, kind, at, amount = ONE.split()
        planned = [Fault(kind, way, int(at), float(amount))] if name == leg.name else []
    else:
        planned = list(cases(leg, lengths))
    started = time.monotonic()
    # Most of a conversation is waiting: several are held at a time, each through a gateway of its own.
    legs = [leg] + [Leg(leg.name, work / f"{leg.name}-{number}", cluster) for number in range(1, WORKERS)]
    try:
        for other in legs[1:]:
            other.hold()
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            done = [pool.submit(strike, one, planned[number::WORKERS], cluster, transcript, hidden)
                    for number, one in enumerate(legs)]
            results = [each.result() for each in done]
    finally:
        for other in legs[1:]:
            other.close()
    struck = sum((one.proxy.struck for one in legs), collections.Counter())
    count, grown = sum(each for each, _ in results), max(each for _, each in results)
    print(f"{count} faults, grown by {grown} KiB at most")
    if ONE:
        return
    if SOAK:
        fuzz_run.keep(f"faults-{leg.name}", {
            "seed": SEED, "faults": count, "grown KiB": grown, "seconds": round(time.monotonic() - started), **struck})
    assert all(struck[kind] for kind in kinds_of(leg, "up"))
    assert sum(struck.values()) > count * 0.9, struck


@pytest.mark.timeout(1800 if SOAK else 100)
def test_a_fault_within_a_large_row(leg, whole):
    """Over a megabyte, so that it streams: wherever it breaks off, what came is the beginning of what should."""
    large = leg.hold(steps=conversation.LARGE_STEPS)
    assert large.finished and len(large.raw) > 5_000_000
    dice = random.Random(SEED)
    state = vitals.Vitals(leg.phony)
    for number in range(300 if SOAK else 9):
        kind = (*faulty_proxy.ENDS, "stall")[number % 4]
        fault = Fault(kind, "down", dice.randrange(leg.proxy.passed["down"]), AMOUNTS.get(kind, 0))
        transcript = leg.hold(fault, steps=conversation.LARGE_STEPS)
        transcript.assert_prefix_of(large)
        assert transcript.finished == (kind == "stall"), fault
        state.assert_returned()
    state.assert_memory(GROWTH)


def echo(peer):
    while data := peer.recv(1000):
        peer.sendall(data)


def through(proxy, data, *faults):
    """What comes back, or the error that did."""
    proxy.plan(*faults)
    with socket.create_connection((proxy.host, proxy.port), timeout=10) as client:
        client.sendall(data)
        client.shutdown(socket.SHUT_WR)
        received = b""
        try:
            while part := client.recv(1000):
                received += part
        except OSError as error:
            return type(error)
        return received


def test_the_proxy_does_what_its_script_says():
    """A test bench that breaks nothing would prove nothing."""
    with fake_server.listening(echo) as port:
        proxy = faulty_proxy.FaultyProxy(port)
        assert through(proxy, b"abcdef") == b"abcdef"
        assert through(proxy, b"abcdef", Fault("drop", "up", 2, 3)) == b"abf"
        assert through(proxy, b"abcdef", Fault("duplicate", "down", 2, 2)) == b"abcdcdef"
        assert through(proxy, b"abcdef", Fault("flip", "up", 0, 1)) == b"cbcdef"
        assert through(proxy, b"abcdef", Fault("slice", "up", 0, 1), Fault("delay", "up", 0, 0.01)) == b"abcdef"
        assert through(proxy, b"abcdef", Fault("half-close", "up", 4)) == b"abcd"
        assert through(proxy, b"abcdef", Fault("close", "down", 3)) == b"abc"
        assert through(proxy, b"abcdef", Fault("reset", "down", 3)) is ConnectionResetError
        proxy.close()
