"""Every way to connect (Tests/TLSMatrix): TLS on either leg, what the server asks for, who verifies clients."""
import pathlib
import sys

import psycopg
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "TLSMatrix"))

import cells  # noqa: E402
import probe  # noqa: E402
import table  # noqa: E402
import world  # noqa: E402


@pytest.fixture(scope="module")
def place():
    assert psycopg.pq.version() >= 180000, "only libpq 18 traces authentication; psycopg[binary] brings it along"
    with world.World() as place:
        yield place
        assert place.gateway.alive(), f"the gateway died on the way:\n{place.gateway.log()[-3000:]}"
        told = place.told()
        assert "terminate-cert-direct" in told and "phony_connections_total" in told, "not what this gateway says"
        assert "-secre" not in told, "a password in the log or the metrics"


@pytest.mark.parametrize("cell", cells.CELLS, ids=str)
def test_connecting(place, cell):
    assert not probe.difference(cells.expected(cell), probe.look(place, cell))


def test_the_table_in_the_documents():
    """Tests/TLSMatrix/matrix.py prints it."""
    text = (pathlib.Path(__file__).resolve().parents[2] / "docs" / "COMPATIBILITY.md").read_text()
    assert table.markdown() in text
