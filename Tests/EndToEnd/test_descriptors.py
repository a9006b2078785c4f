"""A gateway that runs out of descriptors: it waits for some, and neither dies nor spins."""
import contextlib
import os
import resource
import socket
import time

import pytest

import places
import planted
import vitals
import wire

IDLE = 120  # connections, of which only a part finds a descriptor
FREE = 40
MEASURED = 2.0  # seconds of nothing; a thread that spins is busy for all of them
QUIET = 0.5


@pytest.fixture
def phony(tmp_path, cluster):
    with places.running(tmp_path, cluster.port, columns=planted.COLUMNS, record=False) as phony:
        yield phony
        assert phony.gateway.alive(), phony.log()[-2000:]


def leave_free(phony, count):
    """Lowers the limit of the process so that it can open so many descriptors more."""
    used = {int(name) for name in os.listdir(f"/proc/{phony.pid}/fd")}
    free = [number for number in range(len(used) + count) if number not in used]
    limit = max([*used, *free[:count]]) + 1
    assert sum(number not in used for number in range(limit)) >= count
    _, hard = resource.prlimit(phony.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(phony.pid, resource.RLIMIT_NOFILE, (limit, hard))


def restore(phony):
    _, hard = resource.prlimit(phony.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(phony.pid, resource.RLIMIT_NOFILE, (hard, hard))


def idle(phony, stack, count):
    """Connections that say nothing; the kernel takes them even where the gateway cannot."""
    return [stack.enter_context(socket.create_connection((phony.host, phony.port), timeout=10)) for _ in range(count)]


def exhaust(phony, stack, state):
    """Connections until the gateway can take no more; the kernel keeps the others waiting."""
    full = state.descriptors_now() + FREE
    leave_free(phony, FREE)
    idle(phony, stack, IDLE)
    deadline = time.monotonic() + 20
    while state.descriptors_now() < full:
        assert time.monotonic() < deadline, "not exhausted: this would show nothing"
        time.sleep(0.02)


def test_exhaustion_and_recovery(phony):
    state = vitals.Vitals(phony)
    with phony.raw(timeout=30) as lasting:
        wanted = lasting.query("SELECT id, email FROM people WHERE id < 20").values()
        with contextlib.ExitStack() as stack:
            exhaust(phony, stack, state)
            assert lasting.query("SELECT id, email FROM people WHERE id < 20").values() == wanted
            assert phony.gateway.alive()
        # The limit is still low: what was freed must be enough.
        deadline = time.monotonic() + 20
        while True:
            try:
                with phony.raw(timeout=5) as fresh:
                    assert fresh.query("SELECT id, email FROM people WHERE id < 20").values() == wanted
                break
            except (OSError, wire.Closed):
                assert time.monotonic() < deadline, "nobody is served although descriptors are free again"
        assert lasting.query("SELECT id, email FROM people WHERE id < 20").values() == wanted
    restore(phony)
    state.assert_returned()


def test_without_descriptors_it_does_not_spin(phony):
    state = vitals.Vitals(phony)
    with contextlib.ExitStack() as stack:
        exhaust(phony, stack, state)
        before = state.busy_seconds()
        time.sleep(MEASURED)
        busy = state.busy_seconds() - before
    assert busy < QUIET, f"busy for {busy:.2f} of {MEASURED} s with nothing to do"


def test_no_descriptor_for_the_server(phony):
    """One is left, which the client takes: the client is told what is the matter."""
    state = vitals.Vitals(phony)
    with phony.raw() as lasting:
        inside = state.descriptors + 2  # the lasting client's, and its server's
        for _ in range(5):
            while state.descriptors_now() > inside:
                time.sleep(0.01)
            leave_free(phony, 1)
            with phony.raw(log_in=False, timeout=15) as client:
                client.send(wire.startup())
                errors = client.rest().errors()
            assert [error["C"] for error in errors] == ["08001"] and "open files" in errors[0]["M"], errors
            assert lasting.query("SELECT 7").values() == [[b"7"]]
            restore(phony)
            phony.assert_alive()
    state.assert_returned()
