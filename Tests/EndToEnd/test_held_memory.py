"""What a peer can make the gateway hold: bounded, however much it sends and however little it reads."""
import contextlib
import struct
import time

import pytest

import fake_server
import places
import planted
import test_hostile
import wire

MIB = 1 << 20
BOUND = 48 * 1024  # KiB
SECONDS = 2
FLOOD = 24 * MIB
ASKED = wire.message("R", struct.pack("!I", 3))  # AuthenticationCleartextPassword
WIDE = 1600
CATALOGUE = 320 * 1024  # KiB: a quarter of a GiB is what such answers may hold in all


@contextlib.contextmanager
def before(tmp_path, converse, bound=BOUND):
    """A gateway before a server that a test scripts; it must be there afterwards, no bigger than it may be."""
    with fake_server.listening(converse, timeout=2 * SECONDS) as port:
        with places.running(tmp_path, port, columns=planted.COLUMNS, record=False) as phony:
            phony.reset_peak()
            start = phony.resident()[0]
            yield phony
            assert phony.gateway.alive(), phony.log()[-2000:]
            grown = phony.resident()[1] - start
            assert grown < bound, f"grown by {grown} KiB"


def pour(peer, data, most=FLOOD):
    """Sends as much of it as the other side takes in the time."""
    peer.settimeout(1)
    end, sent = time.monotonic() + SECONDS, 0
    with contextlib.suppress(OSError):
        while time.monotonic() < end and sent < most:
            peer.sendall(data)
            sent += len(data)
    return sent


def test_passwords_that_the_server_does_not_read(tmp_path):
    def converse(peer):
        peer.recv(4096)
        peer.sendall(ASKED)
        time.sleep(SECONDS)

    with before(tmp_path, converse) as phony, phony.raw(log_in=False) as client:
        client.send(wire.startup())
        assert client.until("R")
        pour(client.socket, wire.message("p", b"x" * 60_000 + b"\0") * 8)


def test_notices_before_authentication_that_the_client_does_not_read(tmp_path):
    notices = wire.message("N", b"SNOTICE\0C00000\0M" + b"n" * 20_000 + b"\0\0") * 32

    def converse(peer):
        peer.recv(4096)
        pour(peer, notices)

    with before(tmp_path, converse) as phony, phony.raw(log_in=False) as client:
        client.send(wire.startup())
        time.sleep(SECONDS)


@pytest.mark.parametrize("body", [struct.pack("!H", WIDE) + b"\0\0\0\1x" * WIDE, b"one row that never ends"],
                         ids=["many small values", "one row"])
def test_an_endless_answer_to_the_gateways_own_question(tmp_path, body):
    column = b"x\0" + struct.pack("!IHIhiH", 0, 0, 25, -1, -1, 0)
    shape = wire.message("T", struct.pack("!H", WIDE), column * WIDE)

    def converse(peer):
        peer.recv(4096)
        peer.sendall(test_hostile.GREETING)
        peer.recv(4096)
        peer.sendall(shape)
        if body.startswith(b"one"):
            peer.sendall(b"D" + struct.pack("!I", 0x3FFFFF00))
            pour(peer, bytes(MIB), 512 * MIB)
        else:
            pour(peer, wire.message("D", body) * 20, 64 * MIB)

    with before(tmp_path, converse, CATALOGUE) as phony, phony.raw(log_in=False) as client:
        client.send(wire.startup())
        time.sleep(SECONDS)


@pytest.mark.parametrize("how", ["behind an error", "in a failed transaction"])
def test_portals_that_the_server_does_not_have(start, how):
    """Their names cost the server nothing, since it ignores them or finds them unknown."""
    phony = start(record=False)
    with phony.raw(timeout=60) as client:
        client.query("SELECT 1")
        phony.reset_peak()
        before_it = phony.resident()[0]
        if how == "behind an error":
            client.send(wire.parse("SELEC"), wire.FLUSH)
            assert client.until("E")
            for block in range(5):
                client.send(*(wire.execute(0, f"p{block}-{number}") for number in range(30_000)))
            client.ask(wire.SYNC)
        else:
            client.query("BEGIN; SELECT 1/0")
            name = "n" * 9_900
            for block in range(8):
                client.send(*(wire.describe("P", f"{name}{block}-{number}") + wire.SYNC for number in range(500)))
                for _ in range(500):
                    assert client.until("Z")[0].kind == "E"
        grown = phony.resident()[1] - before_it
        assert grown < BOUND // 2, f"grown by {grown} KiB"
