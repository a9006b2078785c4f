"""Every way to connect (Tests/TLSMatrix): TLS on either leg, what the server asks for, who verifies clients."""
import pathlib
import re
import sys

import psycopg
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "TLSMatrix"))

import cells  # noqa: E402
import probe  # noqa: E402
import world  # noqa: E402


@pytest.fixture(scope="module")
def place():
    assert psycopg.pq.version() >= 180000, "only libpq 18 traces authentication; psycopg[binary] brings it along"
    with world.World() as place:
        yield place
        assert place.gateway.alive(), f"the gateway died on the way:\n{place.gateway.log()[-3000:]}"
        log = place.gateway.log()
        assert "terminate-cert-direct" in log, "not the log of this gateway"
        assert "-secret" not in log, "a password in the log"


@pytest.mark.parametrize("cell", cells.CELLS, ids=str)
def test_connecting(place, cell):
    expected, seen = cells.expected(cell), probe.look(place, cell)
    if isinstance(expected, cells.Connects):
        assert seen == expected
        return
    assert isinstance(seen, probe.Refused), f"got in, against: {expected[0].note}"
    assert len(seen.attempts) == len(expected), seen.attempts
    for message, reason in zip(seen.attempts, expected, strict=True):
        assert re.fullmatch(reason.pattern, message.strip())
